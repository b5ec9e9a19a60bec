"""From plain text to raw blocks: every line is one; what it is shows only in how it begins."""

from __future__ import annotations

from parsers.markup.list_markers import typed_marker
from parsers.markup.raw_blocks import RawBlock, fold
from parsers.models import lower_ascii, straighten
from parsers.rule_tables import rule_table

_LONGEST_HEADING = 80
_HEADING_LEVEL = 2  # a page's own heading is above them


def read_plain(text: str) -> list[RawBlock]:
    """Return the lines of ``text`` that hold words: headings, list items, table rows, paragraphs.

    Tabs or bars part the cells of a row. The tab after the marker in a copied list parts nothing.
    """
    return [block for line in text.splitlines() if (block := _block(line)) is not None]


def _block(line: str) -> RawBlock | None:
    text = fold(line)
    if not text:
        return None
    cells = [fold(cell) for cell in line.strip().split("\t")] if "\t" in line else [text]
    if typed_marker(text) and len(cells) <= 2:
        return RawBlock("item", 1, text)
    if len(cells) > 1:
        return RawBlock("row", 0, fold(" | ".join(cells)))
    if text.count(" | ") + text.startswith("| ") + text.endswith(" |") > 1:
        return RawBlock("row", 0, text)
    if len(text) <= _LONGEST_HEADING and _is_heading(text):
        return RawBlock("heading", _HEADING_LEVEL, text)
    return RawBlock("paragraph", 0, text)


def _is_heading(text: str) -> bool:
    line = lower_ascii(straighten(text))
    return any(rule.pattern.match(line) for rule in rule_table("headings"))
