"""Indexes of web archives: which parts are due, read and kept from where the last run left them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from archive.store.captures import CaptureStore
from archive.store.cursors import Cursors
from archive.store.mementos import Mementos
from archive.store.moments import utc_text
from archive.takedown.tombstones import Tombstones
from foilog.progress import Report
from foilog.sources.source import Plan
from parsers.addresses import page_key
from parsers.profile import Profile
from scraper.archives.archive import Archive
from scraper.fetch_errors import PageFailed

_AGE = timedelta(days=7)  # where an archive only fills gaps, it is asked for what is new once a week
_LIST = "parts"  # cursor: when the archive last told which parts there are


@dataclass(slots=True)
class IndexReading:
    """One run's reading of one archive's index. Each part has a cursor.

    ``pages`` counts its answers, of which ``most`` are asked for; ``left`` the parts left for another time.
    ``troubles`` are parts that did not come whole and wait for the next run.
    """

    profile: Profile
    store: CaptureStore
    plan: Plan
    archive: Archive
    most: float = math.inf
    pages: int = 0
    left: int = 0
    troubles: list[PageFailed] = field(default_factory=list)
    warning: str = ""
    _cursors: Cursors = field(init=False)
    _mementos: Mementos = field(init=False)
    _tombstones: Tombstones = field(init=False)

    def __post_init__(self) -> None:
        names = (self.store, self.profile.name, self.archive.source)
        self._cursors, self._mementos = Cursors(*names), Mementos(*names)
        self._tombstones = Tombstones(self.store, self.profile)

    def run(self, report: Report) -> None:
        """Read every part that is due. Raises HostStopped."""
        for part in self._parts():
            read = self._state(part)
            if not read["finished"] or self._is_due(part, datetime.fromisoformat(read["finished"])):
                self._read(part, read["next"], report)

    def _parts(self) -> Sequence[str]:
        """Return the parts there are; where the archive does not tell now, those it told of before."""
        known = [name for name in self._cursors.all() if name != _LIST]
        told = self._cursors.get(_LIST)
        if known and told and not self._is_stale(datetime.fromisoformat(told)):
            return known
        try:
            parts = self.archive.parts()
        except PageFailed as error:
            if known:
                self.warning = f"{error}; the parts of its index known before were used"
            else:
                self.troubles.append(error)
            return known
        with self.store.transaction():
            for part in parts:
                if part not in known:
                    self._put_state(part, "")
            self._cursors.put(_LIST, utc_text(self.plan.clock()))
        return parts

    def _is_due(self, part: str, finished: datetime) -> bool:
        return self._is_stale(finished) and not self.archive.is_final(part, finished)

    def _is_stale(self, moment: datetime) -> bool:
        """Whether what was read then is to be read again."""
        return not self.plan.missing_only or self.plan.full or self.plan.clock() >= moment + _AGE

    def _read(self, part: str, at: str, report: Report) -> None:
        """Read a part to its end. An answer and what asks for the next one are kept together."""
        while self.pages < self.most:
            try:
                page = self.archive.read_index(part, at)
            except PageFailed as error:
                self.troubles.append(error)
                return
            with self.store.transaction():
                kept = (m for m in page.mementos if not self._tombstones.page(page_key(m.url)))
                self._mementos.add(kept, self.profile.kind)
                self._put_state(part, page.next, "" if page.next else utc_text(self.plan.clock()))
            self.pages += 1
            report(self.pages, None)
            at = page.next
            if not at:
                return
        self.left += 1

    def _state(self, part: str) -> dict[str, str]:
        """Return how far a part was read: what asks for the next answer, and when its end was reached."""
        state: dict[str, str] = json.loads(self._cursors.get(part) or "{}")
        return {"next": "", "finished": "", **state}

    def _put_state(self, part: str, at: str, finished: str = "") -> None:
        self._cursors.put(part, json.dumps({"next": at, "finished": finished}))
