"""Nights of an archive of the practice site: a clock that is set by hand, and a look at what was kept."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.store.captures import CaptureStore, HeldCapture, RunResult
from foilog.refresh import run_refresh
from foilog.sources import live
from foilog.sources.source import Plan, SourceOutcome
from parsers.profile import Profile, read_profile
from practice import PracticeServer, generate, profile_text

SITE = generate(5, 20)  # with the entries that are none, two listing pages


@dataclass
class Nights:
    """An archive in ``data`` and the server that it is made from; each night is a day after the last."""

    server: PracticeServer
    data: Path
    now: datetime = datetime(2025, 9, 1, 3, tzinfo=UTC)
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def profile(self) -> Profile:
        """The site's profile; two nights make sure that a page was removed."""
        text = profile_text(self.server.base_url)
        return replace(read_profile(text, "practice"), **{"removal_hours": 20.0, **self.settings})

    def night(
        self,
        *,
        hours: float = 24,
        full: bool = False,
        limit: int | None = None,
        sources: Sequence[str] = ("live",),
    ) -> RunResult:
        """Run the nightly job so many hours after the last, with the log of the server emptied before."""
        self.now += timedelta(hours=hours)
        self.server.log.clear()
        return run_refresh(
            self.profile,
            self.data,
            sources=sources,
            limit=limit,
            full=full,
            report=lambda done, total: None,
            clock=lambda: self.now,
        )

    def look(self, *, hours: float = 24, full: bool = False, limit: int | None = None) -> SourceOutcome:
        """Look at the live site alone, without publishing."""
        self.now += timedelta(hours=hours)
        self.server.log.clear()
        plan = Plan(limit, full, lambda: self.now)
        with CaptureStore.open(self.data / "captures.db") as store:
            return live.refresh(self.profile, store, plan, lambda done, total: None)

    def states(self) -> Counter[str]:
        """Return how many items' pages are in each state."""
        rows = self.private("select state from queue where kind = 'item'")
        return Counter(state for (state,) in rows)

    def asked(self) -> list[str]:
        """Return the paths asked for in the last night."""
        return [access.path for access in self.server.log]

    def public(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the public file answers."""
        return _select(self.data / "foi.db", sql, *values)

    def private(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what the capture store answers."""
        return _select(self.data / "captures.db", sql, *values)

    def captures(self, path: str) -> list[HeldCapture]:
        """Return the captures of the page at ``path``, oldest first."""
        with CaptureStore.open(self.data / "captures.db", read_only=True) as store:
            url = self.profile.absolute(path)
            return [one for captures in store.pages("practice") for one in captures if one.url == url]


def _select(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()
