"""The versions that a response had before and after a change."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any


def versions_around(
    conn: sqlite3.Connection, response_id: str, moment: str
) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """Return the version before a change and the one from ``moment`` on; None where there are no two."""
    rows = conn.execute(
        """select title, decision, grounds, text from versions
           where response_id = ? and first_seen <= ? and text is not null order by id desc limit 2""",
        (response_id, moment),
    ).fetchall()
    return (dict(rows[1]), dict(rows[0])) if len(rows) == len(("before", "after")) else None
