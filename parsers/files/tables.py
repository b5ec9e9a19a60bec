"""Tables in plain text: comma-separated values and their kin."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from parsers.files.limits import Limits
from parsers.files.records import FileKind, FileReading
from parsers.files.sheets import read_rows
from parsers.files.unread import NO_TEXT, NotRead
from parsers.markup.charset import decode

_DELIMITERS = "\t;|,"  # the comma last, for it also stands in numbers and in prose
_SAMPLE = 100  # rows
_EVEN = 0.9  # share of rows with as many values as most
_STATED = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a line for Excel, which does not show it


def read_csv(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return the table as one part without a name. Raises NotRead.

    Rows are counted as a spreadsheet does that opens the file: a line feed within quotes begins none.
    """
    text = decode(body, "").text
    stated = _STATED.match(text)
    if stated:
        text = text[stated.end() :]
    delimiter = stated[1] if stated else _delimiter(text)
    try:
        part, whole = read_rows("", _rows(text, delimiter), 1, limits)
    except csv.Error:  # a quote that is never closed makes one value of all that follows
        part, whole = read_rows("", _rows(text, delimiter, quotes=False), 1, limits)
    if not part.cells and whole:
        raise NotRead(NO_TEXT)
    last = part.cells[-1].row if part.cells else 0
    return FileReading(
        kind, (part,) if part.cells else (), reason="" if whole else f"The table is read up to row {last:,}."
    )


def _rows(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[list[str]]:
    lines = StringIO(text, newline="")  # so that line feeds within quotes are left as they are
    return csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE)


def _delimiter(text: str) -> str:
    """Return what divides the values: what makes rows of one length, or at least most of them."""
    best, most = ",", 0
    for delimiter in _DELIMITERS:
        lengths, rows = _lengths(text, delimiter)
        even = max((count for length, count in lengths.items() if length > 1), default=0)
        if even > most:
            best, most = delimiter, even
        if rows and even >= _EVEN * rows:
            break
    return best


def _lengths(text: str, delimiter: str) -> tuple[Counter[int], int]:
    try:
        lengths = Counter(len(row) for row in islice(_rows(text, delimiter), _SAMPLE) if row)
    except csv.Error:
        rows = islice(_rows(text, delimiter, quotes=False), _SAMPLE)
        lengths = Counter(len(row) for row in rows if row)
    return lengths, lengths.total()
