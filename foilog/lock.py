"""One run at a time may write to an archive."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from archive.store.moments import utc_text
from foilog.outcome import ExitCode, Failure


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Hold the archive's lock, and make its folder first.

    The lock is the operating system's, so it ends with the process however that ends; what the file says
    names the one that has or had it.
    Raises Failure: locked (8) when another run holds it, storage (5) when the folder cannot be made.
    """
    file = data / "foilog.lock"
    try:
        data.mkdir(parents=True, exist_ok=True)
        with FileLock(file, timeout=0):
            file.write_text(f"process {os.getpid()}, since {utc_text(datetime.now(UTC))}")
            yield
    except Timeout as error:
        who = file.read_text("utf-8", "replace") or "just begun"
        message = f"another run ({who}) is writing to {data}; wait for it to end"
        raise Failure(ExitCode.LOCKED, message) from error
    except OSError as error:
        raise Failure(ExitCode.STORAGE, f"cannot write to {data}: {error.strerror or error}") from error
