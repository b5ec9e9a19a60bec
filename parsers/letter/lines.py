"""The lines of a document as the readers of its layout see them: folded words, place, and whether quoted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from parsers.letter.line_rules import first_of, fitting_rules
from parsers.models import Document, Span
from parsers.rule_tables import Rule

_OPENS = "\u201c\u201e"
_SINGLE_END = re.compile("'[.,;]?$")
_SINGLE_CLOSED = re.compile("'(?=[ .,;:)?!])")


class Line(NamedTuple):
    """A line that is not blank. ``text`` is its part of ``Document.lowered`` without blank ends.

    ``quoted`` says that the line begins inside a quotation that is opened and closed on the page. ``rules``
    are those of ``rules/sections.toml`` that fit it, the first of each value.
    """

    text: str
    span: Span
    heading: bool
    quoted: bool
    rules: Mapping[str, Rule]

    def rule(self, *values: str) -> Rule | None:
        """Return the rule of the first of ``values`` that has one which fits the line."""
        return first_of(self.rules, values)


def read_lines(doc: Document) -> tuple[Line, ...]:
    """Return the lines of ``doc`` that hold words, in order."""
    lines: tuple[Line, ...] | None = doc.derived.get("lines")
    if lines is None:
        lines = doc.derived["lines"] = _lines(doc)
    return lines


def _lines(doc: Document) -> tuple[Line, ...]:
    quotations = find_quotations(doc)
    starts = [span.start for span in quotations]
    lines = []
    for kind, _, span in doc.blocks:
        raw = doc.lowered[span.start : span.end]
        text = raw.strip()
        if not text:
            continue
        if text != raw:
            start = span.start + len(raw) - len(raw.lstrip())
            span = Span(start, start + len(text))
        before = bisect_right(starts, span.start) - 1
        quoted = before >= 0 and span.start < quotations[before].end
        lines.append(Line(text, span, kind == "heading", quoted, fitting_rules(text)))
    return tuple(lines)


def begin_of_line(line: Line, length: int) -> Line:
    """Return the first ``length`` characters of ``line``."""
    text = line.text[:length].rstrip()
    span = Span(line.span.start, line.span.start + len(text))
    return line._replace(text=text, span=span, rules=fitting_rules(text))


def rest_of_line(doc: Document, line: Line, offset: int) -> Line:
    """Return what is left of ``line`` after ``offset``: a request may begin on the line of its lead-in."""
    if line.span.start >= offset:
        return line
    rest = doc.lowered[offset : line.span.end]
    start = offset + len(rest) - len(rest.lstrip())
    text = rest.strip()
    return Line(text, Span(start, line.span.end), line.heading, line.quoted, fitting_rules(text))


def lines_within(doc: Document, lines: Sequence[Line], part: Span) -> list[Line]:
    """Return the lines that begin in ``part``, before them the rest of one that ends in it."""
    first = bisect_right(lines, part.start, key=lambda line: line.span.end)
    last = bisect_left(lines, part.end, first, key=lambda line: line.span.start)
    return [rest_of_line(doc, line, part.start) for line in lines[first:last]]


def trimmed(doc: Document, span: Span) -> Span | None:
    """Return ``span`` without blank ends, or None if nothing is left."""
    words = doc.quote(span)
    start = span.start + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    return Span(start, end) if end > start else None


def find_quotations(doc: Document) -> tuple[Span, ...]:
    """Return the stretches between an opening quotation mark and the next closing one, in order.

    Requests often lack one of the two marks, so an opening mark that meets another opening mark before any
    closing one opens nothing. The exception is a quotation of several paragraphs, each of which is opened.
    """
    quotations: tuple[Span, ...] | None = doc.derived.get("quotations")
    if quotations is None:
        quotations = doc.derived["quotations"] = _quotations(doc)
    return quotations


def _quotations(doc: Document) -> tuple[Span, ...]:
    spans = [*_double_quotations(doc), *_single_quotations(doc)]
    spans.sort()
    apart: list[Span] = []
    for span in spans:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return tuple(apart)


def _double_quotations(doc: Document) -> list[Span]:
    spans: list[Span] = []
    start = latest = -1
    at = doc.folded.find('"')
    while at >= 0:
        if _is_opening(doc.text, at):
            if start < 0 or not _opens_next_paragraph(doc.text, latest, at):
                start = at
            latest = at
        elif start >= 0:
            spans.append(Span(start, at + 1))
            start = -1
        at = doc.folded.find('"', at + 1)
    return spans


def _is_opening(text: str, at: int) -> bool:
    if text[at] in _OPENS:
        return True
    before = text[at - 1] if at else "\n"
    after = text[at + 1 : at + 2]
    return (before.isspace() or before in "([") and bool(after) and not after.isspace()


def _opens_next_paragraph(text: str, earlier: int, at: int) -> bool:
    both_begin_lines = (not earlier or text[earlier - 1] == "\n") and text[at - 1] == "\n"
    return both_begin_lines and text.find("\n", earlier) == at - 1


def _single_quotations(doc: Document) -> list[Span]:
    """Single marks quote only from the start of a line to the end of one, as apostrophes abound."""
    spans: list[Span] = []
    start = -1
    for block in doc.blocks:
        opens = doc.folded.startswith("'", block.span.start)
        if not opens and start < 0:
            continue
        line = doc.folded[block.span.start : block.span.end]
        if opens and line[1:2].strip() and not _SINGLE_CLOSED.search(line, 1):
            start = block.span.start
        if start >= 0 and _SINGLE_END.search(line, max(0, len(line) - 2)):
            spans.append(Span(start, block.span.end))
            start = -1
    return spans
