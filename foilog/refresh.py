"""The nightly job: look at the live site, keep what it gives at once, publish.

``live`` is the one source of this version; another is another generator of captures beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.build import build_archive
from archive.captures import CaptureStore, RunResult
from archive.corrections import load_corrections
from archive.drift import Drift
from archive.errors import StorageError
from foilog.held import HeldPages
from foilog.outcome import ExitCode, Failure
from foilog.progress import Report
from foilog.publishing import Publisher
from foilog.verdict import NOT_READ, Verdict
from parsers.addresses import page_key
from parsers.document import read_document
from parsers.models import Capture
from parsers.profile import Profile
from scraper.client import PoliteClient
from scraper.fetch_errors import NoContact
from scraper.live import (
    Blocked,
    Event,
    Failed,
    Fetched,
    Listed,
    Skipped,
    is_wanted,
    live,
    walk_listing,
)

_PAGE_BYTES = 112_000  # of an item's page, on average


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a refresh would ask for: pages, bytes as received, seconds at the site's pace."""

    exit_code: ExitCode
    message: str
    pages: int
    bytes: int
    seconds: float


def run_refresh(profile: Profile, data: Path, *, limit: int | None, full: bool, report: Report) -> RunResult:
    """Look at the site, keep every answer, publish, and return how the run ended. Needs the archive's lock.

    ``report`` is called with the number of entries dealt with and, where the site tells, of all. On drift
    nothing is published. Raises Failure (wrong usage) for a public site without a contact, and StorageError.
    """
    corrections = load_corrections(data)  # a fault in them is told before anything is asked for
    with _visit(profile) as client, CaptureStore.open(data / "captures.db") as store:
        run = store.start_run(datetime.now(UTC), ("live",))
        round_ = _Round(store, profile, HeldPages(store, profile), full=full)
        public = data / "foi.db"
        publisher = Publisher(public, lambda: build_archive(store, profile, public, corrections=corrections))
        try:
            for event in live(profile, client, round_.held.knows, limit=limit, full=full):
                round_.take(event)
                report(round_.done, limit or round_.total)
                publisher.consider(round_.kept)
            result = round_.result(*round_.verdict.ended())
            store.finish_run(run, datetime.now(UTC), result)  # the public file tells of it
            if result.exit_code == ExitCode.DRIFT:
                publisher.withdraw()
            else:
                publisher.publish()
        except Drift as drift:
            result = round_.result(ExitCode.DRIFT, str(drift))
            store.finish_run(run, datetime.now(UTC), result)
        except BaseException as error:
            code = ExitCode.STORAGE if isinstance(error, StorageError) else ExitCode.UNEXPECTED
            stopped = round_.result(code, f"stopped by {type(error).__name__}")
            store.finish_run(run, datetime.now(UTC), stopped)
            raise
        return result


def forecast(profile: Profile, data: Path, *, limit: int | None, full: bool, report: Report) -> Forecast:
    """Walk the listing alone, write nothing, and return what a refresh would ask for.

    Raises Failure (wrong usage) for a public site without a contact, and StorageError.
    """
    path = data / "captures.db"
    if not path.exists():
        return _forecast(profile, lambda url: False, limit=limit, full=full, report=report)
    with CaptureStore.open(path) as store:  # a read-only SQLite connection would leave files beside it
        knows = HeldPages(store, profile).knows
        return _forecast(profile, knows, limit=limit, full=full, report=report)


def _forecast(
    profile: Profile, knows: Callable[[str], bool], *, limit: int | None, full: bool, report: Report
) -> Forecast:
    verdict = Verdict(holds_items=False)
    wanted: set[str] = set()
    pages = received = 0
    started = time.monotonic()
    with _visit(profile) as client:
        for start in profile.listing:
            for event in walk_listing(profile, client, profile.absolute(start)):
                verdict.take(event)
                if isinstance(event, Fetched):
                    pages += 1
                    received += len(event.capture.body)
                if isinstance(event, Listed):
                    items = (entry for entry in event.entries if is_wanted(entry, profile, knows, full=full))
                    wanted.update(page_key(entry.url) for entry in items)
                    report(pages, None)
    seconds = time.monotonic() - started
    items_asked = len(wanted) if limit is None else min(limit, len(wanted))
    code, message = verdict.ended()
    return Forecast(
        exit_code=code,
        message=message,
        pages=pages + items_asked,
        bytes=received + items_asked * _PAGE_BYTES,
        seconds=seconds + items_asked * seconds / max(pages, 1),
    )


def _visit(profile: Profile) -> PoliteClient:
    try:
        return PoliteClient(profile)
    except NoContact as error:
        raise Failure(ExitCode.USAGE, str(error)) from error


@dataclass(slots=True)
class _Round:
    """Keeps what the events bring, and counts."""

    store: CaptureStore
    profile: Profile
    held: HeldPages
    full: bool
    verdict: Verdict = field(init=False)
    seen: set[str] = field(default_factory=set)
    done: int = 0
    total: int | None = None
    kept: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    failed: int = 0

    def __post_init__(self) -> None:
        self.verdict = Verdict(holds_items=bool(self.held))

    def take(self, event: Event) -> None:
        """Keep and count what ``event`` brings."""
        self.verdict.take(event)
        match event:
            case Fetched():
                self._fetched(event)
            case Listed():
                self._listed(event)
            case Failed() | Skipped() | Blocked():
                self.failed += isinstance(event, Failed)
                self.done += 1
                for capture in event.error.captures:
                    self._keep(capture)

    def result(self, code: ExitCode, trouble: str) -> RunResult:
        """Return how the run ended, with its counts in the message."""
        counts = f"{len(self.seen)} listed, {self.new} new, {self.changed} changed, {self.gone} gone"
        if self.failed:
            counts += f", {self.failed} failed"
        became = "part, as limited" if self.verdict.limited else code.name.lower()
        return RunResult(
            exit_code=code,
            sources=(f"live: {became}",),
            seen=len(self.seen),
            new=self.new,
            changed=self.changed,
            gone=self.gone,
            failed=self.failed,
            message="; ".join(filter(None, (trouble, counts if self.seen else ""))) or "nothing is listed",
        )

    def _listed(self, event: Listed) -> None:
        self.seen.update(page_key(entry.url) for entry in event.entries)
        self.total = event.total or self.total
        left = [e for e in event.entries if not is_wanted(e, self.profile, self.held.knows, full=self.full)]
        self.done += len(left)

    def _fetched(self, event: Fetched) -> None:
        capture, kind = event.capture, event.kind
        self._keep(capture)
        self.done += kind not in {"listing", "redirect"}
        self.failed += kind in NOT_READ
        if kind == "item":
            before = self.held.text(page_key(capture.url))
            now = read_document(capture.body, capture.content_type, capture.url, self.profile).text
            self.new += before is None
            self.changed += before is not None and before != now
        elif kind in {"gone", "soft-404"}:
            self.gone += self.held.knows(event.asked)

    def _keep(self, capture: Capture) -> None:
        self.store.add(self.profile.name, capture, page_key(capture.url))
        self.kept += 1
