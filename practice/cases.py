"""Which pages the site has, and how often: each hard case once at least, the rest as in the real log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from practice.answering import Outcome, Page
from practice.asking import ORDINARY, Around, Ask, Asked
from practice.blocks import paragraph
from practice.closing import CLOSINGS, cost_environmental, not_held_environmental
from practice.decoys import DECOYS
from practice.granting import GRANTED_ODD, OTHER_ACT_CASES, environmental_in_full, in_full, shared_answer
from practice.mixed import MIXED, environmental_in_part
from practice.partial import PARTIAL_CHAINED, PARTIAL_SPELLED, PARTIAL_STYLED, standard
from practice.refusing import REFUSALS, exempt_environmental
from practice.subjects import Topic
from practice.unusual import UNUSUAL

T = TypeVar("T")
Write = Callable[[Page], Outcome]


@dataclass(frozen=True, slots=True)
class Case:
    """How a page's decision is written.

    ``subjects`` are the keys it may be about, any where empty. ``ask`` is a request of its own. ``figures``
    names the draw that pages with the same answer share.
    """

    write: Write
    subjects: tuple[str, ...] = ()
    ask: Ask | None = None
    figures: str = ""
    tags: tuple[str, ...] = ()


def fleet_list(rng: Random, topic: Topic, around: Around) -> Asked:
    """Return the same words whoever asks and whenever."""
    text = "Please send me your fleet list with make, model, age and mileage of each marked vehicle."
    return Asked((paragraph(text),))


_ENVIRONMENTAL: tuple[tuple[Write, int], ...] = (
    (environmental_in_part, 2),
    (environmental_in_full, 1),
    (exempt_environmental, 2),
    (cost_environmental, 1),
    (not_held_environmental, 1),
)


def _cases(pairs: Iterable[tuple[Write, int]], subjects: tuple[str, ...] = ()) -> list[tuple[Case, int]]:
    return [(Case(write, subjects), weight) for write, weight in pairs]


OUTCOMES: tuple[tuple[Case, int], ...] = (
    (Case(standard), 50),
    (Case(in_full), 30),
    (Case(in_full, ("stop-search",), tags=("Section 60 of another Act",)), 2),
    (Case(standard, ("stop-search",), tags=("Section 60 of another Act",)), 1),
    (Case(in_full, ("vehicles",), fleet_list, tags=("same request as another page",)), 2),
    (Case(shared_answer, ("horses",), figures="horses", tags=("same answer as another page",)), 2),
    *_cases(PARTIAL_SPELLED + PARTIAL_STYLED + PARTIAL_CHAINED + UNUSUAL + MIXED),
    *_cases(GRANTED_ODD + OTHER_ACT_CASES + REFUSALS + CLOSINGS),
    *_cases(_ENVIRONMENTAL, ("noise", "energy")),
)
ASKS: tuple[tuple[Ask, int], ...] = ORDINARY + DECOYS
ADDRESSES = (
    ("plain", 296), ("slug ending in .pdf", 2), ("moved: old address redirects", 3),
    ("moved: both answer", 2), ("shared reference", 2), ("seven-digit reference", 2),
    ("label without number", 3), ("typo in the slug", 4), ("complaint rights", 6),
)  # fmt: skip
BOILERPLATES = (("b0", 190), ("b1", 40), ("b2", 24), ("b3", 50), ("b4", 16))
ENCODINGS = (("utf-8", 290), ("windows-1252 labelled utf-8", 12), ("no charset", 18))


def deal(rng: Random, weighted: Sequence[tuple[T, int]], count: int) -> list[T]:
    """Return ``count`` draws in random order: each kind as often as its weight says, then by weight.

    Where ``count`` is smaller than the number of kinds, each is drawn at most once.
    """
    once = [kind for kind, _ in weighted]
    if count <= len(once):
        return rng.sample(once, count)
    again = [kind for kind, weight in weighted for _ in range(weight - 1)]
    rng.shuffle(again)
    whole = once + again[: count - len(once)]
    whole += rng.choices(once, [weight for _, weight in weighted], k=count - len(whole))
    rng.shuffle(whole)
    return whole
