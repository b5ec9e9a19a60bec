"""The files under the paths a person gave, in an order that does not change."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from scraper.saved_item import Rejected


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file to read: ``size`` in bytes, ``modified`` in UTC."""

    path: Path
    size: int
    modified: datetime


def walk(paths: Iterable[Path]) -> Iterator[SavedFile | Rejected]:
    """Yield the files at ``paths`` and, by name, those in their folders; what cannot be opened is told.

    Hidden files are passed over in folders, and so are the ``NAME_files`` folders that browsers put beside a
    ``NAME.html``. Links to folders are not followed, because they may lead round in circles.
    """
    waiting = list(paths)[::-1]
    while waiting:
        path = waiting.pop()
        try:
            info = path.stat()
            if stat.S_ISDIR(info.st_mode):
                inside, links = _inside(path)
                waiting += inside[::-1]
                yield from (
                    Rejected(printable(link), "a link to a folder: give that folder itself", broken=False)
                    for link in links
                )
            elif stat.S_ISREG(info.st_mode):
                yield SavedFile(path, info.st_size, datetime.fromtimestamp(info.st_mtime, UTC))
            else:
                yield Rejected(printable(path), "neither a file nor a folder", broken=False)
        except (OSError, OverflowError, ValueError) as error:
            yield Rejected(printable(path), f"cannot be read ({_why(error)})", broken=True)


def printable(path: Path) -> str:
    """Return ``path`` as text that any file or screen can take, whatever bytes the name is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _inside(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return what is in ``folder``, sorted: what to read, and the links to folders."""
    entries = sorted(folder.iterdir())
    names = {entry.name for entry in entries}
    wanted = [
        entry for entry in entries if not entry.name.startswith(".") and not _is_asset_folder(entry, names)
    ]
    links = [entry for entry in wanted if entry.is_symlink() and entry.is_dir()]
    return [entry for entry in wanted if entry not in links], links


def _is_asset_folder(entry: Path, names: set[str]) -> bool:
    page = entry.name.removesuffix("_files")
    return page != entry.name and entry.is_dir() and not names.isdisjoint({f"{page}.html", f"{page}.htm"})


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
