"""What others are told of the chain of manifests, by which they can prove later that it was not rewritten.

The public file has, beside each run, the digest of the newest manifest of its time; a bundle has manifests
themselves. Whoever kept one of these, or a digest alone, holds the chain to it.
"""

from __future__ import annotations

import re
import sqlite3
import zipfile
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path, PurePosixPath

from archive.publish import file_troubles
from archive.store.bodies import digest
from archive.store.captures import CaptureStore
from archive.store.manifests import FOLDER, heads

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SQLITE = b"SQLite format 3\0"
_MANIFEST = b"foilog manifest "
_OF_RUNS = "select manifest from runs where manifest is not null group by manifest order by min(id)"


class NoHead(ValueError):
    """What was given tells of no manifest."""


def tell_heads(store: CaptureStore, building: Path) -> None:
    """Put beside each run of the public file at ``building`` the digest of the newest manifest of its time.

    What was sealed before the next run began belongs to it.
    """
    chain = heads(store)
    made = [head.made for head in chain]
    with closing(sqlite3.connect(building)) as archive, archive:
        runs = archive.execute("select id, started from runs order by id").fetchall()
        for place, (run, _) in enumerate(runs, 1):
            until = bisect_right(made, runs[place][1]) if place < len(runs) else len(chain)
            if until:
                archive.execute("update runs set manifest = ? where id = ?", (chain[until - 1].sha256, run))


def heads_in(named: str) -> tuple[str, ...]:
    """Return the digests of manifests that ``named`` tells.

    It is a digest, or the path of a public file, a bundle, a manifest, or a folder of manifests. Raises
    NoHead for anything else, and StorageError for a file that cannot be read.
    """
    if _DIGEST.fullmatch(named.lower()):
        return (named.lower(),)
    path = Path(named)
    if not path.exists():
        raise NoHead(f"{named} is neither the digest of a manifest nor a file")
    with file_troubles(path):
        if told := tuple(_told(path)):
            return told
    raise NoHead(f"{named} tells of no manifest; give a digest, a foi.db, a bundle or a manifest")


def heads_in_public(path: Path) -> tuple[str, ...]:
    """Return the digests of manifests that a public file tells, oldest first; perhaps none."""
    with (
        file_troubles(path),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as archive,
    ):
        if not archive.execute("select 1 from pragma_table_info('runs') where name = 'manifest'").fetchone():
            return ()
        return tuple(head for (head,) in archive.execute(_OF_RUNS))


def rewriting(store: CaptureStore, told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield a line for each of ``told``, digests by who tells them, of which the chain lacks one."""
    known = {head.sha256 for head in heads(store)}
    for named, digests in told.items():
        if unknown := [head for head in digests if head not in known]:
            yield (
                f"{named}: it tells of manifest {unknown[-1]}, which the chain does not hold; the chain was"
                " rewritten, or an older captures.db put back"
            )


def _told(path: Path) -> Iterator[str]:
    if path.is_dir():
        for file in sorted(path.glob("*.txt")):
            yield from _told(file)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as bundle:
            for name in bundle.namelist():
                if PurePosixPath(name).parent.name == FOLDER:
                    yield digest(bundle.read(name))
    elif _begins(path, _SQLITE):
        yield from heads_in_public(path)
    elif _begins(path, _MANIFEST):
        yield digest(path.read_bytes())


def _begins(path: Path, beginning: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(beginning)) == beginning
