"""The files that are known and cannot be read here: a list for a person to work through."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

# Those to be fetched by hand first, then those to be looked at.
_ORDER = "case a.state when 'not_held' then 1 when 'too_large' then 2 when 'quarantined' then 3 else 4 end"


@dataclass(frozen=True, slots=True)
class FileToDo:
    """A file by its id, with its address, its response, its state and why it is in that."""

    id: int
    state: str
    filename: str
    url: str
    reason: str | None
    response_id: str
    title: str | None
    published: str | None


def count_files(conn: sqlite3.Connection) -> dict[str, int]:
    """Return how many files are in each state."""
    rows = conn.execute("select state, count(*) from attachments group by state order by state")
    return {row[0]: row[1] for row in rows}


def files_to_do(conn: sqlite3.Connection, first: int = 0, most: int = -1) -> Iterator[FileToDo]:
    """Yield files that are not held or not read, by state and then newest first; -1 is all of them."""
    rows = conn.execute(
        "select a.id, a.state, filename, a.url, reason, response_id, title, published"  # noqa: S608 - own words
        " from attachments a join responses r on r.id = response_id where a.state <> 'held'"
        f" order by {_ORDER}, published desc, response_id, place limit ? offset ?",
        (most, first),
    )
    return (FileToDo(*row) for row in rows)
