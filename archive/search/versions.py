"""The texts that a response had before and after a change."""

from __future__ import annotations

import sqlite3


def texts_around(conn: sqlite3.Connection, response_id: str, moment: str) -> tuple[str, str] | None:
    """Return the texts before a change and from ``moment`` on; None where one of them is missing."""
    rows = conn.execute(
        """select text from versions where response_id = ? and first_seen <= ? and text is not null
           order by id desc limit 2""",
        (response_id, moment),
    ).fetchall()
    return (rows[1][0], rows[0][0]) if len(rows) == len(("before", "after")) else None
