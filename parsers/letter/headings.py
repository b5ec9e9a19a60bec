"""Headings that no rule knows: what a site that renames the parts of its pages shows first."""

from __future__ import annotations

import re

from parsers.letter.lines import read_lines
from parsers.models import Document
from parsers.rule_tables import rule_table

_KNOWN = ("headings", "sections")
_NUMBER = re.compile(r"\d+")
_LONGEST = 80


def unknown_headings(doc: Document) -> frozenset[str]:
    """Return the headings under the page's own that no rule knows, in folded words, numbers as ``0``."""
    titles = {doc.lowered[b.span.start : b.span.end].strip() for b in doc.blocks if b.level == 1}
    return frozenset(
        _NUMBER.sub("0", line.text[:_LONGEST])
        for line in read_lines(doc)
        if line.heading and line.text not in titles and not _is_known(line.text)
    )


def _is_known(heading: str) -> bool:
    return any(rule.pattern.match(heading) for table in _KNOWN for rule in rule_table(table))
