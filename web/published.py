"""The public database under a running site: a newly published file is picked up between two requests."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from datasette.app import Datasette
from datasette.database import Database

from archive.search.opening import Connection, StorageError, empty_archive, open_published
from web.database import DATABASE

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class PublishedFile:
    """Where the public database is looked for; assign ``path`` to switch a running site to another one."""

    path: Path


class _Identity(NamedTuple):
    """What changes when another file is published at a path."""

    path: str
    device: int
    inode: int
    modified_ns: int
    size: int


class _Generation:
    """One published file, with as many connections as there can be readers at once."""

    def __init__(self, identity: _Identity | None, connections: list[Connection]) -> None:
        self.identity = identity
        self.idle = deque(connections)

    def close(self) -> None:
        while self.idle:
            self.idle.pop().close()


class PublishedDatabase(Database):  # type: ignore[misc]  # Datasette has no types
    """Datasette's database ``foi``, which follows the published file.

    Datasette keeps one connection for each thread and name, so it would read on in a file that was replaced.
    Here every read takes a connection of the newest file. Readers in flight finish on theirs, which is closed
    when they give it back. A file that is missing or damaged is not taken: the one before goes on being read.
    """

    def __init__(self, datasette: Datasette, published: PublishedFile) -> None:
        # Mutable in Datasette's sense: it must not remember counts and sizes of a file that will be replaced.
        super().__init__(datasette, path=str(published.path), is_mutable=True)
        self._published = published
        self._readers = max(1, datasette.setting("num_sql_threads"))
        self._lock = threading.Lock()
        self._refused: _Identity | str | None = None
        self._current = _Generation(None, [self._prepared(empty_archive()) for _ in range(self._readers)])

    async def execute_fn(self, fn: Callable[[Connection], T]) -> T:
        """Return what ``fn`` gives for a connection to the newest published file."""

        def read() -> T:
            with self._connection() as conn:
                return fn(conn)

        if self.ds.executor is None:
            return read()
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, read)

    @property
    def size(self) -> int:
        """Bytes of the file that is being read."""
        identity = self._current.identity
        return identity.size if identity else 0

    @property
    def mtime_ns(self) -> int | None:
        """When the file that is being read was written; None while there is none."""
        identity = self._current.identity
        return identity.modified_ns if identity else None

    def close(self) -> None:
        """Close all connections that nobody is reading from."""
        with self._lock:
            self._current.close()

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._lock:
            self._follow()
            generation = self._current
            conn = generation.idle.pop()  # never empty: there are as many connections as threads
        try:
            yield conn
        finally:
            with self._lock:
                if generation is self._current:
                    generation.idle.append(conn)
                else:
                    conn.close()

    def _prepared(self, conn: Connection) -> Connection:
        self.ds._prepare_connection(conn, DATABASE)
        return conn

    def _follow(self) -> None:
        """Take the file at the path when it is not the one being read and is whole."""
        path = self._published.path
        identity = _identify(path)
        if identity == self._current.identity or (identity or str(path)) == self._refused:
            return
        opened: list[Connection] = []
        try:
            for _ in range(self._readers):
                opened.append(self._prepared(open_published(path)))
        except StorageError as error:
            logger.warning("%s; the archive before it is still served", error)
            self._refused = identity or str(path)
        if (
            len(opened) < self._readers or _identify(path) != identity
        ):  # replaced once more: the next read looks
            for conn in opened:
                conn.close()
            return
        retired, self._current = self._current, _Generation(identity, opened)
        retired.close()
        self.path, self._refused = str(path), None


def _identify(path: Path) -> _Identity | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return _Identity(str(path), stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
