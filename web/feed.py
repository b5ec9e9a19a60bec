"""Atom feeds (RFC 4287): the same bytes for the same news, so that a reader who has them is told so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Request, Response

LONGEST = 100  # entries of a feed
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_AGO = "1970-01-01T00:00:00Z"  # of a feed that has no entries


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news. ``id`` never changes; ``updated`` is a moment, ``published`` a day or empty."""

    id: str
    title: str
    updated: str
    address: str
    author: str
    summary: str
    published: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. ``name`` tells it from all others, whatever host it is asked from; practice data owns to it."""

    name: str
    title: str
    fictional: bool
    address: str
    page: str
    entries: Sequence[Entry]


def response_urn(site: str, response_id: str) -> str:
    """Return the permanent id of a response as news, whatever its address."""
    return f"urn:foilog:{quote(site)}:{quote(response_id, safe='')}"


def atom(feed: Feed) -> str:
    """Return the feed as an Atom document."""
    root = ET.Element("feed", xmlns=_ATOM)
    _add(root, "title", f"{'Practice data, invented: ' if feed.fictional else ''}foilog: {feed.title}")
    _add(root, "id", f"urn:foilog:feed:{quote(feed.name, safe='')}")
    _add(root, "updated", max((entry.updated for entry in feed.entries), default=_LONG_AGO))
    _add(ET.SubElement(root, "author"), "name", "foilog")
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in feed.entries:
        node = ET.SubElement(root, "entry")
        _add(node, "title", entry.title)
        _add(node, "id", entry.id)
        _add(node, "updated", entry.updated)
        if len(entry.published) == len("yyyy-mm-dd"):
            _add(node, "published", f"{entry.published}T00:00:00Z")
        ET.SubElement(node, "link", rel="alternate", type="text/html", href=entry.address)
        _add(ET.SubElement(node, "author"), "name", entry.author)
        _add(node, "summary", entry.summary)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}'


def send(request: Request, feed: Feed) -> Response:
    """Return the feed, or 304 where the reader has these very bytes."""
    body = atom(feed)
    tag = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    had = {part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")}
    known = tag in had or "*" in had
    return Response(
        "" if known else body,
        status=304 if known else 200,
        headers={"etag": tag},
        content_type="application/atom+xml; charset=utf-8",
    )


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub(" ", text)
