"""What the reading found odd, counted by code, and the responses behind each count."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.search.facets import Count

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """A response with one diagnostic of the code asked for; ``message`` is its first."""

    id: str
    title: str | None
    published: str | None
    message: str


def count_diagnostics(conn: sqlite3.Connection) -> tuple[Count, ...]:
    """Return how many responses have each code that occurs, most first."""
    rows = conn.execute(
        "select code, count(distinct response_id) as responses from diagnostics"
        " group by code order by responses desc, code"
    )
    return tuple(Count(*row) for row in rows)


def diagnosed_responses(conn: sqlite3.Connection, code: str, page: int) -> tuple[Diagnosed, ...]:
    """Return one page, from 1, of the responses that have a diagnostic of this code, newest first."""
    rows = conn.execute(
        """select r.id, r.title, r.published, d.message
           from (select response_id, min(id) as first from diagnostics where code = ? group by response_id)
           join diagnostics d on d.id = first join responses r on r.id = d.response_id
           order by r.published desc, r.id limit ? offset ?""",
        (code, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    )
    return tuple(Diagnosed(*row) for row in rows)
