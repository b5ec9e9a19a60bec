"""What was read of bodies, kept so that a later build need not read it again; may be deleted at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

import zstandard

from archive.errors import storage_errors
from archive.publish import remove_database

_LEVEL = 3
_BUSY_SECONDS = 5.0
_SCHEMA = """
create table if not exists kept (
  kind text not null,           -- what sort of thing was read
  key text not null,            -- of what: a digest
  version text not null,        -- of the program that read it
  value blob not null,          -- packed
  primary key (kind, key)
);
"""


class Cache:
    """``cache.db``: values by kind and key, each of one version of what made it.

    Nothing in it is needed: one that is damaged is made anew, and what cannot be kept is not. Opening it
    raises StorageError.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    @contextmanager
    def open(cls, path: Path, *, empty: bool = False) -> Iterator[Self]:
        """Give the cache in the file at ``path`` until the block ends: made if need be, emptied if wanted."""
        if empty:
            remove_database(path)
        try:
            connection = _connect(path)
        except sqlite3.DatabaseError:
            remove_database(path)
            with storage_errors(path):
                connection = _connect(path)
        with closing(connection):
            yield cls(connection)

    def get(self, kind: str, key: str, version: str) -> bytes | None:
        """Return what this version made of ``key``; None where that is not kept."""
        try:
            row = self._db.execute(
                "select value from kept where kind = ? and key = ? and version = ?", (kind, key, version)
            ).fetchone()
            return zstandard.ZstdDecompressor().decompress(row[0]) if row else None
        except (sqlite3.DatabaseError, zstandard.ZstdError):
            return None

    def count(self, kind: str, version: str) -> int:
        """Return how many values of a kind this version made."""
        try:
            count: int = self._db.execute(
                "select count(*) from kept where kind = ? and version = ?", (kind, version)
            ).fetchone()[0]
        except sqlite3.DatabaseError:
            return 0
        return count

    def put(self, kind: str, key: str, version: str, value: bytes) -> None:
        """Keep ``value``, in the place of what another version made of ``key``."""
        packed = zstandard.ZstdCompressor(level=_LEVEL).compress(value)
        with suppress(sqlite3.DatabaseError):
            self._db.execute("insert or replace into kept values (?, ?, ?, ?)", (kind, key, version, packed))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")  # worth a reading at most
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
