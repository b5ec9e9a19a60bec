"""When a page counts as removed, from what was seen of it."""

import pytest

from archive.reading.records import Absence, Sighting
from archive.reading.removal import absent, gone
from archive.store.captures import HeldCapture
from archive.store.cursors import Walk

HOURS = 20.0


def seen(
    day: int, status: int = 404, until: int = 0, answers: int = 1, source: str = "live", **more: str
) -> HeldCapture:
    headers = tuple(more.items())
    return HeldCapture(
        day, "met", "https://host/x", "/x", at(day), "stated", status, "text/html", headers, "0" * 64,
        source, "", at(until or day), answers,
    )  # fmt: skip


def at(day: int, hour: int = 3) -> str:
    return f"2024-03-{day:02d}T{hour:02d}:00:00Z"


def away(first: int, last: int, checks: int = 2, back: int = 0) -> Absence:
    """Return an absence from the site between days, until the day ``back``."""
    return Absence(at(first), at(last), checks, "site", at(back) if back else None)


@pytest.mark.parametrize(
    ("captures", "absences"),
    [
        ([], ()),
        ([seen(1, 200), seen(2)], ()),  # once
        ([seen(1, 200), seen(2), seen(3, 410)], (away(2, 3),)),
        ([seen(1, 200), seen(2, until=5, answers=3)], (away(2, 5, 3),)),
        ([seen(1, 200), seen(2, answers=2)], ()),  # twice, at the same time
        ([seen(2, until=3, answers=2), seen(4, 200)], (away(2, 3, back=4),)),
        ([seen(2), seen(3, 200), seen(4)], ()),  # it came back between
        ([seen(2), seen(3, 301, location="/y"), seen(4)], ()),  # it moved
        ([seen(2), seen(3, 503), seen(4, 403), seen(5)], (away(2, 5),)),
        ([seen(2, source="wayback"), seen(4, source="wayback")], ()),  # what an archive saw once is no run
    ],
)
def test_gone(captures, absences):
    there = [capture for capture in captures if capture.status == 200]
    assert gone(captures, there, HOURS) == absences


@pytest.mark.parametrize(
    ("archived", "absences"),
    [
        (1, (away(2, 8, 4),)),
        (2, (away(2, 8, 4),)),
        (5, (away(2, 5, 4, back=5), away(5, 8, 4))),
        (9, (away(2, 8, 4, back=9),)),
    ],
)
def test_what_an_archive_saw_parts_an_absence_and_ends_it_only_behind_it(archived, absences):
    captures = sorted(
        [seen(2, until=8, answers=4), seen(archived, 200, source="wayback")], key=lambda one: one.captured_at
    )
    assert gone(captures, [one for one in captures if one.status == 200], HOURS) == absences


def test_no_hours_still_mean_two_answers():
    assert gone([seen(2)], [], 0) == ()
    assert gone([seen(2, answers=2)], [], 0) == (away(2, 2),)


def walks(*days: int) -> list[Walk]:
    """Return walks on these days."""
    return [Walk(at(day), at(day, 4), 9) for day in days]


def unlisted(first: int, last: int, checks: int, back: str | None = None) -> Absence:
    return Absence(at(first), at(last), checks, "listing", back)


@pytest.mark.parametrize(
    ("listed", "walked", "absences"),
    [
        ([], walks(1, 2, 3), ()),  # never listed
        ([(at(1), at(1))], [], ()),
        ([(at(1), at(1))], walks(1), ()),
        ([(at(1), at(1))], walks(1, 2), ()),  # absent once
        ([(at(1), at(1))], walks(1, 2, 3), (unlisted(2, 3, 2),)),
        ([(at(1), at(1))], walks(1, 2, 3, 9), (unlisted(2, 9, 3),)),
        ([(at(1), at(3))], walks(1, 2, 3), ()),
        ([(at(1), at(2, 9))], walks(1, 2, 3, 4), (unlisted(3, 4, 2),)),
        ([(at(1), at(1)), (at(4, 9), at(4, 9))], walks(1, 2, 3, 5), (unlisted(2, 3, 2, back=at(4, 9)),)),
        ([(at(1), at(1)), (at(3, 3), at(3, 3))], walks(1, 2, 3, 4), ()),  # the third walk named it
        ([(at(1), at(9)), (at(2), at(2))], walks(3, 4, 5), ()),  # one page named it all the time
        (
            [(at(1), at(1)), (at(4), at(4))],
            walks(1, 2, 3, 4, 5, 6),
            (unlisted(2, 3, 2, back=at(4)), unlisted(5, 6, 2)),
        ),
    ],
)
def test_absent(listed, walked, absences):
    assert absent([Sighting(*times) for times in listed], walked, HOURS) == absences


def test_walks_too_near_say_nothing():
    near = [Walk(at(2, 3), at(2, 3), 9), Walk(at(2, 9), at(2, 9), 9)]
    named = [Sighting(at(1), at(1))]
    assert absent(named, near, HOURS) == ()
    assert absent(named, near, 0) == (Absence(at(2, 3), at(2, 9), 2, "listing", None),)
