"""A table out of a spreadsheet as a reader sees it: columns with letters and headings, rows with numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from archive.search.attachments import TableRow
from archive.search.passages import Field, marked
from archive.search.terms import Words
from web.letter import highlighted

_FIGURE = re.compile(r"[-+£]?[\d,.]+%?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its letter, and its heading where the table has headings."""

    letter: str
    heading: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row by its number; its values are marked where search words stand, and empty where nothing does."""

    number: int
    values: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows."""

    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]


def show_table(
    top: Sequence[TableRow], rows: Sequence[TableRow], columns: int, words: Sequence[Words]
) -> Table:
    """Return ``rows`` of a table of so many columns; ``top`` are its first rows, which may have headings."""
    headings = headings_of(top)
    named = headings.values if headings else {}
    return Table(
        tuple(Column(letters(number), named.get(number, "")) for number in range(1, columns + 1)),
        tuple(
            ShownRow(row.number, tuple(_shown(row, number, words) for number in range(1, columns + 1)))
            for row in rows
            if headings is None or row.number != headings.number
        ),
    )


def headings_of(top: Sequence[TableRow]) -> TableRow | None:
    """Return the row of headings, or None: words alone in two columns or more, and figures or as many below.

    A title above them stands in one column.
    """
    for row, below in pairwise(top):
        if len(row.values) < 2:
            continue
        words = all(not _FIGURE.fullmatch(value) for column, value in row.values.items() if column > 1)
        years = any(len(value) == 4 and value.isdigit() for value in row.values.values())
        return row if (words or years) and len(below.values) >= 2 else None
    return None


def letters(column: int) -> str:
    """Return the letters of a column as spreadsheets have them.

    >>> letters(1), letters(26), letters(27), letters(703)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _shown(row: TableRow, column: int, words: Sequence[Words]) -> Markup:
    value = row.values.get(column, "")
    return highlighted(marked(words, Field("", value)))
