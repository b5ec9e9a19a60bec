"""What counts as reading pages worse than before, and what is only growth or noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.building.comparing import Measure, find_falls
from archive.store.statistics import Statistics, Tally
from parsers.profile import DriftLimits

FIELDS = ("page", "reference", "request_text", "answer_text")
REQUEST = Measure("field", "request_text")


def tally(pages: int, noticed: int = 0, **less: int) -> Tally:
    """So many pages with every field but for those of ``less``; ``noticed`` have a diagnostic."""
    fields = {name: pages - less.get(name, 0) for name in FIELDS}
    return Tally(pages, fields, {"charset.wrong": noticed} if noticed else {})


def read(
    pages: int,
    *,
    newest: Tally | None = None,
    citations: int = 0,
    refused: int = 0,
    determined: int = 0,
    **less: int,
) -> Statistics:
    decisions = {"refused_exempt": refused, "unclear": pages - refused}
    headings = {"our determination": determined} if determined else {}
    return Statistics(pages, citations, decisions, headings, tally(pages, **less), newest or tally(0))


def falls(now: Statistics, *published: Statistics, limits: DriftLimits | None = None) -> list[Measure]:
    return [fall.measure for fall in find_falls(now, published, limits or DriftLimits())]


WHOLE = [
    (read(60, request_text=60), [], []),  # a first build
    (read(60), [read(60)], []),
    (read(60, request_text=55), [read(60)], [REQUEST]),
    (read(60, request_text=11), [read(60)], []),  # less than a fifth
    (read(5, request_text=5), [read(5)], [REQUEST]),
    (read(8, request_text=4), [read(8)], []),  # four pages are noise
    (read(600, request_text=540), [read(60)], []),  # it grew by pages of another kind
    (read(120, request_text=115), [read(60)], [REQUEST]),  # it grew and lost
    (read(60, request_text=20), [read(60), read(60, request_text=10)], [REQUEST]),  # bit by bit
    (read(60, noticed=30), [read(60)], [Measure("diagnostic", "charset.wrong")]),
    (read(60), [read(60, noticed=30)], []),
    (read(60, citations=100), [read(60, citations=200)], [Measure("citations")]),
    (read(60, determined=40), [read(60)], [Measure("heading", "our determination")]),
    (read(60, determined=40), [read(60, determined=38)], []),
    (read(90, determined=30), [read(60)], []),
    (read(60, citations=190), [read(60, citations=200)], []),
    (read(10, citations=12), [read(10, citations=20)], []),  # those of four pages
    (read(60, refused=4), [read(60, refused=20)], [Measure("decision", "refused_exempt")]),
    (read(60, refused=20), [read(60, refused=4)], []),  # fewer decisions that are unclear are no loss
]


@pytest.mark.parametrize(("now", "published", "expected"), WHOLE)
def test_all_pages_beside_what_they_once_were(
    now: Statistics, published: list[Statistics], expected: list[Measure]
) -> None:
    assert falls(now, *published) == expected


BEFORE = read(300, newest=tally(30))
NEWEST = [
    (read(310, newest=tally(30, request_text=28), request_text=28), [BEFORE], [REQUEST]),
    (read(310, newest=tally(30, request_text=12), request_text=12), [BEFORE], []),
    (read(310, newest=tally(30, request_text=28), request_text=200), [read(300, request_text=200)], []),
    (read(12, newest=tally(6, request_text=6), request_text=4), [read(6)], []),  # too few to judge
    (read(22, newest=tally(11, request_text=9), request_text=9), [read(13, newest=tally(0))], [REQUEST]),
    (read(310, newest=tally(30, noticed=29), noticed=29), [BEFORE], [Measure("diagnostic", "charset.wrong")]),
    # The operator has let it through: what the newest pages lack is usual now.
    (
        read(310, newest=tally(30, request_text=28), request_text=28),
        [read(300, newest=tally(30, request_text=27), request_text=27)],
        [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("now", "published", "expected"), NEWEST)
def test_the_newest_pages_beside_the_others(
    now: Statistics, published: list[Statistics], expected: list[Measure]
) -> None:
    assert falls(now, *published) == expected


def test_pages_that_are_not_recognised_any_more() -> None:
    unread = Tally(30, dict.fromkeys(FIELDS, 2), {})
    assert falls(read(300, newest=unread), BEFORE)[0] == Measure("field", "page")


def test_the_deepest_fall_comes_first_and_is_told_in_figures() -> None:
    now = read(60, request_text=50, reference=57, noticed=40, citations=30, refused=1)
    before = read(60, citations=300, refused=9)
    assert [str(fall) for fall in find_falls(now, [before], DriftLimits())] == [
        "reference is found on 3 of all 60 pages, before on 60",
        "30 citations are found on all 60 pages, before 300",
        "decision refused_exempt is found on 1 of all 60 pages, before on 9",
        "request_text is found on 10 of all 60 pages, before on 60",
        "charset.wrong is noticed on 40 of all 60 pages, before on 0",
    ]


def test_what_the_newest_pages_lack_is_told_beside_what_is_usual() -> None:
    now = read(310, newest=tally(30, request_text=28), request_text=28)
    told = [str(fall) for fall in find_falls(now, [BEFORE], DriftLimits())]
    assert told == ["request_text is found on 2 of the newest 30 pages, usually on 30"]


def test_limits_are_the_profile_s() -> None:
    now, before = read(60, request_text=11), read(60)
    assert falls(now, before, limits=DriftLimits(lost=0.1)) == [REQUEST]
    assert falls(now, before, limits=DriftLimits(lost=0.1, pages=12)) == []


@given(
    st.lists(st.integers(0, 400), min_size=1),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_a_growing_archive_never_alarms(sizes: list[int], odd: int, noticed: int) -> None:
    published = [read(size) for size in sorted(sizes)]
    largest = max(sizes)
    grown = read(largest + odd + noticed, request_text=odd, noticed=noticed)
    assert falls(grown, *published) == []


def test_statistics_come_back_as_they_were_kept() -> None:
    kept = read(310, newest=tally(30, request_text=28), citations=7, noticed=3)
    assert Statistics.from_json(kept.to_json()) == kept
