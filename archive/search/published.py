"""What of the archive search engines may list: every response, in an order that new ones do not upset."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

PART_SIZE = 50_000  # addresses that one sitemap may hold


class Listed(NamedTuple):
    """A response, and the day its text last changed, so far as we know (UTC)."""

    id: str
    changed: str


def count_responses(conn: sqlite3.Connection) -> int:
    """Return how many responses are held."""
    return int(conn.execute("select count(*) from responses").fetchone()[0])


def listed_responses(conn: sqlite3.Connection, part: int) -> tuple[Listed, ...]:
    """Return one part, from 1, of all responses, those first seen earliest first."""
    rows = conn.execute(
        """select r.id, substr(ifnull((select max(first_seen) from versions where response_id = r.id),
                                      r.first_seen), 1, 10)
           from responses r order by r.first_seen, r.id limit ? offset ?""",
        (PART_SIZE, (part - 1) * PART_SIZE),
    )
    return tuple(Listed(*row) for row in rows)
