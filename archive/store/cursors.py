"""Where each source stands from run to run, and each complete walk over the live listing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text


class Walk(NamedTuple):
    """A walk over the whole live listing. Times are UTC, ISO 8601."""

    started: str
    finished: str
    entries: int


class Cursors:
    """What one source of one site remembers, by name. Raises StorageError."""

    def __init__(self, store: CaptureStore, site: str, source: str) -> None:
        self._store = store
        self._key = (site, source)

    def get(self, name: str) -> str | None:
        """Return what was kept under ``name``."""
        row = self._store.execute(
            "select value from cursors where site = ? and source = ? and name = ?", (*self._key, name)
        ).fetchone()
        return row[0] if row else None

    def all(self) -> dict[str, str]:
        """Return everything that is kept, by name."""
        rows = self._store.execute(
            "select name, value from cursors where site = ? and source = ? order by name", self._key
        )
        return dict(rows.fetchall())

    def put(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``."""
        self._store.execute(
            "insert into cursors (site, source, name, value) values (?, ?, ?, ?)"
            " on conflict (site, source, name) do update set value = excluded.value",
            (*self._key, name, value),
        )

    def drop(self, name: str) -> None:
        """Forget what was kept under ``name``."""
        self._store.execute(
            "delete from cursors where site = ? and source = ? and name = ?", (*self._key, name)
        )


def add_walk(store: CaptureStore, site: str, started: datetime, finished: datetime, entries: int) -> None:
    """Keep that the whole listing of ``site`` was walked, and how many entries it had."""
    store.execute(
        "insert into walks (site, started, finished, entries) values (?, ?, ?, ?)",
        (site, utc_text(started), utc_text(finished), entries),
    )


def walks(store: CaptureStore, site: str) -> tuple[Walk, ...]:
    """Return the complete walks over the listing of ``site``, the last one first."""
    rows = store.execute(
        "select started, finished, entries from walks where site = ? order by id desc", (site,)
    )
    return tuple(Walk(*row) for row in rows)
