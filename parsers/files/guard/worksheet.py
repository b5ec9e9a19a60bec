"""What one sheet of an Excel workbook hides: rows, columns and cells that have content and cannot be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache, cached_property
from typing import IO, NamedTuple
from xml.etree.ElementTree import Element

from parsers.files.guard.cell_styles import CellStyles, hides
from parsers.files.guard.colours import WHITE
from parsers.files.guard.package import Package, is_true, local
from parsers.files.guard.sheet_tally import NO_HEIGHT, NO_WIDTH, SheetTally

_CHUNK = 1 << 20  # bytes
_SEAM = 200  # bytes of a chunk that are looked at again with the next one
_STRINGS = "xl/sharedstrings.xml"
_CELL = re.compile(r"([A-Z]+)(\d+)")

# Without one of these signs nothing is hidden, and the elements, forty times as slow, need not be read.
# Each is a pattern of its own that begins with plain letters: so they are looked for fastest.
_NEXT_TO_NOTHING = rb""" *= *["'](?:[0.+]|[^"']*[eE&])"""
_SIGNS = tuple(
    re.compile(sign)
    for sign in (
        b"hidden",
        b"scenario",
        b"rPr",
        b" ht" + _NEXT_TO_NOTHING,
        b" width" + _NEXT_TO_NOTHING,
        b" defaultColWidth" + _NEXT_TO_NOTHING,
    )
)
_BLANKS = bytes.maketrans(b"\t\r\n", b"   ")
_OTHER_ENCODING = re.compile(
    rb"""^[^<]*(?:\xfe|\xff|\0)|^<\?xml[^>]*encoding=["'](?!(?i:utf-8|us-ascii)["'])"""
)


class Area(NamedTuple):
    """Cells from a first to a last column and row, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def holds(self, column: int, row: int) -> bool:
        """Tell whether the cell is one of them."""
        return self.left <= column <= self.right and self.top <= row <= self.bottom


def read_area(text: str) -> Area:
    """Return the area that Excel writes as "A1:C10", or as "A1" where it is one cell. Raises ValueError."""
    first, _, last = text.replace("$", "").partition(":")
    return Area(*read_cell(first), *read_cell(last or first))


def read_cell(text: str) -> tuple[int, int]:
    """Return column and row of "AB12", counted from 1. Raises ValueError."""
    if not (found := _CELL.fullmatch(text)):
        raise ValueError(f"{text!r} is no cell")
    return _column_of(found[1]), int(found[2])


def column_of(cell: str) -> int:
    """Return the column of "AB12", counted from 1; 0 where nothing is said."""
    return _column_of(cell.rstrip("0123456789"))


@cache
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column


class Strings:
    """The texts that the cells of a workbook share; read when one of them matters."""

    def __init__(self, package: Package, styles: CellStyles) -> None:
        self._package = package
        self._styles = styles

    @cached_property
    def blank(self) -> Set[str]:
        """The numbers of those without a letter."""
        return {str(number) for number, text in self._all() if not "".join(text.itertext()).strip()}

    @cached_property
    def faint(self) -> Set[str]:
        """The numbers of those with words too small, or too pale for a white ground."""
        if _STRINGS not in self._package or not _says(self._package.open(_STRINGS), [re.compile(b"rPr")]):
            return frozenset()
        return {str(number) for number, text in self._all() if has_faint_words(text, self._styles)}

    def _all(self) -> Iterable[tuple[int, Element]]:
        return enumerate(self._package.elements(_STRINGS, "si"))


def has_faint_words(text: Element, styles: CellStyles) -> bool:
    """Tell whether some words of a text have letters of their own that cannot be seen on white."""
    for run in text:
        font = next((child for child in run if local(child) == "rPr"), None)
        if font is not None and "".join(run.itertext()).strip() and hides(font, WHITE, styles.colours):
            return True
    return False


class Worksheet:
    """One sheet of a workbook. ``dark`` are areas that have a dark ground from the style of a table."""

    def __init__(
        self, package: Package, part: str, styles: CellStyles, strings: Strings, dark: Sequence[Area]
    ) -> None:
        self._package, self._part = package, part
        self._styles, self._strings, self._dark = styles, strings, dark
        self._tally = SheetTally()
        self._hidden_columns: list[tuple[int, int]] = []
        self._shown_columns: list[tuple[int, int]] = []
        self._others_hidden = False

    def tally(self) -> SheetTally:
        """Return what the sheet hides."""
        if self._is_suspicious():
            for element in self._package.elements(
                self._part, "sheetFormatPr", "col", "row", "filterColumn", "scenario"
            ):
                match local(element):
                    case "sheetFormatPr":
                        self._others_hidden = float(element.get("defaultColWidth", "9")) < NO_WIDTH
                    case "col":
                        self._column(element)
                    case "row":
                        self._row(element)
                    case "filterColumn" if self._tally.rows:
                        self._tally.filtered, self._tally.rows = self._tally.rows, 0
                    case "scenario":
                        self._tally.scenarios += 1
        return self._tally

    def _is_suspicious(self) -> bool:
        if self._strings.faint or "0" in self._styles.unseen:  # the style of a cell that names none
            return True
        unseen = b"|".join(style.encode() for style in sorted(self._styles.unseen))
        signs = [*_SIGNS, re.compile(rb""" s *= *["'](?:%s)["']""" % unseen)] if unseen else _SIGNS
        return _says(self._package.open(self._part), signs)

    def _column(self, element: Element) -> None:
        hidden = is_true(element.get("hidden", "")) or float(element.get("width", "9")) < NO_WIDTH
        several = int(element.get("min", "1")), int(element.get("max", "1"))
        (self._hidden_columns if hidden else self._shown_columns).append(several)

    def _is_hidden(self, column: int) -> bool:
        if any(first <= column <= last for first, last in self._hidden_columns):
            return True
        return self._others_hidden and not any(first <= column <= last for first, last in self._shown_columns)

    def _row(self, element: Element) -> None:
        hidden = is_true(element.get("hidden", "")) or float(element.get("ht", "15")) < NO_HEIGHT
        number, column = int(element.get("r", "0")), 0
        columns_hide = bool(self._hidden_columns) or self._others_hidden
        for cell in element:
            column = column_of(cell.get("r", "")) or column + 1
            covered = hidden or (columns_hide and self._is_hidden(column))
            unseen = self._is_unseen(cell) and not any(area.holds(column, number) for area in self._dark)
            if not (covered or unseen) or self._is_empty(cell):
                continue
            if hidden:
                self._tally.rows += 1
                return
            if covered:
                self._tally.columns.add(column)
            else:
                self._tally.cells += 1

    def _is_empty(self, cell: Element) -> bool:
        said = {local(child): child for child in cell}
        value = "".join(said["v"].itertext()).strip() if "v" in said else ""
        if "f" in said or (value and not (cell.get("t") == "s" and value in self._strings.blank)):
            return False
        return "is" not in said or not "".join(said["is"].itertext()).strip()

    def _is_unseen(self, cell: Element) -> bool:
        style = cell.get("s", "0")
        if style in self._styles.unseen:
            return True
        return style in self._styles.pale and self._has_faint_words(cell)

    def _has_faint_words(self, cell: Element) -> bool:
        for child in cell:
            if local(child) == "is" and has_faint_words(child, self._styles):
                return True
            if (
                local(child) == "v"
                and cell.get("t") == "s"
                and (child.text or "").strip() in self._strings.faint
            ):
                return True
        return False


def _says(stream: IO[bytes], signs: Sequence[re.Pattern[bytes]]) -> bool:
    """Tell whether a sign stands in the XML, or could in an encoding that is not looked through."""
    with stream:
        seen = stream.read(_SEAM)
        if _OTHER_ENCODING.search(seen):
            return True
        while chunk := stream.read(_CHUNK):
            seen = (seen + chunk).translate(_BLANKS)
            if any(sign.search(seen) for sign in signs):
                return True
            seen = seen[-_SEAM:]
        return any(sign.search(seen) for sign in signs)
