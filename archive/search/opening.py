"""The public database, opened for readers."""

from __future__ import annotations

import sqlite3
from importlib.resources import files
from pathlib import Path

from archive.errors import DamagedDatabase, MissingDatabase, StorageError, storage_errors
from archive.search.index import index_archive

__all__ = ["Connection", "StorageError", "empty_archive", "interrupted", "open_published"]

Connection = sqlite3.Connection
Misuse = sqlite3.ProgrammingError  # what a statement that makes no sense ends with


def open_published(path: Path) -> Connection:
    """Return a connection to the file now published at ``path``; it goes on reading that one when replaced.

    The file is taken as immutable: a build never changes a published file, it puts a new one in its place.
    Raises StorageError for a file that is missing, damaged or no public database.
    """
    if not path.is_file():
        raise MissingDatabase(path)
    conn: Connection | None = None
    try:
        with storage_errors(path):
            conn = sqlite3.connect(
                f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False
            )
            conn.execute("select 1 from responses_fts, responses, site limit 1").fetchone()
            return conn
    except sqlite3.OperationalError as error:
        _close(conn)
        raise DamagedDatabase(path, f"not a published archive: {error}") from error
    except StorageError:
        _close(conn)
        raise


def _close(conn: Connection | None) -> None:
    if conn is not None:
        conn.close()


def empty_archive() -> Connection:
    """Return a connection to an archive in memory that has all tables and no rows."""
    conn = sqlite3.connect(":memory:", check_same_thread=False)
    conn.executescript((files("archive") / "foi.sql").read_text("utf-8"))
    index_archive(conn)
    return conn


def interrupted(error: Exception) -> bool:
    """Return whether a read ended because its time was up."""
    return isinstance(error, sqlite3.OperationalError) and error.args == ("interrupted",)
