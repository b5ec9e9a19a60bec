"""What of the pages and files held is looked at again in one night: within one budget, and no page late."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from archive.store.captures import CaptureStore
from archive.store.cursors import Cursors
from archive.store.moments import utc_text
from archive.store.queue import Queue
from foilog.sources.source import Plan
from parsers.profile import Profile
from scraper.schedule import NIGHT, is_due, nightly_looks, spare_looks, whole_walk_files

_LOOKED_AGAIN = "looked again"  # cursor: when the last turn was taken


class Turn(NamedTuple):
    """The addresses of what is looked at again."""

    pages: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Turns:
    """The turn of one run, one a night. ``whole`` is whether the run walks all of the listing."""

    def __init__(self, store: CaptureStore, profile: Profile, plan: Plan, *, whole: bool) -> None:
        self._plan = plan
        self._whole = whole
        self._queue = Queue(store, profile.name)
        self._cursors = Cursors(store, profile.name, "live")

    def take(self) -> Turn:
        """Return tonight's turn, and note that it was taken."""
        if any(self.tonight):
            self._cursors.put(_LOOKED_AGAIN, utc_text(self._plan.clock()))
        return self.tonight

    @cached_property
    def tonight(self) -> Turn:
        """The turn as it stands when this is first asked, which is once all news has been asked for."""
        if self._plan.full:
            return Turn(self._queue.all(), self._queue.all_files())
        now = self._plan.clock()
        last = self._cursors.get(_LOOKED_AGAIN)
        if not is_due(datetime.fromisoformat(last) if last else None, NIGHT, now):
            return Turn()
        nightly = nightly_looks(self._queue.count("held", "gone"))
        spare = spare_looks(map(datetime.fromisoformat, self._queue.last_looks()), nightly, now)
        wished = self._queue.wished(now, spare)
        pages = [one.url for one in wished if one.kind == "item"]
        files = [one.url for one in wished if one.kind == "file"]
        more = whole_walk_files(self._queue.answered_files()) if self._whole else 0
        return Turn(
            (*self._queue.longest_ago(nightly - spare), *pages),
            tuple(dict.fromkeys([*files, *self._queue.files_due(now, more)])),
        )
