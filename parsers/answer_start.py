"""Where the force begins to speak after the request.

The request has no closing mark on these pages. The evidence for its end, best first: a heading ``Decision``
(which one of the extractors drops), a sentence that begins a decision, ``Please find below``, ``Reason for
decision``. Requests quote earlier letters, so such words count only outside quotations, and not where the
requester speaks again before a later decision.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from parsers.line_rules import line_rule, phrase_pattern
from parsers.lines import Line
from parsers.profile import Profile

Kind = Literal["heading", "sentence", "body", "soft"]

_KINDS: dict[str, Kind] = {
    "answer-sentence": "sentence",
    "answer-heading": "heading",
    "answer-body": "body",
    "reasons": "body",
    "disclosure": "body",
}
_SENTENCE_MARKS = (". ", "? ", "! ", ": ", '" ', "' ", ") ")
_MARKER = re.compile(r"^[-*\u2022 ]*(?:q(?:uestion)? ?)?\(?(?:\d{1,2}[a-z]?|[a-z])?\s*[-.:)/\u2022]{0,2}\s+")
_LONGEST_INTRODUCTION = 250
_SHORT_CELL = 60
_MOST_CELLS = 30
_SHORTEST_QUESTION = 25


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


def unmarked(text: str) -> str:
    """Return a line without the number or letter of its list: the same question in request and answer."""
    return _MARKER.sub("", text)


def find_answer_start(lines: Sequence[Line], profile: Profile, *, strong_only: bool) -> Start | None:
    """Return where the force begins to speak within ``lines``, which begin with the request.

    ``strong_only`` is for a page whose request was not found: there only an explicit decision counts.
    """
    repeated = _repeated(lines)
    starts = list(_confirmed(lines, list(_starts(lines, profile))))
    strong = [s for s in starts if s.kind in ("heading", "sentence")]
    announcing = [i for i, line in enumerate(lines) if is_introduction(line)]
    spoken = _requester_lines(lines, repeated) if announcing or len(strong) > 1 else []
    introduced = _introduced(announcing, spoken, [s.line for s in strong])

    def apart(some: Iterable[Start]) -> list[Start]:
        return [s for s in some if not s.quoted and s.line not in introduced]

    if strong_only:
        pools = [apart(s for s in strong if s.kind == "sentence" or s.confirmed)]
    else:
        pools = [apart(strong), apart(s for s in starts if s.kind == "body")]
        if not any(pools):
            # Free words; and where only quoted words decide, a quotation mark may be a slip.
            pools = [apart(_soft_starts(lines, starts, repeated)), strong]
    headings = {s.line for s in apart(starts) if s.rule in ("sections.reasons", "sections.disclosure")}
    landmarks = [i for i, line in enumerate(lines) if i in headings or _announces(line)]
    return next((_first_true(pool, lines, spoken, landmarks) for pool in pools if pool), None)


def _repeated(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that say again what an earlier one said: the questions of an answer."""
    seen: set[str] = set()
    again = []
    for number, line in enumerate(lines):
        asked = unmarked(line.text)
        if asked in seen:
            again.append(number)
        seen.add(asked)
    return frozenset(again)


def _requester_lines(lines: Sequence[Line], repeated: Set[int]) -> list[int]:
    return [i for i, line in enumerate(lines) if i not in repeated and line_rule(line.text, "requester")]


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
    return "soft" if kind == "heading" and own_headings and not line.heading else kind, rule.name


def _soft_starts(lines: Sequence[Line], starts: Sequence[Start], repeated: Set[int]) -> Iterator[Start]:
    """Give the lines that an answer may begin with in free words, or with a question said again."""
    headings = {s.line: s for s in starts if s.kind == "soft"}
    for number, line in enumerate(lines):
        if number in headings:
            yield headings[number]
        elif number in repeated and len(line.text) >= _SHORTEST_QUESTION:
            yield Start(number, line.span.start, "soft", "answer.question-repeated", line.quoted)
        elif rule := line_rule(line.text, "answer-soft"):
            yield Start(number, line.span.start, "soft", rule.name, line.quoted)


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


def _confirmed(lines: Sequence[Line], starts: Sequence[Start]) -> Iterator[Start]:
    decided = {s.line for s in starts if s.kind in ("sentence", "body")}
    for start in starts:
        sure = lines[start.line].heading or start.line + 1 in decided
        yield replace(start, confirmed=True) if start.kind == "heading" and sure else start


def _introduced(announcing: Sequence[int], spoken: Sequence[int], decisions: Sequence[int]) -> set[int]:
    """Return the lines that the requester introduces as somebody else's words ("you replied:").

    They run to where the requester speaks again, if a decision is still to come after that; else, the end of
    the quoted words being unknown, only the line after the introduction counts.
    """
    quoted: set[int] = set()
    for number in announcing:
        if number in quoted:
            continue
        again = _after(spoken, number + 1)
        stop = number + 2
        if again is not None and _after(decisions, again) is not None:
            stop = again
        quoted.update(range(number + 1, stop))
    return quoted


def is_introduction(line: Line) -> bool:
    """Tell whether the line announces quoted words: "you replied:"."""
    short = len(line.text) <= _LONGEST_INTRODUCTION
    return short and line.text.endswith((":", ":-")) and line_rule(line.text, "introduction") is not None


def _announces(line: Line) -> bool:
    """Tell whether the line belongs to an answer alone: what it finds or what it lists."""
    return not line.quoted and ("please find below" in line.text or "by virtue of the following" in line.text)


def _first_true(
    pool: Sequence[Start], lines: Sequence[Line], spoken: Sequence[int], landmarks: Sequence[int]
) -> Start:
    """Return the first start that no later one shows to be somebody else's words."""
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
