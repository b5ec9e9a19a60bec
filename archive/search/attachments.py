"""One file of a response: what became of it, and its text by page, or by sheet and row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A page or sheet: its place in the file, from 1, its name, and how much of it there is.

    ``rows`` are those of a table that have a value; 0 where the part is no table.
    """

    place: int
    name: str
    characters: int
    rows: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table by its number in the spreadsheet: its values by the number of their column."""

    number: int
    values: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """The row of a file, those of its response and of its versions, newest first, and its parts in order."""

    row: Row
    response: Row
    site: Row
    versions: tuple[Row, ...]
    parts: tuple[Part, ...]


def read_file(conn: sqlite3.Connection, number: int) -> HeldFile | None:
    """Return the file with this id, or None."""
    row = conn.execute("select * from attachments where id = ?", (number,)).fetchone()
    if row is None:
        return None
    response = conn.execute(
        "select id, reference, title, published, removed_at, url, site from responses where id = ?",
        (row["response_id"],),
    ).fetchone()
    site = conn.execute("select * from site where name = ?", (response["site"],)).fetchone()
    versions = conn.execute(
        "select * from attachment_versions where attachment_id = ? order by first_seen desc, id desc",
        (number,),
    )
    parts = conn.execute(
        "select place, part, length(text), (select count(distinct row) from attachment_cells c"
        "  where c.attachment_id = p.attachment_id and c.part = p.part)"
        " from attachment_parts p where attachment_id = ? order by place",
        (number,),
    )
    return HeldFile(
        dict(row),
        dict(response),
        dict(site),
        tuple(map(dict, versions)),
        tuple(Part(*part) for part in parts),
    )


def read_text(conn: sqlite3.Connection, number: int, part: Part) -> str:
    """Return the text of a part."""
    text: str = conn.execute(
        "select text from attachment_parts where attachment_id = ? and place = ?", (number, part.place)
    ).fetchone()[0]
    return text


def rows_before(conn: sqlite3.Connection, number: int, part: Part, row: int) -> int:
    """Return how many rows of a table have a value and stand before ``row``."""
    count: int = conn.execute(
        "select count(distinct row) from attachment_cells where attachment_id = ? and part = ? and row < ?",
        (number, part.name, row),
    ).fetchone()[0]
    return count


def read_rows(
    conn: sqlite3.Connection, number: int, part: Part, first: int, most: int
) -> tuple[TableRow, ...]:
    """Return at most so many rows of a table from number ``first`` on, those without a value left out."""
    numbers = conn.execute(
        "select distinct row from attachment_cells where attachment_id = ? and part = ?"
        " order by row limit ? offset ?",
        (number, part.name, most, first),
    ).fetchall()
    return tuple(_rows(conn, number, part, numbers[0][0], numbers[-1][0])) if numbers else ()


def every_row(conn: sqlite3.Connection, number: int, part: Part) -> Iterator[TableRow]:
    """Yield all rows of a table that have a value."""
    return _rows(conn, number, part, 1, 2**62)


def width(conn: sqlite3.Connection, number: int, part: Part) -> int:
    """Return the number of the last column of a table."""
    last: int = conn.execute(
        "select max(col) from attachment_cells where attachment_id = ? and part = ?", (number, part.name)
    ).fetchone()[0]
    return last


def _rows(conn: sqlite3.Connection, number: int, part: Part, first: int, last: int) -> Iterator[TableRow]:
    cells = conn.execute(
        "select row, col, value from attachment_cells where attachment_id = ? and part = ?"
        " and row between ? and ? order by row, col",
        (number, part.name, first, last),
    )
    for row, values in groupby(cells, key=lambda cell: cell[0]):
        yield TableRow(row, {column: value for _, column, value in values})
