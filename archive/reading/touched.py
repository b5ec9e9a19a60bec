"""Which pages and files change while a site is read, noted by the database itself so that none is missed."""

from __future__ import annotations

import sqlite3

# Pages with the same value here are looked at together when responses are found.
SHARED = "coalesce(nullif({0}.reference_key, ''), 'page:' || {0}.key)"
# What responses are made of, and the page or file that a row is of.
_KEYS_OF = {
    "pages": "key", "addresses": "key", "stretches": "key", "version_fields": "key", "absences": "key",
    "links": "page", "members": "key", "responses": "shown", "files": "key", "file_versions": "key",
}  # fmt: skip
_ROWS_OF = {"insert": ("new",), "delete": ("old",), "update": ("old", "new")}


def note_changes(connection: sqlite3.Connection) -> None:
    """Note from here on in ``touched`` the keys of pages and files that change.

    In ``regrouped`` is noted what pages share that come, go or change.
    """
    connection.execute("create temporary table touched (key text primary key) without rowid")
    connection.execute("create temporary table regrouped (shared text primary key) without rowid")
    for table, key in _KEYS_OF.items():
        for event, rows in _ROWS_OF.items():
            notes = [_note("touched", f"{row}.{key}") for row in rows]
            if table == "pages":
                notes += [_note("regrouped", SHARED.format(row)) for row in rows]
            connection.execute(
                f"create temporary trigger {table}_{event} after {event} on main.{table}"
                f" begin {' '.join(notes)} end"
            )


def _note(table: str, value: str) -> str:
    return f"insert or ignore into {table} values ({value});"  # noqa: S608 - own names
