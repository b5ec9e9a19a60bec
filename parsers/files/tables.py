"""Tables in plain text: comma-separated values and their kin."""

from __future__ import annotations

import csv
from io import StringIO

from parsers.files.limits import Limits
from parsers.files.records import Cell, FileKind, FilePart, FileReading
from parsers.markup.charset import decode


def read_csv(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return the table as one part without a name."""
    text = decode(body, "").text
    rows = list(csv.reader(StringIO(text, newline="")))
    cells = tuple(
        Cell(row, column, value)
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value.strip()
    )
    return FileReading(kind, (FilePart("", "\n".join(" | ".join(filter(None, row)) for row in rows), cells),))
