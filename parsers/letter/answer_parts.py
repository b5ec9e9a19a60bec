"""The parts of an answer: decision, lists of exemptions, reasons, disclosure. Headings are whole lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.letter.lines import Line, lines_within, rest_of_line, trimmed
from parsers.models import Document, Span

_LIST_FOLLOWS = re.compile(
    r"following (?:[a-z]{1,12} )?(?:exemption|exception|section)s?\b[^:;.]{0,40}[:;.]?"
)
# Where no words announce a list, a paragraph of reasons may look like a line of one, but for its verb.
_ARGUES = re.compile(r"\b(?:is|are|has|have|had|can|could|may|might|i|we|there|it|this|which)\b")
_LONGEST_LIST_LINE = 200
_CELL = " | "


@dataclass(frozen=True, slots=True)
class AnswerParts:
    """Spans of the parts, as in ``Sections``; ``end`` is where complaint rights or an annex begin."""

    decision: Span | None
    exemption_list: tuple[Span, ...]
    reasons: Span | None
    disclosure: Span | None
    end: int


def split_answer(doc: Document, lines: Sequence[Line], start: int) -> AnswerParts:
    """Return the parts of the answer that begins at ``start``."""
    answer = lines_within(doc, lines, Span(start, len(doc.text)))
    end = next((line.span.start for line in answer if "annex" in line.rules), len(doc.text))
    answer = [line for line in answer if line.span.start < end]
    reasons = _heading(answer, "reasons")
    disclosure = _heading(answer, "disclosure") or _please_find(doc, start, end)
    marks = sorted(span for span in (reasons, disclosure) if span)
    decision = Span(_after_heading(answer, start), marks[0].start if marks else end)
    return AnswerParts(
        decision=trimmed(doc, decision),
        exemption_list=_exemption_lists(doc, answer, decision.end),
        reasons=trimmed(doc, Span(reasons.end, _next(marks, reasons, end))) if reasons else None,
        disclosure=trimmed(doc, Span(disclosure.end, _next(marks, disclosure, end))) if disclosure else None,
        end=end,
    )


def _heading(answer: Sequence[Line], value: str) -> Span | None:
    return next((line.span for line in answer if value in line.rules and not line.quoted), None)


def _please_find(doc: Document, start: int, end: int) -> Span | None:
    at = doc.lowered.find("please find below", start, end)
    return Span(at, at) if at >= 0 else None


def _after_heading(answer: Sequence[Line], start: int) -> int:
    """Return where the words under the heading begin that opens the answer, if one does."""
    if len(answer) < 2 or "answer-heading" not in answer[0].rules:
        return start
    return start if ": " in answer[0].text else answer[1].span.start


def _next(marks: Sequence[Span], mark: Span, otherwise: int) -> int:
    at = bisect_right(marks, mark)
    return marks[at].start if at < len(marks) else otherwise


def _exemption_lists(doc: Document, answer: Sequence[Line], decision_end: int) -> tuple[Span, ...]:
    """Return the lines that list exemptions: after the words that announce them, or before the reasons."""
    found: list[Span] = []
    listing = False
    for line in answer:
        is_item = "list-line" in line.rules and len(line.text) <= _LONGEST_LIST_LINE
        if listing and not is_item and _CELL in line.text:
            found += _cells(doc, line)
            continue
        announced = None if is_item else _last_announcement(line.text)
        if announced is not None:
            rest = rest_of_line(doc, line, line.span.start + announced)
            if "list-line" in rest.rules:
                found.append(rest.span)
            listing = True
        elif is_item and (listing or (line.span.start < decision_end and not _ARGUES.search(line.text))):
            found.append(line.span)
        else:
            listing = False
    return tuple(found)


def _cells(doc: Document, row: Line) -> Iterator[Span]:
    """Yield the cell of a row that names exemptions, with those after it; a head names none."""
    at = 0
    for cell in row.text.split(_CELL):
        rest = rest_of_line(doc, row, row.span.start + at)
        if "list-line" in rest.rules:
            yield rest.span
            return
        at += len(cell) + len(_CELL)


def _last_announcement(text: str) -> int | None:
    at = text.rfind("following ")
    match = _LIST_FOLLOWS.match(text, at) if at >= 0 else None
    return match.end() if match else None
