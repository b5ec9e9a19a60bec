"""Whose words a line is, told from all its words together: where an answer begins without any known phrase.

Each word and pair of words has a weight, above nought where it speaks for the force, below for a requester
(``rules/spoken_words.csv``, natural logarithms, learnt from the labelled pages by ``python -m bench words``).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from parsers.remembered import remembered

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?\u00a3%]")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
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
    return [sentence for sentence in _SENTENCE_END.split(line) if sentence.strip()]


def counted(line: str) -> Mapping[str, float]:
    """Return how much each feature of a line counts: the less, the more there are in its sentence."""
    counts: dict[str, float] = {}
    for sentence in sentences(line):
        found = features(sentence)
        share = 1 / math.sqrt(len(found))
        for feature in found:
            counts[feature] = counts.get(feature, 0.0) + share
    return counts


@remembered
def weigh(line: str) -> float:
    """Return how much more a line sounds like the force than like a requester; below nought, the reverse."""
    weights = _weights()
    return math.fsum(weights.get(feature, 0.0) * count for feature, count in counted(line).items())


def weigh_marks(marks: Iterable[str]) -> float:
    """Return what marks weigh that are no words: of a line's kind, and of where a letter may turn."""
    weights = _weights()
    return math.fsum(weights.get(mark, 0.0) for mark in marks)


@cache
def _weights() -> dict[str, float]:
    lines = (files("parsers") / "rules" / "spoken_words.csv").read_text("utf-8").splitlines()
    return {row["feature"]: float(row["weight"]) for row in csv.DictReader(lines)}
