"""Which styles of an Excel workbook make what stands in a cell impossible to see."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element

from parsers.files.guard.colours import BLACK, WHITE, Colour, is_unseen, read_colour, tinted
from parsers.files.guard.look import READABLE_POINTS
from parsers.files.guard.package import Package, local

T = TypeVar("T")

NOTHING_SHOWN = (";;", ";;;")  # number formats without a format
_IN_WHITE = re.compile(r"\s*\[white\]", re.IGNORECASE)

# The colours of Excel 97 that files name by number, from 8 on; 0 to 7 are the first eight of them again.
_PALETTE = """
000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF
800000 008000 000080 808000 800080 008080 C0C0C0 808080
9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF
000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF
00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99
3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696
003366 339966 003300 333300 993300 993366 333399 333333
""".split()
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
          "hlink", "folHlink")  # fmt: skip


class Colours(NamedTuple):
    """What the numbers of colours mean in one workbook."""

    theme: Mapping[int, Colour]
    palette: Sequence[Colour | None]

    def read(self, element: Element | None) -> Colour | None:
        """Return the colour that an element names; None for an automatic one and one that is not known."""
        if element is None:
            return None
        colour = read_colour(element.get("rgb"))
        if (theme := element.get("theme", "")).isdigit():
            colour = self.theme.get(int(theme))
        elif (number := element.get("indexed", "")).isdigit() and int(number) < len(self.palette):
            colour = self.palette[int(number)]
        return tinted(colour, float(element.get("tint", "0"))) if colour else None


class CellStyles(NamedTuple):
    """``unseen`` are the numbers of the styles that hide a cell, ``pale`` of those with a white ground."""

    unseen: frozenset[str]
    pale: frozenset[str]
    colours: Colours


def read_styles(package: Package) -> CellStyles:
    """Return what the styles of the workbook hide."""
    found: dict[str, list[Element]] = {}
    lists = ("numFmts", "fonts", "fills", "cellXfs", "indexedColors")
    for several in package.elements("xl/styles.xml", *lists):
        found.setdefault(local(several), list(several))
    colours = Colours(_theme(package), _palette(found.get("indexedColors", ())))
    formats = {one.get("numFmtId"): one.get("formatCode", "") for one in found.get("numFmts", ())}
    fonts, fills = found.get("fonts", []), [_ground(fill, colours) for fill in found.get("fills", ())]
    unseen: set[str] = set()
    pale: set[str] = set()
    for number, style in enumerate(found.get("cellXfs", ())):
        font, ground = _at(fonts, style.get("fontId")), _at(fills, style.get("fillId"))
        shown_as = formats.get(style.get("numFmtId"), "")
        if ground and is_unseen(WHITE, ground):
            pale.add(str(number))
        if shown_as in NOTHING_SHOWN or hides(font, ground, colours, _IN_WHITE.match(shown_as) is not None):
            unseen.add(str(number))
    return CellStyles(frozenset(unseen), frozenset(pale), colours)


def hides(font: Element | None, ground: Colour | None, colours: Colours, in_white: bool = False) -> bool:
    """Tell whether letters of that font cannot be seen on that ground; None: of several colours."""
    said = {} if font is None else {local(child): child for child in font}
    size = said["sz"].get("val") if "sz" in said else None
    if size and float(size) < READABLE_POINTS:
        return True
    letters = WHITE if in_white else colours.read(said.get("color")) or BLACK
    return ground is not None and is_unseen(letters, ground)


def _ground(fill: Element, colours: Colours) -> Colour | None:
    """Return the one colour of a fill, white where it has none; None for a pattern or gradient."""
    pattern = next(iter(fill), None)
    if pattern is None or (local(pattern) == "patternFill" and pattern.get("patternType", "none") == "none"):
        return WHITE
    if local(pattern) == "patternFill" and pattern.get("patternType") == "solid":
        front = next((child for child in pattern if local(child) == "fgColor"), None)
        return colours.read(front)
    return None


def _at(several: Sequence[T], number: str | None) -> T | None:
    place = int(number or 0)
    return several[place] if place < len(several) else None


def _theme(package: Package) -> dict[int, Colour]:
    names = [name for name in package.names if re.fullmatch(r"xl/theme/theme\d*\.xml", name)]
    known = {0: WHITE, 1: BLACK}
    for scheme in package.elements(min(names, default=""), "clrScheme"):
        for named in scheme:
            colour = next((read_colour(one.get("lastClr") or one.get("val")) for one in named), None)
            if colour and local(named) in _THEME:
                known[_THEME.index(local(named))] = colour
    return known


def _palette(own: Sequence[Element]) -> list[Colour | None]:
    if own:
        return [read_colour(one.get("rgb")) for one in own]
    return [*map(read_colour, (*_PALETTE[:8], *_PALETTE)), BLACK, WHITE]
