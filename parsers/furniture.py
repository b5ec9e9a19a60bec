"""The site's own lines, taken off the head and the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.landmarks import Landmarks
from parsers.models import lower_ascii, straighten
from parsers.raw_blocks import RawBlock
from parsers.rule_tables import Rule, rule_table

_LONGEST_FURNITURE = 500
_SHORT = 120
_FOOT = 60  # blocks from the end in which the foot is looked for


def without_furniture(blocks: Sequence[RawBlock], landmarks: Landmarks, page_title: str) -> list[RawBlock]:
    """Return ``blocks`` without the lines that are the site's.

    What stands before the first reference label goes, but for the page's heading and the lines below it that
    say when it was published. On a page without label only what stands before the main heading goes, and
    lines that are known.
    """
    label = next((i for i, block in enumerate(blocks) if landmarks.labelled(_start(block))), None)
    if label is not None:
        return _without_foot([*_head(blocks[:label], page_title), *blocks[label:]])
    page = _without_foot(blocks[_heading_place(blocks) :])
    return [block for block in page if _rule("furniture", block) is None]


def _head(blocks: Sequence[RawBlock], page_title: str) -> list[RawBlock]:
    """Return the heading and the dates among ``blocks``, which come before the label."""
    heading = _page_heading(blocks, page_title)
    dates = [block for block in blocks[heading + 1 :] if _rule("metadata", block) is not None]
    return [*blocks[heading : heading + 1], *dates] if heading >= 0 else dates


def _page_heading(blocks: Sequence[RawBlock], page_title: str) -> int:
    """Return the place of the page's own heading, or -1: a site's name may be a main heading above it."""
    headings = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    main = [i for i in headings if blocks[i].level == 1]
    titled = [i for i in headings if page_title.lower().startswith(blocks[i].text.lower())]
    return (main or titled or [-1])[-1]


def _heading_place(blocks: Sequence[RawBlock]) -> int:
    """Return where the main heading stands, if what comes before is less than what comes after; else 0."""
    sizes = [len(block.text) for block in blocks]
    for i, block in enumerate(blocks):
        if block.kind == "heading" and block.level == 1:
            return i if sum(sizes[:i]) < sum(sizes[i:]) else 0
    return 0


def _without_foot(blocks: Sequence[RawBlock]) -> list[RawBlock]:
    end = len(blocks)
    for i in range(max(1, end - _FOOT), end):
        rule = _rule("furniture", blocks[i])
        if rule is not None and rule.value == "foot" and _is_foot(blocks, i):
            end = i
            break
    while end > 0 and _rule("furniture", blocks[end - 1]) is not None:
        end -= 1
    return list(blocks[:end])


def _is_foot(blocks: Sequence[RawBlock], start: int) -> bool:
    """Whether ``blocks`` from ``start`` on are but the end of a page: short lines, and not many."""
    foot = blocks[start:]
    size = sum(len(block.text) for block in foot)
    if size > sum(len(block.text) for block in blocks[:start]):
        return False
    return all(len(block.text) <= _SHORT or _rule("furniture", block) is not None for block in foot)


def _rule(table: str, block: RawBlock) -> Rule | None:
    if len(block.text) > _LONGEST_FURNITURE:
        return None
    line = lower_ascii(straighten(block.text))
    if not _any_rule(table).match(line):
        return None
    return next(rule for rule in rule_table(table) if rule.pattern.match(line))


@cache
def _any_rule(table: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in rule_table(table)))


def _start(block: RawBlock) -> str:
    return lower_ascii(straighten(block.text[:_SHORT]))
