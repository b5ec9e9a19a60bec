"""Where a letter turns from the requester's words to the force's, by known phrases and by all its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from parsers.letter.line_rules import line_rule
from parsers.letter.lines import Line
from parsers.letter.list_items import continues_list, is_list_item
from parsers.letter.spoken_words import find_turn, weigh
from parsers.letter.voices import BOTH, LIKELY, QUESTION_REPEATED, Voice, Voices

_WORDS = 0.7  # of what all words of a line weigh, beside known phrases
_LIST_ITEM = 3.0
_CLEAR_WORDS = 4.0  # of a line whose known phrases tell nothing together


class Turn(NamedTuple):
    """The line where the requester's words give way to the force's, how clearly, and its own voice."""

    line: int
    gain: float
    voice: Voice


def find_turn_of_letter(
    lines: Sequence[Line], voices: Voices, introduced: Set[int], headings: Mapping[int, str]
) -> Turn | None:
    """Return where ``lines``, of which the first is the requester's, turn into the force's, or None.

    Known phrases and all the words of a line weigh together; ``introduced`` lines, quotations and notes weigh
    nothing, and ``headings``, with the rule of each, are the force's. A list is not cut in two, and a heading
    or a salutation goes with what follows it.
    """
    heard = [Voice(LIKELY, headings[i]) if i in headings else voices[i] for i in range(len(lines))]
    salutations = {i for i in range(1, len(lines)) if line_rule(lines[i].text, "salutation")}
    mute = introduced | salutations | _accounts(lines, heard)
    weights = [
        0.0 if i in mute or line.quoted else weigh_line(line, heard[i]) for i, line in enumerate(lines)
    ]
    unclear = {i for i, voice in enumerate(heard) if voice is BOTH and not weights[i]}
    within = {i for i in range(1, len(lines)) if continues_list(lines[i - 1].text, lines[i].text)}
    turn, gain = find_turn(weights, {0, *mute, *unclear, *within})
    leading = salutations | {i for i, line in enumerate(lines) if line.heading}
    while 1 < turn < len(lines) and turn - 1 in leading - introduced:
        turn -= 1
    if turn == len(lines):
        return None
    return Turn(turn, gain, heard[turn])


def _accounts(lines: Sequence[Line], heard: Sequence[Voice]) -> frozenset[int]:
    """Return the notes of the force, and the lines that give their detail: until somebody clearly speaks."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        goes_on = number - 1 in found and abs(heard[number].weight) < LIKELY
        if goes_on or is_note(line):
            found.add(number)
    return frozenset(found)


def weigh_line(line: Line, voice: Voice) -> float:
    """Return what a line weighs for the force, by phrases and words; requests are lists more than answers."""
    if voice.rule == QUESTION_REPEATED:
        return voice.weight
    words = _WORDS * weigh(line.text)
    if voice is BOTH and abs(words) < _CLEAR_WORDS:
        return 0.0
    return voice.weight + words - (_LIST_ITEM if is_list_item(line.text) else 0.0)


def is_note(line: Line) -> bool:
    """Tell whether the line is a word of the force's between request and answer."""
    return line_rule(line.text, "note", "opening-note") is not None
