"""Web archives as sources: their indexes are read and kept, then what is wanted of them is fetched.

Each capture is kept together with what became of its row in the index, so that a run which is cut off goes on
where it was and fetches nothing twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from archive.store.captures import CaptureStore
from archive.store.mementos import Mementos, rehearse
from archive.store.moments import utc_text
from archive.takedown.tombstones import Tombstones
from foilog.outcome import ExitCode
from foilog.progress import Report
from foilog.sources.answers import Answers
from foilog.sources.indexes import IndexReading
from foilog.sources.linked import LinkedFiles
from foilog.sources.pages import LivePages
from foilog.sources.resting import rest_after, resting, told
from foilog.sources.source import PAGE_BYTES, Counts, Forecast, Plan, Source, SourceOutcome
from foilog.sources.tally import Tally
from foilog.sources.turns import Turns
from foilog.verdict import Verdict
from parsers.addresses import page_key
from parsers.impostors import recognise_file
from parsers.listing import read_listing
from parsers.models import Capture, Memento
from parsers.profile import Endpoint, Profile
from scraper.archives.archive import Archive, Elsewhere, Judgement
from scraper.archives.client import ArchiveClient
from scraper.fetch_errors import HostKeepsFailing, HostStopped, PageFailed, ToldToWait

MakeArchive = Callable[[Profile, Endpoint, ArchiveClient], Archive]

_AT_ONCE = 200  # captures chosen in one go
_LOOK_AHEAD = 20  # answers of the index, for they must be asked for again by the run itself


def archive_source(name: str, named: Callable[[Profile], Endpoint | None], make: MakeArchive) -> Source:
    """Return the source that is the archive which ``make`` makes, ``named`` by a profile or not.

    It rests as a whole, under its ``name``: it may share a host with the site, or have several.
    """

    def resting_name(endpoint: Endpoint) -> str:
        return f"{urlsplit(_addresses(endpoint)[0]).netloc} ({name})"

    def refresh(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> SourceOutcome:
        endpoint = named(profile)
        assert endpoint is not None  # a source without addresses is not asked
        if rest := resting(store, resting_name(endpoint), plan.clock()):
            code, message = told(resting_name(endpoint), rest)
            return SourceOutcome(code, Counts(), message)
        with ArchiveClient(endpoint, profile.contact) as client:
            visit = Visit(profile, store, plan, make(profile, endpoint, client), client)
            visit.read_index(report)
            visit.fetch_wanted(report)
        rest_after(store, resting_name(endpoint), visit.stopped_by, plan.clock())
        return visit.outcome()

    def foresee(profile: Profile, store: CaptureStore, plan: Plan, report: Report) -> Forecast:
        endpoint = named(profile)
        assert endpoint is not None
        if rest := resting(store, resting_name(endpoint), plan.clock()):
            return Forecast(*told(resting_name(endpoint), rest), pages=0, bytes=0, seconds=0.0)
        rehearse(store)
        with ArchiveClient(endpoint, profile.contact) as client:
            visit = Visit(profile, store, plan, make(profile, endpoint, client), client)
            visit.read_index(report, _LOOK_AHEAD)
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
    _index: IndexReading = field(init=False)
    _mementos: Mementos = field(init=False)
    _tombstones: Tombstones = field(init=False)
    _tally: Tally = field(init=False)
    _verdict: Verdict = field(init=False)
    _fetched: int = 0
    _items: int = 0  # captures of items among them
    _limited: bool = False
    _failed: set[str] = field(default_factory=set)  # places in the archive
    _left: set[str] = field(default_factory=set)  # places of files left for another run
    _files: set[str] = field(default_factory=set)  # keys of files kept
    _asked: set[str] = field(default_factory=set)  # keys of items' pages
    _refused: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._index = IndexReading(self.profile, self.store, self.plan, self.archive)
        self._mementos = Mementos(self.store, self.profile.name, self.archive.source)
        self._tombstones = Tombstones(self.store, self.profile)
        self._tally = Tally(self.store, self.profile)
        self._verdict = Verdict(holds_items=False)

    def read_index(self, report: Report, most: float = math.inf) -> None:
        """Read what is due of the index, at ``most`` so many answers."""
        self._index.most = most
        try:
            self._index.run(report)
        except HostStopped as error:
            self._stop(error)
        for trouble in self._index.troubles:
            self._trouble(trouble)

    def fetch_wanted(self, report: Report) -> None:
        """Fetch what is wanted, newest first, unless the archive has stopped us."""
        if self.plan.full and not self.plan.missing_only:
            self._mementos.reopen()
        wanted = self._count_wanted()
        try:
            for memento in self._wanted():
                self._fetch(memento)
                report(self._fetched, max(wanted, self._fetched))
            for memento in self._wanted_files():
                self._fetch(memento)
                report(self._fetched, max(wanted, self._fetched))
        except HostStopped as error:
            self._stop(error)
        self._mementos.note_repeats()

    def _wanted(self) -> Iterator[Memento]:
        """Yield what is wanted; what becomes so because another was refused comes in a later turn."""
        while self.stopped_by is None:
            chosen = self._mementos.wanted(_AT_ONCE + len(self._failed), missing_only=self.plan.missing_only)
            turn = [memento for memento in chosen if memento.place not in self._failed]
            for memento in turn:
                if self.profile.kind(memento.url) == "item":
                    if self._items == self.plan.limit:
                        self._limited = True
                        return
                    self._items += 1
                    self._asked.add(page_key(memento.url))
                yield memento
            if not turn:
                return

    def _wanted_files(self) -> Iterator[Memento]:
        """Yield captures of the files that pages link to; with a limit, only of those the run has brought."""
        named = {page_key(url) for url in LinkedFiles(self.store, self.profile, self.plan.clock).discover()}
        while self.stopped_by is None:
            passed = _AT_ONCE + len(self._failed) + len(self._left)
            chosen = self._mementos.wanted(passed, missing_only=self.plan.missing_only, files=True)
            turn = [one for one in chosen if one.place not in self._failed | self._left]
            for memento in turn:
                if self._limited and page_key(memento.url) not in named:
                    self._left.add(memento.place)
                else:
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
            admitted = self._tombstones.admitted(judged, page_key(judged.url))
            if admitted is None:
                self._mementos.settle(memento, "refused", "it was erased here")
                return
            judged = admitted
            self._enlist(judged)
            self._tally.take(judged)
            added = self.store.add(self.profile.name, judged, page_key(judged.url))
            if added and self.profile.kind(judged.url) == "attachment" and recognise_file(judged) == "file":
                self._files.add(page_key(judged.url))
            moment = utc_text(judged.captured_at)
            if moment == utc_text(memento.captured_at):
                self._mementos.settle(memento, "held")
                return
            reason = f"the archive gave its capture of {moment}"
        elif isinstance(judged, Elsewhere):
            reason = f"the archive leads to its capture of {utc_text(judged.memento.captured_at)}"
            if memento.digest:  # one that was led to leads no further
                self._mementos.add([judged.memento], self.profile.kind)
        else:
            reason = judged.reason
            self._refused.add(page_key(memento.url))
        self._mementos.settle(memento, "refused", reason)

    def _enlist(self, capture: Capture) -> None:
        """Let the live site be asked for the pages that an old listing names: it may have them still."""
        if self.profile.kind(capture.url) == "listing" and capture.status == 200:
            listing = read_listing(capture.body, capture.content_type, capture.url, self.profile)
            turns = Turns(self.store, self.profile, self.plan, whole=False)
            answers = Answers(self.store, self.profile)
            pages = LivePages(self.store, self.profile, answers, self.plan, turns)
            pages.enlist(entry.url for entry in listing.entries)

    def outcome(self) -> SourceOutcome:
        """Return how the visit ended."""
        code, message = self._verdict.ended()
        counts = Counts(
            seen=len(self._asked) if self.plan.missing_only else self._mementos.count_pages(),
            new=len(self._tally.new),
            changed=len(self._tally.changed),
            failed=len(self._failed),
            skipped=len(self._refused),
            files=len(self._files),
        )
        return SourceOutcome(
            code=code,
            counts=counts,
            message="; ".join(filter(None, (message, self._index.warning))),
            asked=self._items,
            limited=self._limited,
            skipped_because="the archive gives something else than its index says",
        )

    def forecast(self) -> Forecast:
        """Return what fetching what is wanted would cost, together with what its index did."""
        wanted = self._count_wanted()
        files = self._mementos.count_wanted(missing_only=self.plan.missing_only, files=True)
        asked = files + (wanted if self.plan.limit is None else min(wanted, self.plan.limit))
        code, trouble = self._verdict.ended()
        pages, left = self._index.pages, self._index.left
        most = "at most " if self.plan.missing_only else ""  # another source may give them first
        more = f"; parts of its index left for the run itself: {left}" if left else ""
        filed = f", and {files} of files" if files else ""
        known = f"after {pages} pages of its index, {most}{wanted} captures are wanted{filed}{more}"
        return Forecast(
            exit_code=code,
            message="; ".join(filter(None, (trouble, known))),
            pages=pages + left + asked,
            bytes=asked * (self.store.mean_size() or PAGE_BYTES),
            seconds=(pages + left + asked) * self.client.pace.seconds,
        )

    def _count_wanted(self) -> int:
        return self._mementos.count_wanted(missing_only=self.plan.missing_only)

    def _stop(self, error: HostStopped) -> None:
        self.stopped_by = error
        waits = isinstance(error, ToldToWait | HostKeepsFailing)
        self._trouble(error, ExitCode.PARTIAL if waits else ExitCode.BLOCKED)

    def _trouble(self, error: PageFailed | HostStopped, code: ExitCode = ExitCode.PARTIAL) -> None:
        unreached = code == ExitCode.PARTIAL and not self.client.answered
        self._verdict.add(ExitCode.UNREACHABLE if unreached else code, str(error))


def _addresses(endpoint: Endpoint | None) -> tuple[str, ...]:
    return tuple(address for _, address in endpoint.addresses) if endpoint else ()
