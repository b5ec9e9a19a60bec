"""Putting a backup back: unpacked aside, proved sound, compared with what stands there, swapped in."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.errors import StorageError, storage_errors
from archive.publish import file_troubles, to_disk
from archive.store.replaced import replaced_name
from archive.upkeep.backup import check_store
from archive.upkeep.backup_file import STORE, unpack_backup

# What the one store tells and the other does not, by what it is called.
_MORE = {
    "captures": "select site, url, page_key, captured_at, status, sha256, source from {}.captures",
    "published ids": "select response_id, page_key from {}.identities",
    "runs": "select started, finished from {}.runs",
}


class NewerArchive(StorageError):
    """The archive holds what the backup lacks. Add --force to put the backup in its place all the same."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    ``kept`` is where the store that stood there is now, if it held more than the backup. ``differing`` are
    copies of lists of which another version stood there: that one stays, the backup's is put beside it.
    """

    captures: int
    kept: Path | None
    differing: tuple[Path, ...]


def restore(data_dir: Path, backup: Path, *, force: bool) -> Restored:
    """Put the capture store and the lists of ``backup`` into ``data_dir``; needs the archive's lock.

    Until the whole backup is proved sound, nothing of the archive is touched. Raises StorageError,
    DamagedBackup for a backup that is not whole, and NewerArchive unless told to ``force``.
    """
    folder, present = data_dir / "restoring", data_dir / STORE
    with file_troubles(present):
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was killed
        folder.mkdir(parents=True)
        try:
            store, *lists = unpack_backup(backup, folder)
            captures = check_store(store, backup)
            more = told_by_this_alone(present, store) if present.exists() else ""
            if more and not force:
                raise NewerArchive(present, more)
            kept = _kept_aside(present) if more else None
            _swap_in(store, present)
            differing = tuple(filter(None, (_put_back(file, data_dir) for file in lists)))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return Restored(captures, kept, differing)


def told_by_this_alone(present: Path, backup: Path) -> str:
    """Return what the present store tells and the backup does not, in words; empty where that is nothing."""
    try:
        with storage_errors(present), closing(sqlite3.connect(present)) as both:
            both.execute("attach ? as backup", (str(backup),))
            more = {
                what: both.execute(
                    f"select count(*) from ({rows.format('main')} except {rows.format('backup')})"  # noqa: S608 - own words
                ).fetchone()[0]
                for what, rows in _MORE.items()
            }
    except (StorageError, sqlite3.Error) as error:
        return f"it cannot be compared with the backup ({error})"
    held = [f"{number} {what}" for what, number in more.items() if number]
    return f"it holds {', '.join(held)} that the backup lacks" if held else ""


def _kept_aside(present: Path) -> Path:
    """Give the store that stands there a second name, with the log beside it, and return that name."""
    aside = replaced_name(present)
    aside.hardlink_to(present)
    log = present.with_name(f"{STORE}-wal")
    if log.exists():
        log.replace(aside.with_name(f"{aside.name}-wal"))
    return aside


def _swap_in(store: Path, present: Path) -> None:
    """Put ``store`` in the place of ``present``, whose log must not be taken for the new one's."""
    for suffix in ("-wal", "-shm", "-journal"):
        present.with_name(present.name + suffix).unlink(missing_ok=True)
    to_disk(store)
    store.replace(present)
    to_disk(present.parent)


def _put_back(file: Path, data_dir: Path) -> Path | None:
    """Put a list in its place where none stands there; return where it was put beside another one."""
    there = data_dir / file.name
    if there.exists() and there.read_bytes() == file.read_bytes():
        return None
    beside = there.with_name(f"{there.name}.restored") if there.exists() else None
    file.replace(beside or there)
    return beside
