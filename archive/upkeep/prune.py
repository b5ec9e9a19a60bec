"""What of an archive's folder can go: nothing of which this is the last copy, and never a capture."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.errors import storage_errors
from archive.publish import file_troubles
from archive.store.captures import CaptureStore
from archive.store.replaced import replaced_stores
from archive.upkeep.backup_file import STORE
from archive.upkeep.disk import file_bytes
from archive.upkeep.restore import told_by_this_alone

_LEFT_OVER = ("foi.db.building*", "*.toml.building", "foi.db.reading*", "foi.db.before", "restoring")
_LEAST_PAGES = 256  # a store packed anew is written whole, which is not worth less than a megabyte


@dataclass(frozen=True, slots=True)
class Prunable:
    """Something that can go: a file, a folder, or, where ``path`` is the capture store, its empty pages."""

    path: Path
    bytes: int
    why: str


def find_prunable(data_dir: Path, *, keep: timedelta, now: datetime, cache: bool) -> tuple[Prunable, ...]:
    """Return what can go; samples of drift once they are older than ``keep``, what was read if it may.

    Right while no run writes to the archive. Raises StorageError.
    """
    found = _files(data_dir, now - keep, cache=cache)
    return tuple(Prunable(path, size, why) for path, why in found if (size := _freed(path)))


def prune(found: Iterable[Prunable]) -> int:
    """Remove what ``find_prunable`` found and return the bytes freed. Needs the archive's lock.

    Raises StorageError; what it names and what comes after it is still there then.
    """
    freed = 0
    for one in found:
        with file_troubles(one.path):
            before = file_bytes([one.path])
            if one.path.name == STORE:
                _pack(one.path)
                freed += before - file_bytes([one.path])
            elif one.path.is_dir():
                shutil.rmtree(one.path)
                freed += one.bytes
            else:
                one.path.unlink()
                freed += one.bytes
    return freed


def _files(data_dir: Path, oldest: datetime, *, cache: bool) -> Iterator[tuple[Path, str]]:
    for pattern in _LEFT_OVER:
        for path in sorted(data_dir.glob(pattern)):
            yield path, "left by a run that was cut off"
    if (data_dir / "practice").is_dir():
        yield data_dir / "practice", "the practice archive, which foilog demo makes anew"
    if cache:
        for path in sorted((*data_dir.glob("cache.db*"), *data_dir.glob("readings-*.db"))):
            yield path, "what was read, which the next build reads again"
    store = data_dir / STORE
    if store.exists():
        for path in replaced_stores(store):
            if not told_by_this_alone(path, store):
                yield path, "replaced by a backup; all it tells is in captures.db"
        yield from _samples(data_dir / "drift", store, oldest)
        yield store, "empty pages of the database"


def _samples(folder: Path, store: Path, oldest: datetime) -> Iterator[tuple[Path, str]]:
    """Yield old samples that are copies of bodies in the store, each being named by its digest."""
    with CaptureStore.open(store, read_only=True) as held:
        for path in sorted(folder.glob("*.html")):
            copied = held.execute("select 1 from bodies where sha256 = ?", (path.stem,)).fetchone()
            if copied and path.stat().st_mtime < oldest.timestamp():
                yield path, "an old sample of drift; captures.db holds the page"


def _freed(path: Path) -> int:
    """Return the bytes that go with ``path``; a second name of a file frees nothing."""
    if path.name == STORE:
        return _empty_bytes(path)
    return 0 if path.is_file() and path.stat().st_nlink > 1 else file_bytes([path])


def _empty_bytes(store: Path) -> int:
    with storage_errors(store), closing(sqlite3.connect(store)) as connection:
        empty, size = (
            connection.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_size")
        )
    return empty * size if empty >= _LEAST_PAGES else 0


def _pack(store: Path) -> None:
    with storage_errors(store), closing(sqlite3.connect(store)) as connection:
        connection.execute("vacuum")
        connection.execute("pragma wal_checkpoint(truncate)")
