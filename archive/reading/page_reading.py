"""What stands on the captures of pages: read by as many processes as pay, and kept for later builds.

What a capture says depends on its bytes and address, on what the listing says of it, on the profile, on what
is covered, and on the rules. All of these are in its key or version, so a reading that was kept is the one
that would be made.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import astuple
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from archive.cache import Cache
from archive.errors import StorageError
from archive.reader_version import reader_version
from archive.reading.records import CaptureReading
from archive.reading.rows import PageRows, page_rows
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.received import read_capture
from parsers.disclosure import parse_disclosure
from parsers.letter.headings import unknown_headings
from parsers.masking import Mask
from parsers.models import ListingEntry
from parsers.profile import Profile

_KIND = "page"
_READERS = ("parsers", "archive.reading.rows")
_WORTH = 3_000  # pages to read: below, starting other processes takes longer than they save
_MOST_PROCESSES = 4
_AT_ONCE = 16  # captures that one process is given
_AHEAD = 3  # times as many as there are processes: what is handed over must not pile up


class PageTask(NamedTuple):
    """A page to read: its captures, those whose bodies differ among them, and what the listing says of it."""

    captures: Sequence[HeldCapture]
    distinct: Sequence[HeldCapture]
    entry: ListingEntry | None


class ReadTask(NamedTuple):
    """A page that was read: its captures, and what was read of each body; None where it is no item."""

    captures: Sequence[HeldCapture]
    of: dict[str, CaptureReading | None]


class PageReader:
    """Reads the pages of one site. ``cache`` may be None: then every page is read again and none is kept."""

    def __init__(self, store: CaptureStore, profile: Profile, mask: Mask, cache: Cache | None) -> None:
        self._store, self._profile, self._mask, self._cache = store, profile, mask, cache
        self._version = f"{reader_version(*_READERS)} {profile.digest} {mask.key}"

    def processes(self, pages: int) -> int:
        """Return how many processes it pays to read so many pages with, those aside that were kept."""
        known = self._cache.count(_KIND, self._version) if self._cache else 0
        return min(os.cpu_count() or 1, _MOST_PROCESSES) if pages - known > _WORTH else 1

    def read(self, tasks: Iterable[PageTask], processes: int = 1) -> Iterator[ReadTask]:
        """Yield every task's page in order. Raises StorageError."""
        if processes == 1:
            for task in tasks:
                yield self._finish(task, [self._kept(each, task.entry) for each in task.distinct])
        else:
            with self._pool(processes) as submit:
                yield from self._read_by(submit, tasks, _AHEAD * processes)

    def again(self, capture: HeldCapture, entry: ListingEntry | None) -> CaptureReading:
        """Return what was read of a capture that is an item. Raises StorageError."""
        task = PageTask([capture], [capture], entry)
        reading = self._finish(task, [self._kept(capture, entry)]).of[capture.sha256]
        assert reading is not None
        return reading

    def _read_by(self, submit: _Submit, tasks: Iterable[PageTask], ahead: int) -> Iterator[ReadTask]:
        waiting: deque[tuple[list[_Kept], Future[list[bytes | None]]]] = deque()
        remaining = iter(tasks)
        while some := list(islice(remaining, _AT_ONCE)):
            kept: list[_Kept] = [
                (task, [self._kept(each, task.entry) for each in task.distinct]) for task in some
            ]
            wanted = [
                (capture, task.entry)
                for task, values in kept
                for capture, value in zip(task.distinct, values, strict=True)
                if value is None
            ]
            waiting.append((kept, submit(wanted)))
            if len(waiting) > ahead:
                yield from self._collect(*waiting.popleft())
        for each in waiting:
            yield from self._collect(*each)

    def _collect(self, kept: list[_Kept], made: Future[list[bytes | None]]) -> Iterator[ReadTask]:
        """Yield the pages of one hand-over, and keep what other processes read of them."""
        try:
            values = iter(made.result())
        except BrokenProcessPool:  # then it is all read here
            values = iter(())
        for task, found in kept:
            for number, capture in enumerate(task.distinct):
                if found[number] is None and (value := next(values, None)) is not None:
                    found[number] = value
                    self._keep(capture, task.entry, value)
            yield self._finish(task, found)

    def _finish(self, task: PageTask, values: Sequence[bytes | None]) -> ReadTask:
        """Return the page of ``task``, what is not among ``values`` read here, where errors are told."""
        of = {}
        for capture, value in zip(task.distinct, values, strict=True):
            if value is not None:
                of[capture.sha256] = _from_bytes(value)
                continue
            reading = _read(self._store, self._profile, self._mask, capture, task.entry)
            of[capture.sha256] = reading
            if self._cache:
                self._keep(capture, task.entry, _as_bytes(reading))
        return ReadTask(task.captures, of)

    def _keep(self, capture: HeldCapture, entry: ListingEntry | None, value: bytes) -> None:
        if self._cache:
            self._cache.put(_KIND, _key(capture, entry), self._version, value)

    def _kept(self, capture: HeldCapture, entry: ListingEntry | None) -> bytes | None:
        return self._cache.get(_KIND, _key(capture, entry), self._version) if self._cache else None

    @contextmanager
    def _pool(self, processes: int) -> Iterator[_Submit]:
        context = get_context("spawn")  # a fork would share the database's connections
        given = (self._store.path, self._profile, self._mask)
        with ProcessPoolExecutor(processes, context, _open, given) as pool:
            yield lambda wanted: pool.submit(_read_some, wanted)


_Kept = tuple[PageTask, list[bytes | None]]
_Wanted = list[tuple[HeldCapture, ListingEntry | None]]
_Submit = Callable[[_Wanted], "Future[list[bytes | None]]"]
_opened: list[tuple[CaptureStore, Profile, Mask]] = []  # of a process that only reads


def _open(path: Path, profile: Profile, mask: Mask) -> None:
    _opened.append((CaptureStore.open(path, read_only=True), profile, mask))


def _read_some(wanted: _Wanted) -> list[bytes | None]:
    store, profile, mask = _opened[0]
    values: list[bytes | None] = []
    for capture, entry in wanted:
        try:
            values.append(_as_bytes(_read(store, profile, mask, capture, entry)))
        except StorageError:  # told by the process that asked, which reads it again
            values.append(None)
    return values


def _read(
    store: CaptureStore, profile: Profile, mask: Mask, capture: HeldCapture, entry: ListingEntry | None
) -> CaptureReading | None:
    doc = read_capture(store, profile, capture, mask)
    if doc is None:
        return None
    rows = page_rows(doc, parse_disclosure(doc, profile, entry))
    return CaptureReading(doc.text, rows, tuple(unknown_headings(doc)))


def _as_bytes(reading: CaptureReading | None) -> bytes:
    """Return a reading as JSON, to be handed over and kept; ``null`` where there is no item."""
    parts = reading and (reading.text, reading.rows.to_json(), reading.headings)
    return json.dumps(parts, ensure_ascii=False).encode()


def _from_bytes(value: bytes) -> CaptureReading | None:
    parts = json.loads(value)
    if parts is None:
        return None
    text, rows, headings = parts
    return CaptureReading(text, PageRows.from_json(rows), tuple(headings))


def _key(capture: HeldCapture, entry: ListingEntry | None) -> str:
    said = (
        capture.sha256,
        capture.url,
        capture.status,
        capture.content_type,
        capture.headers,
        capture.source,
    )
    return hashlib.sha256(json.dumps([said, entry and astuple(entry)]).encode()).hexdigest()
