"""What an Excel workbook (XLSX, XLSM) hides."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.files.guard.package import Package
from parsers.files.records import Hazard


def workbook_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the workbook hides, in the order of its sheets."""
    package = Package(body)
    for number, sheet in enumerate(package.elements("xl/workbook.xml", "sheet"), 1):
        match sheet.get("state", "visible"):
            case "visible":
                pass
            case "veryHidden":
                yield Hazard("hidden-sheet", f"sheet {number}", "the sheet is very hidden: no menu lists it")
            case _:
                yield Hazard("hidden-sheet", f"sheet {number}", "the sheet is hidden")
