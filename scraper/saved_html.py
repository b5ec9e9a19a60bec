"""One page that a person saved as HTML: the address it had, and when it was saved."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from parsers.addresses import clean_address
from parsers.markup.replay import is_replay, replay_address, replay_moment, replayed
from parsers.profile import Profile
from scraper.saved_errors import NotUsable

_HEAD = 64 * 1024
# https://github.com/gildas-lormeau/single-file-core writes both; the second form is the older one.
_SINGLE_FILE = re.compile(r"<!--\s*(?:Page saved with|Archive processed by) SingleFile\b(.*?)-->", re.DOTALL)
_SINGLE_FILE_URL = re.compile(r"^\s*url:\s*(\S+)", re.MULTILINE)
_SINGLE_FILE_DATE = re.compile(
    r"^\s*saved date:\s*\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<year>\d{4})"
    r" (?P<time>\d{2}:\d{2}:\d{2}) GMT(?P<zone>[+-]\d{4})",
    re.MULTILINE,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->")  # Chrome, Edge

_CACHES = ("webcache.googleusercontent.com", "cc.bingj.com")
_TRANSLATORS = ("translate.google.com", "translate.goog", "translatetheweb.com", "microsofttranslator.com")
_CACHE_MARK = re.compile(r"google-cache-hdr|cc\.bingj\.com/cache\.aspx")
_TRANSLATED_MARK = re.compile(
    r"<html[^>]*\bclass=[\"']?[^\"'>]*\btranslated-(?:ltr|rtl)\b|http-equiv=[\"']?X-Translated-By",
    re.IGNORECASE,
)


class PageOrigin(NamedTuple):
    """Where a saved page came from and when it was saved (UTC), as far as it says."""

    url: str
    moment: datetime | None


def find_origin(html: str, profile: Profile, url: str | None) -> PageOrigin:
    """Return the address and moment of a saved page; ``url``, where given, is the address.

    A page saved from the Wayback Machine gives the address and moment it had there. Raises NotUsable for a
    search engine's copy, a translation, a page of another site, and a page that does not tell its address.
    """
    stated = _stated_origin(html)
    if _is_host(stated.url, _CACHES) or _CACHE_MARK.search(html):
        raise NotUsable("a search engine's copy: save the page itself, or one from the Wayback Machine")
    if _is_host(stated.url, _TRANSLATORS) or _TRANSLATED_MARK.search(html, 0, _HEAD):
        raise NotUsable("a translated view: the words are not the force's; save the page untranslated")
    address = url or stated.url
    if not address:
        raise NotUsable(f"it does not say where on {_host(profile.base_url)} it was saved; give --url")
    return PageOrigin(check_address(address, profile), stated.moment)


def check_address(url: str, profile: Profile) -> str:
    """Return ``url`` as it is kept. Raises NotUsable where it is no page of this log."""
    try:
        kind = profile.kind(url)
        same_host = profile.same_host(url)
        cleaned = clean_address(url)
    except ValueError as error:
        raise NotUsable(f"{url} is not an address") from error
    if not same_host:
        raise NotUsable(f"a page of {_host(url)}, not of {_host(profile.base_url)}")
    if kind in {"item", "listing"}:
        return cleaned
    raise NotUsable(f"{url} is not a response or a listing of the log on {_host(profile.base_url)}")


def _stated_origin(html: str) -> PageOrigin:
    url, moment = _saving_comment(html[:_HEAD])
    own_link = "" if url else _own_link(html)
    if found := replayed(url or own_link):
        return PageOrigin(*found)
    if is_replay(html):
        return PageOrigin(replay_address(html) or url or own_link, replay_moment(html))
    return PageOrigin(url or own_link, moment)


def _saving_comment(head: str) -> tuple[str, datetime | None]:
    if comment := _SINGLE_FILE.search(head):
        url = _SINGLE_FILE_URL.search(comment[1])
        return url[1] if url else "", _saved_date(comment[1])
    saved_from = _SAVED_FROM.search(head)
    return saved_from[1] if saved_from and "://" in saved_from[1] else "", None


def _saved_date(comment: str) -> datetime | None:
    """Return the moment in the words of a JavaScript Date: ``Fri Mar 01 2024 09:30:00 GMT+0000 (...)``."""
    found = _SINGLE_FILE_DATE.search(comment)
    if not found or found["month"] not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"]) + 1
    try:
        moment = datetime.fromisoformat(
            f"{found['year']}-{month:02d}-{int(found['day']):02d}T{found['time']}{found['zone']}"
        )
    except ValueError:
        return None
    return moment.astimezone(UTC)


def _own_link(html: str) -> str:
    """Return the address that the page itself calls its own, or an empty string."""
    tree = LexborHTMLParser(html)
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = tree.css_first(selector)
        address = (node.attributes.get(attribute) or "").strip() if node else ""
        if address.lower().startswith(("http://", "https://")):
            return address
    return ""


def _is_host(url: str, hosts: tuple[str, ...]) -> bool:
    host = _host(url)
    return any(host == name or host.endswith(f".{name}") for name in hosts)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
