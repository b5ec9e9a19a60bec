"""The walks over the live listing: when all of it is due, and what counts as having seen all of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archive.store.captures import CaptureStore
from archive.store.cursors import Cursors, add_walk, walks
from archive.store.moments import utc_text
from foilog.sources.source import Plan
from parsers.addresses import page_key
from parsers.models import ListingEntry
from parsers.profile import Profile
from scraper.events import (
    ListingEnded,
)
from scraper.schedule import WHOLE_WALK, is_due

_NEWS_SINCE = "news since"  # cursor: a walk that met something new has not come to its end yet
_COMPARED = timedelta(days=90)  # with what the listing had longer ago, a walk is not compared


class Walking:
    """The walk of one run over all listings of the profile."""

    def __init__(self, store: CaptureStore, profile: Profile, plan: Plan) -> None:
        self._store = store
        self._profile = profile
        self._plan = plan
        self._cursors = Cursors(store, profile.name, "live")
        self._last = next(iter(walks(store, profile.name)), None)
        self._started = plan.clock()
        self._named: set[str] = set()
        self._ends: list[ListingEnded] = []

    def is_whole(self) -> bool:
        """Whether all of the listing is to be walked: wanted, due, or left among news the last time."""
        last = datetime.fromisoformat(self._last.started) if self._last else None
        unsettled = self._cursors.get(_NEWS_SINCE) is not None
        return self._plan.full or unsettled or is_due(last, WHOLE_WALK, self._started)

    def listed(self, entries: Iterable[ListingEntry], *, news: bool) -> None:
        """Note the entries of one listing page."""
        self._named.update(page_key(entry.url) for entry in entries)
        if news and self._cursors.get(_NEWS_SINCE) is None:
            self._cursors.put(_NEWS_SINCE, utc_text(self._started))

    def ended(self, end: ListingEnded) -> str:
        """Note the end of one listing; return what is wrong with the whole walk, empty where nothing is."""
        self._ends.append(end)
        if len(self._ends) < len(self._profile.listing) or not all(end.complete for end in self._ends):
            return ""
        if all(end.whole for end in self._ends):
            if self._named and len(self._named) * 2 < self._expected():
                return f"the listing names {len(self._named)} pages, though it named {self._expected()}"
            if self._named:
                add_walk(self._store, self._profile.name, self._started, self._plan.clock(), len(self._named))
        self._cursors.drop(_NEWS_SINCE)
        return ""

    def _expected(self) -> int:
        if self._last is None or is_due(datetime.fromisoformat(self._last.started), _COMPARED, self._started):
            return 0
        return self._last.entries
