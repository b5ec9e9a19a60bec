"""Where the parts of a page stand: label, request, notes, decision, reasons, disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from parsers.letter.answer_parts import split_answer
from parsers.letter.answer_start import (
    Start,
    cut_at_decisions,
    find_answer_start,
    phrases,
)
from parsers.letter.lines import Line, lines_within, read_lines, trimmed
from parsers.models import Document, Sections, Span
from parsers.profile import Profile


def split_sections(doc: Document, profile: Profile) -> Sections:
    """Return where the parts of the page stand. Never raises: what is not found is None."""
    lines = read_lines(doc)
    lead = _find_lead_in(doc, lines, profile)
    label = _find_label(doc, lines, profile, lead[0].start if lead else len(doc.text))
    after_lead = lines_within(doc, lines, Span(lead[0].end if lead else 0, len(doc.text)))
    asked = cut_at_decisions(doc, after_lead, profile)
    start, turn = find_answer_start(doc, asked, profile, strong_only=lead is None)
    if lead:
        request, notes, answer = _find_request(doc, asked, turn, start)
    else:
        request, notes, answer = None, (), start.offset if start else None
    parts = split_answer(doc, lines, answer) if answer is not None else None
    named = (("label", label), ("request", lead))
    rules = [(part, found[1]) for part, found in named if found]
    if start:
        rules.append(("answer", start.rule))
    return Sections(
        label=label[0] if label else None,
        request=request,
        request_state=_state(doc, request) if lead else "absent",
        notes=notes,
        answer=Span(answer, len(doc.text)) if answer is not None else None,
        decision=parts.decision if parts else None,
        exemption_list=parts.exemption_list if parts else (),
        reasons=parts.reasons if parts else None,
        disclosure=parts.disclosure if parts else None,
        rules=tuple(rules),
    )


def _find_lead_in(doc: Document, lines: Sequence[Line], profile: Profile) -> tuple[Span, str] | None:
    own = phrases(profile.reading.lead_ins)
    found = [match.span() for pattern, _ in own.each if (match := pattern.search(doc.lowered))]
    if found:
        return Span(*min(found)), "profile.lead-in"
    lead: tuple[Span, str] | None = None
    for line in lines:
        if here := None if line.quoted else _at_start("lead-in", line):
            lead = here
        elif lead:
            break  # a lead-in may be a sentence and then a heading; the request follows the last of them
    return lead


def _find_label(doc: Document, lines: Sequence[Line], profile: Profile, end: int) -> tuple[Span, str] | None:
    own = phrases(profile.reading.reference_labels)
    found = [match.span() for pattern, _ in own.each if (match := pattern.search(doc.lowered, 0, end))]
    if found:
        return Span(*min(found)), "profile.label"
    heads = (line for line in lines if line.span.start < end)
    return next((label for line in heads if (label := _at_start("label", line))), None)


def _at_start(value: str, line: Line) -> tuple[Span, str] | None:
    rule = line.rules.get(value)
    match = rule.pattern.match(line.text) if rule else None
    if not rule or not match:
        return None
    return Span(line.span.start, line.span.start + match.end()), rule.name


def _find_request(
    doc: Document, lines: Sequence[Line], turn: int, start: Start | None
) -> tuple[Span | None, tuple[Span, ...], int | None]:
    """Return the requester's words, the force's notes around them, and where the answer begins."""
    end = start.offset if start else len(doc.text)
    asked = [line for line in lines[:turn] if line.span.start < end]
    opening = next((i for i, line in enumerate(asked) if not _opens_with_note(line)), len(asked))
    notes = [line.span for line in asked[:opening]]
    if turn < len(lines) and (closing := trimmed(doc, Span(lines[turn].span.start, end))):
        notes.append(closing)
    return _words(doc, asked[opening:]), tuple(notes), end if start else None


def _opens_with_note(line: Line) -> bool:
    return not line.quoted and "opening-note" in line.rules


def _words(doc: Document, asked: Sequence[Line]) -> Span | None:
    return trimmed(doc, Span(asked[0].span.start, asked[-1].span.end)) if asked else None


def _state(doc: Document, request: Span | None) -> Literal["present", "empty", "cut"]:
    if request is None:
        return "empty"
    return "cut" if doc.folded[request.start : request.end].rstrip(" -*\u2022").endswith(":") else "present"
