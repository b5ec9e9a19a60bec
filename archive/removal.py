"""When a page counts as removed: gone in two runs far enough apart, or absent from two whole listings.

A run that was cut off, blocked or partial says nothing here: it leaves no walk, and its walls and failures
are no answers about a page. Pure: only what was seen counts, never what the time is now.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from archive.captures import HeldCapture
from archive.cursors import Walk

GONE = (404, 410)


class Absence(NamedTuple):
    """A stretch of time in which a page was not there; ``ended`` where it came back."""

    first_seen: str
    last_seen: str
    ended: bool


def gone(captures: Sequence[HeldCapture], there: Iterable[HeldCapture], hours: float) -> tuple[Absence, ...]:
    """Return when a page was surely gone, by its captures, oldest first; ``there`` are those that show it."""
    shown = {capture.id for capture in there}
    absences: list[Absence] = []
    since: list[HeldCapture] = []  # answers of "gone" with no other answer between
    for capture in captures:
        if capture.status in GONE and capture.source == "live":
            since.append(capture)
        elif since and (capture.id in shown or capture.moved_to):
            absences += _certain(since, hours, ended=True)
            since = []
    return (*absences, *_certain(since, hours, ended=False))


def absent(last_listed: str | None, walks: Sequence[Walk], hours: float) -> Absence | None:
    """Return since when whole walks over the listing, the last one first, no longer name a page.

    ``last_listed`` is when a listing last named it, None for a page that none ever named.
    """
    without = [walk.started for walk in walks if last_listed and walk.started > last_listed]
    if len(without) < 2 or not _apart(without[-1], without[0], hours):
        return None
    return Absence(without[-1], without[0], ended=False)


def _certain(since: Sequence[HeldCapture], hours: float, *, ended: bool) -> list[Absence]:
    if sum(capture.answers for capture in since) < 2:
        return []
    absence = Absence(since[0].captured_at, max(capture.seen_at for capture in since), ended)
    return [absence] if _apart(absence.first_seen, absence.last_seen, hours) else []


def _apart(earlier: str, later: str, hours: float) -> bool:
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier) >= timedelta(hours=hours)
