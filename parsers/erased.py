"""Pages that name others, without those of them that are to be forgotten: listings and sitemaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.addresses import page_key
from parsers.markup.charset import decode
from parsers.markup.replay import undo_replay
from parsers.models import Capture
from parsers.profile import Profile

Forgotten = Callable[[str], bool]  # whether the page with this key is to be forgotten

_LARGER_THAN_A_CARD = frozenset({"html", "body", "main", "ul", "ol", "dl", "table", "tbody", "thead"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_IN_SITEMAP = re.compile(rb"<(url|sitemap)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_LOC = re.compile(rb"<loc\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]*?)\s*(?:\]\]>)?\s*</loc", re.IGNORECASE)


def forgetful(capture: Capture, profile: Profile, forgotten: Forgotten) -> bytes:
    """Return the body of a listing or sitemap without what it says of pages that are to be forgotten.

    Any other body, and one that names none of them, comes back byte for byte.
    """
    if profile.kind(capture.url) == "listing":
        return _listing(capture, profile, forgotten)
    if b"<loc" in capture.body:
        return _IN_SITEMAP.sub(lambda entry: b"" if _names(entry[0], forgotten) else entry[0], capture.body)
    return capture.body


def _names(entry: bytes, forgotten: Forgotten) -> bool:
    return any(forgotten(_key(url.decode("utf-8", "replace"))) for url in _LOC.findall(entry))


def _listing(capture: Capture, profile: Profile, forgotten: Forgotten) -> bytes:
    tree = LexborHTMLParser(undo_replay(decode(capture.body, capture.content_type).text))
    anchors = [
        (node, _key(urljoin(capture.url, node.attributes.get("href") or "")))
        for node in tree.css("a[href], link[href]")
    ]
    unwanted = [node for node, key in anchors if forgotten(key)]
    if not unwanted:
        return capture.body
    kept = {node.mem_id for node, key in anchors if not forgotten(key)}
    entries = {node.mem_id for node, key in anchors if node.mem_id in kept and _is_entry(key, profile)}
    doomed = {node.mem_id: node for anchor in unwanted for node in _speaking_of(anchor, entries, kept)}
    for node in [node for node in doomed.values() if not _within(node, doomed)]:
        node.decompose()
    return (tree.html or "").encode("ascii", "xmlcharrefreplace")  # whatever the page says it is written in


def _is_entry(key: str, profile: Profile) -> bool:
    return bool(profile.item_url.search(key) or profile.attachment_url.search(key))


def _speaking_of(anchor: LexborNode, entries: set[int], kept: set[int]) -> Iterator[LexborNode]:
    """Yield the largest node round ``anchor`` that holds none of the other ``entries``.

    Where a card has no node of its own, also what follows, up to the next heading or link that is kept.
    """
    card = anchor
    while (above := card.parent) is not None and above.tag not in _LARGER_THAN_A_CARD:
        if _has(above, entries):
            break
        card = above
    yield card
    beside = card.next if card.tag in _HEADINGS or card is anchor else None
    while beside is not None and beside.tag not in _HEADINGS and not _has(beside, kept):
        yield beside
        beside = beside.next


def _within(node: LexborNode, others: Container[int]) -> bool:
    """Whether ``node`` goes with one of the others, and must not be touched after that is gone."""
    above = node.parent
    while above is not None:
        if above.mem_id in others:
            return True
        above = above.parent
    return False


def _has(node: LexborNode, kept: set[int]) -> bool:
    return node.mem_id in kept or any(inner.mem_id in kept for inner in node.css("a[href], link[href]"))


def _key(url: str) -> str:
    try:
        return page_key(url)
    except ValueError:  # no address
        return ""
