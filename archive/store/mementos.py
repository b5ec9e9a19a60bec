"""What a web archive says it holds of a site, which of it is wanted, and what came of asking for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Literal

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text
from parsers.addresses import page_key
from parsers.models import Memento

# What an index says of pages: captures with one digest are one stretch of time, until another digest follows.
# What was refused is left out, so that the next of its stretch takes its place.
_GOOD = (
    "select *, digest = '' or digest <> lag(digest, 1, '') over page as new_text"
    " from mementos where site = :site and source = :source and (kind in ('item', 'listing')"
    " or kind = 'attachment' and media_type not like '%html%' and page_key in"
    " (select page_key from queue where site = :site and kind = 'file'))"
    " and state <> 'refused' and (status is null or status = 200)"
    " window page as (partition by page_key order by captured_at, place)"
)
# A page that moved redirects at the end. Before that, redirects lead to its own secure address.
_MOVED = (
    "select * from mementos as moved where site = :site and source = :source and kind = 'item'"
    " and state = 'known' and status in (301, 302, 303, 307, 308) and not exists ("
    " select 1 from mementos as later where later.site = :site and later.source = :source"
    " and later.page_key = moved.page_key and later.state <> 'refused'"
    " and (later.status is null or later.status in (200, 301, 302, 303, 307, 308))"
    " and (later.captured_at, later.place) > (moved.captured_at, moved.place))"
)
# Nothing as new is held of the page from elsewhere. A page that the live site gave may have been a wall's, so
# there the queue counts.
_MISSING = (
    "not exists (select 1 from queue where queue.site = :site and queue.page_key = wanted.page_key"
    " and queue.state in ('held', 'moved') and queue.looked_at >= wanted.captured_at)"
    " and not exists (select 1 from captures where captures.site = :site"
    " and captures.page_key = wanted.page_key and captures.status = 200 and captures.source <> :source"
    " and (captures.source <> 'live' or wanted.kind = 'listing')"
    " and captures.captured_at >= wanted.captured_at)"
)
_MEMENTO = "url, captured_at, status, media_type, digest, place"
_WANTED = (
    f"select {{}} from (select kind, page_key, {_MEMENTO} from ({_GOOD}) where state = 'known' and new_text"  # noqa: S608 - own words
    f" union all select kind, page_key, {_MEMENTO} from ({_MOVED})) as wanted where {{}}"
)
_SEEN_AGAIN = (
    "insert into looks (capture_id, seen_at, answers, etag, last_modified)"  # noqa: S608 - own words
    " select captures.id, last, times, '', '' from ("
    "  select page_key, min(captured_at) as first, max(captured_at) as last, count(*) as times from ("
    f"   select *, sum(new_text) over (partition by page_key order by captured_at, place) as stretch"
    f"   from ({_GOOD}))"
    "  group by page_key, stretch having last > first)"
    " as stretches join captures on captures.site = :site and captures.source = :source"
    " and captures.page_key = stretches.page_key and captures.captured_at = first and captures.status = 200"
    " where true on conflict (capture_id) do update"
    " set seen_at = excluded.seen_at, answers = excluded.answers where excluded.seen_at > seen_at"
)


class Mementos:
    """The captures in one archive's index of one site. Raises StorageError."""

    def __init__(self, store: CaptureStore, site: str, source: str) -> None:
        self._store = store
        self._names = {"site": site, "source": source}

    def add(self, mementos: Iterable[Memento], kind: Callable[[str], str]) -> None:
        """Keep what an index names; what is known stays as it is. ``kind`` tells what an address is of."""
        with self._store.transaction():
            for memento in mementos:
                self._store.execute(
                    "insert into mementos (site, source, place, page_key, url, kind, captured_at, status,"
                    " media_type, digest, state, reason) values (:site, :source, :place, :page_key, :url,"
                    " :kind, :captured_at, :status, :media_type, :digest, 'known', '')"
                    " on conflict do nothing",
                    {
                        **self._names,
                        "place": memento.place,
                        "page_key": page_key(memento.url),
                        "url": memento.url,
                        "kind": kind(memento.url),
                        "captured_at": utc_text(memento.captured_at),
                        "status": memento.status,
                        "media_type": memento.media_type,
                        "digest": memento.digest,
                    },
                )

    def wanted(self, most: int, *, missing_only: bool, files: bool = False) -> tuple[Memento, ...]:
        """Return at most so many captures to ask for next: of listings first, then of items, newest first.

        Those are all that differ from the capture before them; ``missing_only``: only of pages of which
        nothing as new is held from elsewhere. When one was refused, another may take its place. ``files``:
        of files in the queue instead.
        """
        rows = self._store.execute(
            _WANTED.format(_MEMENTO, _among(missing_only=missing_only, files=files))
            + " order by kind = 'item', captured_at desc, place limit :most",
            {**self._names, "most": most},
        )
        return tuple(Memento(url, datetime.fromisoformat(moment), *rest) for url, moment, *rest in rows)

    def count_wanted(self, *, missing_only: bool, files: bool = False) -> int:
        """Return how many captures ``wanted`` would give without a bound."""
        asked = _WANTED.format("count(*)", _among(missing_only=missing_only, files=files))
        return int(self._store.execute(asked, self._names).fetchone()[0])

    def settle(self, memento: Memento, state: Literal["held", "refused"], reason: str = "") -> None:
        """Keep what came of asking for a capture; it is not asked for again."""
        self._store.execute(
            "update mementos set state = :state, reason = :reason"
            " where site = :site and source = :source and place = :place",
            {**self._names, "state": state, "reason": reason, "place": memento.place},
        )

    def reopen(self) -> None:
        """Want again what was refused: the archive may give it by now."""
        self._store.execute(
            "update mementos set state = 'known', reason = ''"
            " where site = :site and source = :source and state = 'refused'",
            self._names,
        )

    def note_repeats(self) -> None:
        """Keep until when the index shows that pages stayed as the captures held show them."""
        self._store.execute(_SEEN_AGAIN, self._names)

    def count_pages(self) -> int:
        """Return of how many item pages the index names captures."""
        row = self._store.execute(
            "select count(distinct page_key) from mementos"
            " where site = :site and source = :source and kind = 'item'",
            self._names,
        ).fetchone()
        return int(row[0])


