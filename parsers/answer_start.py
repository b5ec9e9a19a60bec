"""Where the force begins to speak after the request.

The request has no closing mark on these pages. Some words are anchors, and nearly certain: a heading
``Decision`` (which one of the extractors drops), "I have today decided", and later ``Reason for decision`` or
``Please find below``. Requests quote earlier letters, so anchors count only outside quotations, and not where
the requester speaks again before a later decision. An answer may also begin in free words, before an anchor
or without any: there the voice changes from the requester's to the force's (``parsers.voices``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from parsers.line_rules import line_rule, phrase_pattern
from parsers.lines import Line
from parsers.models import Document, Span
from parsers.profile import Profile
from parsers.voices import CLEAR, LIKELY, SILENT, Voice, find_change, read_voices

Kind = Literal["heading", "sentence", "body", "voice"]

_KINDS: dict[str, Kind] = {
    "answer-sentence": "sentence",
    "answer-heading": "heading",
    "answer-body": "body",
    "reasons": "body",
    "disclosure": "body",
}
_SENTENCE_MARKS = (". ", "? ", "! ", ": ", '" ', "' ", ") ")
_LONGEST_INTRODUCTION = 250
_SHORT_CELL = 60
_MOST_CELLS = 30


@dataclass(frozen=True, slots=True)
class Start:
    """A place where the force may begin to speak: its line, its offset in the text, and the evidence.

    ``confirmed`` says that a heading is one of the page's own or that a decision follows it at once.
    """

    line: int
    offset: int
    kind: Kind
    rule: str
    quoted: bool
    confirmed: bool = False

    @property
    def decides(self) -> bool:
        """Whether it is the kind of words a letter has only once."""
        return self.confirmed or self.rule in ("profile.answer-sentence", "sections.sentence-decided")


@cache
def phrases(texts: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return a profile's phrases with their patterns."""
    return tuple((text, phrase_pattern(text)) for text in texts)


def find_answer_start(
    doc: Document, lines: Sequence[Line], profile: Profile, *, strong_only: bool
) -> tuple[Start | None, Sequence[Voice]]:
    """Return where the force begins to speak within ``lines``, which begin with the request.

    The voices of the lines come with it, as far as they were needed. ``strong_only`` is for a page whose
    request was not found: there only clear words count.
    """
    starts = list(_starts(lines, profile))
    strong = [s.line for s in starts if s.kind in ("heading", "sentence")]
    voices = read_voices(doc, lines[: strong[-1] + 2 if strong else _letter_end(lines)])
    starts = list(_confirmed(lines, starts, voices))
    introduced = _introduced(lines, voices, strong)
    anchors = [s for s in starts if not s.quoted and s.line not in introduced]
    anchor = _find_anchor(lines, anchors, voices, strong_only=strong_only)
    if anchor and anchor.kind == "heading":
        return anchor, voices
    heard = _heard(lines, voices, introduced, anchors)
    change = _find_change(doc, lines, heard, anchor, clear=strong_only)
    if change or anchor:
        return change or anchor, voices
    quoted = [s for s in starts if s.kind in ("heading", "sentence")]
    return (_first_true(quoted, lines, voices, ()) if quoted else None), voices


def _letter_end(lines: Sequence[Line]) -> int:
    """Return the number of lines before the rights of complaint or the annex; one word may be asked for."""
    ends = (i for i, line in enumerate(lines) if " " in line.text and line_rule(line.text, "annex"))
    return next(ends, len(lines))


def _find_anchor(
    lines: Sequence[Line], starts: Sequence[Start], voices: Sequence[Voice], *, strong_only: bool
) -> Start | None:
    """Return the first certain evidence that nothing later shows to be somebody else's words."""
    if strong_only:
        pools = [[s for s in starts if s.kind == "sentence" or (s.kind == "heading" and s.confirmed)]]
    else:
        pools = [
            [s for s in starts if s.kind in ("heading", "sentence")],
            [s for s in starts if s.kind == "body"],
        ]
    headings = {s.line for s in starts if s.rule in ("sections.reasons", "sections.disclosure")}
    landmarks = [i for i, line in enumerate(lines) if i in headings or _announces(line)]
    return next((_first_true(pool, lines, voices, landmarks) for pool in pools if pool), None)


def _heard(
    lines: Sequence[Line], voices: Sequence[Voice], introduced: Set[int], starts: Sequence[Start]
) -> list[Voice]:
    """Return the voices without those of introduced words and notes; general headings are the force's."""
    headings = {s.line: Voice(LIKELY, s.rule) for s in starts if s.kind == "voice"}
    mute = introduced | {number for number, line in enumerate(lines[: len(voices)]) if is_note(line)}
    return [SILENT if i in mute else headings.get(i, voice) for i, voice in enumerate(voices)]


def _find_change(
    doc: Document, lines: Sequence[Line], voices: Sequence[Voice], anchor: Start | None, *, clear: bool
) -> Start | None:
    """Return the line before ``anchor`` at which the voice changes from the requester's to the force's.

    Before a sentence that decides, only clear words count: a letter that has one seldom begins otherwise.
    """
    before = [*voices[: anchor.line], *_beside(doc, lines[anchor.line], anchor)] if anchor else voices
    clear = clear or (anchor is not None and anchor.kind == "sentence")
    change = find_change(before, CLEAR if clear else LIKELY)
    if change is None:
        return None
    return Start(change, lines[change].span.start, "voice", before[change].rule, lines[change].quoted)


def _beside(doc: Document, line: Line, anchor: Start) -> list[Voice]:
    """Return the voice of what stands before the anchor on its own line, if anything does."""
    span = Span(line.span.start, anchor.offset)
    if span.start == span.end:
        return []
    return read_voices(doc, [replace(line, text=doc.lowered[span.start : span.end], span=span)])


