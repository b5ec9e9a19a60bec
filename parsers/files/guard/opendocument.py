"""What spreadsheets and texts in OpenDocument (ODS, ODT) hide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from parsers.files.guard.colours import read_colour
from parsers.files.guard.look import Look
from parsers.files.guard.package import Package, attribute, is_true, local
from parsers.files.guard.people import names_person
from parsers.files.guard.sheet_tally import NO_HEIGHT, SheetTally
from parsers.files.guard.wording import (
    CHANGES,
    COMMENTS,
    EMBEDDED,
    HIDDEN_TEXT,
    NAME_OF_HIDDEN,
    NAME_WITH_WORDS,
    OTHER_WORKBOOKS,
    QUERY,
    author_hazard,
    hidden_sheet,
)
from parsers.files.records import Hazard

_CONTENT = "content.xml"
_OF_OTHERS = {
    "table-source": OTHER_WORKBOOKS,
    "cell-range-source": OTHER_WORKBOOKS,
    "dde-link": OTHER_WORKBOOKS,
    "database-source-sql": QUERY,
    "database-source-query": QUERY,
    "database-source-table": QUERY,
}
_NAMES = ("named-range", "named-expression")
_SHEET_OF_NAME = re.compile(r"\$?(?:(?<!')'((?:[^']|'')++)'|(?<![\w ])([\w ]+))\.\$?[A-Z]+\$?\d")
_LENGTH = re.compile(r"([\d.]+)\s*(pt|in|cm|mm|pc|px)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "px": 0.75}
# A chart or formula is an object too, and shows what it holds.
_OBJECT = re.compile(
    r"application/(vnd\.oasis\.opendocument\.(?!chart|formula)|vnd\.sun\.star\.oleobject|x-ole).*"
)


class Styles:
    """The styles of a package by family and name; what one does not say its parent does."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        for part in ("styles.xml", _CONTENT):
            for style in package.elements(part, "style", "default-style"):
                self._styles[attribute(style, "family"), attribute(style, "name")] = style
        self.said = cache(self._said)

    def _said(self, family: str, name: str, group: str, what: str) -> str:
        """Return what a style says in a group of properties: "#ffffff" of "text-properties", "color"."""
        seen = set()
        while (family, name) in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[family, name]
            for properties in style:
                if local(properties) == group and (value := attribute(properties, what)):
                    return value
            name = attribute(style, "parent-style-name")
        return ""

    def look(self, look: Look, family: str, name: str) -> Look:
        """Return how words look within an element of that style, after how they looked around it."""
        if colour := read_colour(self.said(family, name, "text-properties", "color")):
            look = look._replace(letters=colour)
        for group in ("text-properties", f"{family}-properties"):
            if colour := read_colour(self.said(family, name, group, "background-color")):
                look = look._replace(ground=colour)
        if points := _points(self.said(family, name, "text-properties", "font-size")):
            look = look._replace(points=points)
        hidden = self.said(family, name, "text-properties", "display") == "none"
        return look._replace(hidden=look.hidden or hidden)


def _points(length: str) -> float | None:
    found = _LENGTH.fullmatch(length.strip())
    return float(found[1]) * _POINTS[found[2]] if found else None


