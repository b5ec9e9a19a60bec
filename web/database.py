"""Reading from the public database within a request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from archive.search.opening import Connection, interrupted

if TYPE_CHECKING:
    from datasette.app import Datasette

T = TypeVar("T")
DATABASE = "foi"
PAGE_LIMIT_MS = 2_000
DOWNLOAD_LIMIT_MS = 30_000
_WAITING = 5  # times as long as it may work, a read may last by the clock
_STEPS = 1_000  # of SQLite between two looks at the time


class TooSlow(Exception):
    """A read took longer than its page may take and was stopped. The reader should narrow the search."""


def is_ours(datasette: Datasette) -> bool:
    """Return whether this Datasette serves our archive; the plugin may stand beside other databases."""
    return DATABASE in datasette.databases


async def read(datasette: Datasette, fn: Callable[[Connection], T], limit_ms: int = PAGE_LIMIT_MS) -> T:
    """Return what ``fn`` gives for one connection, so that all of a page is of one published file.

    Raises TooSlow when it works longer than ``limit_ms``. The time of the processor counts, so that many
    readers at once wait for each other and none is turned away.
    """

    def limited(conn: Connection) -> T:
        with _limited(conn, limit_ms / 1000):
            return fn(conn)

    try:
        found: T = await datasette.databases[DATABASE].execute_fn(limited)
    except Exception as error:
        if interrupted(error):
            raise TooSlow from error
        raise
    return found


@contextmanager
def _limited(conn: Connection, seconds: float) -> Iterator[None]:
    """Interrupt what SQLite does for this thread once it has worked so long, or lasted several times that."""
    work, clock = time.thread_time() + seconds, time.monotonic() + _WAITING * seconds
    conn.set_progress_handler(lambda: time.thread_time() > work or time.monotonic() > clock, _STEPS)
    try:
        yield
    finally:
        conn.set_progress_handler(None, _STEPS)
