"""The sheets of a workbook, with every cell at its place."""

from __future__ import annotations

from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from parsers.files.limits import Limits
from parsers.files.records import Cell, FileKind, FilePart, FileReading
from parsers.files.unread import DAMAGED, LOCKED, NotRead


def read_workbook(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a part for each sheet with cells, named like it. Raises NotRead."""
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(body))
    except PasswordError as error:
        raise NotRead(LOCKED) from error
    except CalamineError as error:
        raise NotRead(DAMAGED) from error
    parts = []
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        rows = list(sheet.iter_rows())  # from the first row of all, but from the first column that is used
        cells = tuple(
            Cell(row, column, f"{value:.15g}" if isinstance(value, float) else str(value))
            for row, values in enumerate(rows, 1)
            for column, value in enumerate(values, sheet.start[1] + 1)
            if value != ""
        )
        if cells:
            parts.append(FilePart(name, "\n".join(cell.text for cell in cells), cells))
    return FileReading(kind, tuple(parts))
