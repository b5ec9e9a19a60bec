"""Who speaks in each line of a letter, the force or the requester, and where one gives way to the other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from parsers.lines import Line, find_quotations
from parsers.list_items import is_list_item, unmarked
from parsers.models import Document
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


SILENT = Voice(0, "")


def read_voices(doc: Document, lines: Sequence[Line]) -> list[Voice]:
    """Return the voice of each line. Quoted words are nobody's; a question said again is the force's."""
    heaviest: dict[tuple[int, bool], Voice] = {}
    starts = [line.span.start for line in lines]
    for rule, number in _matches(doc, lines, starts):
        key = (number, rule.value.startswith("force"))
        weight = _WEIGHTS[rule.level]
        if weight > heaviest.get(key, SILENT).weight:
            heaviest[key] = Voice(weight, rule.name)
    repeated = repeated_lines(lines)
    return [_voice(line, number, heaviest, number in repeated) for number, line in enumerate(lines)]


def find_change(voices: Sequence[Voice], least: int) -> int | None:
    """Return the line where the requester's words give way to the force's, or None.

    It weighs ``least`` or more, and the requester's words before it outweigh the force's by the most; from
    there on the force's outweigh the requester's. Of equal lines the last is taken: no request is cut short.
    """
    change, lowest, total = None, 0, 0
    for number, voice in enumerate(voices):
        if voice.weight >= least and (change is None or total <= lowest):
            change, lowest = number, total
        total += voice.weight
    return change if total > lowest else None


def repeated_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that say again what an earlier one said: the questions of an answer."""
    seen: set[str] = set()
    again = []
    for number, line in enumerate(lines):
        asked = unmarked(line.text)
        if asked in seen:
            again.append(number)
        seen.add(asked)
    return frozenset(again)


@cache
def _rules() -> tuple[Rule, ...]:
    return rule_table("voices")


def _matches(doc: Document, lines: Sequence[Line], starts: Sequence[int]) -> Iterator[tuple[Rule, int]]:
    """Give each place in ``lines`` where a rule finds a voice, as the rule and the number of the line."""
    if not lines:
        return
    text, low, high = doc.lowered, lines[0].span.start, lines[-1].span.end
    quotations = find_quotations(doc)
    quoted_from = [span.start for span in quotations]
    for rule in _rules():
        for match in rule.pattern.finditer(text, low, high):
            at = match.start()
            if text[at].isalnum() and text[at - 1 : at].isalnum():
                continue  # within a word
            before = bisect_right(quoted_from, at) - 1
            if before >= 0 and at < quotations[before].end:
                continue
            number = bisect_right(starts, at) - 1
            if not rule.value.endswith("-opens") or _opens(text, starts[number], at):
                yield rule, number


def _opens(text: str, start: int, at: int) -> bool:
    """Tell whether a sentence begins ``at``, on the line that begins at ``start``."""
    if at == start or _SENTENCE_END.search(text, max(start, at - 2), at):
        return True
    return at - start < 20 and not unmarked(text[start:at] + "x")[1:]


def _voice(line: Line, number: int, heaviest: dict[tuple[int, bool], Voice], repeated: bool) -> Voice:
    if line.quoted:
        return SILENT
    if repeated:
        said_again = len(line.text) >= _SHORTEST_QUESTION
        return Voice(LIKELY, "answer.question-repeated") if said_again else SILENT
    force, requester = heaviest.get((number, True), SILENT), heaviest.get((number, False), SILENT)
    if force.weight > requester.weight:
        listed = force.weight > 1 and is_list_item(line.text)  # requests are lists more often than answers
        return Voice(force.weight - requester.weight - listed, force.rule)
    return Voice(force.weight - requester.weight, requester.rule)
