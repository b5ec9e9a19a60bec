"""Listing pages: which items they name, what they say of each, and where the listing goes on.

The markup is not known, so an entry is a link whose path is that of an item or a file, in any layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.addresses import clean_address, page_key
from parsers.cards import Cards, lines_of
from parsers.markup.charset import decode
from parsers.markup.replay import undo_replay
from parsers.models import ListingEntry
from parsers.profile import Profile

_FURNITURE = frozenset({"nav", "footer", "aside"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "banner", "complementary", "search"})
_CONTENT = frozenset({"main", "article", "section", "li"})
_NEXT = re.compile(r"\bnext\b", re.IGNORECASE)
_NOUN = r"(?:results?|items?|entries|records|documents|publications|disclosures|responses)"
_TOTAL = re.compile(
    rf"\bof\s+([\d,]+)(?:\s+{_NOUN})\b|\b[\d,]+\s*(?:to|-|–)\s*[\d,]+\s+of\s+([\d,]+)\b"
    rf"|^(?:showing |found )?([\d,]+)\s+{_NOUN}(?!\s+per)\b",
    re.IGNORECASE,
)
_ROOTED = re.compile(r"(?:(?:https?:)?//[^/?#]*)?(?P<path>/[^?#]*)", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\t\r\n]")  # browsers leave them out of addresses
# Everything that may stand in an address as it is; a percent sign already begins an escape.
_SAFE = "%/:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page says. ``total`` is how many results it claims in all, None where it does not."""

    entries: tuple[ListingEntry, ...]
    next_url: str | None
    total: int | None


class _Link(NamedTuple):
    """A link that matters on a listing: to an item or a file, or else to a page of a listing."""

    node: LexborNode
    url: str
    to_entry: bool


@lru_cache(maxsize=1)  # whether a page is a listing, and what it lists, are asked one after the other
def read_listing(body: bytes, content_type: str, url: str, profile: Profile) -> Listing:
    """Return the entries of a listing page in its order, one for each address, and the way on."""
    tree = LexborHTMLParser(undo_replay(decode(body, content_type).text))
    links = tuple(_links(tree, url, profile))
    turning = [link for link in links if not link.to_entry]
    found = [link for link in links if link.to_entry and link.node.tag == "a"]
    groups: dict[str, list[_Link]] = {}
    for link in [link for link in found if not _in_furniture(link.node)] or found:
        groups.setdefault(page_key(link.url), []).append(link)
    pagers = [link.node for link in turning if _number(link.url) or _says_next(link.node)]
    marks = [*tree.css("h1, nav, form"), *pagers]
    cards = Cards({key: [link.node for link in group] for key, group in groups.items()}, marks)
    return Listing(
        entries=tuple(_entry(group[0].url, cards, key) for key, group in groups.items()),
        next_url=_next_url(turning, url),
        total=_total(tree),
    )


def _entry(url: str, cards: Cards, key: str) -> ListingEntry:
    says = cards.read(key)
    return ListingEntry(url, says.title, says.date, says.type, says.description)


def _links(tree: LexborHTMLParser, url: str, profile: Profile) -> Iterator[_Link]:
    """Yield the links that matter, in order. A page has hundreds of others, so paths are looked at first."""
    base = _base(tree, url)
    listings = {_folded(urlsplit(page).path) for page in (url, *map(profile.absolute, profile.listing))}
    for node in tree.css("a[href], link[href]"):
        href = _LINE_ENDS.sub("", node.attributes.get("href") or "").strip()
        path = _path(base, href)
        to_entry = bool(profile.item_url.search(path) or profile.attachment_url.search(path))
        if not to_entry and _folded(path) not in listings:
            continue
        address = _absolute(base, href)
        if address and profile.same_host(address):
            yield _Link(node, address, to_entry)


def _base(tree: LexborHTMLParser, url: str) -> str:
    stated = tree.css_first("base[href]")
    if stated is None:
        return url
    try:
        return urljoin(url, (stated.attributes.get("href") or "").strip())
    except ValueError:  # not an address
        return url


def _path(base: str, href: str) -> str:
    if rooted := _ROOTED.match(href):
        return rooted["path"]
    try:
        return "" if not href or href.startswith("#") else urlsplit(urljoin(base, href)).path
    except ValueError:  # not an address
        return ""


def _folded(path: str) -> str:
    return path.rstrip("/").lower()


def _absolute(base: str, href: str) -> str | None:
    """Return the address an ``href`` means, escaped and clean, or None where it is no page's address."""
    try:
        parts = urlsplit(urljoin(base, href))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        path, query = quote(parts.path, safe=_SAFE), quote(parts.query, safe=_SAFE)
        return clean_address(urlunsplit((parts.scheme, parts.netloc, path, query, "")))
    except ValueError:  # a port or host that is none
        return None


def _in_furniture(node: LexborNode) -> bool:
    """Whether a link belongs to the frame of the page. A ``header`` inside the content is a card's own."""
    header = False
    above = node.parent
    while above is not None:
        role = (above.attributes.get("role") or "").lower()
        if above.tag in _FURNITURE or role in _FURNITURE_ROLES:
            return True
        if header and above.tag in _CONTENT:
            return False
        header = header or above.tag == "header"
        above = above.parent
    return header


def _next_url(turning: Iterable[_Link], url: str) -> str | None:
    """Return where the listing goes on: a link that says so, else the one with the next number.

    Links to other pages than a listing's are not looked at: "Next steps" is no next page.
    """
    enabled = [link for link in turning if _enabled(link.node)]
    following = (_number(url) or 1) + 1
    says_next = (link.url for link in enabled if _says_next(link.node))
    has_number = (link.url for link in enabled if _number(link.url) == following)
    return next(says_next, None) or next(has_number, None)


def _enabled(node: LexborNode) -> bool:
    return (node.attributes.get("aria-disabled") or "").lower() != "true"


def _says_next(node: LexborNode) -> bool:
    if "next" in (node.attributes.get("rel") or "").lower().split():
        return True
    said = (node.text(), node.attributes.get("aria-label") or "", node.attributes.get("title") or "")
    return node.tag == "a" and any(_NEXT.search(words) for words in said)


def _number(url: str) -> int | None:
    """Return the number in ``?page=``, or None."""
    stated = parse_qs(urlsplit(url).query).get("page", [""])[0]
    return int(stated) if re.fullmatch(r"[0-9]{1,6}", stated) else None


def _total(tree: LexborHTMLParser) -> int | None:
    content = tree.css_first("main") or tree.body
    for line in lines_of(content) if content is not None else ():
        if len(line) < 80 and (found := _TOTAL.search(line)):
            number = next(group for group in found.groups() if group).replace(",", "")
            return int(number) if number else None
    return None
