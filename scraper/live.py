"""The live site: its listing from page to page, its sitemap, and the items that are wanted.

A generator of events, so that whoever consumes it can keep each answer before the next request is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from parsers.addresses import page_key
from parsers.impostors import Kind
from parsers.listing import read_listing
from parsers.models import Capture, ListingEntry
from parsers.profile import Profile
from parsers.sitemap import read_sitemap
from scraper.client import Answer, PoliteClient
from scraper.fetch_errors import HostStopped, PageFailed, RobotsForbids

_MOST_LISTING_PAGES = 5_000
_EMPTY_PAGES = 3  # in a row; a listing may hold pages of other things than items and files
_MOST_SITEMAPS = 50


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer to a request for ``asked``, and what it is. A redirect comes before what it leads to.

    ``kind`` is None for what is no page of the log: robots.txt and sitemaps.
    """

    asked: str
    capture: Capture
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing page was read: its entries that no earlier page had, and how many it claims in all."""

    url: str
    entries: tuple[ListingEntry, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A sitemap was read: the items' pages it lists."""

    url: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A page, asked for at ``asked``, did not come whole; it waits for the next run."""

    asked: str
    error: PageFailed


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page that robots.txt closes was left alone."""

    error: RobotsForbids


@dataclass(frozen=True, slots=True)
class FileFetched:
    """A whole answer to a request for the file at ``asked``, and what it is; redirects come before it."""

    asked: str
    capture: Capture
    kind: Kind


@dataclass(frozen=True, slots=True)
class FileFailed:
    """The file at ``asked`` was not had: it did not come whole, or robots.txt closes it."""

    asked: str
    error: PageFailed | RobotsForbids


@dataclass(frozen=True, slots=True)
class Blocked:
    """The host, or its robots.txt, forbids to go on. Nothing more is asked for."""

    error: HostStopped | RobotsForbids


@dataclass(frozen=True, slots=True)
class ListingEnded:
    """A listing was left: at its end, at a page without news, or (not ``complete``) before; and why.

    ``whole``: all of it was read, and it stayed the same meanwhile.
    """

    url: str
    complete: bool
    whole: bool
    why: str


@dataclass(frozen=True, slots=True)
class LimitReached:
    """As many items as allowed were asked for; the rest was left."""


Event = (
    Fetched
    | FileFetched
    | Listed
    | Mapped
    | Failed
    | FileFailed
    | Skipped
    | Blocked
    | ListingEnded
    | LimitReached
)


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
        yield from _tell(profile.absolute("/robots.txt"), client.read_rules(), None)
        for start in profile.listing:
            for event in walk_listing(client, agenda, profile.absolute(start), whole=whole):
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
                yield from _tell(url, answer, self._kind(answer))
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


def walk_listing(client: PoliteClient, agenda: Agenda, start: str, *, whole: bool) -> Iterator[Event]:
    """Yield the pages of one listing until its structural end, or unless ``whole`` until nothing is new.

    The end is a page without a next link, or several without an entry. A listing that neither links on nor
    claims a number of results is asked for its next number until nothing new comes. A page asked for before,
    or one that links on but names nothing new, is a loop; a listing that loops is not complete. Nor is one
    that ends before half of what it claims: then its links are no longer found. Raises HostStopped, and
    RobotsForbids for a listing that is closed.
    """
    profile = client.profile
    asked: set[str] = set()
    seen: set[str] = set()
    claims: set[int] = set()
    empty = 0
    linked = False
    guessed = False  # a listing without a link to more may still be paged by number
    url: str | None = start
    while url:
        if page_key(url) in asked:
            yield _broken(start, f"the listing loops: it leads back to {url}")
            return
        if len(asked) >= _MOST_LISTING_PAGES:
            yield _broken(start, f"no end after {len(asked)} listing pages")
            return
        asked.add(page_key(url))
        try:
            answer = client.get(url)
        except PageFailed as error:
            yield Failed(url, error)
            yield _broken(start, f"{url} gave no listing")
            return
        except RobotsForbids:
            if guessed:
                break
            raise
        if guessed and answer.kind not in {"listing", "unchanged"}:
            yield from _tell(url, answer, None)  # no page of the log: there was no such number
            break
        yield from _tell(url, answer, answer.kind)
        if answer.kind not in {"listing", "unchanged"}:
            yield _broken(start, f"{url} gave no listing")
            return
        page = client.whole(answer)
        listing = read_listing(page.body, page.content_type, page.url, profile)
        new = tuple(entry for entry in listing.entries if page_key(entry.url) not in seen)
        news = any(agenda.is_news(entry) for entry in new)
        seen.update(page_key(entry.url) for entry in new)
        claims.update([listing.total] if listing.total else [])
        yield Listed(url, new, listing.total)
        if listing.entries and not new and listing.next_url:
            yield _broken(start, f"the listing loops: {url} names nothing new")
            return
        linked = linked or listing.next_url is not None
        silent = not linked and not claims  # of whether there is more
        if new and not news and not whole and not (silent and url == start):
            at_end = listing.next_url is None and claims == {len(seen)}
            yield ListingEnded(start, complete=True, whole=at_end, why="nothing new from here on")
            return
        empty = 0 if listing.entries else empty + 1
        more = silent or len(seen) < max(claims, default=0)
        guessed = listing.next_url is None and bool(new) and more
        url = next_number(page.url) if guessed else listing.next_url
        if empty >= _EMPTY_PAGES:
            break
    claimed = max(claims, default=0)
    if len(seen) * 2 < claimed:
        yield _broken(start, f"{len(seen)} of {claimed} results were reached")
    else:
        yield ListingEnded(start, complete=True, whole=len(claims) <= 1, why="the end of the listing")


def _broken(start: str, why: str) -> ListingEnded:
    return ListingEnded(start, complete=False, whole=False, why=why)


def next_number(url: str) -> str:
    """Return the listing page after ``url`` by its number.

    >>> next_number("https://host/list/?q=a+b&page=2")
    'https://host/list/?q=a+b&page=3'
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    number = next((int(value) for name, value in query if name == "page" and value.isdecimal()), 1)
    kept = [(name, value) for name, value in query if name != "page"]
    return parts._replace(query=urlencode([*kept, ("page", str(number + 1))])).geturl()


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
        yield from _tell(url, answer, None)
        page = client.whole(answer)
        if page.status != 200:
            continue
        sitemap = read_sitemap(page.body)
        to_read += [urljoin(url, name) for name in sitemap.sitemaps]
        pages = (urljoin(url, name) for name in sitemap.pages)
        yield Mapped(url, tuple(page for page in pages if profile.kind(page) == "item"))


def _tell(asked: str, answer: Answer | None, kind: Kind | None) -> Iterator[Fetched]:
    """Yield the redirects from ``asked``, and last the page itself."""
    if answer:
        yield from (Fetched(asked, hop, "redirect") for hop in answer.hops)
        yield Fetched(asked, answer.capture, kind)
