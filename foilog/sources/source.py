"""What every source of captures is: two functions, and the records they take and give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from archive.store.captures import CaptureStore
from foilog.outcome import ExitCode
from foilog.progress import Report
from parsers.profile import Profile

PAGE_BYTES = 112_000  # of an item's page on average, for a forecast where none is held to tell

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a refresh wants of a source.

    ``limit`` is the most item pages asked for, None for no limit; ``full`` asks for everything again, due or
    not. ``clock`` tells the time in UTC. ``missing_only`` wants of an archive only pages that are missing
    here or newer there, not their whole past.
    """

    limit: int | None
    full: bool
    clock: Clock
    missing_only: bool = False


class Counts(NamedTuple):
    """Pages of items, counted once each: named by the source, kept as new, otherwise than before, no longer
    there, not come whole, and left alone on purpose; and ``files`` kept as new or otherwise than before."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What became of a source. ``message`` says what happened and what to do, empty where all is well.

    ``asked`` is how many item pages were asked for; ``limited``: as many as were allowed, and there are more.
    ``skipped_because`` tells why pages were skipped.
    """

    code: ExitCode
    counts: Counts
    message: str
    asked: int = 0
    limited: bool = False
    skipped_because: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a source, or all of them, would be asked for: pages, bytes as received, seconds at their pace."""

    exit_code: ExitCode
    message: str
    pages: int
    bytes: int
    seconds: float


# Ask the source, keep each answer in the store as it comes, and tell how it went. What can go wrong with the
# source is an outcome and no exception; only trouble on this side is raised: Failure and StorageError. Report
# is called after each page with pages dealt with and, where known, of how many.
Refresh = Callable[[Profile, CaptureStore, Plan, Report], SourceOutcome]
# The same without keeping anything.
Foresee = Callable[[Profile, CaptureStore, Plan, Report], Forecast]


class Source(NamedTuple):
    """One source. ``addresses`` are those it asks under a profile, none where that does not name it."""

    refresh: Refresh
    foresee: Foresee
    addresses: Callable[[Profile], tuple[str, ...]]
