"""When a page counts as removed, from what was seen of it."""

import pytest

from archive.captures import HeldCapture
from archive.cursors import Walk
from archive.removal import Absence, absent, gone

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


@pytest.mark.parametrize(
    ("captures", "absences"),
    [
        ([], ()),
        ([seen(1, 200), seen(2)], ()),  # once
        ([seen(1, 200), seen(2), seen(3, 410)], (Absence(at(2), at(3), ended=False),)),
        ([seen(1, 200), seen(2, until=5, answers=3)], (Absence(at(2), at(5), ended=False),)),
        ([seen(1, 200), seen(2, answers=2)], ()),  # twice, at the same time
        ([seen(2, until=3, answers=2), seen(4, 200)], (Absence(at(2), at(3), ended=True),)),
        ([seen(2), seen(3, 200), seen(4)], ()),  # it came back between
        ([seen(2), seen(3, 301, location="/y"), seen(4)], ()),  # it moved
        ([seen(2), seen(3, 503), seen(4, 403), seen(5)], (Absence(at(2), at(5), ended=False),)),
        ([seen(2, source="wayback"), seen(4, source="wayback")], ()),  # what an archive saw once is no run
    ],
)
def test_gone(captures, absences):
    there = [capture for capture in captures if capture.status == 200]
    assert gone(captures, there, HOURS) == absences


def test_no_hours_still_mean_two_answers():
    assert gone([seen(2)], [], 0) == ()
    assert gone([seen(2, answers=2)], [], 0) == (Absence(at(2), at(2), ended=False),)


def walks(*days: int) -> list[Walk]:
    """Return walks on these days, as the store gives them: the last one first."""
    return [Walk(at(day), at(day, 4), 9) for day in sorted(days, reverse=True)]


@pytest.mark.parametrize(
    ("last_listed", "walked", "absence"),
    [
        (None, walks(1, 2, 3), None),  # never listed
        (at(1), [], None),
        (at(1), walks(1), None),
        (at(1), walks(1, 2), None),  # absent once
        (at(1), walks(1, 2, 3), Absence(at(2), at(3), ended=False)),
        (at(1), walks(1, 2, 3, 9), Absence(at(2), at(9), ended=False)),
        (at(3), walks(1, 2, 3), None),
        (at(2, 9), walks(1, 2, 3, 4), Absence(at(3), at(4), ended=False)),
    ],
)
def test_absent(last_listed, walked, absence):
    assert absent(last_listed, walked, HOURS) == absence


def test_walks_too_near_say_nothing():
    near = [Walk(at(2, 9), at(2, 9), 9), Walk(at(2, 3), at(2, 3), 9)]
    assert absent(at(1), near, HOURS) is None
    assert absent(at(1), near, 0) == Absence(at(2, 3), at(2, 9), ended=False)
