"""When to ask again: pages, listings and hosts. Pure; every figure has its reason beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from parsers.addresses import folder_month

# A job that runs once in 24 hours starts a little earlier or later; what is due nightly is due after 20.
NIGHT = timedelta(hours=20)
_OLD_PAGE = timedelta(days=30)
_ROUND_NIGHTS = 90  # every page is looked at once in so many nights
# Whole walks cost a request for each twenty items, so they are rare; but nothing else shows what is absent.
WHOLE_WALK = timedelta(days=30)
_FIRST_REST = timedelta(hours=3)
_LONGEST_REST = timedelta(days=1)
_LONGEST_FILE_LOOK = timedelta(days=180)
_PATIENCE = 3  # failures in a row before a page waits longer than for the next run
_LONGEST_WAIT_DAYS = 30


def next_look(url: str, found_at: datetime, now: datetime) -> datetime:
    """Return when a page that answered now is best looked at again: tomorrow if recent, else in a month.

    Recent is a page whose address names this month or the last, or that names none and was found in them.
    """
    month = folder_month(url) or f"{found_at:%Y-%m}"
    recent = month >= f"{now - _OLD_PAGE:%Y-%m}"
    return now + (NIGHT if recent else _OLD_PAGE)


def next_file_look(since: datetime, now: datetime) -> datetime:
    """Return when a file that is as it was at ``since`` is looked at again: after as long again.

    In a night at least, because a page's files are often put right soon after; in half a year at most.

    >>> now = datetime(2024, 3, 1)
    >>> [(next_file_look(now - timedelta(days=days), now) - now).days for days in (-9, 0, 5, 400)]
    [0, 0, 5, 180]
    """
    return now + min(max(now - since, NIGHT), _LONGEST_FILE_LOOK)


def next_try(failures: int, now: datetime) -> datetime:
    """Return when a page that failed so many times in a row is to be asked for again.

    >>> now = datetime(2024, 3, 1)
    >>> [(next_try(failures, now) - now).days for failures in (1, 2, 3, 4, 5, 99)]
    [0, 0, 1, 2, 4, 30]
    """
    if failures < _PATIENCE:
        return now
    days = min(2 ** min(failures - _PATIENCE, 10), _LONGEST_WAIT_DAYS)
    return now + timedelta(days=days)


def nightly_looks(pages: int) -> int:
    """Return how many of so many pages are looked at again in one night."""
    return 1 + pages // _ROUND_NIGHTS if pages else 0


def whole_walk_files(files: int) -> int:
    """Return how many of so many files a whole walk of the listing looks at again, ordinary nights aside.

    Those nights look at pages; what they have to spare for files is next to nothing in a large log.
    """
    walks = _ROUND_NIGHTS // WHOLE_WALK.days
    return -(-files // walks)


def spare_looks(last_looks: Iterable[datetime], nightly: int, now: datetime) -> int:
    """Return how many of tonight's ``nightly`` looks may go elsewhere without making any page late.

    ``last_looks`` are those of all pages, oldest first. The page in place ``n`` is in time if ``n`` looks fit
    into tonight and the nights left before its round ends.
    """
    spare = nightly
    for place, looked_at in enumerate(last_looks, 1):
        nights_left = _ROUND_NIGHTS - 1 - max(0, (now - looked_at).days)
        spare = min(spare, nightly * (1 + nights_left) - place)
    return max(0, spare)


def next_rest(last: timedelta | None) -> timedelta:
    """Return how long a host rests after it turned us away, ``last`` being the rest before, if it was a wall.

    >>> [str(next_rest(last and timedelta(hours=last))) for last in (None, 3, 12, 24)]
    ['3:00:00', '6:00:00', '1 day, 0:00:00', '1 day, 0:00:00']
    """
    return min(last * 2, _LONGEST_REST) if last else _FIRST_REST


def pause(seconds: float) -> timedelta:
    """Return the rest of a host that asked for a pause of so many seconds: a day at most."""
    return timedelta(seconds=min(seconds, _LONGEST_REST.total_seconds()))


def is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether something done last at ``last`` is due; also where the clock must have been wrong then."""
    return last is None or last > now or now - last >= every
