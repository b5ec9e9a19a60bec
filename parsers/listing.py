"""Listing pages: which items they name, what they say of each, and where the listing goes on.

The markup is not known, so an entry is a link whose path is that of an item or a file, in any layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.addresses import clean_address, page_key
from parsers.cards import Cards, lines_of
from parsers.charset import decode
from parsers.models import ListingEntry
from parsers.profile import Profile
from parsers.replay import undo_replay

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
# Everything that may stand in an address as it is; a percent sign already begins an escape.
_SAFE = "%/:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Listing:
    """What one listing page says. ``total`` is how many results it claims in all, None where it does not."""

    entries: tuple[ListingEntry, ...]
    next_url: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class _Anchor:
    node: LexborNode
    url: str


def read_listing(body: bytes, content_type: str, url: str, profile: Profile) -> Listing:
    """Return the entries of a listing page in its order, one for each address, and the way on."""
    tree = LexborHTMLParser(undo_replay(decode(body, content_type).text))
    anchors = tuple(_anchors(tree, url))
    found = [a for a in anchors if a.node.tag == "a" and profile.kind(a.url) in {"item", "attachment"}]
    found = [anchor for anchor in found if not _in_furniture(anchor.node)] or found
    groups: dict[str, list[_Anchor]] = {}
    for anchor in found:
        groups.setdefault(page_key(anchor.url), []).append(anchor)
    pagers = [
        a.node for a in anchors if _turns_page(a, url, profile) and (_says_next(a.node) or _number(a.url))
    ]
    marks = [*tree.css("h1, nav, form"), *pagers]
    cards = Cards({key: [a.node for a in group] for key, group in groups.items()}, marks)
    return Listing(
        entries=tuple(_entry(group[0].url, cards, key) for key, group in groups.items()),
        next_url=_next_url(tree, anchors, url, profile),
        total=_total(tree),
    )


def _entry(url: str, cards: Cards, key: str) -> ListingEntry:
    says = cards.read(key)
    return ListingEntry(url, says.title, says.date, says.type, says.description)


def _anchors(tree: LexborHTMLParser, url: str) -> Iterator[_Anchor]:
    base_tag = tree.css_first("base[href]")
    base = urljoin(url, (base_tag.attributes.get("href") or "").strip()) if base_tag else url
    for node in tree.css("a[href], link[href]"):
        address = _absolute(base, node.attributes.get("href") or "")
        if address:
            yield _Anchor(node, address)


def _absolute(base: str, href: str) -> str | None:
    """Return the address an ``href`` means, escaped and clean, or None where it is no page's address."""
    href = href.strip()
    if not href or href.startswith("#"):
        return None
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


def _same_path(one: str, other: str) -> bool:
    return page_key(one).partition("?")[0] == page_key(other).partition("?")[0]


def _next_url(tree: LexborHTMLParser, anchors: tuple[_Anchor, ...], url: str, profile: Profile) -> str | None:
    """Return where the listing goes on: a link that says so, else the one with the next number."""
    turning = [anchor for anchor in anchors if profile.same_host(anchor.url) and _enabled(anchor.node)]
    for anchor in turning:
        if _says_next(anchor.node) and _turns_page(anchor, url, profile):
            return anchor.url
    following = (_number(url) or 1) + 1
    return next((a.url for a in turning if _same_path(a.url, url) and _number(a.url) == following), None)


def _enabled(node: LexborNode) -> bool:
    return (node.attributes.get("aria-disabled") or "").lower() != "true"


def _says_next(node: LexborNode) -> bool:
    if "next" in (node.attributes.get("rel") or "").lower().split():
        return True
    said = (node.text(), node.attributes.get("aria-label") or "", node.attributes.get("title") or "")
    return node.tag == "a" and any(_NEXT.search(words) for words in said)


def _turns_page(anchor: _Anchor, url: str, profile: Profile) -> bool:
    """Whether the link stays in the listing; "Next steps" and the like lead elsewhere."""
    return _same_path(anchor.url, url) or profile.kind(anchor.url) == "listing"


def _number(url: str) -> int | None:
    """Return the number in ``?page=``, or None."""
    stated = parse_qs(urlsplit(url).query).get("page", [""])[0]
    return int(stated) if re.fullmatch(r"[0-9]{1,6}", stated) else None


def _total(tree: LexborHTMLParser) -> int | None:
    body = tree.body
    for line in lines_of(body) if body is not None else ():
        if len(line) < 80 and (found := _TOTAL.search(line)):
            number = next(group for group in found.groups() if group).replace(",", "")
            return int(number) if number else None
    return None
