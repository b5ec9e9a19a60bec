"""The private store of everything ever received: bodies, captures, published ids, runs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urljoin

from archive.errors import DamagedBody, IdentityTaken, MissingDatabase, NewerDatabase, storage_errors
from archive.store.bodies import BodyMismatch, digest
from archive.store.body_store import BodyProblem, BodyStore
from archive.store.moments import utc_text
from parsers.addresses import clean_address
from parsers.models import Capture, Source

WHOLE_SITE = "live: done"  # among a run's sources: all that the live site lists was looked at

_SCHEMA_VERSION = 3
_BUSY_SECONDS = 30.0
_AT_ONCE = 200

_CAPTURE_COLUMNS = (
    "site, url, page_key, captured_at, dated, status, content_type, headers, sha256, source, origin"
)
_HELD_COLUMNS = f"id, {_CAPTURE_COLUMNS}, coalesce(seen_at, captured_at) as seen_at, coalesce(answers, 1)"
_HELD = f"{_HELD_COLUMNS} from captures left join looks on capture_id = id"
_RUN_COLUMNS = (
    "id, started, finished, exit_code, sources, seen, new, changed, gone, failed, message, coalesce(site, '')"
)


@dataclass(frozen=True, slots=True)
class HeldCapture:
    """A capture as the store holds it: all but the body, which ``CaptureStore.read(sha256)`` gives.

    ``seen_at`` is until when its address gave the same again, and ``answers`` how often it did, the capture
    itself among them. Times are UTC, ISO 8601 with Z.
    """

    id: int = field(compare=False)  # tells in which order captures came, which what they say does not
    site: str
    url: str
    page_key: str
    captured_at: str
    dated: Literal["stated", "file"]
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    sha256: str
    source: Source
    origin: str
    seen_at: str
    answers: int

    @property
    def moved_to(self) -> str | None:
        """The address that a redirect leads to; None for any other answer, and for what is no address."""
        location = dict(self.headers).get("location", "")
        if not 300 <= self.status < 400 or not location:
            return None
        try:
            return clean_address(urljoin(self.url, location))
        except ValueError:
            return None


_HELD_FIELDS = tuple(field.name for field in fields(HeldCapture))


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: its exit code, what became of each source, counts of pages, and one line to read.

    ``skipped`` pages were left alone on purpose; the message says why. ``files`` were kept as new or
    otherwise than before. The run's row has neither number.
    """

    exit_code: int
    sources: tuple[str, ...]
    seen: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    failed: int = 0
    message: str = ""
    skipped: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command that writes. Times are UTC, ISO 8601; ``finished`` is None if it was cut off.

    ``site`` is empty for a run of an earlier version, which did not keep it.
    """

    id: int
    started: str
    finished: str | None
    exit_code: int | None
    sources: tuple[str, ...]
    seen: int
    new: int
    changed: int
    gone: int
    failed: int
    message: str
    site: str = ""


class CaptureStore:
    """``captures.db``. Everything is added, nothing is changed: the schema's triggers refuse it.

    Any method may raise an ``archive.errors.StorageError`` that names the file.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.added = 0  # captures, since the store was opened
        self._connection = connection
        self._bodies = BodyStore(self.execute)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Self:
        """Return the store in the file at ``path``, made if it is not there; ``read_only`` never makes it.

        A file of an earlier version of foilog gets the tables it lacks and keeps all it holds.
        """
        with storage_errors(path):
            if read_only and not path.exists():
                raise MissingDatabase(path)
            address = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}"
            connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
            try:
                if read_only and 0 < _version(connection) < _SCHEMA_VERSION:
                    cls.open(path).close()
                _prepare(connection, path, read_only=read_only)
            except BaseException:
                connection.close()
                raise
        return cls(path, connection)

    @classmethod
    def open_held(cls, path: Path) -> Self:
        """Return the store in the file at ``path``, brought up to this version. Never makes one."""
        if not path.exists():
            raise MissingDatabase(path)
        return cls.open(path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything added inside, or nothing if it ends in an exception. May be nested."""
        inner = self._connection.in_transaction
        begin, undo, keep = (
            ("savepoint inner_step", "rollback to inner_step", "release inner_step")
            if inner
            else ("begin immediate", "rollback", "commit")
        )
        self.execute(begin)
        try:
            yield
            self.execute(keep)
        except BaseException:
            if self._connection.in_transaction:  # SQLite itself rolls back when the disk is full
                self.execute(undo)
            raise

    def add(self, site: str, capture: Capture, page_key: str) -> bool:
        """Keep a capture of the site called ``site``; True when it was not held yet.

        Body and row come together or not at all. Inside ``transaction`` they come when that ends.
        """
        with self.transaction():
            sha256 = self.keep_body(capture.body)
            added = self.execute(
                f"insert into captures ({_CAPTURE_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - own names
                " on conflict (site, url, page_key, captured_at, status, sha256, source) do nothing",
                (
                    site,
                    clean_address(capture.url) if capture.url else "",
                    page_key,
                    utc_text(capture.captured_at),
                    capture.dated,
                    capture.status,
                    capture.content_type,
                    json.dumps(capture.headers, ensure_ascii=False),
                    sha256,
                    capture.source,
                    capture.origin,
                ),
            )
        self.added += added.rowcount
        return added.rowcount == 1

    def read(self, sha256: str) -> bytes:
        """Return the body with this key. Raises DamagedBody when it is not there or not what was received."""
        try:
            return self._bodies.read(sha256)
        except BodyMismatch as mismatch:
            raise DamagedBody(self.path, sha256, str(mismatch)) from mismatch

    def pages(self, site: str) -> Iterator[tuple[HeldCapture, ...]]:
        """Yield the captures of each page of ``site``: by page key, and within a page oldest first.

        The order depends on what is held alone, not on the order in which it came. One page is in memory
        at a time, without bodies.
        """
        with storage_errors(self.path):
            rows = self._connection.execute(
                f"select {_HELD} where site = ? order by page_key, captured_at, sha256, status, url, source",
                (site,),
            )
            for _, captures in groupby(map(_held, rows), key=lambda capture: capture.page_key):
                yield tuple(captures)

    def page(self, site: str, page_key: str) -> tuple[HeldCapture, ...]:
        """Return the captures of one page as ``pages`` does."""
        return tuple(
            self.select(
                "where site = ? and page_key = ? order by captured_at, sha256, status, url, source",
                (site, page_key),
            )
        )

    def after(self, site: str, capture_id: int) -> Iterator[HeldCapture]:
        """Yield the captures of ``site`` that came after the one with this id, in the order they came.

        Some are in memory at a time; what is kept meanwhile comes too.
        """
        while rows := self.execute(
            f"select {_HELD} where site = ? and id > ? order by id limit ?", (site, capture_id, _AT_ONCE)
        ).fetchall():
            for capture in map(_held, rows):
                capture_id = capture.id
                yield capture

    def capture(self, capture_id: int) -> HeldCapture:
        """Return the capture with this id, which must be held."""
        return _held(self.execute(f"select {_HELD} where id = ?", (capture_id,)).fetchone())

    def select(self, joined: str, values: Sequence[object] = ()) -> Iterator[HeldCapture]:
        """Yield captures; ``joined`` is what follows them in a statement. For the modules of this room."""
        with storage_errors(self.path):
            yield from map(_held, self._connection.execute(f"select {_HELD} {joined}", values))

    def newest(self, site: str, page_key: str) -> HeldCapture | None:
        """Return the capture that says how the page was when last seen, None where nothing is held."""
        return next(iter(self.history(site, page_key)), None)

    def history(self, site: str, page_key: str) -> tuple[HeldCapture, ...]:
        """Return the captures of one page, the one that was seen last first."""
        rows = self.execute(
            f"select {_HELD} where site = ? and page_key = ? order by seen_at desc, id desc",
            (site, page_key),
        )
        return tuple(map(_held, rows))

    def captures_where(self, condition: str, values: Sequence[object]) -> tuple[HeldCapture, ...]:
        """Return the captures that fulfil ``condition``, oldest first; for the modules of this room."""
        return tuple(self.select(f"where {condition} order by id", values))

    def mean_size(self) -> int | None:
        """Return the mean number of bytes of a body, None where none is held."""
        return self._bodies.mean_size()

    def capture_count(self, sites: Sequence[str]) -> int:
        """Return the number of captures of these sites."""
        marks = ", ".join("?" * len(sites))
        count = self.execute(f"select count(*) from captures where site in ({marks})", sites)  # noqa: S608 - marks
        return int(count.fetchone()[0])

    def body_count(self) -> int:
        """Return the number of bodies held."""
        return self._bodies.count()

    def verify(self, tell: Callable[[int], None] = lambda done: None) -> Iterator[BodyProblem]:
        """Yield a problem for every body that is missing or not what was received; none means all is well.

        ``tell`` is called with the number of bodies looked at so far.
        """
        with storage_errors(self.path):
            yield from self._bodies.verify(tell)

    def release_body(self, sha256: str) -> None:
        """Pack every body that needs this one to be unpacked by itself, so that this one may be erased."""
        try:
            self._bodies.release(sha256)
        except BodyMismatch as mismatch:
            raise DamagedBody(self.path, sha256, str(mismatch)) from mismatch

    def identities(self, site: str) -> dict[str, str]:
        """Return the published id of each page of ``site``, by page key."""
        rows = self.execute(
            "select page_key, response_id from identities where site = ? order by page_key", (site,)
        )
        return dict(rows.fetchall())

    def ids_of_other_sites(self, site: str) -> Iterator[str]:
        """Yield the published ids of all sites but ``site``, which none of its pages may be given."""
        with storage_errors(self.path):
            rows = self._connection.execute("select response_id from identities where site <> ?", (site,))
            for (response_id,) in rows:
                yield response_id

    def publish_identities(self, site: str, ids: Mapping[str, str]) -> None:
        """Keep the id of each page, by page key, for ever; a pair already kept changes nothing.

        Raises IdentityTaken, and keeps none, when a page has another id or an id belongs to another page.
        """
        with self.transaction():
            for page_key, response_id in sorted(ids.items()):
                self.execute(
                    "insert into identities (response_id, site, page_key) values (?, ?, ?)"
                    " on conflict do nothing",
                    (response_id, site, page_key),
                )
                owner = self.execute(
                    "select site, page_key from identities where response_id = ?", (response_id,)
                ).fetchone()
                if owner is None:
                    raise IdentityTaken(
                        self.path, f"{page_key} is published under another id than {response_id}"
                    )
                if owner != (site, page_key):
                    raise IdentityTaken(
                        self.path, f"the id {response_id} belongs to {owner[1]}, not to {page_key}"
                    )

    def start_run(self, started: datetime, sources: Sequence[str], site: str) -> int:
        """Note that a run began on ``site``, and return its number."""
        with self.transaction():
            run = self.execute(
                "insert into runs (started, sources) values (?, ?)",
                (utc_text(started), json.dumps(list(sources))),
            )
            assert run.lastrowid is not None
            self.execute("insert into run_sites values (?, ?)", (run.lastrowid, site))
        return run.lastrowid

    def finish_run(self, run_id: int, finished: datetime, result: RunResult) -> None:
        """Note how the run with this number ended."""
        self.execute(
            "update runs set finished = ?, exit_code = ?, sources = ?, seen = ?, new = ?, changed = ?,"
            " gone = ?, failed = ?, message = ? where id = ?",
            (
                utc_text(finished),
                result.exit_code,
                json.dumps(result.sources),
                result.seen,
                result.new,
                result.changed,
                result.gone,
                result.failed,
                result.message,
                run_id,
            ),
        )

    def runs(self) -> tuple[Run, ...]:
        """Return all runs, oldest first."""
        rows = self.execute(
            f"select {_RUN_COLUMNS} from runs left join run_sites on run_id = id order by id"  # noqa: S608 - own names
        )
        return tuple(map(_run, rows))

    def keep_body(self, body: bytes) -> str:
        """Keep a body without a capture of it yet, and return its key."""
        try:
            return self._bodies.add(body)
        except BodyMismatch as mismatch:
            raise DamagedBody(self.path, digest(body), str(mismatch)) from mismatch

    def execute(self, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> sqlite3.Cursor:
        """Run one statement; for the modules of this room, where all SQL is."""
        try:
            return self._connection.execute(sql, values)
        except sqlite3.Error:
            with storage_errors(self.path):  # not round each of the two dozen statements that a page takes
                raise


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
    version = _version(connection)
    if version > _SCHEMA_VERSION:
        raise NewerDatabase(path, "it was written by a later version of foilog")
    connection.execute("pragma foreign_keys = on")
    if read_only:
        return
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")  # what is reported as kept survives a power cut
    if version < _SCHEMA_VERSION:
        schema = (files("archive") / "captures.sql").read_text("utf-8")
        connection.executescript(
            f"begin immediate; {schema}; pragma user_version = {_SCHEMA_VERSION}; commit;"
        )


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("pragma user_version").fetchone()[0]
    return version


def _held(row: tuple[Any, ...]) -> HeldCapture:
    named = dict(zip(_HELD_FIELDS, row, strict=True))
    headers = tuple((name, value) for name, value in json.loads(named.pop("headers")))
    return HeldCapture(headers=headers, **named)


def _run(row: tuple[Any, ...]) -> Run:
    run_id, started, finished, exit_code, sources, seen, new, changed, gone, failed, message, site = row
    told = tuple(json.loads(sources))
    return Run(run_id, started, finished, exit_code, told, seen, new, changed, gone, failed, message, site)
