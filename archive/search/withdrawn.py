"""What was taken down: since when and why, for whoever comes to where it was."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from archive.names import name_digest
from parsers.letter.reference import reference_key


class Withdrawn(NamedTuple):
    """Something that was taken down on the day ``since``, which is yyyy-mm-dd, and the reason."""

    since: str
    reason: str


def withdrawn_response(conn: sqlite3.Connection, typed: str) -> Withdrawn | None:
    """Return what became of the response with this very id; None where nothing was taken down."""
    return _withdrawn(conn, name_digest("id", typed.rstrip("/")))


def withdrawn_reference(conn: sqlite3.Connection, typed: str) -> Withdrawn | None:
    """Return what became of a response with this reference, in whatever spelling."""
    return _withdrawn(conn, name_digest("reference", reference_key(typed.rstrip("/"))))


def withdrawn_file(conn: sqlite3.Connection, number: int) -> Withdrawn | None:
    """Return what became of the file with this number."""
    return _withdrawn(conn, name_digest("file", str(number)))


def _withdrawn(conn: sqlite3.Connection, name: str) -> Withdrawn | None:
    row = conn.execute("select since, reason from suppressed where name = ?", (name,)).fetchone()
    return Withdrawn(*row) if row else None
