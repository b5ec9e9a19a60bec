"""Web archives as sources: their indexes are read and kept, then what is wanted of them is fetched.

Each answer of an index is kept together with what asks for the next one, and each capture with what became of
its row, so that a run which is cut off goes on where it was and fetches nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from archive.captures import CaptureStore
from archive.cursors import Cursors
from archive.mementos import Mementos, rehearse
from archive.moments import utc_text
from archive.reading import read_capture
from archive.records import text_digest
from foilog.outcome import ExitCode
from foilog.progress import Report
from foilog.sources.resting import rest_after, resting, told
from foilog.sources.source import Counts, Forecast, Plan, Source, SourceOutcome
from foilog.verdict import Verdict
from parsers.addresses import page_key
from parsers.impostors import read_item
from parsers.models import Capture, Memento
from parsers.profile import Endpoint, Profile
from scraper.archives.archive import Archive, Elsewhere, Judgement
from scraper.archives.client import ArchiveClient
from scraper.fetch_errors import HostKeepsFailing, HostStopped, PageFailed, ToldToWait

MakeArchive = Callable[[Profile, Endpoint, ArchiveClient], Archive]

_AT_ONCE = 200  # captures chosen in one go
_INDEX_AGE = timedelta(days=7)  # where an archive only fills gaps, its index is asked for new captures weekly
_PAGE_BYTES = 112_000  # of an item's page, where none is held to tell


def archive_source(named: Callable[[Profile], Endpoint | None], make: MakeArchive) -> Source:
    """Return the source that is the archive which ``make`` makes, ``named`` by a profile or not."""

    def refresh(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> SourceOutcome:
        endpoint = named(profile)
        assert endpoint is not None  # a source without addresses is not asked
        if turned_away := _at_rest(store, endpoint, plan):
            return SourceOutcome(turned_away[0], Counts(), turned_away[1])
        with ArchiveClient(endpoint, profile.contact) as client:
            visit = Visit(profile, store, plan, make(profile, endpoint, client), client)
            visit.read_indexes(report)
            visit.fetch_wanted(report)
        for host in _hosts(endpoint):
            rest_after(store, host, visit.stopped_by, plan.clock())
        return visit.outcome()

    def foresee(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> Forecast:
        endpoint = named(profile)
        assert endpoint is not None  # a source without addresses is not asked
        if turned_away := _at_rest(store, endpoint, plan):
            return Forecast(*turned_away, pages=0, bytes=0, seconds=0.0)
        rehearse(store)
        with ArchiveClient(endpoint, profile.contact) as client:
            visit = Visit(profile, store, plan, make(profile, endpoint, client), client)
            visit.read_indexes(report)
        return visit.forecast()

    return Source(refresh, foresee, addresses=lambda profile: _addresses(named(profile)))


@dataclass(slots=True)
class Visit:
    """One run's visit to one archive: what it reads, keeps and counts."""

    profile: Profile
    store: CaptureStore
    plan: Plan
    archive: Archive
    client: ArchiveClient
    stopped_by: HostStopped | None = None
    _mementos: Mementos = field(init=False)
    _cursors: Cursors = field(init=False)
    _verdict: Verdict = field(init=False)
    _warning: str = ""
    _index_pages: int = 0
    _fetched: int = 0
    _items: int = 0
    _limited: bool = False
    _failed: set[str] = field(default_factory=set)  # places
    _refused: set[str] = field(default_factory=set)  # page keys, as all below
    _new: set[str] = field(default_factory=set)
    _changed: set[str] = field(default_factory=set)
    _texts: dict[str, set[str]] = field(default_factory=dict)  # digests of those held

    def __post_init__(self) -> None:
        names = (self.store, self.profile.name, self.archive.source)
        self._mementos, self._cursors = Mementos(*names), Cursors(*names)
        self._verdict = Verdict(holds_items=False)

    # The index

    def read_indexes(self, report: Report) -> None:
        """Read every part of the index that is due, from where the last run left it."""
        try:
            for part in self._parts():
                if self._is_due(part):
                    self._read_part(part, report)
        except HostStopped as error:
            self._stop(error)

    def _parts(self) -> Sequence[str]:
        """Return the parts there are; where the archive does not tell, those it told of before."""
        try:
            parts = self.archive.parts()
        except PageFailed as error:
            parts = tuple(self._cursors.all())
            if not parts:
                self._trouble(error)
            self._warning = f"{error}; the parts of the index known before were used"
            return parts
        with self.store.transaction():
            for part in parts:
                if self._cursors.get(part) is None:
                    self._put_state(part, "")
        return parts

    def _is_due(self, part: str) -> bool:
        read = self._state(part)
        if not read["finished"]:
            return True
        finished = datetime.fromisoformat(read["finished"])
        if self.archive.is_final(part, finished):
            return False
        young = self.plan.clock() < finished + _INDEX_AGE
        return not (self.plan.missing_only and young and not self.plan.full)

    def _read_part(self, part: str, report: Report) -> None:
        at = self._state(part)["next"]
        while True:
            try:
                page = self.archive.read_index(part, at)
            except PageFailed as error:
                self._trouble(error)
                return
            with self.store.transaction():
                self._mementos.add(page.mementos, self.profile.kind)
                self._put_state(part, page.next, "" if page.next else utc_text(self.plan.clock()))
            self._index_pages += 1
            report(self._index_pages, None)
            at = page.next
            if not at:
                return

    def _state(self, part: str) -> dict[str, str]:
        """Return how far a part was read: what asks for the next answer, and when its end was reached."""
        state: dict[str, str] = json.loads(self._cursors.get(part) or "{}")
        return {"next": "", "finished": "", **state}

    def _put_state(self, part: str, at: str, finished: str = "") -> None:
        self._cursors.put(part, json.dumps({"next": at, "finished": finished}))

    # The captures

    def fetch_wanted(self, report: Report) -> None:
        """Fetch what is wanted, newest first, unless the archive has stopped us."""
        wanted = self._mementos.count_wanted(missing_only=self.plan.missing_only)
        try:
            for memento in self._wanted():
                self._fetch(memento)
                report(self._fetched, max(wanted, self._fetched))
        except HostStopped as error:
            self._stop(error)
        self._mementos.note_repeats()

    def _wanted(self) -> Iterator[Memento]:
        """Yield what is wanted; what becomes wanted because another was refused comes in a later turn."""
        while self.stopped_by is None:
            chosen = self._mementos.wanted(_AT_ONCE + len(self._failed), missing_only=self.plan.missing_only)
            turn = [memento for memento in chosen if memento.place not in self._failed]
            for memento in turn:
                if self.profile.kind(memento.url) == "item":
                    if self._items == self.plan.limit:
                        self._limited = True
                        return
                    self._items += 1
                yield memento
            if not turn:
                return

    def _fetch(self, memento: Memento) -> None:
        self._fetched += 1
        try:
            judged = self.archive.fetch(memento)
        except PageFailed as error:
            self._failed.add(memento.place)
            self._trouble(error)
            return
        with self.store.transaction():
            self._keep(memento, judged)

    def _keep(self, memento: Memento, judged: Judgement) -> None:
        if isinstance(judged, Capture):
            self._count(judged)
            self.store.add(self.profile.name, judged, page_key(judged.url))
            if judged.captured_at == memento.captured_at:
                self._mementos.settle(memento, "held")
                return
            reason = f"the archive gave its capture of {utc_text(judged.captured_at)}"
        elif isinstance(judged, Elsewhere):
            reason = f"the archive leads to its capture of {utc_text(judged.memento.captured_at)}"
            if memento.digest:  # one that was led to leads no further
                self._mementos.add([judged.memento], self.profile.kind)
        else:
            reason = judged.reason
            self._refused.add(page_key(memento.url))
        self._mementos.settle(memento, "refused", reason)

    def _count(self, capture: Capture) -> None:
        """Count what a capture tells of its page: new where no text was held, changed where not this one."""
        doc = read_item(capture, self.profile)
        if doc is None or self.profile.kind(capture.url) != "item":
            return
        key, text = page_key(capture.url), text_digest(doc.text)
        texts = self._texts.setdefault(key, self._held_texts(key))
        if not texts:
            self._new.add(key)
        elif text not in texts and key not in self._new:
            self._changed.add(key)
        texts.add(text)

    def _held_texts(self, key: str) -> set[str]:
        history = self.store.history(self.profile.name, key)
        docs = (read_capture(self.store, self.profile, held) for held in history if held.status == 200)
        return {text_digest(doc.text) for doc in docs if doc}

    # How it ends

    def outcome(self) -> SourceOutcome:
        """Return how the visit ended."""
        code, message = self._verdict.ended()
        counts = Counts(
            seen=self._mementos.count_pages(),
            new=len(self._new),
            changed=len(self._changed),
            failed=len(self._failed),
            skipped=len(self._refused),
        )
        return SourceOutcome(
            code=code,
            counts=counts,
            message="; ".join(filter(None, (message, self._warning))),
            asked=self._items,
            limited=self._limited,
            skipped_because="not as the archive's index says",
        )

    def forecast(self) -> Forecast:
        """Return what fetching what is wanted would cost, and what the index cost just now."""
        wanted = self._mementos.count_wanted(missing_only=self.plan.missing_only)
        asked = wanted if self.plan.limit is None else min(wanted, self.plan.limit)
        code, message = self._verdict.ended()
        return Forecast(
            code=code,
            message=message,
            pages=self._index_pages + asked,
            bytes=asked * (self.store.mean_size() or _PAGE_BYTES),
            seconds=(self._index_pages + asked) * self.client.pace.seconds,
        )

    def _stop(self, error: HostStopped) -> None:
        self.stopped_by = error
        waits = isinstance(error, ToldToWait | HostKeepsFailing)
        self._trouble(error, ExitCode.PARTIAL if waits else ExitCode.BLOCKED)

    def _trouble(self, error: PageFailed | HostStopped, code: ExitCode = ExitCode.PARTIAL) -> None:
        unreached = code == ExitCode.PARTIAL and not self.client.answered
        self._verdict.add(ExitCode.UNREACHABLE if unreached else code, str(error))


def _addresses(endpoint: Endpoint | None) -> tuple[str, ...]:
    return tuple(address for _, address in endpoint.addresses) if endpoint else ()


def _hosts(endpoint: Endpoint) -> tuple[str, ...]:
    return tuple(dict.fromkeys(urlsplit(address).netloc for address in _addresses(endpoint)))


def _at_rest(store: CaptureStore, endpoint: Endpoint, plan: Plan) -> tuple[ExitCode, str] | None:
    """Return how a run ends that finds one of the archive's hosts at rest."""
    rests = ((host, resting(store, host, plan.clock())) for host in _hosts(endpoint))
    return next((told(host, rest) for host, rest in rests if rest), None)
