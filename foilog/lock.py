"""One run at a time may write to an archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from foilog.outcome import ExitCode, Failure


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Hold the archive's lock, and make its folder first.

    The lock is the operating system's, so it ends with the process however that ends.
    Raises Failure: locked (8) when another run holds it, storage (5) when the folder cannot be made.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data / "foilog.lock", timeout=0)
        with lock:
            yield
    except Timeout as error:
        raise Failure(ExitCode.LOCKED, f"another run is writing to {data}; wait for it to end") from error
    except OSError as error:
        raise Failure(ExitCode.STORAGE, f"cannot write to {data}: {error.strerror or error}") from error
