"""The site's own lines, taken off the head and the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from parsers.markup.landmarks import Landmarks
from parsers.markup.raw_blocks import RawBlock
from parsers.models import lower_ascii, straighten
from parsers.rule_tables import any_rule, rule_table

_LONGEST_FURNITURE = 500
_LONGEST_IN_FOOT = 120
_FOOT = 60  # lines from the end in which the foot is looked for


class _Line(NamedTuple):
    """A block and its words in folded lower-case letters, which is what rules see."""

    block: RawBlock
    words: str


def without_furniture(blocks: Sequence[RawBlock], landmarks: Landmarks, page_title: str) -> list[RawBlock]:
    """Return ``blocks`` without the lines that are the site's.

    What stands before the first reference label goes, but for the page's heading and the lines below it that
    say when it was published. On a page without label only what stands before the main heading goes, and
    lines that are known.
    """
    words = lower_ascii(straighten("\n".join(block.text for block in blocks))).split("\n")
    lines = [_Line(block, line) for block, line in zip(blocks, words, strict=False)]  # no block, one line
    label = next((i for i, line in enumerate(lines) if landmarks.labelled(line.words)), None)
    if label is None:
        page = _without_foot(lines[_heading_place(lines) :])
        return [line.block for line in page if not _fits(line, "furniture")]
    return [line.block for line in _without_foot([*_head(lines[:label], page_title), *lines[label:]])]


def _head(lines: Sequence[_Line], page_title: str) -> list[_Line]:
    """Return the heading and the dates among ``lines``, which come before the label."""
    heading = _page_heading(lines, page_title)
    dates = [line for line in lines[heading + 1 :] if _fits(line, "metadata")]
    return [*lines[heading : heading + 1], *dates] if heading >= 0 else dates


def _page_heading(lines: Sequence[_Line], page_title: str) -> int:
    """Return the place of the page's own heading, or -1: a site's name may be a main heading above it."""
    headings = [i for i, line in enumerate(lines) if line.block.kind == "heading"]
    main = [i for i in headings if lines[i].block.level == 1]
    titled = [i for i in headings if page_title.lower().startswith(lines[i].block.text.lower())]
    return (main or titled or [-1])[-1]


def _heading_place(lines: Sequence[_Line]) -> int:
    """Return where the main heading stands, if what comes before is less than what comes after; else 0."""
    for i, line in enumerate(lines):
        if line.block.kind == "heading" and line.block.level == 1:
            return i if _size(lines[:i]) < _size(lines[i:]) else 0
    return 0


def _without_foot(lines: Sequence[_Line]) -> Sequence[_Line]:
    end = len(lines)
    for i in range(max(1, end - _FOOT), end):
        if _fits(lines[i], "furniture", "foot") and _is_foot(lines, i):
            end = i
            break
    while end > 0 and _fits(lines[end - 1], "furniture"):
        end -= 1
    return lines[:end]


def _is_foot(lines: Sequence[_Line], start: int) -> bool:
    """Whether ``lines`` from ``start`` on are but the end of a page: short lines, and not many."""
    foot = lines[start:]
    if _size(foot) > _size(lines[:start]):
        return False
    return all(len(line.words) <= _LONGEST_IN_FOOT or _fits(line, "furniture") for line in foot)


def _size(lines: Sequence[_Line]) -> int:
    return sum(len(line.words) for line in lines)


def _fits(line: _Line, table: str, value: str = "") -> bool:
    """Tell whether a rule of ``table`` fits ``line``, one of this ``value`` if it is given."""
    return len(line.words) <= _LONGEST_FURNITURE and _any_rule(table, value).match(line.words) is not None


@cache
def _any_rule(table: str, value: str) -> re.Pattern[str]:
    return any_rule(rule for rule in rule_table(table) if value in ("", rule.value))
