"""Pages as the Wayback Machine shows them: the address and moment behind them, the page without its frame."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_PREFIX = r"(?:(?:https?:)?//(?:web|wayback)\.archive\.org(?::\d+)?)?/web/(\d{4,14})(?:[a-z]{2}_)?/"
_REPLAYED = re.compile(_PREFIX + r"(.+)", re.IGNORECASE | re.DOTALL)
# An address that was rewritten is always the start of a quoted value or of url(...).
_REWRITTEN = re.compile(r"(?<=[\"'(=])" + _PREFIX + r"(?=https?:|mailto:|tel:)", re.IGNORECASE)
_TOOLBAR = re.compile(
    r"<!--\s*BEGIN WAYBACK TOOLBAR INSERT\s*-->.*?<!--\s*END WAYBACK TOOLBAR INSERT\s*-->",
    re.IGNORECASE | re.DOTALL,
)
_WOMBAT = re.compile(r"__wm\.wombat\(\s*[\"'](https?:[^\"']+)[\"']\s*,\s*[\"'](\d{14})[\"']")
_TOOLBAR_URL = re.compile(r"<input[^<>]*\bid=[\"']?wmtbURL[\"']?[^<>]*", re.IGNORECASE)
_VALUE = re.compile(r"\bvalue=[\"'](https?:[^\"']+)", re.IGNORECASE)
_SIGNS = ("archive.org", "WAYBACK", "__wm", "INTERNET ARCHIVE")  # cheap to look for in every page
_REPLAY = re.compile(
    r"BEGIN WAYBACK TOOLBAR INSERT|__wm\.wombat\(|AND RETRIEVED FROM THE\s+INTERNET ARCHIVE ON"
    r"|(?:saved from url=\(\d+\)|^[ \t]*url:\s*)https?://web\.archive\.org/web/\d"
    r"|<link\b(?=[^<>]*\bcanonical\b)[^<>]*web\.archive\.org/web/\d",
    re.MULTILINE,
)


class Replayed(NamedTuple):
    """The address an archived page had, and when it was captured (UTC)."""

    url: str
    moment: datetime


def replayed(url: str) -> Replayed | None:
    """Return what stands behind a Wayback Machine address, or None where ``url`` is none.

    >>> replayed("https://web.archive.org/web/20231206090057id_/https://www.met.police.uk/a/").url
    'https://www.met.police.uk/a/'
    """
    found = _REPLAYED.fullmatch(url.strip())
    if not found:
        return None
    address = found[2] if "://" in found[2] else unquote(found[2])
    if not urlsplit(address).scheme:
        address = f"http://{address}"
    moment = _moment(found[1])
    return Replayed(address, moment) if moment else None


def is_replay(html: str) -> bool:
    """Whether ``html`` was saved from the Wayback Machine; a page that only links there was not."""
    return any(sign in html for sign in _SIGNS) and bool(_REPLAY.search(html))


def replay_address(html: str) -> str:
    """Return the address behind a page saved from the Wayback Machine, from its script or its toolbar."""
    if script := _WOMBAT.search(html):
        return script[1]
    toolbar = _TOOLBAR_URL.search(html)
    value = _VALUE.search(toolbar[0]) if toolbar else None
    return value[1] if value else ""


def replay_moment(html: str) -> datetime | None:
    """Return when a page saved from the Wayback Machine was captured, from its script or its first link."""
    if script := _WOMBAT.search(html):
        return _moment(script[2])
    link = _REWRITTEN.search(html)
    return _moment(link[1]) if link else None


def undo_replay(html: str) -> str:
    """Return ``html`` without the Wayback Machine's toolbar, and with the links that it rewrote as they were.

    A page that was not saved there comes back as it is, since its own links may lead there. Text is left
    alone: only a prefix at the start of a quoted value is taken off.
    """
    return _REWRITTEN.sub("", _TOOLBAR.sub("", html)) if is_replay(html) else html


def _moment(digits: str) -> datetime | None:
    """Return the moment of a Wayback timestamp; parts left off are the first there are."""
    full = digits + "00000101000000"[len(digits) :]
    try:
        return datetime.strptime(full, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
