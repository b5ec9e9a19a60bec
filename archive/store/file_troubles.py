"""Why files were not received, where no answer of the site that is held tells."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text


class FileTrouble(NamedTuple):
    """What kept a file away: its state, one plain clause, and since when (UTC, ISO 8601)."""

    state: Literal["not_held", "too_large"]
    reason: str
    since: str


class FileTroubles:
    """The troubles with files of one site, by page key. Raises StorageError."""

    def __init__(self, store: CaptureStore, site: str) -> None:
        self._store = store
        self._site = site

    def get(self, key: str) -> FileTrouble | None:
        """Return the trouble with a file, None where there is none."""
        row = self._store.execute(
            "select state, reason, since from file_troubles where site = ? and page_key = ?",
            (self._site, key),
        ).fetchone()
        return FileTrouble(*row) if row else None

    def note(self, key: str, state: Literal["not_held", "too_large"], reason: str, now: datetime) -> str:
        """Keep a trouble, and return since when the file has had just this one."""
        held = self.get(key)
        if held and (held.state, held.reason) == (state, reason):
            return held.since
        self._store.execute(
            "insert or replace into file_troubles (site, page_key, state, reason, since)"
            " values (?, ?, ?, ?, ?)",
            (self._site, key, state, reason, utc_text(now)),
        )
        return utc_text(now)

    def lift(self, key: str) -> None:
        """Forget the trouble with a file: it was answered."""
        self._store.execute("delete from file_troubles where site = ? and page_key = ?", (self._site, key))
