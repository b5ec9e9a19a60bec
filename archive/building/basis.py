"""What a build rests on besides captures: what was read with another basis is read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from archive.reader_version import reader_version
from archive.store.captures import CaptureStore
from parsers.profile import Profile


def basis_of(store: CaptureStore, sites: Iterable[Profile], lists: Iterable[object]) -> dict[str, str]:
    """Return digests of all that decides how captures are read, and of the captures that were published.

    ``lists`` are what people wrote by hand. Whatever was erased is part of it, by its digests.
    """
    erased = store.execute("select site, entry, kind, digest from tombstones order by 1, 2, 3, 4")
    parts = (
        reader_version("parsers", "archive"),
        *(f"{site.name} {site.digest} {site.fictional}" for site in sites),
        *map(repr, lists),
        *map(repr, erased),
    )
    return {"rules": hashlib.sha256("\0".join(parts).encode()).hexdigest(), "captures": _last_manifest(store)}


def file_identity(path: Path) -> str:
    """Return what tells a file from any other that ever has its name; empty where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns}"


def _last_manifest(store: CaptureStore) -> str:
    """Return the digest of the newest manifest: it tells whether another store took the place of this one."""
    row = store.execute("select sha256 from manifests order by number desc limit 1").fetchone()
    return row[0] if row else ""
