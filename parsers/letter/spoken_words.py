"""Whose words a line is, told from all its words together: where an answer begins without any known phrase.

Each word and pair of words weighs as much more often as the force uses it than requesters do
(``rules/spoken_words.csv``, natural logarithms, counted on the labelled pages by ``python -m bench words``).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import pairwise

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?\u00a3%]")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_MOST = 4.0  # that one sentence may weigh, so that none decides alone
_LENGTHS = 7


def features(sentence: str) -> set[str]:
    """Return what counts of a sentence in folded lower-case letters: words, pairs, its beginning and end.

    >>> sorted(features("how many?"))
    ['$?', '?', '^how', '^how many', 'how', 'how many', 'many', 'many ?', 'n2']
    """
    words = ["#" if word.isdecimal() else word for word in _WORD.findall(sentence)]
    last = sentence.rstrip()[-1:]
    found = {*words, *(f"{one} {two}" for one, two in pairwise(words))}
    found.add(f"${'a' if last.isalnum() else last}")
    found.add(f"n{min(_LENGTHS - 1, int(math.log2(len(words) + 1)) + 1)}")
    if words:
        found |= {f"^{words[0]}", "^" + " ".join(words[:2])}
    return found


def sentences(line: str) -> list[str]:
    """Return the sentences of a line, without those that hold nothing."""
    return [sentence for sentence in _SENTENCE.split(line) if sentence.strip()]


def weigh(line: str) -> float:
    """Return how much more a line sounds like the force than like a requester; below nought, the reverse."""
    return sum(map(_weigh_sentence, sentences(line)))


def _weigh_sentence(sentence: str) -> float:
    weights = _weights()
    known = [weights[feature] for feature in features(sentence) if feature in weights]
    return max(-_MOST, min(_MOST, sum(known) / math.sqrt(len(known)))) if known else 0.0


def find_turn(weights: Sequence[float], joined: Set[int] = frozenset()) -> tuple[int, float]:
    """Return the line at which the requester's lines best give way to the force's, and how clearly they do.

    ``joined`` are lines at which it can't be, as they go on with what the line before began. The line is
    ``len(weights)`` where all are the requester's; how clearly is the gain over that.
    """
    turn, gain = len(weights), 0.0
    here = 2 * sum(weights)  # what is gained if the force speaks from this line on
    for number, weight in enumerate(weights):
        if here > gain and number not in joined:
            turn, gain = number, here
        here -= 2 * weight
    return turn, gain


@cache
def _weights() -> dict[str, float]:
    lines = (files("parsers") / "rules" / "spoken_words.csv").read_text("utf-8").splitlines()
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}
