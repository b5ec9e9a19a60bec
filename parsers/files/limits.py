"""How much of one file is read. What a file has beyond is left out, and its reading says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from parsers.files.records import FilePart


class Limits(NamedTuple):
    """What may be read of one file, or of what is left of one after its first parts.

    Rows are bounded by cells, as a row without one is not kept.
    """

    parts: int = 5_000  # pages or sheets; pdfium reads a thousand pages a second
    cells: int = 400_000  # 50,000 rows of 8 columns; as records they take 60 MB
    characters: int = 10_000_000  # 3,000 printed pages
    members: int = 1_000  # files in a ZIP, nested ones included
    unpacked: int = 500_000_000  # bytes; the XML of a million rows has 150 MB
    ratio: int = 250  # unpacked to packed; the XML of like rows reaches 100, a bomb 1,000
    nesting: int = 1  # ZIPs in a ZIP

    def less(self, parts: Iterable[FilePart]) -> Self:
        """Return what is left after ``parts`` were read."""
        parts = tuple(parts)
        return self._replace(
            parts=self.parts - len(parts),
            cells=self.cells - sum(len(part.cells) for part in parts),
            characters=self.characters - sum(len(part.text) for part in parts),
        )
