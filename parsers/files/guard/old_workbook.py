"""What a workbook of Excel before 2007 (XLS) hides."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc
from xlrd.formatting import XFBackground
from xlrd.sheet import Rowinfo, Sheet

from parsers.files.guard.cell_styles import NOTHING_SHOWN
from parsers.files.guard.colours import BLACK, WHITE, Colour, is_unseen
from parsers.files.guard.look import READABLE_POINTS
from parsers.files.guard.ole import container_hazards
from parsers.files.guard.sheet_tally import NO_HEIGHT, NO_WIDTH, SheetTally
from parsers.files.guard.wording import COMMENTS, NAME_OF_HIDDEN, OTHER_WORKBOOKS, QUERY, hidden_sheet
from parsers.files.kind import OLE
from parsers.files.records import Hazard

_EMPTY = (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
_NO_COLOUR = 0x40  # from here on colours are those of the system: letters black, ground white
_SOLID = 1

# Records of [MS-XLS] whose presence tells.
_SUPBOOK, _OF_THIS_FILE, _OF_PROGRAMS = 0x01AE, b"\x01\x04", b"\x01\x3a"
_TELLING = {
    0x001C: COMMENTS,
    0x00AF: Hazard("scenario", "scenarios", "It keeps other values for some cells."),
    0x00DC: QUERY,
    0x01AD: QUERY,
    0x0876: QUERY,
}


def old_workbook_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the workbook hides, in the order of its sheets."""
    book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=io.StringIO())
    styles = _Styles(book)
    for number, sheet in enumerate(book.sheets(), 1):
        if sheet.visibility:
            yield hidden_sheet(number, very=sheet.visibility == 2)
        yield from _tally(sheet, styles).hazards(number)
    yield from _names(book)
    stream = body
    if body.startswith(OLE):
        container = CompDoc(body, logfile=io.StringIO())
        yield from container_hazards(container)
        stream = container.get_named_stream("Workbook") or container.get_named_stream("Book") or b""
    yield from _records(stream)


class _Styles:
    """Which styles hide a cell."""

    def __init__(self, book: xlrd.Book) -> None:
        self._book = book
        self.hides = cache(self._hides)

    def _hides(self, number: int) -> bool:
        style = self._book.xf_list[number]
        shown_as = self._book.format_map[style.format_key].format_str
        font = self._book.font_list[style.font_index]
        if shown_as in NOTHING_SHOWN or font.height / 20 < READABLE_POINTS:
            return True
        ground = self._ground(style.background)
        return ground is not None and is_unseen(self._colour(font.colour_index, BLACK), ground)

    def _ground(self, background: XFBackground | None) -> Colour | None:
        """Return the colour of a cell; None for a pattern of two colours."""
        if background is None or background.fill_pattern == 0:
            return WHITE
        if background.fill_pattern > _SOLID:
            return None
        return self._colour(background.pattern_colour_index, WHITE)

    def _colour(self, number: int, otherwise: Colour) -> Colour:
        known = self._book.colour_map.get(number) if number < _NO_COLOUR else None
        return Colour(*known) if known else otherwise


def _tally(sheet: Sheet, styles: _Styles) -> SheetTally:
    tally = SheetTally()
    columns = sheet.colinfo_map
    hidden_columns = {at for at in columns if columns[at].hidden or columns[at].width / 256 < NO_WIDTH}
    for number in range(sheet.nrows):
        row = sheet.rowinfo_map.get(number)
        hidden = row is not None and _is_hidden(row)
        for column, cell in enumerate(sheet.row(number)):
            if cell.ctype in _EMPTY or not str(cell.value).strip():
                continue
            if hidden:
                tally.rows += 1
                break
            if column in hidden_columns:
                tally.columns.add(column)
            else:
                tally.cells += styles.hides(cell.xf_index)
    return tally


def _is_hidden(row: Rowinfo) -> bool:
    if row.hidden or row.height is None or row.has_default_height:
        return bool(row.hidden)
    return row.height / 20 < NO_HEIGHT


def _names(book: xlrd.Book) -> Iterator[Hazard]:
    hidden = {number for number, sheet in enumerate(book.sheets()) if sheet.visibility}
    for name in book.name_obj_list:
        meant: Any = name.result
        places = meant.value if meant and meant.kind == xlrd.formula.oREF else ()
        if not name.builtin and any(place.coords[0] in hidden for place in places):
            yield NAME_OF_HIDDEN


def _records(stream: bytes) -> Iterator[Hazard]:
    """Yield what the records of the workbook tell that the library leaves out."""
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        if kind == _SUPBOOK and stream[place + 2 : place + 4] not in (_OF_THIS_FILE, _OF_PROGRAMS):
            yield OTHER_WORKBOOKS
        elif kind in _TELLING:
            yield _TELLING[kind]
        place += size
