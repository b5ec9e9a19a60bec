"""The live site as a source: what it gives is kept at once, what it refuses is obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.store.captures import CaptureStore
from foilog.outcome import ExitCode
from foilog.progress import Report
from foilog.sources.answers import Answers
from foilog.sources.files import LiveFiles
from foilog.sources.live_forecast import foresee_live
from foilog.sources.pages import LivePages
from foilog.sources.resting import rest_after, resting, told
from foilog.sources.source import Counts, Plan, Source, SourceOutcome
from foilog.sources.turns import Turns
from foilog.sources.walking import Walking
from foilog.verdict import NOT_READ, Verdict
from parsers.addresses import page_key
from parsers.profile import Profile
from scraper.client import PoliteClient
from scraper.events import (
    Blocked,
    Event,
    Failed,
    Fetched,
    FileFailed,
    FileFetched,
    Listed,
    ListingEnded,
    Mapped,
    Skipped,
)
from scraper.fetch_errors import HostStopped, RobotsForbids
from scraper.live import (
    live,
)

# Waiting for the disk takes as long as asking a host without delay. Where there is one, each answer is safe
# before the next is asked for.
_AT_ONCE = 10


def refresh(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> SourceOutcome:
    """Look at the site, keep what it gives, and return how that went. Raises StorageError."""
    host = urlsplit(profile.base_url).netloc
    if rest := resting(store, host, plan.clock()):
        code, message = told(host, rest)
        return SourceOutcome(code, Counts(), message)
    answers = Answers(store, profile)
    round_ = _Round(store, profile, plan, answers)
    with PoliteClient(profile, answers, plan.clock) as client:
        whole = round_.walking.is_whole()
        events = live(profile, client, round_.pages, round_.files, limit=plan.limit, whole=whole)
        while not round_.over:
            with store.transaction():
                round_.take_some(events, 1 if client.pace.seconds else _AT_ONCE)
            report(round_.done, plan.limit or round_.total)
    if not round_.stopped_by:
        rest_after(store, host, None, plan.clock())
    return round_.outcome()


SOURCE = Source(refresh, foresee_live, addresses=lambda profile: (profile.base_url,))


@dataclass(slots=True)
class _Round:
    """Keeps what the events bring, and counts."""

    store: CaptureStore
    profile: Profile
    plan: Plan
    answers: Answers
    pages: LivePages = field(init=False)
    files: LiveFiles = field(init=False)
    walking: Walking = field(init=False)
    verdict: Verdict = field(init=False)
    stopped_by: HostStopped | RobotsForbids | None = None
    seen: set[str] = field(default_factory=set)
    done: int = 0
    total: int | None = None
    new: int = 0
    changed: int = 0
    gone: int = 0
    failed: int = 0
    skipped: int = 0
    asked: int = 0
    files_kept: int = 0
    over: bool = False

    def __post_init__(self) -> None:
        self.walking = Walking(self.store, self.profile, self.plan)
        turns = Turns(self.store, self.profile, self.plan, whole=self.walking.is_whole())
        self.pages = LivePages(self.store, self.profile, self.answers, self.plan, turns)
        self.files = LiveFiles(self.store, self.profile, self.answers, self.plan, turns)
        with self.store.transaction():
            self.pages.enlist_captured()
        self.verdict = Verdict(holds_items=self.pages.holds_any())

    def take_some(self, events: Iterator[Event], most: int) -> None:
        """Take so many events, or as many as are left."""
        for _ in range(most):
            event = next(events, None)
            if event is None:
                self.over = True
                return
            self.take(event)

    def take(self, event: Event) -> None:
        """Keep and count what ``event`` brings."""
        self.verdict.take(event)
        match event:
            case Fetched():
                self._fetched(event)
            case FileFetched():
                change = self.files.answered(event.asked, event.capture, event.kind)
                self.files_kept += change != "nothing"
            case FileFailed():
                self.files.failed(event.asked, event.error)
            case Listed():
                self._listed(event)
            case Mapped():
                self.pages.enlist(event.pages)
            case ListingEnded():
                if trouble := self.walking.ended(event):
                    self.verdict.add(ExitCode.PARTIAL, trouble)
            case Failed():
                self.failed += 1
                self.done += 1
                if self.profile.kind(event.asked) == "item":
                    self.asked += 1
                    self.pages.failed(event.asked)
            case Skipped():
                self.skipped += 1
                self.done += 1
            case Blocked():
                self.stopped_by = event.error
                rest_after(self.store, urlsplit(self.profile.base_url).netloc, event.error, self.plan.clock())
        if isinstance(event, Failed | Skipped | Blocked):
            for capture in event.error.captures:
                self.answers.keep(capture, "error")

    def outcome(self) -> SourceOutcome:
        """Return how the round ended."""
        code, message = self.verdict.ended()
        counts = Counts(
            len(self.seen), self.new, self.changed, self.gone, self.failed, self.skipped, self.files_kept
        )
        return SourceOutcome(
            code, counts, message, self.asked, self.verdict.limited, skipped_because="closed by robots.txt"
        )

    def _listed(self, event: Listed) -> None:
        self.walking.listed(event.entries, news=any(map(self.pages.is_news, event.entries)))
        self.pages.listed(event.entries)
        self.files.listed(event.entries)
        self.seen.update(page_key(entry.url) for entry in event.entries)
        self.total = event.total or self.total
        self.done += sum(not self.pages.wants(entry.url) for entry in event.entries)

    def _fetched(self, event: Fetched) -> None:
        if event.kind != "redirect" and self.profile.kind(event.asked) == "item":
            self.seen.add(page_key(event.asked))
            self.asked += 1
            self.done += 1
            change = self.pages.answered(event.asked, event.capture, event.kind)
            self.new += change == "new"
            self.changed += change == "changed"
            self.gone += change == "gone"
        self.failed += event.kind in NOT_READ
        self.answers.keep(event.capture, event.kind)
