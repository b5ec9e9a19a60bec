"""What an archive's index says it holds, before any of it is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from parsers.models import Memento
from parsers.profile import Profile

# A site or page that the archive shows to nobody; the exceptions come as text with status 200 too.
_EXCLUDED = re.compile(
    rb"(?:Administrative|Robot)AccessControlException|Blocked Site Error|excluded from the Wayback Machine",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s/]+/\S*", re.IGNORECASE)


class NotAnIndex(Exception):
    """An answer that is no index, whatever its status. ``reason`` is one plain clause. Ask again later."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SiteExcluded(Exception):
    """The archive does not show this site to anybody. Asking again changes nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def says_excluded(body: bytes) -> bool:
    """Whether an archive says that it does not show a site or a page."""
    return bool(_EXCLUDED.search(body))


def wayback_place(digits: str, url: str) -> str:
    """Return where the Wayback Machine has the bytes of a capture as they were, below its own address.

    Without ``id_`` it gives them with every link rewritten.
    """
    return f"{digits}id_/{url}"


def read_timestamp(digits: str) -> datetime | None:
    """Return the moment of 14 digits; None where they are none."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC) if len(digits) == 14 else None
    except ValueError:
        return None


def read_memento(
    *, url: str, timestamp: str, status: str, media_type: str, digest: str, place: str
) -> Memento | None:
    """Return what a row of an index stands for; None for one without a usable address or moment.

    Some rows of public indexes have addresses such as ``http://mailto:...``.
    """
    moment = read_timestamp(timestamp)
    if moment is None or not _ADDRESS.fullmatch(url):
        return None
    return Memento(url, moment, int(status) if status.isdecimal() else None, media_type, digest, place)


def of_log(mementos: Iterable[Memento], profile: Profile) -> tuple[Memento, ...]:
    """Return those that are of the profile's log, each once, in their order: indexes repeat rows."""
    return tuple(dict.fromkeys(memento for memento in mementos if _is_of_log(memento.url, profile)))


def _is_of_log(url: str, profile: Profile) -> bool:
    try:
        return profile.kind(url) != "other"
    except ValueError:  # a port that is none
        return False
