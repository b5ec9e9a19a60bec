"""The form of a backup: a tar file of the capture store, the hand-made lists, and a list of their sums.

tar and sha256sum read it too, should foilog be gone.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from archive.errors import DamagedBackup, UnusableFile
from archive.sums import SUMS, file_digest, sum_line

STORE = "captures.db"
_PRIVATE = 0o600
_CHUNK = 1_048_576


def pack_backup(path: Path, store: Path, lists: Sequence[Path], now: datetime) -> None:
    """Write the backup at ``path``, which nobody else on this machine may read. Raises OSError."""
    members = {STORE: store, **{file.name: file for file in lists}}
    sums = "".join(sum_line(file_digest(file), name) for name, file in members.items()).encode()
    path.touch(_PRIVATE)
    with tarfile.open(path, "w") as packed:
        packed.addfile(_entry(SUMS, len(sums), now), io.BytesIO(sums))
        for name, file in members.items():
            with file.open("rb") as content:
                packed.addfile(_entry(name, file.stat().st_size, now), content)


def unpack_backup(path: Path, folder: Path) -> tuple[Path, ...]:
    """Unpack the backup into ``folder``, each file with its sum checked, and return them, the store first.

    Raises DamagedBackup, and OSError where a file cannot be read or written.
    """
    try:
        with tarfile.open(path) as packed:
            sums = _sums(packed)
            if STORE not in sums:
                raise DamagedBackup(path, f"it holds no {STORE}")
            for name, digest in sums.items():
                _unpack(packed, name, folder)
                if file_digest(folder / name) != digest:
                    raise DamagedBackup(path, f"{name} is not what was backed up")
    except (tarfile.TarError, KeyError, ValueError) as error:
        reason = str(error).partition(":\n")[0]  # tarfile has a line for each way of packing that it tried
        raise DamagedBackup(path, f"it cannot be unpacked: {reason}") from error
    return tuple(folder / name for name in sums)


def held_bytes(path: Path) -> int:
    """Return how large the store in the backup at ``path`` is; 0 where there is no file.

    Raises UnusableFile for a file that is no backup.
    """
    if not path.exists():
        return 0
    try:
        with tarfile.open(path) as packed:
            return packed.getmember(STORE).size
    except (tarfile.TarError, KeyError, OSError) as error:
        raise UnusableFile(path, "it is there and is no backup, so it is not replaced") from error


def _entry(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, _PRIVATE, int(now.timestamp())
    return entry


def _sums(packed: tarfile.TarFile) -> dict[str, str]:
    listed = packed.extractfile(SUMS)
    text = listed.read().decode() if listed else ""
    return {name: digest for digest, name in (line.split("  ", 1) for line in text.splitlines())}


def _unpack(packed: tarfile.TarFile, name: str, folder: Path) -> None:
    content = packed.extractfile(name)
    ours = "/" not in name and name.endswith((".db", ".toml"))  # so that none leads out of the folder
    if content is None or not ours:
        raise ValueError(f"{name!r} is no file of a backup")
    with (folder / name).open("wb") as file:
        while chunk := content.read(_CHUNK):
            file.write(chunk)
