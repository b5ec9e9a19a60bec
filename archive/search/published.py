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
        # The newest version is looked up for this part alone, not for all that has to be sorted.
        """select id, substr(ifnull((select max(v.first_seen) from versions v where v.response_id = part.id),
                                    first_seen), 1, 10)
           from (select id, first_seen from responses order by first_seen, id limit ? offset ?) part""",
        (PART_SIZE, (part - 1) * PART_SIZE),
    )
    return tuple(Listed(*row) for row in rows)
