"""What is read of a file: its parts with their text and cells, what it hides, and why it has no text."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, overload

FileKind = Literal[
    "pdf",
    "xlsx",
    "xlsb",
    "xls",
    "ods",
    "docx",
    "odt",
    "csv",
    "text",
    "zip",
    "html",
    "image",
    "other",
    "empty",
]


class Cell(NamedTuple):
    """A cell that is not empty. ``row`` and ``column`` count from 1, as a spreadsheet shows them."""

    row: int
    column: int
    text: str


class Cells(Sequence[Cell]):
    """Cells by rows, then columns. They are kept in three columns, for half the memory of a list."""

    __slots__ = ("_columns", "_rows", "_texts")

    def __init__(self) -> None:
        self._rows = array("I")
        self._columns = array("I")
        self._texts: list[str] = []

    def extend(self, rows: Iterable[int], columns: Iterable[int], texts: Iterable[str]) -> None:
        """Add cells. Raises TypeError, ValueError or OverflowError for what are no rows and columns."""
        self._rows.extend(rows)
        self._columns.extend(columns)
        self._texts.extend(texts)
        if not len(self._rows) == len(self._columns) == len(self._texts):
            raise ValueError("a cell has a row, a column and a text")

    def __len__(self) -> int:
        return len(self._texts)

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> list[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | list[Cell]:
        if isinstance(index, slice):
            return list(map(Cell, self._rows[index], self._columns[index], self._texts[index]))
        return Cell(self._rows[index], self._columns[index], self._texts[index])

    def __iter__(self) -> Iterator[Cell]:
        return map(Cell, self._rows, self._columns, self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __repr__(self) -> str:
        return repr(list(self))


class FilePart(NamedTuple):
    """One page or sheet. ``name`` is the page's number or the sheet's name, '' where a file is one piece.

    Of a member of a ZIP it is that of the member, and of its part behind it: ``letter.pdf: page 2``.
    """

    name: str
    text: str
    cells: Sequence[Cell] = ()


class Hazard(NamedTuple):
    """Something in a file that a reader of it does not see, or that tells more than was meant to be told.

    ``code`` is its kind, such as ``hidden-sheet``; ``place`` names the sheet, page or property it
    was found in; ``message`` says it in plain words without repeating what is hidden.
    """

    code: str
    place: str
    message: str


class FileReading(NamedTuple):
    """All that is read of a file. ``reason`` says why some text is missing, '' where nothing is.

    A file with hazards has no parts: what it hides must not be shown with what it shows.
    """

    kind: FileKind
    parts: tuple[FilePart, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    reason: str = ""


def distinct(parts: Iterable[FilePart]) -> Iterator[FilePart]:
    """Yield ``parts``, one whose name was there already with a number behind it."""
    taken: set[str] = set()
    for part in parts:
        name, copy = part.name, 2
        while name in taken:
            name, copy = f"{part.name} ({copy})", copy + 1
        taken.add(name)
        yield part._replace(name=name)
