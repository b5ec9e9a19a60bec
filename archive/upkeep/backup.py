"""Backups: the capture store as it stood at one instant, with the lists made by hand, in one checked file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive.errors import DamagedDatabase, MissingDatabase, StorageError, storage_errors
from archive.publish import remove_database, written_aside
from archive.store.captures import CaptureStore
from archive.upkeep.backup_file import STORE, held_bytes, pack_backup

Tell = Callable[[int, int], None]
_PAGES_AT_ONCE = 2_000
_DATED = "foilog-{}.tar"
_MOMENT = "%Y%m%dT%H%M%SZ"


class LesserBackup(StorageError):
    """The new backup would replace a far larger one. Look why, or give another name."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made; ``lists`` names the hand-made files in it."""

    path: Path
    bytes: int
    captures: int
    lists: tuple[str, ...]


def dated_name(now: datetime) -> str:
    """Return the name of a backup made ``now``; such names sort as their dates do."""
    return _DATED.format(now.astimezone(UTC).strftime(_MOMENT))


def back_up(data_dir: Path, path: Path, now: datetime, tell: Tell = lambda done, total: None) -> Backup:
    """Write a backup of the archive in ``data_dir`` to ``path``, also while a run writes to the archive.

    Every body is hashed before the file takes its name; until then whatever stood there stays. ``tell`` is
    called with the pages of the database copied so far, and all. Raises StorageError; LesserBackup where
    ``path`` holds more than twice as much, UnusableFile where it is no backup.
    """
    store = data_dir / STORE
    if not store.exists():
        raise MissingDatabase(store)
    before = held_bytes(path)
    lists = sorted(file for file in data_dir.glob("*.toml") if file.is_file())
    with written_aside(path) as aside:
        copy = aside.with_name(f"{aside.name}.captures")
        remove_database(copy)
        try:
            _copy(store, copy, tell)
            captures = check_store(copy, store)
            if before > 2 * copy.stat().st_size:
                raise LesserBackup(path, f"it holds {before} bytes, the archive {copy.stat().st_size}")
            pack_backup(aside, copy, lists, now)
        finally:
            remove_database(copy)
    return Backup(path, path.stat().st_size, captures, tuple(file.name for file in lists))


def remove_older(folder: Path, keep: int) -> tuple[Path, ...]:
    """Remove the dated backups in ``folder`` but the newest ``keep``, and what killed runs left there.

    Returns the backups removed. Raises OSError.
    """
    for leftover in folder.glob(f"{_DATED.format('*')}.building*"):
        leftover.unlink()
    older = sorted(folder.glob(_DATED.format("*")), reverse=True)[keep:]
    for backup in older:
        backup.unlink()
    return tuple(older)


def _copy(store: Path, copy: Path, tell: Tell) -> None:
    """Write the store as it stands at this instant to a new file; others may go on writing meanwhile."""
    with storage_errors(store):
        held = sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    with closing(held):
        with storage_errors(store):
            held.execute("begin")
            held.execute("select 1 from sqlite_master").fetchone()  # from here on no change of others is seen
        with storage_errors(copy), closing(sqlite3.connect(copy, isolation_level=None)) as new:
            new.execute("pragma journal_mode = off")  # a copy that is cut off is thrown away
            new.execute("pragma synchronous = off")
            held.backup(
                new,
                pages=_PAGES_AT_ONCE,
                progress=lambda status, left, total: tell(total - left, total),
                sleep=0,
            )


def check_store(path: Path, named: Path) -> int:
    """Return the number of captures in the store at ``path``, whose every body is what was received.

    It is left as one file, without a log beside it. Raises StorageError, about damage with the name
    ``named``, which a person knows.
    """
    try:
        with CaptureStore.open(path) as store:
            for (fault,) in store.execute("pragma quick_check"):
                if fault != "ok":
                    raise DamagedDatabase(path, fault)
            for problem in store.verify():
                raise DamagedDatabase(path, f"body {problem.sha256}: {problem.reason}")
            captures: int = store.execute("select count(*) from captures").fetchone()[0]
    except DamagedDatabase as damage:
        raise DamagedDatabase(named, damage.reason) from damage
    with closing(sqlite3.connect(path)) as alone:
        alone.execute("pragma journal_mode = delete")
    return captures
