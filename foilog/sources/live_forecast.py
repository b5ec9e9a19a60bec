"""What a refresh of the live site would cost: its listing is walked, and nothing is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.store.captures import CaptureStore
from archive.store.mementos import rehearse
from foilog.progress import Report
from foilog.sources.answers import Answers
from foilog.sources.files import LiveFiles
from foilog.sources.pages import LivePages
from foilog.sources.resting import resting, told
from foilog.sources.source import PAGE_BYTES, Forecast, Plan
from foilog.sources.turns import Turns
from foilog.sources.walking import Walking
from foilog.verdict import Verdict
from parsers.addresses import page_key
from parsers.profile import Profile
from scraper.client import PoliteClient
from scraper.events import (
    Blocked,
    Fetched,
    Listed,
)
from scraper.fetch_errors import HostStopped, RobotsForbids
from scraper.listing_walk import (
    walk_listing,
)


def foresee_live(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> Forecast:
    """Walk the listing as a refresh would, keep nothing, and return what the rest would cost."""
    host = urlsplit(profile.base_url).netloc
    if rest := resting(store, host, plan.clock()):
        return Forecast(*told(host, rest), pages=0, bytes=0, seconds=0.0)
    rehearse(store)
    ahead = _Ahead(profile, store, plan)
    ahead.walk(report)
    return ahead.forecast()


@dataclass(slots=True)
class _Ahead:
    """What the walk shows, and what it says of the night. The sets hold page keys."""

    profile: Profile
    store: CaptureStore
    plan: Plan
    answers: Answers = field(init=False)
    turns: Turns = field(init=False)
    pages: LivePages = field(init=False)
    files: LiveFiles = field(init=False)
    whole: bool = field(init=False)
    verdict: Verdict = field(default_factory=lambda: Verdict(holds_items=False))
    wanted: set[str] = field(default_factory=set)
    missing_files: set[str] = field(default_factory=set)
    walked: int = 0
    received: int = 0  # bytes
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.answers = Answers(self.store, self.profile)
        self.whole = Walking(self.store, self.profile, self.plan).is_whole()
        self.turns = Turns(self.store, self.profile, self.plan, whole=self.whole)
        self.pages = LivePages(self.store, self.profile, self.answers, self.plan, self.turns)
        self.files = LiveFiles(self.store, self.profile, self.answers, self.plan, self.turns)

    def walk(self, report: Report) -> None:
        """Walk the listing as far as tonight's walk would go."""
        self.missing_files.update(map(page_key, self.files.waiting()))
        started = time.monotonic()
        with PoliteClient(self.profile, self.answers, self.plan.clock) as client:
            try:
                for start in self.profile.listing:
                    address = self.profile.absolute(start)
                    for event in walk_listing(client, self.pages.is_news, address, whole=self.whole):
                        self.verdict.take(event)
                        if isinstance(event, Fetched):
                            self.walked += 1
                            self.received += len(event.capture.body)
                        if isinstance(event, Listed):
                            self._listed(event)
                            report(self.walked, None)
            except (HostStopped, RobotsForbids) as error:
                self.verdict.take(Blocked(error))
            self.seconds = time.monotonic() - started

    def _listed(self, event: Listed) -> None:
        urls = [entry.url for entry in event.entries]
        self.wanted.update(page_key(url) for url in urls if self.pages.wants(url))
        self.missing_files.update(page_key(url) for url in urls if self.files.wants(url))

    def forecast(self) -> Forecast:
        """Return what the walk and all that it leads to cost, the walk's own seconds telling the pace."""
        self.wanted.update(map(page_key, self.pages.waiting()))
        again = [key for key in map(page_key, self.turns.tonight.pages) if key not in self.wanted]
        asked = [*self.wanted, *again][: self.plan.limit]
        limited = self.plan.limit is not None and len(asked) == self.plan.limit
        new = sum(self.answers.newest(key) is None for key in asked)
        unknown = self.files.expected(new)
        missing = unknown + (0 if limited else len(self.missing_files))
        held = 0 if limited else len({page_key(url) for url in self.turns.tonight.files} - self.missing_files)
        whole = missing + sum(self.answers.validators(key) is None for key in asked)
        requests = len(asked) + missing + held
        code, message = self.verdict.ended()
        filed = f"{missing + held} files are among them" if missing + held else ""
        more = "files that new pages link to come on top" if new and not unknown else ""
        return Forecast(
            exit_code=code,
            message="; ".join(filter(None, (message, filed, more))),
            pages=self.walked + requests,
            bytes=self.received + whole * (self.store.mean_size() or PAGE_BYTES),
            seconds=self.seconds + requests * self.seconds / max(self.walked, 1),
        )