def spreadsheet_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the spreadsheet hides, in the order of its sheets."""
    package = Package(body, _CONTENT)
    sheets = _Sheets(Styles(package))
    whole = {"table-column", "table-row", "scenario", "tracked-changes", *_OF_OTHERS, *_NAMES}
    for event, element in package.events(_CONTENT, whole, {"table"}):
        tag = local(element)
        if event == "start":
            yield from sheets.begin(element)
        elif tag == "table-column":
            sheets.column(element)
        elif tag == "table-row":
            sheets.row(element)
        elif tag == "scenario":
            sheets.tally.scenarios += 1
        elif tag == "tracked-changes":
            yield from [CHANGES] if len(element) else []
        elif tag in _NAMES:
            yield from sheets.name(element)
        else:
            yield _OF_OTHERS[tag]
    yield from sheets.end()
    yield from _package_hazards(package)


class _Column(NamedTuple):
    first: int
    last: int
    hidden: bool
    style: str


class _Sheets:
    """The sheets of a spreadsheet as they are read, one after the other."""

    def __init__(self, styles: Styles) -> None:
        self.tally = SheetTally()
        self._styles = styles
        self._number = 0
        self._hidden: set[str] = set()
        self._columns: list[_Column] = []

    def begin(self, table: Element) -> Iterator[Hazard]:
        """Yield the hazards of the sheet before, and whether this one is hidden."""
        yield from self.end()
        self._number += 1
        self.tally, self._columns = SheetTally(), []
        if (
            self._styles.said("table", attribute(table, "style-name"), "table-properties", "display")
            == "false"
        ):
            self._hidden.add(attribute(table, "name").lower())
            yield hidden_sheet(self._number)

    def end(self) -> Iterator[Hazard]:
        """Yield the hazards of the sheet that was read last."""
        yield from self.tally.hazards(self._number)
        self.tally = SheetTally()

    def column(self, element: Element) -> None:
        """Note which columns are hidden, and the style of their cells."""
        first = self._columns[-1].last + 1 if self._columns else 1
        last = first + int(attribute(element, "number-columns-repeated") or 1) - 1
        hidden = self._is_hidden(element, "table-column", "column-width")
        self._columns.append(_Column(first, last, hidden, attribute(element, "default-cell-style-name")))

    def row(self, element: Element) -> None:
        """Count what of the row cannot be seen."""
        hidden = self._is_hidden(element, "table-row", "row-height")
        filtered = attribute(element, "visibility") == "filter"
        last, content = 0, False
        for cell in element:
            first, last = last + 1, last + int(attribute(cell, "number-columns-repeated") or 1)
            self.tally.comments += sum(1 for inner in cell if local(inner) == "annotation")
            if not _has_content(cell):
                continue
            content = True
            if hidden:
                continue
            columns = [column for column in self._columns if column.first <= last and first <= column.last]
            if covered := [column for column in columns if column.hidden]:
                self.tally.columns.add(max(first, covered[0].first))
            else:
                self._look_at(cell, attribute(element, "default-cell-style-name"), columns)
        if hidden and content:
            self.tally.rows += not filtered
            self.tally.filtered += filtered

    def name(self, element: Element) -> Iterator[Hazard]:
        """Yield what is wrong with where a name leads, or with what it holds."""
        meaning = attribute(element, "cell-range-address") or attribute(element, "expression")
        places = _SHEET_OF_NAME.findall(meaning)
        if {(quoted.replace("''", "'") or plain).lower() for quoted, plain in places} & self._hidden:
            yield NAME_OF_HIDDEN
        if re.match(r'(?:of:)?=?\s*(?:"|\{.*")', meaning):
            yield NAME_WITH_WORDS

    def _is_hidden(self, element: Element, family: str, length: str) -> bool:
        said = self._styles.said(family, attribute(element, "style-name"), f"{family}-properties", length)
        size = _points(said)
        return attribute(element, "visibility") in {"collapse", "filter"} or (
            size is not None and size < NO_HEIGHT
        )

    def _look_at(self, cell: Element, style_of_row: str, columns: list[_Column]) -> None:
        style = attribute(cell, "style-name") or style_of_row or next((c.style for c in columns), "")
        look = self._styles.look(self._styles.look(Look(), "table-cell", ""), "table-cell", style)
        hazards = list(_words_hazards(cell, look, self._styles))
        self.tally.cells += bool(hazards)


def _has_content(cell: Element) -> bool:
    return bool(attribute(cell, "formula") or attribute(cell, "value") or "".join(cell.itertext()).strip())


def text_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the text document hides."""
    package = Package(body, _CONTENT)
    styles = Styles(package)
    look = styles.look(Look(), "paragraph", "")
    for body_of_it in package.elements(_CONTENT, "body"):
        yield from _words_hazards(body_of_it, look, styles)
    yield from _package_hazards(package)


_FAMILIES = {"span": "text", "p": "paragraph", "h": "paragraph", "table-cell": "table-cell",
             "table-row": "table-row", "table": "table"}  # fmt: skip


def _words_hazards(element: Element, look: Look, styles: Styles) -> Iterator[Hazard]:
    """Yield what hides words in the element: their own look, a hidden section, a comment, a change."""
    tag = local(element)
    if tag == "annotation":
        yield COMMENTS
        return
    if tag == "tracked-changes":
        yield from [CHANGES] if len(element) else []
        return
    if tag == "hidden-text" or (tag == "hidden-paragraph" and is_true(attribute(element, "is-hidden"))):
        yield HIDDEN_TEXT
    if family := _FAMILIES.get(tag):
        look = styles.look(look, family, attribute(element, "style-name"))
    elif tag == "section" and attribute(element, "display") == "none":
        look = look._replace(hidden=True)
    elif "drawing" in element.tag:  # a shape has a ground of its own
        look = look._replace(ground=None)
    own_words = [element.text, *(inner.tail for inner in element)]
    if any(words and words.strip() for words in own_words) and (hazard := look.hazard):
        yield hazard
    for inner in element:
        yield from _words_hazards(inner, look, styles)


def _package_hazards(package: Package) -> Iterator[Hazard]:
    """Yield what stands in the package beside its content: other files, versions, names of people."""
    for entry in package.elements("meta-inf/manifest.xml", "file-entry"):
        kind = attribute(entry, "media-type")
        inside = attribute(entry, "full-path") != "/"
        if inside and _OBJECT.fullmatch(kind):
            yield EMBEDDED
    if any(name.startswith("versions/") and not name.endswith("/") for name in package.names):
        yield CHANGES
    for element in package.elements("meta.xml", "creator", "initial-creator", "printed-by"):
        if names_person(element.text or ""):
            yield author_hazard(local(element))
