"""Responses by what people call them: an id in any case, a reference in any spelling, or an address."""

from __future__ import annotations

import sqlite3

from archive.reading.identity import key_of_address
from parsers.addresses import page_key
from parsers.letter.reference import reference_key


def with_id(conn: sqlite3.Connection, typed: str) -> str | None:
    """Return the id that ``typed`` is, in this or another case; None where there is none."""
    row = conn.execute(
        "select id from responses where id = ?1 collate nocase order by id = ?1 desc, id limit 1", (typed,)
    ).fetchone()
    return row[0] if row else None


def with_reference(conn: sqlite3.Connection, typed: str) -> tuple[str, ...]:
    """Return the ids of all responses with this reference, in whatever spelling."""
    rows = conn.execute(
        "select id from responses where reference_key = ? order by id", (reference_key(typed),)
    )
    return tuple(response for (response,) in rows)


def with_address(conn: sqlite3.Connection, typed: str) -> tuple[str, ...]:
    """Return the ids of the responses that were seen at this address; none where it is no address."""
    wanted = key_of_address(typed)
    if not wanted:
        return ()
    rows = conn.execute("select response_id, url from urls order by response_id")
    return tuple({response: None for response, url in rows if page_key(url) == wanted})
