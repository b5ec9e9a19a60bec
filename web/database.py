"""Reading from the public database within a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from datasette.utils import sqlite_timelimit

from archive.opening import Connection, interrupted

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")
DATABASE = "foi"
PAGE_LIMIT_MS = 2_000
DOWNLOAD_LIMIT_MS = 30_000


class TooSlow(Exception):
    """A read took longer than its page may take and was stopped. The reader should narrow the search."""


def is_ours(datasette: Datasette) -> bool:
    """Return whether this Datasette serves our archive; the plugin may stand beside other databases."""
    return DATABASE in datasette.databases


async def read(datasette: Datasette, fn: Callable[[Connection], T], limit_ms: int = PAGE_LIMIT_MS) -> T:
    """Return what ``fn`` gives for one connection, so that all of a page is of one published file.

    Raises TooSlow when SQLite works longer than ``limit_ms``.
    """

    def limited(conn: Connection) -> T:
        with sqlite_timelimit(conn, limit_ms):
            return fn(conn)

    try:
        found: T = await datasette.databases[DATABASE].execute_fn(limited)
    except Exception as error:
        if interrupted(error):
            raise TooSlow from error
        raise
    return found
