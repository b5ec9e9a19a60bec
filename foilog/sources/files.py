"""The files of the live log: which are asked for tonight, and what an answer makes of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from archive.store.captures import CaptureStore
from archive.store.file_troubles import FileTroubles
from archive.store.moments import utc_text
from archive.store.queue import Queue, Queued
from foilog.sources.answers import Answers
from foilog.sources.linked import LinkedFiles
from foilog.sources.source import Plan
from foilog.sources.turns import Turns
from parsers.addresses import page_key
from parsers.impostors import Kind
from parsers.models import Capture, ListingEntry
from parsers.profile import Profile
from scraper.fetch_errors import CutBody, NoAnswer, PageFailed, RobotsForbids, ServerError, TooLarge
from scraper.schedule import next_file_look, next_try

_PASSING = (NoAnswer, ServerError, CutBody)  # they tell nothing of the file: it waits for the next run

FileChange = Literal["new", "changed", "nothing"]


class LiveFiles:
    """The files in the queue as one run sees and changes them. A ``scraper.live.Files``."""

    def __init__(
        self, store: CaptureStore, profile: Profile, answers: Answers, plan: Plan, turns: Turns
    ) -> None:
        self._profile = profile
        self._answers = answers
        self._plan = plan
        self._turns = turns
        self._queue = Queue(store, profile.name)
        self._troubles = FileTroubles(store, profile.name)
        self._linked = LinkedFiles(store, profile, plan.clock)
        self._named: list[str] = []

    def named(self) -> tuple[str, ...]:
        """Return the files that pages and listings named since this was last asked, and are wanted now."""
        named = (*self._named, *self._linked.discover())
        self._named.clear()
        return named

    def waiting(self) -> tuple[str, ...]:
        """Return the files that wait for an answer now."""
        self._linked.discover()
        return self._queue.unanswered_files(self._plan.clock())

    def again(self) -> tuple[str, ...]:
        """Return the files, missing ones too, whose turn it is, which is once a night; all if wanted."""
        return self._turns.take().files

    def wants(self, url: str) -> bool:
        """Whether a listing's entry is a file that is to be asked for now."""
        if self._profile.kind(url) != "attachment":
            return False
        known = self._queue.get(page_key(url))
        if known is None:
            return True
        unanswered = known.state == "waiting" or known.failures > 0
        return unanswered and known.due is not None and known.due <= self._now()

    def expected(self, pages: int) -> int:
        """Return how many files so many new pages will link to, as those that are held do."""
        held = self._queue.count("held", "gone", "moved")
        return round(pages * self._queue.known_files() / held) if held else 0

    def listed(self, entries: Iterable[ListingEntry]) -> None:
        """Note the entries of a listing that lead straight to files, once they are in the queue."""
        self._named += (entry.url for entry in entries if self.wants(entry.url))

    def answered(self, asked: str, capture: Capture, kind: Kind) -> FileChange:
        """Keep what the address of a file gave, and return what that changes."""
        before = self._answers.newest(capture.url)
        self._answers.keep(capture, kind)
        after = self._answers.newest(capture.url)
        if after is None:  # its bytes were erased, and are not kept again
            self._queue.put(self._get(asked)._replace(state="gone", looked_at=self._now(), due=None))
            return "nothing"
        self._troubles.lift(page_key(asked))
        if page_key(capture.url) != page_key(asked):
            moved = self._get(asked)._replace(state="moved", looked_at=self._now(), due=None, failures=0)
            self._queue.put(moved)
        due = utc_text(next_file_look(datetime.fromisoformat(after.captured_at), self._plan.clock()))
        good = kind in ("file", "unchanged")
        state: Literal["held", "gone", "failed"] = "held" if good else "gone" if kind == "gone" else "failed"
        now_is = self._get(capture.url)._replace(state=state, looked_at=self._now(), due=due, failures=0)
        self._queue.put(now_is)
        if not good or (before and before.sha256 == after.sha256):
            return "nothing"
        return "changed" if before and before.status == 200 else "new"

    def failed(self, asked: str, error: PageFailed | RobotsForbids) -> None:
        """Note why a file was not had: trouble that passes, or a state of that file."""
        file, now = self._get(asked), self._plan.clock()
        for capture in error.captures:
            self._answers.keep(capture, "error")
        state: Literal["not_held", "too_large"] = "too_large" if isinstance(error, TooLarge) else "not_held"
        since = self._troubles.note(file.key, state, error.reason, now)
        failures = file.failures + 1 if isinstance(error, _PASSING) else 0
        due = next_try(failures, now) if failures else next_file_look(datetime.fromisoformat(since), now)
        self._queue.put(file._replace(state="failed", due=utc_text(due), failures=failures))

    def _get(self, url: str) -> Queued:
        return self._queue.get(page_key(url)) or Queued.found(url, "file", self._now())

    def _now(self) -> str:
        return utc_text(self._plan.clock())
