"""The swap: a new public file is written beside the old one and takes its place only when it is whole."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from archive.errors import DiskFull, UnusableFile, storage_errors


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """Give the name to write the new ``path`` under, and put it in place when the block ends well.

    When the block fails, what was written is removed and ``path`` stays as it was. A killed process leaves
    only the file aside, which the next build replaces. Raises StorageError for trouble with the disk.
    """
    aside = path.with_name(f"{path.name}.building")
    with file_troubles(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_database(aside)
        try:
            yield aside
            to_disk(aside)
            aside.replace(path)
            to_disk(path.parent)
        finally:
            remove_database(aside)


class KeptFile:
    """The file that stands at ``path``, kept under a second name so that it can be put back.

    A killed process leaves only that name, which the next one takes away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._aside = path.with_name(f"{path.name}.before")
        self.drop()

    def keep(self) -> None:
        """Keep the file, if there is one and none is kept yet; where files have one name only, none is."""
        if self._path.exists() and not self._aside.exists():
            with suppress(OSError):
                self._aside.hardlink_to(self._path)

    def put_back(self) -> None:
        """Put the kept file in its place again; nothing happens where none is kept."""
        if self._aside.exists():
            with file_troubles(self._path):
                self._aside.replace(self._path)

    def drop(self) -> None:
        """Forget the kept file."""
        with file_troubles(self._path):
            self._aside.unlink(missing_ok=True)


@contextmanager
def file_troubles(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the system into StorageErrors about the file or folder at ``path``."""
    try:
        with storage_errors(path):
            yield
    except OSError as error:
        named = DiskFull if error.errno in {errno.ENOSPC, errno.EDQUOT} else UnusableFile
        raise named(path, str(error)) from error


def remove_database(path: Path) -> None:
    """Remove the database at ``path`` and SQLite's files beside it, where they are there."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """Wait until the file or folder has reached the disk, so that a power cut finds the old or the new."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
