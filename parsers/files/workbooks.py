"""The sheets of a workbook, with every cell at its place."""

from __future__ import annotations

from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from parsers.files.kind import is_encrypted_office
from parsers.files.limits import Limits
from parsers.files.records import FileKind, FileReading
from parsers.files.sheets import read_rows
from parsers.files.unread import CUT, DAMAGED, LOCKED, NO_TEXT, NotRead


def read_workbook(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a part for each sheet with cells, named like it: hidden ones too. Raises NotRead.

    A formula has the value that was last computed; one that gave an error, such as ``#DIV/0!``, has none.
    """
    if is_encrypted_office(body):
        raise NotRead(LOCKED)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(body)) as workbook:
            reading = _read_sheets(workbook, kind, limits)
    except PasswordError as error:
        raise NotRead(LOCKED) from error
    except CalamineError as error:
        raise NotRead(DAMAGED) from error
    if not reading.parts and not reading.reason:
        raise NotRead(NO_TEXT)
    return reading


def _read_sheets(workbook: CalamineWorkbook, kind: FileKind, limits: Limits) -> FileReading:
    parts = []
    names = workbook.sheet_names
    for name in names[: limits.pages]:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        # Rows come from the first of the sheet, columns from the first that is used.
        part, whole = read_rows(name, sheet.iter_rows(), sheet.start[1] + 1, limits.cells, limits.characters)
        if part.cells:
            parts.append(part)
            limits = limits.less(part)
        if not whole:
            return FileReading(kind, tuple(parts), reason=CUT)
    return FileReading(kind, tuple(parts), reason=CUT if len(names) > limits.pages else "")
