"""The parts a letter is made of, before any markup, and how they read as plain lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

Style = Literal["1", "a", "i", "•"]
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; its lines are parted by line breaks inside it."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that heads a part of the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a list, perhaps with a list of its own."""

    text: str
    inner: Items | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A real list. Its markers are drawn by the browser, so they stand nowhere in the page's text."""

    style: Style
    entries: tuple[Entry, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first row heads the columns."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A sentence with a link in it."""

    before: str
    label: str
    href: str
    after: str = "."


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty paragraph, as editors leave them. It says nothing."""


Block = Paragraph | Heading | Items | Table | Linked | Blank


def paragraph(text: str) -> Paragraph:
    """Return a paragraph of one line."""
    return Paragraph((text,))


def items(style: Style, texts: Iterable[str], start: int = 1) -> Items:
    """Return a flat list."""
    return Items(style, tuple(Entry(text) for text in texts), start)


def marker(style: Style, number: int) -> str:
    """Return what a browser draws before item ``number``: ``3.``, ``c.``, ``iii.`` or ``•``."""
    if style == "•":
        return "•"
    if style == "a":
        return f"{chr(ord('a') + number - 1)}."
    return f"{_ROMAN[number - 1]}." if style == "i" else f"{number}."


def plain_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines a reader sees, list markers included, as an archive of the page should have them."""
    for block in blocks:
        match block:
            case Paragraph(lines):
                yield from lines
            case Heading(text):
                yield text
            case Items():
                yield from _item_lines(block)
            case Linked(before, label, _, after):
                yield f"{before}{label}{after}"
            case Table(rows):
                yield from (" | ".join(row) for row in rows)
            case Blank():
                pass


def _item_lines(block: Items) -> Iterator[str]:
    for number, entry in enumerate(block.entries, block.start):
        yield f"{marker(block.style, number)} {entry.text}"
        if entry.inner:
            yield from _item_lines(entry.inner)
