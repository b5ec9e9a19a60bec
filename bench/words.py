"""Count the words of requesters and of the force on the labelled pages, and write what each word weighs.

Only pages that readers may be made with are counted. Run it again when such pages are added.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from parsers.document import read_document
from parsers.letter.spoken_words import features, sentences
from parsers.models import Document
from parsers.profile import builtin_profiles
from tests.examples import MEDIA

ROOT = Path(__file__).parents[1]
_PAGES = ROOT / "tests" / "gold" / "dev"
_OUT = ROOT / "parsers" / "rules" / "spoken_words.csv"
_MET = next(profile for profile in builtin_profiles() if profile.name == "met")
_UNSEEN = 0.5  # added to each count
_LEAST_PAGES = 3  # on which a word must stand
_LEAST_WEIGHT = 0.15


class Letter(NamedTuple):
    """The words of a page's requester, and those after them, in folded lower-case letters."""

    asked: str
    answered: str


def main(arguments: Sequence[str]) -> int:
    """Write the weights; return 0."""
    weights = learn(list(letters(sorted(_PAGES.glob("*.json")))))
    _OUT.write_text(table(weights), "utf-8")
    print(f"{len(weights)} words and pairs written to {_OUT.relative_to(ROOT)}")
    return 0


def letters(labels: Sequence[Path]) -> Iterator[Letter]:
    """Yield the letters whose label gives the request, where it stands on the page as labelled."""
    for path in labels:
        label = json.loads(path.read_text("utf-8"))
        request = (label.get("request_text") or "").split()
        page = next(p for suffix in MEDIA if (p := path.with_suffix(suffix)).is_file())
        doc = read_document(page.read_bytes(), MEDIA[page.suffix], label.get("url") or "", _MET)
        if request and (place := _place(doc, request)):
            yield Letter(doc.lowered[place[0] : place[1]], doc.lowered[place[1] :])


def _place(doc: Document, words: Sequence[str]) -> tuple[int, int] | None:
    match = re.search(r"\s+".join(map(re.escape, words)), doc.text)
    return match.span() if match else None


def learn(pages: Sequence[Letter]) -> dict[str, float]:
    """Return what each word weighs: the logarithm of how much more of the force's sentences have it."""
    asked, answered, on_pages = Counter[str](), Counter[str](), Counter[str]()
    totals = [0, 0]
    for page in pages:
        seen: set[str] = set()
        for side, (text, counts) in enumerate(((page.asked, asked), (page.answered, answered))):
            for sentence in (each for line in text.split("\n") for each in sentences(line)):
                found = features(sentence)
                counts.update(found)
                seen |= found
                totals[side] += 1
        on_pages.update(seen)
    weights = {}
    for feature in sorted(feature for feature, pages_with in on_pages.items() if pages_with >= _LEAST_PAGES):
        force = (answered[feature] + _UNSEEN) / (totals[1] + 2 * _UNSEEN)
        requester = (asked[feature] + _UNSEEN) / (totals[0] + 2 * _UNSEEN)
        weight = math.log(force / requester)
        if abs(weight) >= _LEAST_WEIGHT:
            weights[feature] = round(weight, 2)
    return weights


def table(weights: dict[str, float]) -> str:
    """Return the weights as the CSV that the reader takes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("feature", "weight"))
    writer.writerows(weights.items())
    return out.getvalue()
