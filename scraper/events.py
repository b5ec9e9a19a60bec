"""What asking the live site brings, one thing after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.impostors import Kind
from parsers.models import Capture, ListingEntry
from scraper.client import Answer
from scraper.fetch_errors import HostStopped, PageFailed, RobotsForbids


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole answer to a request for ``asked``, and what it is. A redirect comes before what it leads to.

    ``kind`` is None for what is no page of the log: robots.txt and sitemaps.
    """

    asked: str
    capture: Capture
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing page was read: its entries that no earlier page had, and how many it claims in all."""

    url: str
    entries: tuple[ListingEntry, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """A sitemap was read: the items' pages it lists."""

    url: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A page, asked for at ``asked``, did not come whole; it waits for the next run."""

    asked: str
    error: PageFailed


@dataclass(frozen=True, slots=True)
class Skipped:
    """A page that robots.txt closes was left alone."""

    error: RobotsForbids


@dataclass(frozen=True, slots=True)
class FileFetched:
    """A whole answer to a request for the file at ``asked``, and what it is; redirects come before it."""

    asked: str
    capture: Capture
    kind: Kind


@dataclass(frozen=True, slots=True)
class FileFailed:
    """The file at ``asked`` was not had: it did not come whole, or robots.txt closes it."""

    asked: str
    error: PageFailed | RobotsForbids


@dataclass(frozen=True, slots=True)
class Blocked:
    """The host, or its robots.txt, forbids to go on. Nothing more is asked for."""

    error: HostStopped | RobotsForbids


@dataclass(frozen=True, slots=True)
class ListingEnded:
    """A listing was left: at its end, at a page without news, or (not ``complete``) before; and why.

    ``whole``: all of it was read, and it stayed the same meanwhile.
    """

    url: str
    complete: bool
    whole: bool
    why: str


@dataclass(frozen=True, slots=True)
class LimitReached:
    """As many items as allowed were asked for; the rest was left."""


Event = (
    Fetched
    | FileFetched
    | Listed
    | Mapped
    | Failed
    | FileFailed
    | Skipped
    | Blocked
    | ListingEnded
    | LimitReached
)


def tell(asked: str, answer: Answer | None, kind: Kind | None) -> Iterator[Fetched]:
    """Yield the redirects from ``asked``, and last the page itself; nothing where no answer came."""
    if answer:
        yield from (Fetched(asked, hop, "redirect") for hop in answer.hops)
        yield Fetched(asked, answer.capture, kind)
