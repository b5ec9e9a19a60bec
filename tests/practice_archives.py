"""The practice archives at work: an archive folder that asks them, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.store.captures import CaptureStore, HeldCapture
from foilog.sources.registry import SOURCES
from foilog.sources.source import Plan, SourceOutcome
from parsers.addresses import page_key
from parsers.profile import Profile, read_profile
from practice import PracticeSite, generate, profile_text
from practice.archived import Archived
from practice.switched import SwitchedServer
from practice.wayback import INDEX, REPLAY

SITE: PracticeSite = generate(1, 12)
ORIGIN = "http://127.0.0.1:9"  # of the site whose past is archived; nobody answers there
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def page_of(number: int, *, moment: datetime, words: str = "") -> Archived:
    """Return a capture of an item's page that has a main heading, with ``words`` added to that."""
    path = SITE.items[number].path
    response = SITE.responses(path)
    body = response.body.replace(b"</h1>", f" {words}</h1>".encode(), 1)
    assert body != response.body
    return Archived(moment, ORIGIN + path, replace(response, body=body))


def profile_source(
    *,
    wayback: str = "",
    common_crawl: str = "",
    delay: float = 0,
    origin: str = ORIGIN,
    force: str = "practice",
) -> str:
    """Return the profile in TOML of a force of the practice site, with archives at these addresses."""
    text = profile_text(origin, force)
    if wayback:
        text += (
            f'[wayback]\ncdx_url = "{wayback}{INDEX}"\nreplay_url = "{wayback}{REPLAY}"\n'
            f"min_delay_seconds = {delay}\n"
        )
    if common_crawl:
        text += (
            f'[commoncrawl]\ncollinfo_url = "{common_crawl}/collinfo.json"\ndata_url = "{common_crawl}"\n'
            f"min_delay_seconds = {delay}\n"
        )
    return text


def profile_with(**archives: Any) -> Profile:
    """Return the profile that ``profile_source`` writes."""
    return read_profile(profile_source(**archives), "practice.toml")


@dataclass
class Keeper:
    """Keeps an archive folder with what one source gives; each call of ``ask`` is a run, an hour later."""

    source: str
    profile: Profile
    server: SwitchedServer
    path: Path
    now: datetime = NOW

    def ask(self, **plan: object) -> SourceOutcome:
        """Run the source, and return how that went. ``asked`` has the requests of the last run alone."""
        self.server.log.clear()
        self.now += timedelta(hours=1)
        with self.store() as store:
            made = replace(Plan(None, False, lambda: self.now), **plan)  # type: ignore[arg-type]
            return SOURCES[self.source].refresh(self.profile, store, made, lambda done, total: None)

    def look_ahead(self) -> object:
        """Return what a run would cost."""
        with self.store() as store:
            return SOURCES[self.source].foresee(
                self.profile, store, Plan(None, False, lambda: self.now), lambda done, total: None
            )

    @contextmanager
    def store(self) -> Iterator[CaptureStore]:
        """Give the archive's store."""
        with CaptureStore.open(self.path / "captures.db") as store:
            yield store

    def held(self, url: str) -> tuple[HeldCapture, ...]:
        """Return the captures of a page, newest first."""
        with self.store() as store:
            return store.history(self.profile.name, page_key(url))

    def rows(self) -> dict[str, tuple[str, str]]:
        """Return what became of each capture in the index, by where it stands in the archive."""
        with self.store() as store:
            found = store.execute("select place, state, reason from mementos order by place").fetchall()
        return {place: (state, reason) for place, state, reason in found}

    def asked(self, part: str = "") -> list[str]:
        """Return the requests of the last run whose address holds ``part``."""
        return [access.path for access in self.server.log if part in access.path]
