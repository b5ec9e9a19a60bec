"""The live site: its listing from page to page, its sitemap, and the items that are wanted.

A generator of events, so that whoever consumes it can keep each answer before the next request is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urljoin

from parsers.addresses import page_key
from parsers.impostors import Kind
from parsers.models import ListingEntry
from parsers.profile import Profile
from parsers.sitemap import read_sitemap
from scraper.client import Answer, PoliteClient
from scraper.events import (
    Blocked,
    Event,
    Failed,
    Fetched,
    FileFailed,
    FileFetched,
    LimitReached,
    Listed,
    Mapped,
    Skipped,
    tell,
)
from scraper.fetch_errors import HostStopped, PageFailed, RobotsForbids
from scraper.listing_walk import walk_listing

_MOST_SITEMAPS = 50


class Agenda(Protocol):
    """What is to be asked for. It may change with every event that is consumed."""

    def is_news(self, entry: ListingEntry) -> bool:
        """Whether a listing says something here that it did not say before."""

    def wants(self, url: str) -> bool:
        """Whether the item at ``url``, named just now, is to be asked for."""

    def waiting(self) -> Iterable[str]:
        """Return the addresses of items that wait for an answer, whether or not they were named."""

    def again(self) -> Iterable[str]:
        """Return the addresses of items held that are to be looked at again."""


class Files(Protocol):
    """Which files are to be asked for. It may change with every event that is consumed."""

    def named(self) -> Iterable[str]:
        """Return the addresses of files that were named since this was last asked, and are wanted now."""

    def waiting(self) -> Iterable[str]:
        """Return the addresses of files that are missing and wanted now."""

    def again(self) -> Iterable[str]:
        """Return the addresses of files held that are to be looked at again."""


class NoFiles:
    """A Files for who wants none."""

    def named(self) -> tuple[str, ...]:
        """Return none."""
        return ()

    waiting = again = named


class _LimitReached(Exception):
    pass


def live(
    profile: Profile,
    client: PoliteClient,
    agenda: Agenda,
    files: Files | None = None,
    *,
    limit: int | None = None,
    whole: bool = True,
) -> Iterator[Event]:
    """Yield what the site gives: each listing page, then the items wanted of it, newest first; then the rest.

    ``whole`` reads the listing to its end, and the sitemap; else it is left where nothing is new. ``limit``
    is the most items asked for. ``files`` follow the page or the listing that names them.
    """
    files = files or NoFiles()
    linked = _Linked(client, files)
    items = _Items(profile, client, linked, limit)
    try:
        yield from tell(profile.absolute("/robots.txt"), client.read_rules(), None)
        for start in profile.listing:
            for event in walk_listing(client, agenda.is_news, profile.absolute(start), whole=whole):
                yield event
                if isinstance(event, Listed):
                    yield from items.ask(entry.url for entry in event.entries if agenda.wants(entry.url))
                    yield from linked.ask(files.named())
        if whole:
            yield from _sitemaps(profile, client)
        yield from items.ask(agenda.waiting())
        yield from linked.ask(files.waiting())
        yield from items.ask(agenda.again())
        yield from linked.ask(files.again())
    except _LimitReached:
        yield LimitReached()
    except (HostStopped, RobotsForbids) as error:
        yield Blocked(error)


@dataclass(slots=True)
class _Items:
    """Asks for items, each once in a run and no more than allowed."""

    profile: Profile
    client: PoliteClient
    linked: _Linked
    limit: int | None
    asked: set[str] = field(default_factory=set)  # and what that led to
    requests: int = 0

    def ask(self, urls: Iterable[str]) -> Iterator[Event]:
        """Yield what came for each address, and for the files that it links to."""
        for url in urls:
            key = page_key(url)
            if key in self.asked:
                continue
            if self.limit is not None and self.requests >= self.limit:
                raise _LimitReached
            self.asked.add(key)
            self.requests += 1
            try:
                answer = self.client.get(url)
            except RobotsForbids as error:
                yield Skipped(error)
            except PageFailed as error:
                yield Failed(url, error)
            else:
                self.asked.add(page_key(answer.capture.url))
                yield from tell(url, answer, self._kind(answer))
                yield from self.linked.ask(self.linked.files.named())

    def _kind(self, answer: Answer) -> Kind:
        """Return what came; a page outside the log, to which redirects led, is no item."""
        in_log = self.profile.kind(answer.capture.url) in {"item", "attachment"}
        return answer.kind if in_log else "soft-404"


@dataclass(slots=True)
class _Linked:
    """Asks for files, each once in a run."""

    client: PoliteClient
    files: Files
    asked: set[str] = field(default_factory=set)  # and what that led to

    def ask(self, urls: Iterable[str]) -> Iterator[Event]:
        """Yield what came for each address."""
        for url in urls:
            key = page_key(url)
            if key in self.asked:
                continue
            self.asked.add(key)
            try:
                answer = self.client.get_file(url)
            except (RobotsForbids, PageFailed) as error:
                yield FileFailed(url, error)
            else:
                self.asked.add(page_key(answer.capture.url))
                yield from (Fetched(url, hop, "redirect") for hop in answer.hops)
                yield FileFetched(url, answer.capture, answer.kind)


def _sitemaps(profile: Profile, client: PoliteClient) -> Iterator[Event]:
    """Yield the sitemaps of the site and the items' pages they list. A site may do without any."""
    to_read = list(client.sitemaps())
    read: set[str] = set()
    while to_read and len(read) < _MOST_SITEMAPS:
        url = to_read.pop(0)
        if url in read:
            continue
        read.add(url)
        try:
            answer = client.get(url)
        except (PageFailed, RobotsForbids):
            continue
        yield from tell(url, answer, None)
        page = client.whole(answer)
        if page.status != 200:
            continue
        sitemap = read_sitemap(page.body)
        to_read += [urljoin(url, name) for name in sitemap.sitemaps]
        pages = (urljoin(url, name) for name in sitemap.pages)
        yield Mapped(url, tuple(page for page in pages if profile.kind(page) == "item"))
