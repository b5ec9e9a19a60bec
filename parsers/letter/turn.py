"""Where a letter turns from the requester's words to the force's, by all its words and what marks a turn."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from parsers.letter.lines import Line
from parsers.letter.list_items import (
    begins_list,
    continues_list,
    is_list_item,
    is_listed,
    marker_of,
    unmarked,
)
from parsers.letter.spoken_words import features, sentences, weigh, weigh_marks
from parsers.letter.voices import BOTH, CLEAR, LIKELY, SILENT, Voice

_SHORTEST_QUESTION = 25
_GOES_ON = re.compile(r"(?:[,;]|\b(?:and|or))$")
_LENGTH_STEP, _LONGEST = 40, 4
_LONGEST_NAME = 25


class Marks(NamedTuple):
    """What a line shows besides its words: of its own kind, and of a turn of the letter at it."""

    line: Set[str]
    turn: Set[str]


def hear(lines: Sequence[Line], voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices of ``lines``; what reads like the heading of an answer is likely the force's."""
    headings = [line.rules.get("answer-heading") for line in lines]
    return [
        Voice(LIKELY, heading.name) if heading else voice
        for heading, voice in zip(headings, voices, strict=True)
    ]


def read_marks(lines: Sequence[Line], heard: Sequence[Voice]) -> list[Marks]:
    """Return the marks of each of ``lines``, of which the first is the requester's."""
    found: list[Marks] = []
    asked: set[str] = set()
    markers: set[str] = set()
    for number, line in enumerate(lines):
        words, marker = unmarked(line.text), marker_of(line.text)
        marks: set[str] = set()
        if number:
            before = lines[number - 1]
            marks = _turn_marks(before, line)
            marks.add(f"<{_mark_of_voice(before, heard[number - 1])}")
            marks.add(f">{_mark_of_voice(line, heard[number])}")
        if len(line.text) >= _SHORTEST_QUESTION and words in asked:
            marks.add(">again")
        if marker and marker in markers:
            marks.add(">restart")
        asked.add(words)
        markers.add(marker)
        found.append(Marks(_kinds(line), marks))
    return found


def weigh_line(line: Line) -> float:
    """Return what a line weighs for the force, by its words and its kind; below nought, for the requester."""
    return weigh(line.text) + weigh_marks(_kinds(line))


def _kinds(line: Line) -> Set[str]:
    return {"=", "=item"} if is_list_item(line.text) else {"="}


def says_nothing(lines: Sequence[Line]) -> frozenset[int]:
    """Return the lines that tell nothing of who speaks: quoted ones, and what is listed after a colon."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        announced = before and (
            before.text.endswith((":", ":-")) or (number - 1 in found and not before.quoted)
        )
        if line.quoted or (announced and is_listed(line.text)):
            found.add(number)
    return frozenset(found)


def _mark_of_voice(line: Line, voice: Voice) -> str:
    return "note" if is_note(line) else f"voice {voice.weight}"


def _turn_marks(before: Line, line: Line) -> set[str]:
    listed, was_listed = is_listed(line.text), is_listed(before.text)
    tests = {
        ">heading": line.heading,
        "<heading": before.heading,
        ">quoted": line.quoted,
        ">salutation": "salutation" in line.rules,
        "<salutation": "salutation" in before.rules,
        ">listed": listed,
        ">first": listed and begins_list(line.text),
        ">next": continues_list(before.text, line.text),
        "<listed": was_listed,
        "<list ends": was_listed and not listed,
        "<goes on": _GOES_ON.search(before.text) is not None,
        ">table": "|" in line.text,
    }
    marks = {mark for mark, holds in tests.items() if holds}
    marks |= {">", f">{min(_LONGEST, len(line.text) // _LENGTH_STEP)}"}
    if opening := sentences(line.text)[:1]:
        marks |= {f">{feature}" for feature in features(opening[0]) if feature.startswith("^")}
    if closing := sentences(before.text)[-1:]:
        marks |= {f"<{feature}" for feature in features(closing[0]) if feature[0] in "^$"}
    return marks


def weigh_turns(lines: Sequence[Line], heard: Sequence[Voice], mute: Set[int] = frozenset()) -> list[float]:
    """Return how likely the force begins to speak at each line and, last, that it does at none of them.

    Natural logarithms, nought for none. The first line is the requester's, whatever it sounds like; ``mute``
    lines are nobody's, and the letter turns at none of them.
    """
    marks = read_marks(lines, heard)
    silent = mute | says_nothing(lines)
    spoken = [0.0 if number in silent else weigh_line(line) for number, line in enumerate(lines)]
    after = [*accumulate(reversed(spoken), initial=0.0)][::-1]
    barred = mute | {number for number in range(len(lines)) if _goes_on(lines, heard, number)}
    turned = [
        float("-inf") if number in barred else after[number] + weigh_marks(each.turn)
        for number, each in enumerate(marks)
    ]
    return [*turned, 0.0]


def _goes_on(lines: Sequence[Line], heard: Sequence[Voice], number: int) -> bool:
    """Tell whether a line can't be the first after the requester's: it is theirs, or closes their letter."""
    line = lines[number]
    if number == 0 or "closing" in line.rules or _is_requesters(line, heard[number]):
        return True
    return _signs(lines[number - 1], line, heard[number])


def _is_requesters(line: Line, voice: Voice) -> bool:
    """Tell whether a line is one sentence with words that only a requester would write."""
    return (voice is BOTH or voice.weight <= -CLEAR) and not is_note(line) and len(sentences(line.text)) == 1


def _signs(before: Line, line: Line, voice: Voice) -> bool:
    """Tell whether a line is a name under a letter's closing words."""
    name = len(line.text) <= _LONGEST_NAME and not line.heading and voice is SILENT
    return name and "closing" in before.rules


def is_note(line: Line) -> bool:
    """Tell whether the line is a word of the force's between request and answer."""
    return line.rule("note", "opening-note") is not None
