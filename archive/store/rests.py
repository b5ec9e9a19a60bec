"""Hosts that are left in peace, and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text


class Rest(NamedTuple):
    """A host's rest; ``wall`` where it turned us away, else it asked for a pause itself."""

    since: datetime
    until: datetime
    wall: bool
    reason: str

    @property
    def length(self) -> timedelta:
        """How long it was meant to be."""
        return self.until - self.since


class Rests:
    """The rests of all hosts, which all sites and sources share. Raises StorageError."""

    def __init__(self, store: CaptureStore) -> None:
        self._store = store

    def get(self, host: str) -> Rest | None:
        """Return the last rest of ``host``, over or not; None where it was lifted or there was none."""
        row = self._store.execute(
            "select since, until, wall, reason from rests where host = ?", (host,)
        ).fetchone()
        if row is None:
            return None
        since, until, wall, reason = row
        return Rest(datetime.fromisoformat(since), datetime.fromisoformat(until), bool(wall), reason)

    def begin(self, host: str, rest: Rest) -> None:
        """Keep that ``host`` rests."""
        self._store.execute(
            "insert into rests (host, since, until, wall, reason) values (?, ?, ?, ?, ?)"
            " on conflict (host) do update set since = excluded.since, until = excluded.until,"
            " wall = excluded.wall, reason = excluded.reason",
            (host, utc_text(rest.since), utc_text(rest.until), rest.wall, rest.reason),
        )

    def lift(self, host: str) -> None:
        """Forget the rest of a host that let us in again."""
        self._store.execute("delete from rests where host = ?", (host,))
