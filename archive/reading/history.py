"""What became of a response in time: the texts it had, when it was not there, since when it is gone. Pure.

A response may lie at several addresses, one after the other or at once. It is away only while none of its
pages is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from archive.reading.records import Absence, Stretch


class PageHistory(NamedTuple):
    """The texts and absences of one page.

    ``addressed``: not a saved text without an address. ``moved``: it leads to another page that was read.
    """

    addressed: bool
    moved: bool
    stretches: tuple[Stretch, ...]
    absences: tuple[Absence, ...]


class History(NamedTuple):
    """Texts and absences of a response, oldest first, and the absence that still lasts, if one does."""

    versions: tuple[Stretch, ...]
    removal: Absence | None


def response_history(pages: Sequence[PageHistory], hours: float) -> History:
    """Return the history of the response made of ``pages``; ``hours`` as in the profile's removal_hours.

    Saved texts come first, because pages take their place. An absence that lasts comes last, even where a
    page that the listing no longer names has changed since.
    """
    removal = _removal(pages)
    away = [absence for page in pages for absence in _absences(page, pages, hours)]
    saved = sorted(stretch for page in pages if not page.addressed for stretch in page.stretches)
    there = (stretch for page in pages if page.addressed for stretch in page.stretches)
    parted = [part for stretch in there for part in _parted(stretch, away)]
    missing = [Stretch(absence.first_seen, absence.last_seen, "") for absence in away]
    last = [Stretch(removal.first_seen, removal.last_seen, "")] if removal else []
    return History(merge_stretches([*saved, *sorted([*parted, *missing]), *last]), removal)


def merge_stretches(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return ``stretches``, given in order, with neighbours of one text as one."""
    merged = []
    for text_sha256, same in groupby(stretches, key=lambda stretch: stretch.text_sha256):
        together = list(same)
        first_seen = min(stretch.first_seen for stretch in together)
        last_seen = max(stretch.last_seen for stretch in together)
        merged.append(Stretch(first_seen, last_seen, text_sha256))
    return tuple(merged)


def _removal(pages: Sequence[PageHistory]) -> Absence | None:
    """Return the absence that lasts: since the last of the pages went."""
    lasting = [_lasting(page) for page in pages if page.addressed and not page.moved]
    known = [absence for absence in lasting if absence]
    return max(known) if known and len(known) == len(lasting) else None


def _lasting(page: PageHistory) -> Absence | None:
    """Return since when a page is away; what its own address says counts before what a listing leaves out."""
    lasting = [absence for absence in page.absences if absence.back is None]
    if not lasting:
        return None
    surest = max(lasting, key=lambda absence: absence.missing_from == "site")
    return surest._replace(first_seen=min(lasting).first_seen)


def _absences(page: PageHistory, pages: Sequence[PageHistory], hours: float) -> Iterator[Absence]:
    """Yield the absences of a page that ended, when it came back or another of the pages was there."""
    others = [other for other in pages if other.addressed and other is not page]
    elsewhere = [stretch for other in others for stretch in other.stretches]
    for absence in page.absences:
        ends = [
            max(stretch.first_seen, absence.first_seen)
            for stretch in elsewhere
            if stretch.last_seen >= absence.first_seen
        ]
        back = min([*ends, *([absence.back] if absence.back else [])], default=None)
        if back and far_apart(absence.first_seen, back, hours):
            yield absence._replace(last_seen=min(absence.last_seen, back), back=back)


def _parted(stretch: Stretch, away: Iterable[Absence]) -> Iterator[Stretch]:
    """Yield what is left of a stretch where its page was there all the time, but the listing left it out."""
    first_seen, last_seen, text = stretch
    for absence in sorted(away):
        if absence.back and first_seen < absence.first_seen and absence.back <= last_seen:
            yield Stretch(first_seen, absence.first_seen, text)
            first_seen = absence.back
    yield Stretch(first_seen, last_seen, text)


def far_apart(earlier: str, later: str, hours: float) -> bool:
    """Whether two moments (UTC, ISO 8601) lie at least so many hours apart."""
    return datetime.fromisoformat(later) - datetime.fromisoformat(earlier) >= timedelta(hours=hours)
