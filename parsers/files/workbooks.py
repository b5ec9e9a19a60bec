"""The sheets of a workbook, with every cell at its place."""

from __future__ import annotations

import re
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from parsers.files.limits import Limits
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.files.sheets import read_rows
from parsers.files.unread import DAMAGED, LOCKED, NO_TEXT, NotRead

# The first record of the stream, of 1995 or 1997; perhaps one on write protection; then one on encryption.
_LOCKED_XLS = re.compile(rb"\x09\x08(?:\x08\0.{8}|\x10\0.{16})(?:\x86\0\0\0)?\x2f\0", re.DOTALL)


def read_workbook(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a part for each sheet with cells, named like it: hidden ones too. Raises NotRead.

    A formula has the value that was last computed; one that gave an error, such as ``#DIV/0!``, has none.
    """
    if kind == "xls" and _LOCKED_XLS.search(body):
        raise NotRead(LOCKED)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(body)) as workbook:
            return _read_sheets(workbook, kind, limits)
    except CalamineError as error:
        raise NotRead(DAMAGED) from error


def _read_sheets(workbook: CalamineWorkbook, kind: FileKind, limits: Limits) -> FileReading:
    parts: list[FilePart] = []
    reasons: list[str] = []
    for index, name in enumerate(names := workbook.sheet_names):
        if not limits.parts:
            reasons.append(f"Only the first {len(parts):,} sheets are read.")
            break
        if name in names[:index]:
            reasons.append(f"There are two sheets “{name}”; only the first is read.")
            continue
        try:
            sheet = workbook.get_sheet_by_name(name)
        except CalamineError:
            reasons.append(f"The sheet “{name}” is damaged.")
            continue
        if sheet.start is None or sheet.end is None:  # it has no cells
            continue
        # Its rows come from the first of all, their values from the first column that is used.
        part, whole = read_rows(name, sheet.iter_rows(), sheet.start[1] + 1, limits)
        if part.cells:
            parts.append(part)
            limits = limits.less([part])
        if not whole:
            last = part.cells[-1].row if part.cells else 0
            reasons.append(f"The sheet “{name}” is read up to row {last:,} of {sheet.end[0] + 1:,}.")
            break
    if not parts and not reasons:
        raise NotRead(NO_TEXT)
    return FileReading(kind, tuple(parts), reason=" ".join(reasons))
