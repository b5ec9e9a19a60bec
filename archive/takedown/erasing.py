"""Erasing from captures.db what ``suppressions.toml`` orders to be erased: all but the digests of it.

1. one transaction: rows and bodies go, what named them in listings and sitemaps too, tombstones come
2. copies that foilog itself keeps go: samples of drift, what was read, what runs that were cut off left
3. the database is written anew and its log emptied, so that no free page holds what was deleted

A run that is cut off leaves the entry in the list, or tombstones that are not swept; the next one goes on.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field

from archive.errors import BusyDatabase, StorageError
from archive.names import name_digest
from archive.publish import remove_database
from archive.reading.sites import published_sites
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.received import received
from archive.store.replaced import replaced_stores
from archive.takedown.tombstones import Tombstone, response_digests
from archive.takedown.withdrawing import Erasure
from parsers.addresses import page_key
from parsers.disclosure import parse_disclosure
from parsers.erased import forgetful
from parsers.impostors import read_item, recognise_file
from parsers.letter.reference import reference_key
from parsers.masking import Mask
from parsers.models import Document
from parsers.profile import Profile

_STAY = ("bodies_stay", "captures_stay", "identities_stay")
_AMONG = "in (select value from json_each(?))"


class UnreachedCopy(StorageError):
    """A store that a backup replaced cannot be erased from. Delete it, then run foilog build."""


@dataclass(slots=True)
class _Found:
    """What the captures of pages to be erased tell of them."""

    documents: list[Document] = field(default_factory=list)
    bodies: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    marks: set[Tombstone] = field(default_factory=set)


def erase(store: CaptureStore, profile: Profile, erasures: Iterable[Erasure]) -> None:
    """Erase what is ordered and still held, and finish what an earlier run left.

    Only once the public file without it is published; ``profile`` is taken for its own site. Stores that a
    restored backup replaced come first: once ``store`` has forgotten a page, nothing tells what to look for
    there. Raises StorageError, UnreachedCopy for one of those.
    """
    ordered = tuple(erasures)
    for path in replaced_stores(store.path) if ordered else ():
        try:
            with CaptureStore.open(path) as replaced:
                _erase_from(replaced, profile, ordered)
        except StorageError as error:
            raise UnreachedCopy(path, f"what was erased may still lie in it ({error.reason})") from error
    _erase_from(store, profile, ordered)


def _erase_from(store: CaptureStore, profile: Profile, erasures: Iterable[Erasure]) -> None:
    sites = {site.name: site for site in published_sites(store, profile)}
    for erasure in erasures:
        if erasure.site in sites:
            with store.transaction():
                _erase(store, sites[erasure.site], erasure)
    if store.execute("select 1 from tombstones where not swept").fetchone():
        _remove_copies(store)
        _sweep(store)


def _erase(store: CaptureStore, profile: Profile, erasure: Erasure) -> None:
    found = _look(store, profile, erasure)
    keys = erasure.pages | erasure.files | (found.files - erasure.shared)
    copies = found.bodies | _files(store, profile, keys - erasure.pages)
    keys |= _giving_only(store, profile, copies) - erasure.shared
    doomed = _doomed(store, profile, keys, found.bodies)
    listings = [*_listings(store, profile, keys)]
    if not doomed and not listings and not _named(store, profile, keys):
        return
    found.marks |= {Tombstone("page", name_digest("page", key)) for key in keys}
    found.marks |= {Tombstone("name", name) for name in erasure.names}
    found.marks |= {Tombstone("body", sha256) for sha256 in _bodies_of_none_but(store, doomed)}
    with _set_aside(store, _STAY):
        for capture, body in listings:
            _put_in_place(store, capture, body)
        _delete_captures(store, doomed)
        for table in _tables_of_pages(store):
            store.execute(
                f"delete from {table} where site = ? and page_key {_AMONG}",  # noqa: S608 - own names
                (profile.name, json.dumps([*keys])),
            )
        _delete_bodies(store, {capture.sha256 for capture in (*doomed, *(one for one, _ in listings))})
    _cover_messages(store, erasure)
    _forget_alerts(store, erasure)
    _forget_headings(store, profile, found.documents)
    _bury(store, erasure, found.marks)


def _look(store: CaptureStore, profile: Profile, erasure: Erasure) -> _Found:
    """Read every text that the pages had: it tells what else belongs to them."""
    found = _Found()
    for capture in _captures(store, profile, f"page_key {_AMONG}", erasure.pages):
        if capture.sha256 in found.bodies or capture.status != 200:
            continue
        doc = read_item(received(store, capture), profile)
        if doc is None:
            continue
        found.bodies.add(capture.sha256)
        found.documents.append(doc)
        disclosure = parse_disclosure(doc, profile)
        found.files |= {page_key(link.href) for link in disclosure.attachments}
        if disclosure.reference:  # a text that is saved without its address
            text = f"ref:{reference_key(disclosure.reference.value)}"
            found.marks.add(Tombstone("page", name_digest("page", text)))
        found.marks |= {Tombstone("response", mark) for mark in response_digests(disclosure, capture.url)}
    return found


def _doomed(
    store: CaptureStore, profile: Profile, keys: AbstractSet[str], bodies: AbstractSet[str]
) -> Collection[HeldCapture]:
    """Return the captures of these pages, of these bodies wherever they stood, and what leads there."""
    redirects = _captures(store, profile, "status between 300 and 399")
    found = (
        *_captures(store, profile, f"page_key {_AMONG}", keys),
        *_captures(store, profile, f"sha256 {_AMONG}", bodies),
        *(capture for capture in redirects if _leads_to(capture, keys)),
    )
    return {capture.id: capture for capture in found}.values()


def _giving_only(store: CaptureStore, profile: Profile, digests: AbstractSet[str]) -> set[str]:
    """Return the keys of other addresses of a page, and of saved files, that never gave anything else."""
    keys = {capture.page_key for capture in _captures(store, profile, f"sha256 {_AMONG}", digests)}
    good = _captures(store, profile, f"status = 200 and page_key {_AMONG}", keys)
    return keys - {capture.page_key for capture in good if capture.sha256 not in digests}


def _files(store: CaptureStore, profile: Profile, keys: AbstractSet[str]) -> set[str]:
    """Return the digests of the files that these addresses gave, and not of walls or pages in their place."""
    given = _captures(store, profile, f"page_key {_AMONG} and status = 200", keys)
    return {one.sha256 for one in given if recognise_file(received(store, one)) == "file"}


def _captures(
    store: CaptureStore, profile: Profile, where: str, values: Iterable[str] | None = None
) -> tuple[HeldCapture, ...]:
    given = () if values is None else (json.dumps([*values]),)
    return tuple(store.select(f"where site = ?1 and {where.replace('?', '?2')}", (profile.name, *given)))


def _leads_to(capture: HeldCapture, keys: AbstractSet[str]) -> bool:
    return capture.moved_to is not None and page_key(capture.moved_to) in keys


def _listings(
    store: CaptureStore, profile: Profile, keys: AbstractSet[str]
) -> Iterator[tuple[HeldCapture, bytes]]:
    """Yield the listings and sitemaps that name one of these pages, and their bodies without that."""
    read: dict[str, bytes | None] = {}
    for capture in _captures(store, profile, "status = 200 and url <> ''"):
        if profile.kind(capture.url) != "listing" and "xml" not in capture.content_type + capture.url:
            continue
        if capture.sha256 not in read:
            whole = received(store, capture)
            body = forgetful(whole, profile, keys.__contains__)
            read[capture.sha256] = body if body != whole.body else None
        if (without := read[capture.sha256]) is not None:
            yield capture, without


def _named(store: CaptureStore, profile: Profile, keys: AbstractSet[str]) -> bool:
    """Whether a table of the crawl names one of these pages."""
    return any(
        store.execute(
            f"select 1 from {table} where site = ? and page_key {_AMONG}",  # noqa: S608 - own names
            (profile.name, json.dumps([*keys])),
        ).fetchone()
        for table in _tables_of_pages(store)
    )


def _bodies_of_none_but(store: CaptureStore, doomed: Collection[HeldCapture]) -> set[str]:
    """Return the digests of good answers that no capture but these gave."""
    theirs = json.dumps([capture.id for capture in doomed])
    answers = {capture.sha256 for capture in doomed if capture.status == 200}
    rows = store.execute(
        f"select sha256 from captures where sha256 {_AMONG.replace('?', '?1')}"  # noqa: S608 - own words
        f" and id not {_AMONG.replace('?', '?2')}",
        (json.dumps([*answers]), theirs),
    )
    return answers - {sha256 for (sha256,) in rows}


# Deleting -------------------------------------------------------------------------------------------------


@contextmanager
def _set_aside(store: CaptureStore, names: Iterable[str]) -> Iterator[None]:
    """Lift these triggers within a transaction."""
    made = [
        store.execute(
            "select sql from sqlite_master where type = 'trigger' and name = ?", (name,)
        ).fetchone()[0]
        for name in names
    ]
    for name in names:
        store.execute(f"drop trigger {name}")
    yield
    for sql in made:
        store.execute(sql)


def _put_in_place(store: CaptureStore, capture: HeldCapture, body: bytes) -> None:
    """Keep a listing with another body; what was seen of it stays."""
    sha256 = store.keep_body(body)
    rows = store.execute("select * from captures where id = ?", (capture.id,))
    names = [column[0] for column in rows.description]
    row = {**dict(zip(names, rows.fetchone(), strict=True)), "sha256": sha256}
    looks = store.execute("select * from looks where capture_id = ?", (capture.id,)).fetchall()
    _delete_captures(store, [capture])
    marks = ", ".join("?" * len(names))
    store.execute(f"insert into captures ({', '.join(names)}) values ({marks})", tuple(row.values()))  # noqa: S608 - own names
    for look in looks:
        store.execute(f"insert into looks values ({', '.join('?' * len(look))})", look)  # noqa: S608 - own names


def _delete_captures(store: CaptureStore, captures: Iterable[HeldCapture]) -> None:
    ids = json.dumps([capture.id for capture in captures])
    store.execute(f"delete from looks where capture_id {_AMONG}", (ids,))  # noqa: S608 - own words
    store.execute(f"delete from captures where id {_AMONG}", (ids,))  # noqa: S608 - own words


def _delete_bodies(store: CaptureStore, digests: Iterable[str]) -> None:
    """Delete those of the bodies that no capture names any more."""
    unnamed = store.execute(
        f"select sha256 from bodies where sha256 {_AMONG} and sha256 not in (select sha256 from captures)",  # noqa: S608 - own words
        (json.dumps([*digests]),),
    )
    for (sha256,) in unnamed.fetchall():
        store.release_body(sha256)
        store.execute("delete from bodies where sha256 = ?", (sha256,))


def _tables_of_pages(store: CaptureStore) -> list[str]:
    """Return the tables but that of captures with a row for each of some pages."""
    rows = store.execute(
        "select m.name from sqlite_master m join pragma_table_info(m.name) c"
        " on c.name in ('site', 'page_key') where m.type = 'table' and m.name <> 'captures'"
        " group by m.name having count(*) = 2 order by m.name"
    )
    return [name for (name,) in rows]


def _bury(store: CaptureStore, erasure: Erasure, marks: Iterable[Tombstone]) -> None:
    """Keep the digests by which what was erased is known again."""
    entry = name_digest("entry", erasure.entry)
    for mark in sorted(marks):
        store.execute(
            "insert into tombstones (site, entry, kind, digest, swept) values (?, ?, ?, ?, 0)"
            " on conflict do update set swept = 0",
            (erasure.site, entry, *mark),
        )


def _cover_messages(store: CaptureStore, erasure: Erasure) -> None:
    mask = Mask(erasure.known_by)
    for run, message in store.execute("select id, message from runs where message <> ''").fetchall():
        if mask.spans(message):
            store.execute("update runs set message = ? where id = ?", (mask.covered(message), run))


def _forget_alerts(store: CaptureStore, erasure: Erasure) -> None:
    """Take ids out of what saved searches found and what is still to be told of them."""
    names = json.dumps([*erasure.known_by])
    store.execute(f"delete from alert_matches where response_id {_AMONG}", (names,))  # noqa: S608 - own words
    store.execute(
        "update alert_messages set response_ids = (select json_group_array(value)"  # noqa: S608 - own words
        f" from json_each(response_ids) where value not {_AMONG})",
        (names,),
    )


def _forget_headings(store: CaptureStore, profile: Profile, documents: Sequence[Document]) -> None:
    """Take headings that stood on no other page out of the statistics of past builds."""
    lines = {line for doc in documents for line in doc.lowered.split("\n")}
    rows = store.execute("select id, statistics from builds where site = ?", (profile.name,)).fetchall()
    for build, text in rows:
        kept = json.loads(text)
        headings = kept["headings"]
        rare = [name for name, pages in headings.items() if pages <= len(documents)]
        for name in rare:
            if any(name.lower() in line for line in lines):
                del headings[name]
        store.execute(
            "update builds set statistics = ? where id = ?", (json.dumps(kept, sort_keys=True), build)
        )


# Copies and free pages ------------------------------------------------------------------------------------


def _remove_copies(store: CaptureStore) -> None:
    """Remove what foilog keeps beside the store and can do without.

    These are samples of drift, what was read, and what runs that were cut off left there.
    """
    folder = store.path.parent
    for sample in (folder / "drift").glob("*.html"):
        sample.unlink(missing_ok=True)
    (folder / "incident.json").unlink(missing_ok=True)
    readings = [path.name for name in ("foi.db.reading-*", "readings-*.db") for path in folder.glob(name)]
    for name in ("cache.db", "foi.db.building", "foi.db.before", *readings):
        remove_database(folder / name)
    shutil.rmtree(folder / "restoring", ignore_errors=True)


def _sweep(store: CaptureStore) -> None:
    """Write the database anew and empty its log, then note that this was done.

    Raises BusyDatabase where a reader keeps the log from being emptied.
    """
    store.execute("pragma secure_delete = on")
    store.execute("vacuum")
    (busy, *_) = store.execute("pragma wal_checkpoint(truncate)").fetchone()
    if busy:
        raise BusyDatabase(store.path, "another program reads it, so what was erased still lies in it")
    store.execute("update tombstones set swept = 1")
