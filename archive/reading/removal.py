"""When a page was away: gone in two runs far enough apart, or absent from two whole listings.

A run that was cut off, blocked or partial says nothing here: it leaves no walk, and its walls and failures
are no answers about a page. Pure: only what was seen counts, never what the time is now.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from archive.reading.history import far_apart
from archive.reading.records import Absence, Sighting
from archive.store.captures import HeldCapture
from archive.store.cursors import Walk

GONE = (404, 410)


def gone(captures: Sequence[HeldCapture], there: Sequence[HeldCapture], hours: float) -> tuple[Absence, ...]:
    """Return when a page was surely gone, by its captures, oldest first; ``there`` are those that show it.

    Only the site itself says that a page is gone. What others saw in the meantime parts the absence in two,
    and does not take back what the site said before and after.
    """
    shown = {capture.id for capture in there}
    absences: list[Absence] = []
    since: list[HeldCapture] = []  # answers of "gone" with no other answer between
    for capture in captures:
        if capture.source != "live":
            continue
        if capture.status in GONE:
            since.append(capture)
        elif since and (capture.id in shown or capture.moved_to):
            absences += _certain(since, hours, back=capture.captured_at)
            since = []
    absences += _certain(since, hours, back=None)
    return tuple(part for absence in absences for part in _parts(absence, there))


def absent(sightings: Sequence[Sighting], walks: Sequence[Walk], hours: float) -> tuple[Absence, ...]:
    """Return when whole walks over the listing, the first one first, did not name a page.

    ``sightings`` are when listings named it, in order; a page that none ever named is not absent.
    """
    started, finished = [walk.started for walk in walks], [walk.finished for walk in walks]
    named_until = accumulate((sighting.seen_at for sighting in sightings), max)
    absences = []
    for number, last in enumerate(named_until, 1):
        back = sightings[number].first_seen if number < len(sightings) else None
        end = len(walks) if back is None else bisect_left(finished, back)
        without = walks[bisect_right(started, last) : end]
        if len(without) >= 2 and far_apart(without[0].started, without[-1].started, hours):
            moments = (without[0].started, without[-1].started)
            absences.append(Absence(*moments, len(without), "listing", back))
    return tuple(absences)


def _certain(since: Sequence[HeldCapture], hours: float, *, back: str | None) -> list[Absence]:
    checks = sum(capture.answers for capture in since)
    if checks < 2:
        return []
    first, last = since[0].captured_at, max(capture.seen_at for capture in since)
    return [Absence(first, last, checks, "site", back)] if far_apart(first, last, hours) else []


def _parts(absence: Absence, there: Sequence[HeldCapture]) -> Iterator[Absence]:
    """Yield an absence in its parts before and after each capture in its midst, as far as none ended it."""
    for capture in there:
        if capture.captured_at <= absence.first_seen or (
            absence.back and capture.captured_at >= absence.back
        ):
            continue
        until = min(absence.last_seen, capture.captured_at)
        yield absence._replace(last_seen=until, back=capture.captured_at)
        if capture.captured_at >= absence.last_seen:
            return
        absence = absence._replace(first_seen=capture.seen_at)
    yield absence
