"""Kept readings are used while nothing they depend on changed; two processes read what one reads."""

import json
import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from archive.cache import Cache
from archive.errors import DamagedBody
from archive.reading.page_reading import PageReader, PageTask, ReadTask
from archive.store.captures import CaptureStore
from parsers.masking import Mask
from parsers.models import ListingEntry
from practice.site import generate
from tests.practice_archive import PROFILE, keep_items


@pytest.fixture(scope="module")
def captured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("captured") / "captures.db"
    with CaptureStore.open(path) as store:
        keep_items(store, generate(seed=8, items=60))
    return path


@pytest.fixture
def store(captured: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(captured, read_only=True) as store:
        yield store


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    with Cache.open(tmp_path / "cache.db") as cache:
        yield cache


def tasks(store: CaptureStore, entry: ListingEntry | None = None) -> list[PageTask]:
    pages = store.pages(PROFILE.name)
    return [PageTask(page, page, entry) for page in pages if PROFILE.kind(page[0].url) == "item"]


def titles(read: Iterator[ReadTask]) -> list[str | None]:
    return [found.rows.fields.title for task in read for found in task.of.values() if found]


def tamper(cache: Cache, path: Path) -> None:
    """Give every kept page another title."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for key, value in connection.execute("select key, value from kept").fetchall():
            kept = json.loads(zstandard.ZstdDecompressor().decompress(value))
            if kept:
                rows = json.loads(kept[1])
                rows[0][2] = "kept"
                packed = zstandard.ZstdCompressor().compress(
                    json.dumps([kept[0], json.dumps(rows), kept[2]]).encode()
                )
                connection.execute("update kept set value = ? where key = ?", (packed, key))


def test_what_was_kept_is_not_read_again(store: CaptureStore, cache: Cache, tmp_path: Path) -> None:
    first = titles(PageReader(store, PROFILE, Mask(), cache).read(tasks(store)))
    tamper(cache, tmp_path / "cache.db")
    again = titles(PageReader(store, PROFILE, Mask(), cache).read(tasks(store)))
    assert "kept" not in first
    assert set(again) == {"kept"}


@pytest.mark.parametrize("change", ["mask", "profile", "entry", "no cache"])
def test_what_a_reading_depends_on_makes_it_read_again(
    store: CaptureStore, cache: Cache, tmp_path: Path, change: str
) -> None:
    first = titles(PageReader(store, PROFILE, Mask(), cache).read(tasks(store)))
    tamper(cache, tmp_path / "cache.db")
    mask = Mask(["zeppelin"]) if change == "mask" else Mask()
    profile = replace(PROFILE, digest="another") if change == "profile" else PROFILE
    entry = ListingEntry("", "", "", "", "told anew") if change == "entry" else None
    reader = PageReader(store, profile, mask, None if change == "no cache" else cache)
    assert titles(reader.read(tasks(store, entry))) == first


@pytest.mark.parametrize("kept", [False, True])
def test_two_processes_read_what_one_reads(store: CaptureStore, cache: Cache, kept: bool) -> None:
    reader = PageReader(store, PROFILE, Mask(), cache if kept else None)
    some = tasks(store)
    if kept:
        list(reader.read(some[::2]))
    assert list(reader.read(some, processes=2)) == list(PageReader(store, PROFILE, Mask(), None).read(some))


def test_what_other_processes_read_is_kept(store: CaptureStore, cache: Cache) -> None:
    reader = PageReader(store, PROFILE, Mask(), cache)
    some = tasks(store)
    assert reader.processes(10_000) > 1 or multiprocessing.cpu_count() == 1
    list(reader.read(some, processes=2))
    assert reader.processes(len(some) + 3_000) == 1


def test_processes_that_die_are_done_without(store: CaptureStore) -> None:
    some = tasks(store)
    reading = PageReader(store, PROFILE, Mask(), None).read(some, processes=2)
    read = [next(reading)]
    for child in multiprocessing.active_children():
        child.kill()
    read += reading
    assert read == list(PageReader(store, PROFILE, Mask(), None).read(some))


@pytest.mark.parametrize("processes", [1, 2])
def test_a_damaged_body_is_named_whoever_meets_it(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "captures.db"
    with CaptureStore.open(path) as store:
        keep_items(store, generate(seed=8, items=3))
        some = tasks(store)
        store.execute("drop trigger bodies_never_change")
        store.execute("update bodies set data = x'00' where sha256 = ?", (some[-1].distinct[0].sha256,))
        with pytest.raises(DamagedBody, match=some[-1].distinct[0].sha256):
            list(PageReader(store, PROFILE, Mask(), None).read(some, processes))
