"""What was found hidden in one sheet, and how it is told, whatever program the sheet was made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.files.records import Hazard


@dataclass(slots=True)
class SheetTally:
    """Rows and columns with content that are hidden, and cells with content that cannot be seen."""

    rows: int = 0
    columns: set[int] = field(default_factory=set)
    cells: int = 0
    filtered: bool = False
    scenarios: int = 0
    comments: int = 0

    def hazards(self, place: str) -> Iterator[Hazard]:
        """Yield the hazards of the sheet at ``place``."""
        if self.rows:
            code, why = ("filtered-rows", "a filter hides") if self.filtered else ("hidden-rows", "hidden:")
            yield Hazard(code, place, f"{why} {_counted(self.rows, 'row')} with content")
        if self.columns:
            yield Hazard(
                "hidden-columns", place, f"hidden: {_counted(len(self.columns), 'column')} with content"
            )
        if self.cells:
            message = (
                f"{_counted(self.cells, 'cell')} with letters too small, or in the colour of their ground"
            )
            yield Hazard("unseen-text", place, message)
        if self.scenarios:
            yield Hazard("scenario", place, "it keeps other values for some of its cells")
        if self.comments:
            yield Hazard("comment", place, _counted(self.comments, "comment"))


def hidden_sheet(number: int, *, very: bool = False) -> Hazard:
    """Return the hazard of a hidden sheet, the ``number``-th from 1."""
    how = "the sheet is very hidden: no menu lists it" if very else "the sheet is hidden"
    return Hazard("hidden-sheet", sheet_place(number), how)


def sheet_place(number: int) -> str:
    """Return what the ``number``-th sheet is called: its own name may be part of what is hidden."""
    return f"sheet {number}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
