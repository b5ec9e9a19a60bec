"""What an Excel workbook (XLSX, XLSM) hides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from xml.etree.ElementTree import Element

from parsers.files.guard.cell_styles import read_styles
from parsers.files.guard.office import office_hazards
from parsers.files.guard.package import Package, attribute, is_true, local
from parsers.files.guard.wording import NAME_OF_HIDDEN, NAME_WITH_WORDS, OTHER_WORKBOOKS, hidden_sheet
from parsers.files.guard.worksheet import Area, Strings, Worksheet, read_area
from parsers.files.records import Hazard

_WORKBOOK = "xl/workbook.xml"
_SHEET_OF_NAME = re.compile(r"(?:(?<!')'((?:[^']|'')++)'|(?<![\w.])([^\W\d][\w.]*))!")
_OTHER_WORKBOOK = re.compile(r"\[\d+\]")
_CONSTANT = re.compile(r'\s*(?:"|\{.*")')  # a text, or a list with a text in it
_DARK_TABLE = re.compile(r"TableStyle(Medium|Dark)\d+")


def workbook_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the workbook hides, in the order of its sheets."""
    package = Package(body, _WORKBOOK)
    sheets = list(package.elements(_WORKBOOK, "sheet"))
    yield from _hidden_sheets(package, sheets)
    parts = {relation.id: relation.part for relation in package.relations(_WORKBOOK)}
    styles = read_styles(package)
    strings = Strings(package, styles)
    for number, sheet in enumerate(sheets, 1):
        part = parts.get(attribute(sheet, "id"), "")
        if part in package:
            tally = Worksheet(package, part, styles, strings, list(_dark_areas(package, part))).tally()
            yield from tally.hazards(number)
    yield from _names(package, {sheet.get("name", "").lower() for sheet in sheets if _is_hidden(sheet)})
    yield from _hidden_objects(package)
    yield from office_hazards(package)


def _hidden_sheets(package: Package, sheets: Sequence[Element]) -> Iterator[Hazard]:
    for number, sheet in enumerate(sheets, 1):
        if _is_hidden(sheet):
            yield hidden_sheet(number, very=sheet.get("state") == "veryHidden")
    for view in package.elements(_WORKBOOK, "workbookView"):
        no_tabs = len(sheets) > 1 and not is_true(view.get("showSheetTabs", "1"))
        if no_tabs or view.get("visibility", "visible") != "visible":
            yield Hazard("hidden-sheet", "workbook", "The tabs that lead to its sheets are hidden.")


def _is_hidden(sheet: Element) -> bool:
    return sheet.get("state", "visible") != "visible"


def _dark_areas(package: Package, sheet: str) -> Iterator[Area]:
    """Yield where the style of a table puts a dark ground under white letters: in its first row, or all."""
    for relation in package.relations(sheet):
        if relation.kind != "table" or relation.part not in package:
            continue
        table = package.tree(relation.part)
        style = next((child.get("name", "") for child in table if local(child) == "tableStyleInfo"), "")
        if kind := _DARK_TABLE.match(style):
            area = read_area(table.get("ref", ""))
            heading = int(table.get("headerRowCount", "1"))
            yield area if kind[1] == "Dark" else area._replace(bottom=area.top + heading - 1)


def _names(package: Package, hidden: Set[str]) -> Iterator[Hazard]:
    """Yield what the names of the workbook lead to or hold that no sheet shows."""
    for name in package.elements(_WORKBOOK, "definedName"):
        meaning = "".join(name.itertext())
        built_in = name.get("name", "").startswith("_xl")
        sheets = {
            (quoted.replace("''", "'") or plain).lower() for quoted, plain in _SHEET_OF_NAME.findall(meaning)
        }
        if sheets & hidden and not built_in:
            yield NAME_OF_HIDDEN
        if _OTHER_WORKBOOK.search(meaning):
            yield OTHER_WORKBOOKS
        if _CONSTANT.match(meaning) and not built_in:
            yield NAME_WITH_WORDS


def _hidden_objects(package: Package) -> Iterator[Hazard]:
    for part in package.names:
        if re.fullmatch(r"xl/drawings/[^/]+\.xml", part):
            for shape in package.elements(part, "cNvPr"):
                # Every form control has a hidden twin for older programs.
                twin = any(local(inner) == "compatExt" for inner in shape.iter())
                if is_true(shape.get("hidden", "")) and not twin:
                    yield Hazard("hidden-object", "drawings", "A shape or picture is hidden.")
