"""What is read of a file: its parts with their text and cells, what it hides, and why it has no text."""

from __future__ import annotations

from typing import Literal, NamedTuple

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


class FilePart(NamedTuple):
    """One page or sheet. ``name`` is the page's number or the sheet's name, after that of a ZIP's member."""

    name: str
    text: str
    cells: tuple[Cell, ...] = ()


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
