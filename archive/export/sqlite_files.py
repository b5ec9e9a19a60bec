"""The public file as SQLite: whole, and without the words of the letters."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from archive.export.tables import Table

# The tables of the metadata-only file, and the columns that it leaves out: the letters' own words, where they
# stand, and what takes more room than it tells. Views come along.
METADATA_TABLES: dict[str, tuple[str, ...]] = {
    "citations": ("id", "as_written", "start_char", "end_char", "sentence", "rule"),
    "coverage": (),
    "gap_numbers": (),
    "gap_overlap": (),
    "gap_sequence": (),
    "gaps": (),
    "reference_numbers": (),
    "response_sources": (),
    "responses": ("reference_key", "decision_stated", "diagnostics", "request_text", "answer_text", "text"),
    "site": (),
}
_TYPES = {"integer": "integer", "number": "real", "string": "text", "bytes": "blob"}


def write_full(conn: sqlite3.Connection, path: Path) -> None:
    """Write the whole public file to ``path``."""
    with closing(sqlite3.connect(path)) as copy:
        conn.backup(copy)


def write_metadata_only(conn: sqlite3.Connection, tables: tuple[Table, ...], path: Path) -> None:
    """Write METADATA_TABLES and the views to ``path``; without indexes, so that it is a small file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.executescript("pragma page_size = 1024; pragma journal_mode = off; pragma synchronous = off")
        for table in tables:
            if table.is_view:
                sql = "select sql from sqlite_master where name = ?"
                copy.execute(conn.execute(sql, (table.name,)).fetchone()[0])
            elif table.name in METADATA_TABLES:
                _copy_rows(conn, copy, table)


def _copy_rows(conn: sqlite3.Connection, copy: sqlite3.Connection, table: Table) -> None:
    left_out = METADATA_TABLES[table.name]
    kept = [column for column in table.columns if column.name not in left_out]
    # Its own statement would have to be taken apart: SQLite drops no last column that a comment follows.
    clauses = [f'"{column.name}" {_TYPES[column.kind]}' for column in kept]
    if set(table.key) <= {column.name for column in kept} and table.key:
        clauses.append(f"primary key ({_names(table.key)})")
    copy.execute(f'create table "{table.name}" ({", ".join(clauses)})')
    columns, marks = _names(column.name for column in kept), ", ".join("?" * len(kept))
    rows = conn.execute(f'select {columns} from "{table.name}" order by {table.order}')  # noqa: S608 - names of the schema
    copy.execute("begin")
    copy.executemany(f'insert into "{table.name}" ({columns}) values ({marks})', rows)  # noqa: S608
    copy.execute("commit")


def _names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
