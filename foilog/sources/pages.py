"""The pages of the live log: how each stands, which are asked for tonight, and what an answer makes of them.

The states and their order are drawn in docs/crawling.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import Literal

from archive.reading.removal import GONE
from archive.store.captures import CaptureStore
from archive.store.moments import utc_text
from archive.store.queue import Queue, Queued, State
from archive.takedown.tombstones import Tombstones
from foilog.sources.answers import Answers
from foilog.sources.source import Plan
from foilog.sources.turns import Turns
from parsers.addresses import page_key
from parsers.document import read_document
from parsers.impostors import Kind
from parsers.models import Capture, ListingEntry
from parsers.profile import Profile
from scraper.schedule import next_look, next_try

Change = Literal["new", "changed", "gone", "failed", "nothing"]


class LivePages:
    """The queue as one run sees and changes it. A ``scraper.live.Agenda``."""

    def __init__(
        self, store: CaptureStore, profile: Profile, answers: Answers, plan: Plan, turns: Turns
    ) -> None:
        self._profile = profile
        self._answers = answers
        self._plan = plan
        self._turns = turns
        self._queue = Queue(store, profile.name)
        self._tombstones = Tombstones(store, profile)
        self._named: set[str] = set()  # by a listing in this run; the first one counts

    def holds_any(self) -> bool:
        """Whether any page of the log was ever held."""
        return self._queue.count("held", "gone", "moved") > 0

    # What is to be asked for

    def is_news(self, entry: ListingEntry) -> bool:
        """Whether a listing says something of the entry that none said before."""
        key = page_key(entry.url)
        page = self._queue.get(key)
        unknown = key not in self._named and not self._tombstones.page(key)
        return unknown and (page is None or page.listed_as != _digest(entry))

    def wants(self, url: str) -> bool:
        """Whether the page at ``url``, which a listing names, is to be asked for now."""
        if self._tombstones.page(page_key(url)):
            return False
        page = self._get(url)
        waits = page.state != "held" and page.due is not None and page.due <= self._now()
        return page.kind == "item" and (self._plan.full or waits)

    def waiting(self) -> tuple[str, ...]:
        """Return the addresses of pages that wait for an answer."""
        return self._queue.unanswered(self._plan.clock())

    def again(self) -> tuple[str, ...]:
        """Return the addresses of pages held whose turn it is, which is once a night; of all if wanted."""
        return self._turns.take().pages

    # What was learnt

    def enlist_captured(self) -> None:
        """Put the items that some source gave, and nothing named on the live site, into the queue."""
        self.enlist(self._queue.strangers())

    def enlist(self, urls: Iterable[str]) -> None:
        """Put the items among ``urls`` into the queue."""
        for url in urls:
            key = page_key(url)
            wanted = self._profile.kind(url) == "item" and not self._tombstones.page(key)
            if wanted and self._queue.get(key) is None:
                self._queue.put(self._get(url))

    def listed(self, entries: Iterable[ListingEntry]) -> None:
        """Note what a listing says; an item of which it says something else now waits to be asked for.

        So does one that it names for the first time and that nobody but a person gave.
        """
        for entry in entries:
            if self.is_news(entry):
                page = self._get(entry.url)
                if page.listed_as or self._only_saved(page):
                    state: State = "waiting" if page.kind == "item" else page.state
                    page = page._replace(state=state, due=self._now())
                self._queue.put(page._replace(url=entry.url, listed_as=_digest(entry)))
            self._named.add(page_key(entry.url))

    def answered(self, asked: str, capture: Capture, kind: Kind | None) -> Change:
        """Note what an item's page gave, before the answer is kept; return what that changes."""
        page = self._get(asked)
        match kind:
            case "item" | "unchanged" | "file":
                self._is_held(page, capture)
                return self._compared(page, capture) if kind == "item" else "nothing"
            case "gone" | "soft-404":
                due = self._second_look(asked) if kind == "gone" else None
                self._put(page, "gone", due)
                return "gone" if page.state == "held" else "nothing"
            case _:
                self.failed(asked)
                return "failed"

    def failed(self, asked: str) -> None:
        """Note that a page gave no answer, or none that can be read."""
        page = self._get(asked)
        failures = page.failures + 1
        due = utc_text(next_try(failures, self._plan.clock()))
        self._queue.put(page._replace(state="failed", due=due, failures=failures))

    def _is_held(self, page: Queued, capture: Capture) -> None:
        if page_key(capture.url) != page.key:
            self._put(page, "moved", None)
            page = self._get(capture.url)
        if page.kind == "item":
            found_at = datetime.fromisoformat(page.found_at)
            self._put(page, "held", utc_text(next_look(page.url, found_at, self._plan.clock())))
        else:
            self._put(page, "held", self._now())

    def _only_saved(self, page: Queued) -> bool:
        held = self._answers.newest(page.url) if page.state == "held" else None
        return held is not None and held.source == "file"

    def _compared(self, page: Queued, capture: Capture) -> Change:
        if self._tombstones.admitted(capture, page_key(capture.url)) is None:
            return "nothing"  # erased, and known again where it is now
        before = self._answers.text(capture.url) or self._answers.text(page.url)
        if before is None:
            return "new"
        now = read_document(capture.body, capture.content_type, capture.url, self._profile).text
        return "nothing" if before == now else "changed"

    def _second_look(self, asked: str) -> str | None:
        """Return when a page that is gone is to be asked for once more, None where it is gone for sure."""
        now = self._plan.clock()
        before = self._answers.newest(asked)
        since = datetime.fromisoformat(before.captured_at) if before and before.status in GONE else now
        sure_at = since + timedelta(hours=self._profile.removal_hours)
        return None if since < now and sure_at <= now else utc_text(sure_at)

    def _put(self, page: Queued, state: State, due: str | None) -> None:
        self._queue.put(page._replace(state=state, looked_at=self._now(), due=due, failures=0))

    def _get(self, url: str) -> Queued:
        """Return how the page at ``url`` stands, also where nothing named it before."""
        return self._queue.get(page_key(url)) or self._stranger(url)

    def _stranger(self, url: str) -> Queued:
        if self._profile.kind(url) != "item":
            return Queued.found(url, "file", self._now())
        held = self._answers.newest(url) if self._answers.text(url) is not None else None
        return Queued.found(url, "item", self._now(), held.seen_at if held else None)

    def _now(self) -> str:
        return utc_text(self._plan.clock())


def _digest(entry: ListingEntry) -> str:
    return hashlib.sha256("\0".join(astuple(entry)).encode()).hexdigest()
