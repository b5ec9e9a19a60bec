"""Which pages and files of the log were named, how each stands, and when the site is to be asked for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple, Self

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text
from parsers.addresses import page_key

State = Literal["waiting", "held", "failed", "gone", "moved"]
_ANSWERED = "(state in ('held', 'gone') or state = 'failed' and failures = 0)"  # of a file
_COLUMNS = "page_key, url, kind, state, listed_as, found_at, looked_at, due, failures"


class Queued(NamedTuple):
    """One page or file of the queue. ``looked_at`` and ``due`` are UTC or None; see docs/crawling.md."""

    key: str
    url: str
    kind: Literal["item", "file"]
    state: State
    listed_as: str
    found_at: str
    looked_at: str | None
    due: str | None
    failures: int

    @classmethod
    def found(cls, url: str, kind: Literal["item", "file"], now: str, held_at: str | None = None) -> Self:
        """Return how something stands that nothing named before ``now``, when it is to be asked for.

        ``held_at`` is when some source last gave it, if one did.
        """
        state: State = "held" if held_at else "waiting"
        return cls(page_key(url), url, kind, state, "", now, held_at, now, 0)


class Queue:
    """The pages of one site. Raises StorageError."""

    def __init__(self, store: CaptureStore, site: str) -> None:
        self._store = store
        self._site = site

    def get(self, key: str) -> Queued | None:
        """Return the page with this key, None where nothing ever named it."""
        row = self._store.execute(
            f"select {_COLUMNS} from queue where site = ? and page_key = ?",  # noqa: S608 - own names
            (self._site, key),
        ).fetchone()
        return Queued(*row) if row else None

    def put(self, page: Queued) -> None:
        """Keep how a page stands, in the place of how it stood."""
        self._store.execute(
            f"insert into queue (site, {_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - own names
            " on conflict (site, page_key) do update set url = excluded.url, kind = excluded.kind,"
            " state = excluded.state, listed_as = excluded.listed_as, looked_at = excluded.looked_at,"
            " due = excluded.due, failures = excluded.failures",
            (self._site, *page),
        )

    def count(self, *states: State) -> int:
        """Return how many item pages are in one of ``states``."""
        marks = ", ".join("?" * len(states))
        row = self._store.execute(
            f"select count(*) from queue where site = ? and kind = 'item' and state in ({marks})",  # noqa: S608 - own names
            (self._site, *states),
        ).fetchone()
        return int(row[0])

    def unanswered(self, now: datetime) -> tuple[str, ...]:
        """Return the addresses of pages that wait for an answer now, whoever waits longest first.

        They never had one, failed, or were found gone and must be asked for once more to be sure.
        """
        return self._urls(
            "item",
            "state in ('waiting', 'failed', 'gone') and due <= ? order by due, found_at, page_key",
            utc_text(now),
        )

    def wished(self, now: datetime, most: int) -> tuple[Queued, ...]:
        """Return the pages held and answered files to be looked at again by now.

        Files that are missing come first, for their look is the first chance to have them; then by when due.
        """
        rows = self._store.execute(
            f"select {_COLUMNS} from queue where site = ? and iif(kind = 'item', state = 'held', {_ANSWERED})"  # noqa: S608 - own names
            " and due <= ? order by kind = 'item' or state = 'held', due, found_at, page_key limit ?",
            (self._site, utc_text(now), most),
        )
        return tuple(map(Queued._make, rows))

    def longest_ago(self, most: int) -> tuple[str, ...]:
        """Return the addresses of pages that once answered, those first that did so longest ago."""
        return self._urls("item", "state in ('held', 'gone') order by looked_at, page_key limit ?", most)

    def last_looks(self) -> Iterator[str]:
        """Yield when each page that once answered last did so, oldest first."""
        rows = self._store.execute(
            "select looked_at from queue where site = ? and kind = 'item' and state in ('held', 'gone')"
            " order by looked_at",
            (self._site,),
        )
        for (looked_at,) in rows:
            yield looked_at

    def all(self) -> tuple[str, ...]:
        """Return the addresses of all pages, those that moved left out."""
        return self._urls("item", "state <> 'moved' order by found_at, page_key")

    def strangers(self) -> tuple[str, ...]:
        """Return the addresses of captures, from whatever source, whose page is not in the queue."""
        rows = self._store.execute(
            "select max(url) from captures where site = ?1 and url <> '' and page_key not in"
            " (select page_key from queue where site = ?1) group by page_key",
            (self._site,),
        )
        return tuple(url for (url,) in rows)

    def known_files(self) -> int:
        """Return how many files were named."""
        return self._count_files("true")

    def unanswered_files(self, now: datetime) -> tuple[str, ...]:
        """Return the addresses of files that wait for an answer now, longest due first."""
        return self._urls(
            "file", f"state <> 'moved' and not {_ANSWERED} and due <= ? order by due", utc_text(now)
        )

    def answered_files(self) -> int:
        """Return how many files were given when last asked for, or for a lasting reason not."""
        return self._count_files(_ANSWERED)

    def files_due(self, now: datetime, most: int) -> tuple[str, ...]:
        """Return the addresses of answered files to look at again by now: missing ones, then by when due."""
        due = f"{_ANSWERED} and due <= ? order by state = 'held', due, found_at, page_key limit ?"
        return self._urls("file", due, utc_text(now), most)

    def all_files(self) -> tuple[str, ...]:
        """Return the addresses of all files, those that moved left out."""
        return self._urls("file", "state <> 'moved' order by found_at, page_key")

    def _count_files(self, where: str) -> int:
        row = self._store.execute(
            f"select count(*) from queue where site = ? and kind = 'file' and {where}",  # noqa: S608 - own words
            (self._site,),
        ).fetchone()
        return int(row[0])

    def _urls(self, kind: str, where: str, *values: object) -> tuple[str, ...]:
        rows = self._store.execute(
            f"select url from queue where site = ? and kind = ? and {where}",  # noqa: S608 - own words
            (self._site, kind, *values),
        )
        return tuple(url for (url,) in rows)
