"""How much of one file is read. What a file has beyond is left out, and its reading says so."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What may be read of one file, or of what is left of one after its first parts."""

    pages: int = 5_000  # the longest report has 1,500; pdfium reads a thousand a second
    cells: int = 400_000  # 50,000 rows of 8 columns; as records they take 60 MB
    characters: int = 10_000_000  # 3,000 printed pages
    members: int = 1_000  # files in a ZIP, nested ones included
    unpacked: int = 500_000_000  # bytes: the XML of a million rows has 150 MB
    ratio: int = 250  # unpacked to packed; the XML of like rows reaches 100, a bomb 1,000
    nesting: int = 1  # ZIPs in a ZIP
