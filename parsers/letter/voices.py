"""Who speaks in each line of a letter, the force or the requester, by phrases that only one of them uses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, cached_property
from typing import NamedTuple, overload

from parsers.letter.lines import Line, find_quotations
from parsers.letter.list_items import is_list_item, unmarked
from parsers.models import Document, Span
from parsers.remembered import remembered
from parsers.rule_tables import LikelyRules, rule_table, words_of

CLEAR = 3  # what only one of the two would write
LIKELY = 2
_WEIGHTS = {"high": CLEAR, "medium": LIKELY, "low": 1}
_SHORTEST_QUESTION = 25
_SENTENCE_END = re.compile(r"[.?!:;)\"'] $")


class Voice(NamedTuple):
    """Whose words a line is: ``weight`` is above nought for the force, below it for the requester."""

    weight: int
    rule: str


QUESTION_REPEATED = "answer.question-repeated"
SILENT = Voice(0, "")
BOTH = Voice(0, "voices.both")  # words of either speaker, which tell nothing together


class Voices(Sequence[Voice]):
    """The voice of each line, read when it is asked for: most pages need few of them.

    Quoted words are nobody's; a question said again is the force's.
    """

    def __init__(self, doc: Document, lines: Sequence[Line]) -> None:
        self._doc, self._lines = doc, lines
        self._known: dict[int, Voice] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, number: int) -> Voice: ...

    @overload
    def __getitem__(self, number: slice) -> list[Voice]: ...

    def __getitem__(self, number: int | slice) -> Voice | list[Voice]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(len(self)))]
        if number not in self._known:
            self._known[number] = self._read(number, self._lines[number])
        return self._known[number]

    def may_hear_force(self, stop: int) -> bool:
        """Tell, at little cost, whether any line before ``stop`` can be the force's in clear words."""
        return any(each.voice.weight == CLEAR for line in self._lines[:stop] for each in _of_force(line.text))

    def of_requester(self, first: int, stop: int) -> list[int]:
        """Return the lines from ``first`` to before ``stop`` in which the requester speaks."""
        return [number for number in range(first, stop) if self[number].weight < 0]

    def _read(self, number: int, line: Line) -> Voice:
        if line.quoted:
            return SILENT
        if number in self._repeated:
            said_again = len(line.text) >= _SHORTEST_QUESTION
            return Voice(LIKELY, QUESTION_REPEATED) if said_again else SILENT
        force, requester = (
            self._first(_of_force(line.text), line),
            self._first(_of_requester(line.text), line),
        )
        if force.weight <= requester.weight:
            if force.weight == requester.weight:
                return BOTH if force.weight else SILENT
            return requester._replace(weight=-requester.weight)
        listed = force.weight > 1 and is_list_item(line.text)  # requests are lists more often than answers
        return force._replace(weight=force.weight - listed)

    def _first(self, heard: Sequence[_Heard], line: Line) -> Voice:
        """Return the first of what is heard in the line's own words, not in what it quotes."""
        for voice, places in heard:
            if any(not self._is_quoted(line.span.start + place) for place in places):
                return voice
        return SILENT

    def _is_quoted(self, at: int) -> bool:
        before = bisect_right(self._quotations, at, key=lambda span: span.start) - 1
        return before >= 0 and at < self._quotations[before].end

    @cached_property
    def _quotations(self) -> tuple[Span, ...]:
        return find_quotations(self._doc)

    @cached_property
    def _repeated(self) -> frozenset[int]:
        seen: set[str] = set()
        again = []
        for number, line in enumerate(self._lines):
            asked = unmarked(line.text)
            if asked in seen:
                again.append(number)
            seen.add(asked)
        return frozenset(again)


class _Heard(NamedTuple):
    """The voice of a rule, and where in a line it is heard."""

    voice: Voice
    places: tuple[int, ...]


@remembered
def _of_force(line: str) -> tuple[_Heard, ...]:
    return _heard("force", line)


@remembered
def _of_requester(line: str) -> tuple[_Heard, ...]:
    return _heard("requester", line)


def _heard(speaker: str, line: str) -> tuple[_Heard, ...]:
    """Return what is heard of ``speaker`` in ``line``, the heaviest first."""
    heard = []
    for rule in _rules(speaker).of(words_of(line)):
        opening = rule.value.endswith("-opens")
        starts = (place.start() for place in rule.places(line))
        if places := tuple([at for at in starts if not opening or _opens(line, at)]):
            heard.append(_Heard(Voice(_WEIGHTS[rule.level], rule.name), places))
    return tuple(heard)


@cache
def _rules(speaker: str) -> LikelyRules:
    """Return the rules of ``speaker``, the heaviest first."""
    own = (rule for rule in rule_table("voices") if rule.value.startswith(speaker))
    return LikelyRules(sorted(own, key=lambda rule: -_WEIGHTS[rule.level]))


def _opens(text: str, at: int) -> bool:
    """Tell whether a sentence begins ``at``."""
    if not at or _SENTENCE_END.search(text, max(0, at - 2), at):
        return True
    return at < 20 and not unmarked(text[:at] + "x")[1:]
