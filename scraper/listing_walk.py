"""One listing of the live site, from page to page until its structural end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from parsers.addresses import page_key
from parsers.listing import Listing, read_listing
from parsers.models import ListingEntry
from scraper.client import Answer, PoliteClient
from scraper.events import Event, Failed, Listed, ListingEnded, tell
from scraper.fetch_errors import PageFailed, RobotsForbids

_MOST_PAGES = 5_000
_EMPTY_PAGES = 3  # in a row; a listing may hold pages of other things than items and files

IsNews = Callable[[ListingEntry], bool]


def walk_listing(client: PoliteClient, is_news: IsNews, start: str, *, whole: bool) -> Iterator[Event]:
    """Yield the pages of one listing until its structural end, or unless ``whole`` until nothing is new.

    The end is a page without a next link, or several without an entry. A listing that neither links on nor
    claims a number of results is asked for its next number until nothing new comes. A page asked for before,
    or one that links on but names nothing new, is a loop; a listing that loops is not complete. Nor is one
    that ends before half of what it claims: then its links are no longer found. ``is_news`` tells whether an
    entry says something that no listing said before. Raises HostStopped, and RobotsForbids for a listing that
    is closed.
    """
    walk = _Walk(client, is_news, start, whole)
    while walk.url and not walk.ended:
        yield from walk.page(walk.url)
    yield walk.ended or walk.at_its_end()


@dataclass(slots=True)
class _Walk:
    """Where the walk stands. ``url`` is the page to ask for next, None after the last."""

    client: PoliteClient
    is_news: IsNews
    start: str
    whole: bool
    url: str | None = field(init=False)
    ended: ListingEnded | None = None  # before its structural end
    asked: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    claims: set[int] = field(default_factory=set)
    empty: int = 0  # pages in a row
    linked: bool = False
    guessed: bool = False  # a listing without a link to more may still be paged by number

    def __post_init__(self) -> None:
        self.url = self.start

    def page(self, url: str) -> Iterator[Event]:
        """Yield what one page of the listing gave, and find which comes next."""
        if page_key(url) in self.asked:
            self._break(f"the listing loops: it leads back to {url}")
        elif len(self.asked) >= _MOST_PAGES:
            self._break(f"no end after {len(self.asked)} listing pages")
        else:
            self.asked.add(page_key(url))
            try:
                answer = self.client.get(url)
            except PageFailed as error:
                yield Failed(url, error)
                self._break(f"{url} gave no listing")
            except RobotsForbids:
                if not self.guessed:
                    raise
                self.url = None
            else:
                yield from self._answered(url, answer)

    def _answered(self, url: str, answer: Answer) -> Iterator[Event]:
        if answer.kind in {"listing", "unchanged"}:
            yield from tell(url, answer, answer.kind)
            page = self.client.whole(answer)
            listing = read_listing(page.body, page.content_type, page.url, self.client.profile)
            yield from self._read(url, page.url, listing)
        elif self.guessed:
            yield from tell(url, answer, None)  # no page of the log: there was no such number
            self.url = None
        else:
            yield from tell(url, answer, answer.kind)
            self._break(f"{url} gave no listing")

    def _read(self, url: str, address: str, listing: Listing) -> Iterator[Event]:
        """Yield what is new on a page, asked for at ``url`` and found at ``address``."""
        new = tuple(entry for entry in listing.entries if page_key(entry.url) not in self.seen)
        news = any(map(self.is_news, new))
        self.seen.update(page_key(entry.url) for entry in new)
        self.claims.update([listing.total] if listing.total else [])
        yield Listed(url, new, listing.total)
        self.linked = self.linked or listing.next_url is not None
        silent = not self.linked and not self.claims  # of whether there is more
        if listing.entries and not new and listing.next_url:
            self._break(f"the listing loops: {url} names nothing new")
        elif new and not news and not self.whole and not (silent and url == self.start):
            at_end = listing.next_url is None and self.claims == {len(self.seen)}
            self.ended = ListingEnded(self.start, complete=True, whole=at_end, why="nothing new from here on")
        else:
            self.empty = 0 if listing.entries else self.empty + 1
            more = silent or len(self.seen) < max(self.claims, default=0)
            self.guessed = listing.next_url is None and bool(new) and more
            following = next_number(address) if self.guessed else listing.next_url
            self.url = None if self.empty >= _EMPTY_PAGES else following

    def _break(self, why: str) -> None:
        self.ended = ListingEnded(self.start, complete=False, whole=False, why=why)

    def at_its_end(self) -> ListingEnded:
        """Return how the walk ended that came to the listing's structural end."""
        claimed = max(self.claims, default=0)
        if len(self.seen) * 2 < claimed:
            why = f"{len(self.seen)} of {claimed} results were reached"
            return ListingEnded(self.start, complete=False, whole=False, why=why)
        why = "the end of the listing"
        return ListingEnded(self.start, complete=True, whole=len(self.claims) <= 1, why=why)


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
