"""When pages, listings and hosts are asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.schedule import (
    NIGHT,
    WHOLE_WALK,
    is_due,
    next_look,
    next_rest,
    next_try,
    nightly_looks,
    pause,
    spare_looks,
)

NOW = datetime(2025, 9, 15, 3, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = "https://www.sample.test/foi/{}/a-b/"


@pytest.mark.parametrize(
    ("url", "found", "wait"),
    [
        (PAGE.format("september-2025"), NOW, NIGHT),
        (PAGE.format("august-2025"), NOW - 400 * DAY, NIGHT),
        (PAGE.format("july-2025"), NOW, 30 * DAY),
        (PAGE.format("march-2022"), NOW, 30 * DAY),
        (PAGE.format("october-2025"), NOW, NIGHT),  # a folder made ahead
        (PAGE.format("other"), NOW, NIGHT),
        (PAGE.format("other"), NOW - 60 * DAY, 30 * DAY),
    ],
)
def test_recent_pages_nightly_old_ones_monthly(url, found, wait):
    assert next_look(url, found, NOW) == NOW + wait


@pytest.mark.parametrize(
    ("failures", "days"), [(1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (8, 30), (9, 30), (10_000, 30)]
)
def test_a_page_that_keeps_failing_waits_longer_and_longer(failures, days):
    assert next_try(failures, NOW) == NOW + days * DAY


@pytest.mark.parametrize("pages", [0, 1, 89, 90, 500, 50_000])
def test_a_night_costs_no_more_than_its_share(pages):
    robots, listing = 1, 1
    assert robots + listing + nightly_looks(pages) <= 3 + pages / 90


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 85), min_size=1, max_size=400), st.randoms())
def test_every_page_is_looked_at_once_in_ninety_nights(ages, random):
    """However the pages' last looks lie, and whichever pages take the looks that may go elsewhere."""
    by_share = sorted(ages, reverse=True)
    nightly = nightly_looks(len(ages))
    if any(place > nightly * (90 - age) for place, age in enumerate(by_share, 1)):
        return  # more of them are due than so few looks can reach
    looks = [NOW - age * DAY for age in ages]
    for night in range(120):
        now = NOW + night * DAY
        looks.sort()
        assert now - looks[0] <= 90 * DAY
        spare = spare_looks(looks, nightly, now)
        for place in [*range(nightly - spare), *(random.randrange(len(looks)) for _ in range(spare))]:
            looks[min(place, len(looks) - 1)] = now


def test_the_first_nights_after_a_fill_may_all_go_to_recent_pages():
    assert spare_looks([NOW] * 500, nightly_looks(500), NOW + DAY) == nightly_looks(500)
    assert spare_looks([NOW - 89 * DAY] * 5, 5, NOW) == 0
    assert spare_looks([NOW + 400 * DAY] * 3, 2, NOW) == 2  # the clock ran ahead once
    assert spare_looks([], 0, NOW) == 0


@pytest.mark.parametrize(("last", "hours"), [(None, 3), (3, 6), (6, 12), (12, 24), (24, 24)])
def test_a_host_that_turns_us_away_rests_longer_and_longer(last, hours):
    assert next_rest(last and timedelta(hours=last)) == timedelta(hours=hours)


@pytest.mark.parametrize(("seconds", "rest"), [(0, 0), (600, 600), (86_400, 86_400), (1e12, 86_400)])
def test_a_pause_is_a_day_at_most(seconds, rest):
    assert pause(seconds).total_seconds() == rest


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (None, True),
        (NOW, False),
        (NOW - 29 * DAY, False),
        (NOW - 30 * DAY, True),
        (NOW + DAY, True),
    ],
)
def test_what_is_done_from_time_to_time(last, due):
    assert is_due(last, WHOLE_WALK, NOW) is due
