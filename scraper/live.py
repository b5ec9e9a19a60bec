"""The live site: its listing from page to page, and the items on it that are wanted.

A generator of events, so that whoever consumes it can keep each answer before the next request is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from parsers.addresses import page_key
from parsers.impostors import Kind
from parsers.listing import read_listing
from parsers.models import Capture, ListingEntry
from parsers.profile import Profile
from scraper.client import PoliteClient
from scraper.fetch_errors import HostStopped, PageFailed, RobotsForbids

_MOST_LISTING_PAGES = 5_000
_EMPTY_PAGES = 3  # in a row; a listing may hold pages of other things than items and files


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer to a request for ``asked``, and what it is. A redirect comes before what it leads to."""

    asked: str
    capture: Capture
    kind: Kind


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing page was read: its entries that no earlier page had, and how many it claims in all."""

    url: str
    entries: tuple[ListingEntry, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """A page did not come whole; it waits for the next run."""

    error: PageFailed


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page that robots.txt closes was left alone."""

    error: RobotsForbids


@dataclass(frozen=True, slots=True)
class Blocked:
    """The host, or its robots.txt, forbids to go on. Nothing more is asked for."""

    error: HostStopped | RobotsForbids


@dataclass(frozen=True, slots=True)
class ListingEnded:
    """A listing was left, at its end (``complete``) or before, and why."""

    url: str
    complete: bool
    why: str


@dataclass(frozen=True, slots=True)
class LimitReached:
    """As many items as allowed were asked for; the rest of the listing was left."""


Event = Fetched | Listed | Failed | Skipped | Blocked | ListingEnded | LimitReached


def live(
    profile: Profile,
    client: PoliteClient,
    known: Callable[[str], bool],
    *,
    limit: int | None = None,
    full: bool = False,
) -> Iterator[Event]:
    """Yield what the site gives: each listing page, then the items first named on it, newest first.

    Items ``known`` already are asked for only when ``full``. ``limit`` is the most item pages asked for;
    where it is reached, the listing is left. Entries that lead straight to a file are listed, not fetched.
    """
    asked: set[str] = set()
    for start in profile.listing:
        for event in walk_listing(profile, client, profile.absolute(start)):
            yield event
            if isinstance(event, Blocked):
                return
            if not isinstance(event, Listed):
                continue
            for entry in event.entries:
                key = page_key(entry.url)
                if key in asked or not is_wanted(entry, profile, known, full=full):
                    continue
                if limit is not None and len(asked) >= limit:
                    yield LimitReached()
                    return
                asked.add(key)
                for result in _fetch_item(profile, client, entry.url):
                    yield result
                    if isinstance(result, Blocked):
                        return


def is_wanted(entry: ListingEntry, profile: Profile, known: Callable[[str], bool], *, full: bool) -> bool:
    """Whether the page of a listing's entry is to be asked for."""
    return profile.kind(entry.url) == "item" and (full or not known(entry.url))


def walk_listing(profile: Profile, client: PoliteClient, start: str) -> Iterator[Event]:
    """Yield the pages of one listing until its structural end.

    The end is a page without a next link, or several without an entry. A page asked for before, or one that
    names something but nothing new, is a loop, and a listing that loops is not complete. Nor is one that ends
    before half of what it claims: then its links are no longer found.
    """
    asked: set[str] = set()
    seen: set[str] = set()
    claimed = empty = 0
    guessed = False  # a listing that claims more but has no link to it may still be paged by number
    url: str | None = start
    while url:
        if page_key(url) in asked:
            yield ListingEnded(start, complete=False, why=f"the listing loops: it leads back to {url}")
            return
        if len(asked) >= _MOST_LISTING_PAGES:
            yield ListingEnded(start, complete=False, why=f"no end after {len(asked)} listing pages")
            return
        asked.add(page_key(url))
        answer: Event | None = None
        for event in _fetch(client, url):
            answer = Blocked(event.error) if isinstance(event, Skipped) else event
            yield answer
            if isinstance(answer, Blocked):
                return
        if not isinstance(answer, Fetched) or answer.kind != "listing":
            if guessed:
                break
            yield ListingEnded(start, complete=False, why=f"{url} gave no listing")
            return
        page = answer.capture
        listing = read_listing(page.body, page.content_type, page.url, profile)
        new = tuple(entry for entry in listing.entries if page_key(entry.url) not in seen)
        seen.update(page_key(entry.url) for entry in new)
        claimed = listing.total or claimed
        yield Listed(url, new, listing.total)
        if listing.entries and not new and listing.next_url:
            yield ListingEnded(start, complete=False, why=f"the listing loops: {url} names nothing new")
            return
        empty = 0 if listing.entries else empty + 1
        guessed = listing.next_url is None and bool(new) and len(seen) < claimed
        url = next_number(page.url) if guessed else listing.next_url
        if empty >= _EMPTY_PAGES:
            break
    if len(seen) * 2 < claimed:
        yield ListingEnded(start, complete=False, why=f"{len(seen)} of {claimed} results were reached")
    else:
        yield ListingEnded(start, complete=True, why="the end of the listing")


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


def _fetch(client: PoliteClient, url: str) -> Iterator[Event]:
    """Yield the redirects from ``url``, and last the page itself or why it did not come."""
    try:
        answer = client.get(url)
    except RobotsForbids as error:
        yield Skipped(error)
    except HostStopped as error:
        yield Blocked(error)
    except PageFailed as error:
        yield Failed(error)
    else:
        yield from (Fetched(url, hop, "redirect") for hop in answer.hops)
        yield Fetched(url, answer.capture, answer.kind)


def _fetch_item(profile: Profile, client: PoliteClient, url: str) -> Iterator[Event]:
    """Yield what came for an item; a page outside the log, to which its redirects led, is no item."""
    for event in _fetch(client, url):
        if isinstance(event, Fetched) and event.kind != "redirect" and not _in_log(event.capture, profile):
            yield Fetched(url, event.capture, "soft-404")
        else:
            yield event


def _in_log(capture: Capture, profile: Profile) -> bool:
    return profile.kind(capture.url) in {"item", "attachment"}
