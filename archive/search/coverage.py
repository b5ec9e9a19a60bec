"""What is held and what is missing, by month of publication; for people and for ``status``."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Month:
    """Coverage of one month of publication, ``unknown`` where a page has no date."""

    month: str
    listed: int
    captured: int
    parsed: int
    attachments_held: int
    attachments_missing: int
    quarantined: int
    failed: int
    removed: int


def read_coverage(conn: sqlite3.Connection) -> tuple[Month, ...]:
    """Return the coverage of each month, of all sites, oldest first; ``unknown`` comes last."""
    sums = ", ".join(f"sum({field.name})" for field in fields(Month)[1:])
    rows = conn.execute(f"select month, {sums} from coverage group by month order by month")  # noqa: S608 - own names
    return tuple(Month(*row) for row in rows)
