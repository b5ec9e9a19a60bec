"""What was found hidden in one sheet, and how it is told, whatever program the sheet was made with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.files.guard.wording import counted
from parsers.files.records import Hazard

NO_HEIGHT = 1.0  # points; a row that is lower cannot be seen
NO_WIDTH = 0.5  # of a digit; a column that is narrower cannot be seen


@dataclass(slots=True)
class SheetTally:
    """Rows and columns with content that are hidden, and cells with content that cannot be seen."""

    rows: int = 0
    filtered: int = 0
    columns: set[int] = field(default_factory=set)
    cells: int = 0
    comments: int = 0
    scenarios: int = 0

    def hazards(self, number: int) -> Iterator[Hazard]:
        """Yield the hazards of the sheet, the ``number``-th from 1."""
        found = (
            ("hidden-rows", self.rows, "row", "with content hidden"),
            ("filtered-rows", self.filtered, "row", "with content hidden by a filter"),
            ("hidden-columns", len(self.columns), "column", "with content hidden"),
            ("unseen-text", self.cells, "cell", "with letters too small, or in the colour of their ground"),
            ("comment", self.comments, "comment", "on its cells"),
            ("scenario", self.scenarios, "scenario", "with other values for its cells"),
        )
        for code, count, what, how in found:
            if count:
                yield Hazard(code, f"sheet {number}", f"Sheet {number} has {counted(count, what)} {how}.")
