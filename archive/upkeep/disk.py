"""What an archive takes of the disk, by kind, and how long the disk will last."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from archive.store.captures import CaptureStore
from archive.store.moments import utc_text

_DATABASES = ("captures.db", "foi.db", "cache.db", "readings")
_READINGS = "readings-*.db"  # one for each site
_LOOKED_BACK = timedelta(days=30)
_FEWEST_NIGHTS = 3

# What the live site gave for the first time, by night: an archive of the web comes once, not every night.
_NIGHTLY = """
select substr(first, 1, 10) as night, sum(length(data))
from (select sha256, min(captured_at) as first from captures where source = 'live' group by sha256)
join bodies using (sha256)
where first >= ? group by night
"""
_NIGHTS = "select distinct substr(started, 1, 10) from runs where started >= ? and sources like '%\"live%'"


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long the disk will last.

    ``bytes_per_night`` is the mean over the ``nights`` with a refresh in the last 30 days, the largest left
    out: a first crawl is no usual night. It is None where there were fewer than four. ``free`` counts bytes,
    ``nights_left`` nights until a build has no room for the new file; None where nothing grows.
    """

    nights: int
    bytes_per_night: int | None
    free: int
    nights_left: int | None


def disk_by_kind(data_dir: Path) -> dict[str, int]:
    """Return bytes by kind: each database with SQLite's files beside it, each folder, and all the rest.

    The databases of captures and responses are always told, others where they are there.
    """
    kinds = dict.fromkeys(_DATABASES[:2], 0)
    for path in sorted(data_dir.iterdir()) if data_dir.is_dir() else ():
        database = next((name for name in _DATABASES if path.name in _with_companions(name)), None)
        database = "readings" if path.match(_READINGS) else database
        kind = database or (f"{path.name}/" if path.is_dir() else "other files")
        kinds[kind] = kinds.get(kind, 0) + file_bytes([path])
    return {kind: size for kind, size in kinds.items() if size or kind in _DATABASES}


def forecast(store: CaptureStore, disk: dict[str, int], now: datetime) -> Forecast:
    """Return how long the disk will last, for an archive that takes ``disk`` by kind.

    The databases are taken to grow as the bodies in them do.
    """
    free = shutil.disk_usage(store.path.parent).free
    since = utc_text(now - _LOOKED_BACK)
    grown = dict(store.execute(_NIGHTLY, (since,)).fetchall())
    nights = sorted(grown.get(night, 0) for (night,) in store.execute(_NIGHTS, (since,)).fetchall())[:-1]
    if len(nights) < _FEWEST_NIGHTS:
        return Forecast(len(nights), None, free, None)
    held = store.execute("select sum(length(data)) from bodies").fetchone()[0] or 1
    share = sum(disk.get(name, 0) for name in _DATABASES) / held
    each = round(share * sum(nights) / len(nights))
    room = max(0, free - disk["foi.db"])
    return Forecast(len(nights), each, free, room // each if each else None)


def file_bytes(paths: Iterable[Path]) -> int:
    """Return the bytes of these files and of all files in these folders; one that goes meanwhile counts 0."""
    total = 0
    for path in paths:
        try:
            total += file_bytes(path.iterdir()) if path.is_dir() else path.lstat().st_size
        except FileNotFoundError:
            continue
    return total


def _with_companions(name: str) -> tuple[str, ...]:
    return tuple(name + suffix for suffix in ("", "-wal", "-shm", "-journal"))
