"""Learn from the labelled pages which words are the force's, and what marks the line where it begins.

Only pages that readers may be made with are learnt from. Run it again when such pages are added.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from parsers.document import read_document
from parsers.letter.line_rules import line_rule
from parsers.letter.lines import Line, read_lines, rest_of_line
from parsers.letter.spoken_words import counted
from parsers.letter.turn import hear, read_marks, says_nothing
from parsers.letter.voices import Voice, Voices
from parsers.models import Document
from parsers.profile import builtin_profiles
from tests.examples import MEDIA

ROOT = Path(__file__).parents[1]
_PAGES = ROOT / "tests" / "gold" / "dev"
_OUT = ROOT / "parsers" / "rules" / "spoken_words.csv"
_MET = next(profile for profile in builtin_profiles() if profile.name == "met")
_ANCHORS = ("answer-sentence", "answer-heading", "answer-body", "reasons", "disclosure")
_AFTER_TURN = 12  # lines of the answer that are learnt from
_LEAST_LETTERS = 3  # in which a feature must stand
_LEAST_WEIGHT = 0.01
_ROUNDS = 6
_STEP = 0.2
_DECAY = 1e-4


class Letter(NamedTuple):
    """The lines of a letter from the request's first on, their voices, and where the force's begin."""

    lines: tuple[Line, ...]
    heard: tuple[Voice, ...]
    turn: int


class Encoded(NamedTuple):
    """A letter as features: of each line, with what each counts, and of a turn at each line but the first."""

    lines: tuple[Mapping[str, float], ...]
    turns: tuple[frozenset[str], ...]
    turn: int


def main(arguments: Sequence[str]) -> int:
    """Write the weights; return 0."""
    weights = learn(list(letters(sorted(_PAGES.glob("*.json")))))
    _OUT.write_text(table(weights), "utf-8")
    print(f"{len(weights)} words and marks written to {_OUT.relative_to(ROOT)}")
    return 0


def letters(labels: Sequence[Path]) -> Iterator[Letter]:
    """Yield the letters whose label gives the request, where it stands on the page as labelled.

    Where known words begin the answer, the letter comes a second time without them, for what else tells.
    """
    for path in labels:
        label = json.loads(path.read_text("utf-8"))
        request = (label.get("request_text") or "").split()
        page = next(p for suffix in MEDIA if (p := path.with_suffix(suffix)).is_file())
        doc = read_document(page.read_bytes(), MEDIA[page.suffix], label.get("url") or "", _MET)
        if not request or not (place := _place(doc, request)):
            continue
        lines = [rest_of_line(doc, line, place[0]) for line in read_lines(doc) if line.span.end > place[0]]
        turn = next((number for number, line in enumerate(lines) if line.span.start >= place[1]), len(lines))
        lines = lines[: turn + _AFTER_TURN]
        heard = hear(lines, Voices(doc, lines))
        yield Letter(tuple(lines), tuple(heard), turn)
        known = {n for n, line in enumerate(lines) if n >= turn and line_rule(line.text, *_ANCHORS)}
        if known:
            kept = [n for n in range(len(lines)) if n not in known]
            yield Letter(tuple(lines[n] for n in kept), tuple(heard[n] for n in kept), turn)


def _place(doc: Document, words: Sequence[str]) -> tuple[int, int] | None:
    match = re.search(r"\s+".join(map(re.escape, words)), doc.text)
    return match.span() if match else None


def learn(pages: Sequence[Letter]) -> dict[str, float]:
    """Return what each feature weighs, so that the letters turn where they do with the highest likelihood.

    A turn weighs what marks it, and all the lines from it on; its likelihood is the share of its exponential.
    Found by gradient descent, letter by letter, with steps that shrink as a feature moves (AdaGrad).
    """
    encoded = [_encoded(page) for page in pages if page.turn]
    on_letters = Counter(feature for page in encoded for feature in _all_features(page))
    weights = {feature: 0.0 for feature in sorted(on_letters) if on_letters[feature] >= _LEAST_LETTERS}
    moved = dict.fromkeys(weights, 1e-8)
    encoded = [_known(page, weights) for page in encoded]
    for _ in range(_ROUNDS):
        for page in encoded:
            for feature, slope in _slopes(page, weights).items():
                slope += _DECAY * weights[feature]
                moved[feature] += slope * slope
                weights[feature] -= _STEP * slope / math.sqrt(moved[feature])
    return {name: round(weight, 2) for name, weight in weights.items() if abs(weight) >= _LEAST_WEIGHT}


def _encoded(page: Letter) -> Encoded:
    marks = read_marks(page.lines, page.heard)
    silent = says_nothing(page.lines)
    lines = tuple(
        {} if number in silent else {**counted(line.text), **dict.fromkeys(each.line, 1.0)}
        for number, (line, each) in enumerate(zip(page.lines, marks, strict=True))
    )
    return Encoded(lines, tuple(frozenset(each.turn) for each in marks), page.turn)


def _all_features(page: Encoded) -> set[str]:
    return {feature for features in (*page.lines, *page.turns) for feature in features}


def _known(page: Encoded, weights: Mapping[str, float]) -> Encoded:
    lines = tuple({name: count for name, count in line.items() if name in weights} for line in page.lines)
    return page._replace(lines=lines, turns=tuple(frozenset(turn & weights.keys()) for turn in page.turns))


def _slopes(page: Encoded, weights: Mapping[str, float]) -> Mapping[str, float]:
    """Return how much each feature's weight makes the page's true turn less likely."""
    spoken = [math.fsum(weights[name] * count for name, count in line.items()) for line in page.lines]
    after = [*accumulate(reversed(spoken), initial=0.0)][::-1]
    marked = [math.fsum(weights[name] for name in turn) for turn in page.turns]
    scores = [tail + mark for tail, mark in zip(after[1:], [*marked[1:], 0.0], strict=True)]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    total = sum(shares)
    slopes: dict[str, float] = defaultdict(float)
    spoken_for = 0.0  # how likely the force speaks in a line
    for number, line in enumerate(page.lines):
        here = shares[number - 1] / total if number else 0.0
        spoken_for += here
        if abs(off := spoken_for - (number >= page.turn)) > 1e-4:
            for name, count in line.items():
                slopes[name] += off * count
        if abs(off := here - (number == page.turn)) > 1e-4:
            for name in page.turns[number]:
                slopes[name] += off
    return slopes


def table(weights: Mapping[str, float]) -> str:
    """Return the weights as the CSV that the reader takes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("feature", "weight"))
    writer.writerows(weights.items())
    return out.getvalue()
