"""The folder of an export: written aside, then moved in file by file, with its list of digests last."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import BusyDatabase, UnusableFile
from archive.publish import file_troubles
from archive.sums import SUMS, file_digest, sum_line

_ASIDE = ".exporting"
_EARLIER = "earlier"  # in it: the digests of whatever an earlier export may have left in the folder


class ForeignFile(UnusableFile):
    """A file that no export wrote stands where one has to be written. Choose another folder."""


@contextmanager
def export_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to write into; when the block ends well its files come into ``folder`` with SHA256SUMS.

    They take the place of the files of an earlier export that are still as it wrote them; all else in
    ``folder`` stays. Without SHA256SUMS the folder is not whole: it goes first and comes last. Raises
    ForeignFile, BusyDatabase where another export is writing there, and StorageError for the disk.
    """
    with file_troubles(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            aside = folder / _ASIDE
            earlier = _read_earlier(folder, aside)
            _start_anew(aside, earlier)
            written = aside / "files"
            written.mkdir()
            try:
                yield written
                _write_sums(written)
                _swap(written, folder, earlier)
            finally:
                if (folder / SUMS).exists() or not earlier:
                    shutil.rmtree(aside)


def listed_names(folder: Path) -> frozenset[str] | None:
    """Return the names in SHA256SUMS of ``folder``, or None where it has no such list."""
    path = folder / SUMS
    if not path.is_file():
        return None
    return frozenset(line.partition("  ")[2] for line in path.read_text("utf-8", "replace").splitlines())


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BusyDatabase(folder, "another export is writing there") from error
    finally:
        os.close(descriptor)


def _read_earlier(folder: Path, aside: Path) -> frozenset[str]:
    """Return the lines of the lists of all that earlier exports, stopped ones too, may have put there."""
    lists = (folder / SUMS, aside / _EARLIER, aside / "files" / SUMS)
    return frozenset(
        line for path in lists if path.is_file() for line in path.read_text("utf-8").splitlines(keepends=True)
    )


def _start_anew(aside: Path, earlier: frozenset[str]) -> None:
    aside.mkdir(exist_ok=True)
    new = aside / f"{_EARLIER}.new"
    new.write_text("".join(sorted(earlier)), "utf-8")
    new.replace(aside / _EARLIER)
    shutil.rmtree(aside / "files", ignore_errors=True)


def _write_sums(written: Path) -> None:
    lines = [sum_line(file_digest(path), path.name) for path in sorted(written.iterdir())]
    (written / SUMS).write_text("".join(lines), "utf-8")


def _swap(written: Path, folder: Path, earlier: frozenset[str]) -> None:
    names = {path.name for path in written.iterdir()} - {SUMS}
    for name in sorted(names):
        if (folder / name).exists() and not _is_earlier(folder / name, earlier):
            raise ForeignFile(folder / name, "no export wrote this file as it is")
    (folder / SUMS).unlink(missing_ok=True)
    for name in sorted(names):
        (written / name).replace(folder / name)
    for path in sorted(folder.iterdir()):
        if path.name not in names and _is_earlier(path, earlier):
            path.unlink()
    (written / SUMS).replace(folder / SUMS)


def _is_earlier(path: Path, earlier: frozenset[str]) -> bool:
    return path.is_file() and sum_line(file_digest(path), path.name) in earlier
