"""What the Wayback Machine gives for one capture: that capture, another one, or words of its own.

A true replay has ``Memento-Datetime``; its status is the archived one and says nothing of the archive.
"""

from __future__ import annotations

import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from parsers.addresses import clean_address, page_key
from parsers.markup.replay import is_replay
from parsers.models import Capture, Memento
from parsers.profile import Profile
from scraper.archives.archive import Elsewhere, Judgement, Refused
from scraper.archives.client import Reply
from scraper.archives.memento import read_timestamp, says_excluded, wayback_place
from scraper.content_coding import unpack_again
from scraper.kept_headers import kept_headers
from scraper.saved_errors import Damaged
from scraper.warc import MOST_BODY_BYTES

_ARCHIVED_HEADER = "x-archive-orig-"
_PACKED = f"{_ARCHIVED_HEADER}content-encoding"  # then the length it states is that of the packed body
_ADDRESS = re.compile(r"/(\d{14})(?:[a-z]{2}_)?/(https?://.+)", re.IGNORECASE)
_ORIGINAL = re.compile(r"<([^>]+)>\s*;[^,]*\brel=[\"']?original\b", re.IGNORECASE)
_LINK = re.compile(r"\b(?:href|src|action)\s*=\s*[\"']((?:https?:)?/[^\"']*)", re.IGNORECASE)
_REWRITTEN = re.compile(r"/web/\d{4,14}(?:[a-z]{2}_)?/https?:/", re.IGNORECASE)


def judge_replay(asked: Memento, reply: Reply, profile: Profile, origin: str) -> Judgement:
    """Return the capture in ``reply``, dated by its own moment; else where it is, or why it is none.

    ``origin`` is the address that was asked. Redirects are not followed: one that was archived is a capture.
    """
    moved = 300 <= reply.status < 400
    try:
        if reply.memento:
            return _capture(asked, reply, profile, origin)
        if moved:
            return _led_on(asked, reply, profile, origin)
    except (Damaged, ValueError) as error:
        return Refused(f"it cannot be read: {error}")
    if reply.status == 404:
        return Refused("the archive does not hold it after all")
    if says_excluded(reply.body):
        return Refused("the archive does not show it", hidden=True)
    return Refused("a page of the archive's own came instead", hidden=True)


def _capture(asked: Memento, reply: Reply, profile: Profile, origin: str) -> Capture | Refused:
    link = _ORIGINAL.search(reply.headers.get("link", ""))
    url = link[1] if link else asked.url
    if not _same_page(url, asked.url, profile):
        return Refused(f"the archive gave the capture of {url}")
    if reply.status in {206, 304}:
        return Refused(f"status {reply.status}: not a whole answer")
    body = unpack_again(reply.body, MOST_BODY_BYTES)
    headers = _archived_headers(reply, url)
    stated = "" if _PACKED in reply.headers else dict(headers).get("content-length", "")
    if stated.isdecimal() and len(body) < int(stated):
        return Refused(f"cut: {len(body):,} of {int(stated):,} bytes are there")
    if reply.status == 200 and not body:
        return Refused("an empty answer")
    if _is_rewritten(body, reply, profile):
        return Refused("its links were rewritten by the archive")
    return Capture(
        url=clean_address(url),
        captured_at=parsedate_to_datetime(reply.memento).astimezone(UTC),
        status=reply.status,
        content_type=reply.headers.get("content-type", ""),
        body=body,
        source="wayback",
        origin=origin,
        headers=headers,
    )


def _same_page(url: str, asked: str, profile: Profile) -> bool:
    return page_key(url) == page_key(asked) and profile.same_host(url)


def _archived_headers(reply: Reply, url: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of the archived answer; where it moved to is an address of the site again."""
    archived = {
        name.removeprefix(_ARCHIVED_HEADER): value
        for name, value in reply.headers.items()
        if name.startswith(_ARCHIVED_HEADER) or name in {"content-type", "location"}
    }
    if 300 <= reply.status < 400 and "location" in archived:
        archived["location"] = _target(url, archived["location"])
    return kept_headers(archived.items())


def _target(url: str, location: str) -> str:
    found = _ADDRESS.search(location)
    return found[2] if found else urljoin(url, location)


def _led_on(asked: Memento, reply: Reply, profile: Profile, origin: str) -> Judgement:
    """Tell a redirect of the archive's own, to its nearest capture, from one that it archived."""
    location = reply.headers.get("location", "")
    found = _ADDRESS.search(location)
    moment = read_timestamp(found[1]) if found else None
    if not found or moment is None:
        return Refused(f"the archive leads to {location!r}")
    if not _same_page(found[2], asked.url, profile):
        return Capture(
            url=clean_address(asked.url),
            captured_at=asked.captured_at,
            status=reply.status,
            content_type=reply.headers.get("content-type", ""),
            body=b"",
            source="wayback",
            origin=origin,
            headers=_archived_headers(reply, asked.url),
        )
    return Elsewhere(Memento(found[2], moment, None, "", "", wayback_place(found[1], found[2])))


def _is_rewritten(body: bytes, reply: Reply, profile: Profile) -> bool:
    """Whether the archive's own view of a page came in place of its bytes.

    A page may link to archived copies itself; but then its links within its own site are as they were.
    """
    if "html" not in reply.headers.get("content-type", "html").lower():
        return False
    html = body.decode("latin-1")
    links = _LINK.findall(html)
    archived = [link for link in links if _REWRITTEN.search(link)]
    within = [link for link in links if link not in archived and profile.same_host(link)]
    return is_replay(html) or len(archived) > len(within)