def _among(*, missing_only: bool, files: bool) -> str:
    kind = "kind = 'attachment'" if files else "kind <> 'attachment'"
    return f"{kind} and {_MISSING}" if missing_only else kind


def archived_files(store: CaptureStore, site: str) -> Iterator[str]:
    """Yield the page keys of the site's files that some archive holds and that were never asked for."""
    rows = store.execute(
        "select distinct page_key from mementos where site = :site and kind = 'attachment'"
        " and (status is null or status = 200)"
        " and page_key not in (select page_key from captures where site = :site) order by page_key",
        {"site": site},
    )
    for (key,) in rows:
        yield key


def archived_digests(store: CaptureStore, site: str) -> dict[str, list[str]]:
    """Return the page keys of the files that archives hold, by the SHA-1 in base 32 that they state."""
    found: dict[str, list[str]] = defaultdict(list)
    for digest, key in store.execute(
        "select distinct digest, page_key from mementos where site = ? and kind = 'attachment'"
        " and digest <> '' and (status is null or status = 200) order by digest, page_key",
        (site,),
    ):
        found[digest.removeprefix("sha1:").upper()].append(key)
    return dict(found)


def rehearse(store: CaptureStore) -> None:
    """Keep what sources say in memory alone from now on, beside what is held, until the store is closed.

    Temporary tables of the same names stand before the real ones.
    """
    if store.execute("select 1 from temp.sqlite_master where name = 'mementos'").fetchone():
        return
    store.execute("pragma temp_store = memory")
    for table in ("mementos", "cursors", "queue"):
        (made,) = store.execute("select sql from main.sqlite_master where name = ?", (table,)).fetchone()
        store.execute(made.replace("CREATE TABLE", "create temp table", 1))
        store.execute(f"insert into temp.{table} select * from main.{table}")  # noqa: S608 - own names
