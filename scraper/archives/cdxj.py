"""Common Crawl's lists: the crawls there are, and what each holds, one JSON object on a line."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from parsers.models import Memento
from scraper.archives.memento import NotAnIndex, read_memento

_NEEDED = ("timestamp", "url", "filename", "offset", "length")
_CRAWL = re.compile(r"CC-MAIN-(\d{4})-(\d{2})")
_PLACE = re.compile(r"(?P<filename>[^#]+)#(?P<first>\d+)-(?P<last>\d+)(?P<cut>-cut)?")


class Crawl(NamedTuple):
    """One crawl: its id, such as ``CC-MAIN-2024-10``, and the address that answers for it."""

    id: str
    index_url: str

    @property
    def year(self) -> int:
        """The year in its id."""
        found = _CRAWL.match(self.id)
        return int(found[1]) if found else 0


class RecordPlace(NamedTuple):
    """Where a record stands: a file, and its first and last byte. ``cut``: the crawler kept a part only."""

    filename: str
    first: int
    last: int
    cut: bool

    @classmethod
    def parse(cls, place: str) -> RecordPlace:
        """Return the place that ``str`` of one gave."""
        found = _PLACE.fullmatch(place)
        if not found:
            raise ValueError(f"{place!r} is no place of a record")
        return cls(found["filename"], int(found["first"]), int(found["last"]), bool(found["cut"]))

    def __str__(self) -> str:
        return f"{self.filename}#{self.first}-{self.last}{'-cut' if self.cut else ''}"


def read_crawls(body: bytes, collinfo_url: str) -> tuple[Crawl, ...]:
    """Return the crawls in a ``collinfo.json``, newest first. Raises NotAnIndex for anything else.

    An index on another host than ``collinfo_url`` is asked for at that host, under the crawl's name.
    """
    try:
        entries: Any = json.loads(body)
        crawls = [Crawl(entry["id"], entry["cdx-api"]) for entry in entries]
    except (ValueError, TypeError, KeyError) as error:
        raise NotAnIndex(f"no list of crawls ({error!r})") from error
    if not crawls or not all(isinstance(value, str) for crawl in crawls for value in crawl):
        raise NotAnIndex("a list of crawls that names none")
    ours = urlsplit(collinfo_url).netloc
    return tuple(
        crawl if urlsplit(crawl.index_url).netloc == ours
        else Crawl(crawl.id, urljoin(collinfo_url, f"{crawl.id}-index"))
        for crawl in crawls
    )  # fmt: skip


def is_finished(crawl_id: str, moment: datetime) -> bool:
    """Whether a crawl of the week in its id had surely ended at ``moment``, so that its index stays as it is.

    A crawl takes about two weeks, and its index is published some weeks later.
    """
    found = _CRAWL.match(crawl_id)
    if not found:
        return False
    started = datetime.fromisocalendar(int(found[1]), max(1, min(52, int(found[2]))), 1)
    return (moment.replace(tzinfo=None) - started).days > 60


def is_message(body: bytes) -> bool:
    """Whether an index says something itself, such as that it holds nothing, and not a server before it."""
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False


def read_cdxj(body: bytes) -> tuple[Memento, ...]:
    """Return what the lines of an answer stand for. Raises NotAnIndex for a line that is no record."""
    found = (_memento(line) for line in body.decode("utf-8", "replace").splitlines() if line.strip())
    return tuple(memento for memento in found if memento)


def _memento(line: str) -> Memento | None:
    try:
        row: Any = json.loads(line)
        fields = {name: str(value) for name, value in row.items()}
        if missing := [name for name in _NEEDED if name not in fields]:
            raise NotAnIndex(f"a line without {', '.join(missing)}")
        first = int(fields["offset"])
        place = RecordPlace(
            fields["filename"], first, first + int(fields["length"]) - 1, "truncated" in fields
        )
    except (ValueError, AttributeError) as error:
        raise NotAnIndex(f"a line that is no record ({line[:80]!r})") from error
    return read_memento(
        url=fields["url"],
        timestamp=fields["timestamp"],
        status=fields.get("status", ""),
        media_type=fields.get("mime", ""),
        digest=fields.get("digest", ""),
        place=str(place),
    )
