"""What the public file consists of: its tables and views with their columns, as it stands and in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["integer", "number", "string", "bytes"]
_KINDS: dict[str, Kind] = {"INTEGER": "integer", "REAL": "number", "BLOB": "bytes"}
_STORED: dict[str, Kind] = {"integer": "integer", "real": "number", "blob": "bytes"}


@dataclass(frozen=True, slots=True)
class Described:
    """A table or view in words, as ``metadata.yml`` has it. ``machinery``: it serves the search alone."""

    title: str
    description: str
    columns: Mapping[str, str]
    machinery: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``kind`` is what its values are where they are not null."""

    name: str
    kind: Kind
    description: str


@dataclass(frozen=True, slots=True)
class Parent:
    """The table that a row belongs to: the value of ``column`` stands in ``parent_column`` of ``table``."""

    column: str
    table: str
    parent_column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the public file. ``order`` is what its rows are given in the order of, as SQL."""

    name: str
    title: str
    description: str
    is_view: bool
    machinery: bool
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    parents: tuple[Parent, ...]
    order: str


@dataclass(frozen=True, slots=True)
class InnerTable:
    """A table that SQLite keeps for itself: a full-text index, what that rests on, its statistics."""

    name: str
    columns: tuple[str, ...]


def read_tables(conn: sqlite3.Connection, described: Mapping[str, Described]) -> tuple[Table, ...]:
    """Return the tables and views of ``conn`` by name; what is not ``described`` has no words."""
    return tuple(
        _table(conn, name, form == "view", bool(without_rowid), described.get(name, Described(name, "", {})))
        for name, form, without_rowid in _listed(conn)
        if form in {"table", "view"} and not name.startswith("sqlite_")
    )


def read_inner_tables(conn: sqlite3.Connection) -> tuple[InnerTable, ...]:
    """Return the tables that SQLite keeps for itself, by name."""
    return tuple(
        InnerTable(
            name, tuple(row[1] for row in conn.execute("select * from pragma_table_xinfo(?)", (name,)))
        )
        for name, form, _ in _listed(conn)
        if form in {"virtual", "shadow"} or name.startswith("sqlite_stat")
    )


def _listed(conn: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    return conn.execute("select name, type, wr from pragma_table_list where schema = 'main' order by name")


def _table(
    conn: sqlite3.Connection, name: str, is_view: bool, without_rowid: bool, words: Described
) -> Table:
    found = conn.execute("select name, type, pk from pragma_table_info(?)", (name,)).fetchall()
    key = tuple(column for column, _, _ in sorted((row for row in found if row[2]), key=lambda row: row[2]))
    kinds = _kinds_of_view(conn, name, [row[0] for row in found]) if is_view else _declared(found)
    columns = tuple(
        Column(column, kind, words.columns.get(column, ""))
        for (column, _, _), kind in zip(found, kinds, strict=True)
    )
    order = ", ".join(str(number) for number in range(1, len(columns) + 1)) if is_view else "rowid"
    return Table(
        name=name,
        title=words.title,
        description=words.description,
        is_view=is_view,
        machinery=words.machinery,
        columns=columns,
        key=key,
        parents=tuple(
            Parent(column, parent, parent_column)
            for column, parent, parent_column in conn.execute(
                'select "from", "table", "to" from pragma_foreign_key_list(?) order by id, seq', (name,)
            )
        ),
        order=", ".join(key) if without_rowid else order,
    )


def _declared(columns: Iterable[tuple[str, str, int]]) -> list[Kind]:
    return [_KINDS.get(declared.upper(), "string") for _, declared, _ in columns]


def _kinds_of_view(conn: sqlite3.Connection, view: str, columns: Sequence[str]) -> list[Kind]:
    """Return what the columns hold: what a view works out has no declared type, so its values tell."""
    stored = ", ".join(f"group_concat(distinct nullif(typeof(\"{column}\"), 'null'))" for column in columns)
    found = conn.execute(f'select {stored} from "{view}"').fetchone()  # noqa: S608 - names of the schema
    return [_STORED.get(kind or "", "string") for kind in found]
