"""What an Excel workbook in its binary form (XLSB) hides."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from parsers.files.guard.colours import BLACK, WHITE, Colour, is_unseen
from parsers.files.guard.look import READABLE_POINTS
from parsers.files.guard.office import office_hazards
from parsers.files.guard.package import Package
from parsers.files.guard.sheet_tally import SheetTally
from parsers.files.guard.wording import hidden_sheet
from parsers.files.records import Hazard

_WORKBOOK = "xl/workbook.bin"

# Records as [MS-XLSB] numbers them.
_ROW, _BLANK, _LAST_CELL, _COLUMNS, _SHEET = 0, 1, 11, 60, 156
_FONT, _FILL, _STYLE, _STYLES_BEGIN, _STYLES_END = 43, 45, 47, 617, 618
_ROW_HIDDEN = 0x10
_SOLID = 1


def binary_workbook_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the workbook hides, in the order of its sheets."""
    package = Package(body, _WORKBOOK)
    parts = {relation.id: relation.part for relation in package.relations(_WORKBOOK)}
    unseen = _unseen_styles(package)
    sheets = [said for kind, said in _records(package, _WORKBOOK) if kind == _SHEET]
    for number, sheet in enumerate(sheets, 1):
        if state := sheet[0]:
            yield hidden_sheet(number, very=state == 2)
        part = parts.get(_text(sheet, 8), "")
        yield from _tally(package, part, unseen).hazards(number)
    yield from office_hazards(package)


def _records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each record of the part; nothing where there is no such part."""
    if part not in package:
        return
    with package.open(part) as stream:
        while (kind := _number(stream, 2)) is not None:
            size = _number(stream, 4) or 0
            yield kind, stream.read(size)


def _number(stream: IO[bytes], most: int) -> int | None:
    """Return a number of at most so many bytes, each with seven bits of it; None at the end."""
    number = 0
    for place in range(most):
        byte = stream.read(1)
        if not byte:
            return None
        number |= (byte[0] & 0x7F) << 7 * place
        if byte[0] < 0x80:
            break
    return number


def _text(record: bytes, place: int) -> str:
    (length,) = struct.unpack_from("<I", record, place)
    return record[place + 4 : place + 4 + 2 * length].decode("utf-16-le")


def _unseen_styles(package: Package) -> frozenset[int]:
    fonts: list[tuple[float, Colour]] = []
    grounds: list[Colour | None] = []
    unseen: set[int] = set()
    number = -1  # of the style, once those of cells begin
    for kind, said in _records(package, "xl/styles.bin"):
        if kind == _FONT:
            fonts.append((struct.unpack_from("<H", said)[0] / 20, _colour(said, 12) or BLACK))
        elif kind == _FILL:
            grounds.append(_ground(said))
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            number = 0 if kind == _STYLES_BEGIN else -1
        elif kind == _STYLE and number >= 0:
            font, fill = struct.unpack_from("<HH", said, 4)
            points, letters = fonts[font]
            ground = grounds[fill]
            if points < READABLE_POINTS or (ground and is_unseen(letters, ground)):
                unseen.add(number)
            number += 1
    return frozenset(unseen)


def _ground(fill: bytes) -> Colour | None:
    (pattern,) = struct.unpack_from("<I", fill)
    if pattern == 0:
        return WHITE
    return _colour(fill, 4) if pattern == _SOLID else None


def _colour(record: bytes, place: int) -> Colour | None:
    """Return a colour, where the record says its red, green and blue."""
    return Colour(*record[place + 4 : place + 7]) if record[place] & 1 else None


def _tally(package: Package, part: str, unseen: frozenset[int]) -> SheetTally:
    tally = SheetTally()
    hidden_columns: list[tuple[int, int]] = []
    hidden = counted = False
    for kind, said in _records(package, part):
        if kind == _COLUMNS and said[16] & 1:
            hidden_columns.append(struct.unpack_from("<II", said))
        elif kind == _ROW:
            hidden, counted = bool(said[11] & _ROW_HIDDEN), False
        elif _BLANK < kind <= _LAST_CELL:
            column, style = struct.unpack_from("<II", said)
            if hidden:
                tally.rows += not counted
                counted = True
            elif any(first <= column <= last for first, last in hidden_columns):
                tally.columns.add(column)
            else:
                tally.cells += style & 0xFFFFFF in unseen
    return tally