def _starts(lines: Sequence[Line], profile: Profile) -> Iterator[Start]:
    own = phrases(profile.reading.answer_starts)
    for number, line in enumerate(lines):
        if found := _profile_start(line.text, own) or _general_start(line, own_headings=bool(own)):
            yield Start(number, line.span.start, *found, line.quoted)
        elif offset := _sentence_within(line.text, own):
            yield Start(number, line.span.start + offset, "sentence", "profile.answer-sentence", line.quoted)


def _general_start(line: Line, *, own_headings: bool) -> tuple[Kind, str] | None:
    """Match the general rules; beside a profile's own headings, theirs count only as headings of the page."""
    rule = line_rule(line.text, *_KINDS)
    if not rule:
        return None
    kind = _KINDS[rule.value]
    return "voice" if kind == "heading" and own_headings and not line.heading else kind, rule.name


def _profile_start(text: str, own: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[Kind, str] | None:
    """Match a profile's phrase: three words or more begin a sentence, fewer are a heading."""
    for phrase, pattern in own:
        match = pattern.match(text)
        if not match:
            continue
        if len(phrase.split()) >= 3:
            return "sentence", "profile.answer-sentence"
        rest = text[match.end() :].strip()
        tail = rest.startswith("-") and len(rest) < 30 and "." not in rest
        if not rest or tail or match[0].endswith(":"):
            return "heading", "profile.answer-heading"
    return None


def _sentence_within(text: str, own: Sequence[tuple[str, re.Pattern[str]]]) -> int:
    """Return where a later sentence of the line begins a decision, or 0."""
    for phrase, pattern in own:
        if len(phrase.split()) < 3:
            continue
        for match in pattern.finditer(text):
            if text.endswith(_SENTENCE_MARKS, 0, match.start()):
                return match.start()
    return 0


def _confirmed(lines: Sequence[Line], starts: Sequence[Start], voices: Sequence[Voice]) -> Iterator[Start]:
    decided = {s.line for s in starts if s.kind in ("sentence", "body")}
    decided |= {number for number, voice in enumerate(voices) if voice.weight >= LIKELY}
    for start in starts:
        sure = lines[start.line].heading or start.line + 1 in decided
        yield replace(start, confirmed=True) if start.kind == "heading" and sure else start


def _introduced(lines: Sequence[Line], voices: Sequence[Voice], decisions: Sequence[int]) -> set[int]:
    """Return the lines that the requester introduces as somebody else's words ("you replied:").

    They run to where the requester speaks again, if a decision is still to come after that; else, the end of
    the quoted words being unknown, only the line after the introduction counts.
    """
    quoted: set[int] = set()
    spoken = _spoken(voices)
    for number, line in enumerate(lines):
        if number in quoted or not is_introduction(line):
            continue
        again = _after(spoken, number + 1)
        stop = number + 2
        if again is not None and _after(decisions, again) is not None:
            stop = again
        quoted.update(range(number + 1, stop))
    return quoted


def _spoken(voices: Sequence[Voice]) -> list[int]:
    """Return the lines in which the requester speaks."""
    return [number for number, voice in enumerate(voices) if voice.weight < 0]


def is_introduction(line: Line) -> bool:
    """Tell whether the line announces quoted words: "you replied:"."""
    short = len(line.text) <= _LONGEST_INTRODUCTION
    return short and line.text.endswith((":", ":-")) and line_rule(line.text, "introduction") is not None


def is_note(line: Line) -> bool:
    """Tell whether the line is a word of the force's between request and answer."""
    return line_rule(line.text, "note", "opening-note") is not None


def _announces(line: Line) -> bool:
    """Tell whether the line belongs to an answer alone: what it finds or what it lists."""
    return not line.quoted and ("please find below" in line.text or "by virtue of the following" in line.text)


def _first_true(
    pool: Sequence[Start], lines: Sequence[Line], voices: Sequence[Voice], landmarks: Sequence[int]
) -> Start:
    """Return the first start that no later one shows to be somebody else's words."""
    spoken = _spoken(voices)
    sentences = [s.line for s in pool if s.kind == "sentence"]
    decisions = [s.line for s in pool if s.decides]
    headings = [s.line for s in pool if s.confirmed]
    sure = [s.line for s in pool if s.confirmed and s.line + 1 in decisions]
    for start in pool:
        landmark = _after(landmarks, start.line - 1)  # it may share the line of the decision
        end = len(lines) if landmark is None else landmark
        again = _after(spoken, start.line)
        later = _after(decisions, again) if again is not None else None
        heading = _after(headings, start.line) if start.kind == "sentence" else None
        if start.kind == "sentence" and again is not None and _after(sure, again) is not None:
            continue  # a whole letter stands in the request, headings and all
        if (later is not None and later < end) or (heading is not None and heading < end):
            continue
        if start.kind == "heading" and not start.confirmed and _among_cells(lines, start.line, sentences):
            continue
        return start
    return pool[-1]


def _among_cells(lines: Sequence[Line], heading: int, sentences: Sequence[int]) -> bool:
    """Tell whether a line "Decision" is one of a list of columns asked for, before a true decision."""
    following = _after(sentences, heading + 1)
    if following is None or following - heading > _MOST_CELLS:
        return False
    between = lines[heading + 1 : following]
    return all(len(line.text) < _SHORT_CELL and not {".", ":"} & set(line.text) for line in between)


def _after(places: Sequence[int], line: int) -> int | None:
    at = bisect_right(places, line)
    return places[at] if at < len(places) else None
