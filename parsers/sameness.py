"""Whether two answers of one address say the same, however their bytes differ."""

from __future__ import annotations

from urllib.parse import urljoin

from parsers.addresses import clean_address
from parsers.document import read_document
from parsers.listing import read_listing
from parsers.models import Capture, Document
from parsers.profile import Profile

_WORDS = frozenset({"text/html", "application/xhtml+xml", "text/plain"})


def says_the_same(before: Capture, now: Capture, profile: Profile) -> bool:
    """Whether ``now`` says nothing that ``before``, an answer of the same address, does not say.

    A page is the same with other tokens and scripts round the same words and links, a listing with the same
    entries, a redirect with the same target, "gone" in any words. Of anything else every byte counts.
    """
    if before.status != now.status:
        return False
    if now.status in {404, 410}:
        return True
    if 300 <= now.status < 400:
        return _target(before) == _target(now)
    if before.content_type != now.content_type:
        return False
    if before.body == now.body:
        return True
    if now.content_type.partition(";")[0].strip().lower() not in _WORDS:
        return False
    if profile.kind(now.url) == "listing":
        old, new = (read_listing(c.body, c.content_type, c.url, profile) for c in (before, now))
        if old.entries or new.entries:
            return old == new
    one, other = (read_document(c.body, c.content_type, c.url, profile) for c in (before, now))
    return bool(one.text) and _reading(one) == _reading(other)


def _target(capture: Capture) -> str:
    return urljoin(capture.url, dict(capture.headers).get("location", ""))


def _reading(doc: Document) -> tuple[object, ...]:
    links = tuple(clean_address(link.href) for link in doc.links)
    return doc.text, doc.page_title, doc.stated_date, doc.blocks, links
