"""What can go wrong with the files of an archive; every one of them names the file.

StorageError
├── DiskFull          no room left
├── UnusableFile      cannot be opened, read or written
│   └── MissingDatabase   is not there
├── DamagedDatabase   not a database, or one with damaged pages
├── BusyDatabase      another program holds it too long
├── NewerDatabase     written by a later foilog
├── DamagedBackup     no backup, or one that is cut or changed
├── FaultyCorrections corrections.toml says something that cannot be done
├── FaultySuppressions suppressions.toml says something that cannot be done
├── FaultyReleases    releases.toml says something that cannot be done
├── FaultyAlerts      alerts.toml says something that cannot be done
├── DamagedBody       bytes that are no longer what was received
└── IdentityTaken     an id that already belongs to another page

Those that only one step raises stand with it: FaultyFile, ForeignFile, LesserBackup, NewerArchive, NotSealed,
UnreachedCopy.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StorageError(Exception):
    """The archive's files cannot be used as they are. Nothing was written by the step that failed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class DiskFull(StorageError):
    """No room left. Free some space and run the same command again."""


class UnusableFile(StorageError):
    """The file cannot be opened, read or written. Look at its permissions and at the disk."""


class MissingDatabase(UnusableFile):
    """The database is not there. foilog refresh or foilog import makes it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "there is no such file")


class DamagedDatabase(StorageError):
    """Not a database, or one with damaged pages. Put back the last good copy; foilog verify tells."""


class BusyDatabase(StorageError):
    """Another program has held the database too long. Wait for it to end."""


class NewerDatabase(StorageError):
    """The file was written by a later version. Update foilog; nothing was changed."""


class DamagedBody(StorageError):
    """A body whose bytes are no longer those that were received. Put back the last good copy of the file."""

    def __init__(self, path: Path, sha256: str, reason: str) -> None:
        super().__init__(path, f"body {sha256}: {reason}")
        self.sha256 = sha256


class DamagedBackup(StorageError):
    """The backup is not whole. Take another one; nothing of the archive was touched."""


class FaultyCorrections(StorageError):
    """The list of corrections cannot be used as it is. Mend the entries named and run it again."""


class FaultySuppressions(StorageError):
    """The list of suppressions cannot be used as it is. Mend the entries named and run it again."""


class FaultyReleases(StorageError):
    """The list of releases cannot be used as it is. Mend the entries named and run it again."""


class FaultyAlerts(StorageError):
    """The list of alerts cannot be used as it is. Mend it and run it again."""


class IdentityTaken(StorageError):
    """A published id would change, or pass to another page. Choose another id for the new page."""


_NO_ROOM = 65_536  # bytes; SQLite takes 32 kB at once

_BY_CODE: dict[int, type[StorageError]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_CANTOPEN: UnusableFile,
    sqlite3.SQLITE_PERM: UnusableFile,
    sqlite3.SQLITE_READONLY: UnusableFile,
    sqlite3.SQLITE_IOERR: UnusableFile,
    sqlite3.SQLITE_NOTADB: DamagedDatabase,
    sqlite3.SQLITE_CORRUPT: DamagedDatabase,
    sqlite3.SQLITE_BUSY: BusyDatabase,
    sqlite3.SQLITE_LOCKED: BusyDatabase,
}


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:  # no such folder
        return False


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about the file at ``path`` into the named ones; others are bugs and pass."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0)  # extended: the low byte says what kind
        named = _BY_CODE.get(code & 0xFF)
        if named is None:
            raise
        if named is UnusableFile and _is_full(path.parent):  # SQLite's log finds no room for its index
            raise DiskFull(path, f"its disk is full ({error})") from error
        raise named(path, str(error)) from error
