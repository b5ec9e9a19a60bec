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
from parsers.rule_tables import Rule, rule_table

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
        if stop <= 0:
            return False
        span = (self._lines[0].span.start, self._lines[stop - 1].span.end)
        return _rules("force")[0].gate.search(self._doc.lowered, *span) is not None

    def of_requester(self, first: int, stop: int) -> list[int]:
        """Return the lines from ``first`` to before ``stop`` in which the requester speaks."""
        return [number for number in range(first, stop) if self[number].weight < 0]

    def _read(self, number: int, line: Line) -> Voice:
        if line.quoted:
            return SILENT
        if number in self._repeated:
            said_again = len(line.text) >= _SHORTEST_QUESTION
            return Voice(LIKELY, QUESTION_REPEATED) if said_again else SILENT
        force, requester = self._heaviest("force", line), self._heaviest("requester", line)
        if force.weight <= requester.weight:
            if force.weight == requester.weight:
                return BOTH if force.weight else SILENT
            return requester._replace(weight=-requester.weight)
        listed = force.weight > 1 and is_list_item(line.text)  # requests are lists more often than answers
        return force._replace(weight=force.weight - listed)

    def _heaviest(self, speaker: str, line: Line) -> Voice:
        text = self._doc.lowered
        for weight, gate, rules in _rules(speaker):
            if gate.search(text, *line.span):  # most lines fit nothing: one look instead of one for each rule
                for rule in rules:
                    if self._found(rule, line):
                        return Voice(weight, rule.name)
        return SILENT

    def _found(self, rule: Rule, line: Line) -> bool:
        text = self._doc.lowered
        for match in rule.pattern.finditer(text, *line.span):
            at = match.start()
            within_word = text[at].isalnum() and text[at - 1 : at].isalnum()
            opens = not rule.value.endswith("-opens") or _opens(text, line.span.start, at)
            if opens and not within_word and not self._is_quoted(at):
                return True
        return False

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


class _Weighed(NamedTuple):
    """The rules of one speaker and weight; where the gate finds nothing, none of them does."""

    weight: int
    gate: re.Pattern[str]
    rules: tuple[Rule, ...]


@cache
def _rules(speaker: str) -> tuple[_Weighed, ...]:
    """Return the rules of ``speaker``, the heaviest first."""
    own = [rule for rule in rule_table("voices") if rule.value.startswith(speaker)]
    return tuple(
        _Weighed(weight, _gate(rules), rules)
        for level, weight in _WEIGHTS.items()
        if (rules := tuple(rule for rule in own if rule.level == level))
    )


def _gate(rules: Sequence[Rule]) -> re.Pattern[str]:
    """Return a pattern for all ``rules``, tried where words begin, but for those that begin with a mark."""
    patterns = [f"(?:{rule.pattern.pattern})" for rule in rules]
    of_words = "|".join(each for each in patterns if not each.startswith("(?:\\"))
    of_marks = "".join(f"|{each}" for each in patterns if each.startswith("(?:\\"))
    return re.compile(rf"(?<![^\W_])(?:{of_words or '(?!)'}){of_marks}")


def _opens(text: str, start: int, at: int) -> bool:
    """Tell whether a sentence begins ``at``, on the line that begins at ``start``."""
    if at == start or _SENTENCE_END.search(text, max(start, at - 2), at):
        return True
    return at - start < 20 and not unmarked(text[start:at] + "x")[1:]
