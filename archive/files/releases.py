"""Files that a person let through though they hide something, as ``releases.toml`` says it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.errors import FaultyReleases
from archive.hand_lists import added_entry, check_keys, list_text, read_day, read_entries
from archive.publish import written_aside

FILE = "releases.toml"
AUTHOR = "author"  # the one hazard that may be let through in all files, as no property is ever published
_KEYS = ("sha256", "hazard", "reason", "who", "when")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of the list. ``when`` is yyyy-mm-dd.

    ``subject`` is the SHA-256 of a file that may be published, or ``AUTHOR`` for all files that hide nothing
    else.
    """

    subject: str
    reason: str
    who: str
    when: str


def load_releases(data_dir: Path) -> tuple[Release, ...]:
    """Return the releases of the archive in ``data_dir``; none where there is no list.

    Raises FaultyReleases.
    """
    path = data_dir / FILE
    return read_releases(list_text(path, FaultyReleases), path)


def released(data_dir: Path) -> frozenset[str]:
    """Return what a person let through: digests of files, and ``AUTHOR``. Raises FaultyReleases."""
    return frozenset(release.subject for release in load_releases(data_dir))


def read_releases(text: str, path: Path) -> tuple[Release, ...]:
    """Return the releases in the TOML ``text`` of the file at ``path``, in its order.

    Raises FaultyReleases with every fault and the number of its entry.
    """
    return read_entries(text, path, "release", _release, FaultyReleases)


def add_release(data_dir: Path, release: Release) -> bool:
    """Put an entry at the end of the list, unless its subject has one; return whether it was put there.

    What else stands in the file stays as it is; it is replaced whole or not at all. Raises StorageError.
    """
    path = data_dir / FILE
    text = list_text(path, FaultyReleases)
    if any(listed.subject == release.subject for listed in read_releases(text, path)):
        return False
    subject = "hazard" if release.subject == AUTHOR else "sha256"
    said = {subject: release.subject, "reason": release.reason, "who": release.who}
    text = added_entry(text, "release", said, release.when)
    read_releases(text, path)
    with written_aside(path) as aside:
        aside.write_text(text, "utf-8")
    return True


def _release(_: int, entry: Any) -> Release:
    subject = _subject(entry) if isinstance(entry, Mapping) else ""
    check_keys(entry, _KEYS, words=(subject, "reason", "who"), optional=("sha256", "hazard"))
    said = entry[subject].strip().lower()
    if subject == "sha256" and not _SHA256.fullmatch(said):
        raise ValueError(f"{said[:70]!r} is no SHA-256, which has 64 digits from 0 to f")
    if subject == "hazard" and said != AUTHOR:
        raise ValueError(f"only the hazard {AUTHOR!r} can be let through in all files, not {said[:40]!r}")
    return Release(said, " ".join(entry["reason"].split()), entry["who"].strip(), read_day(entry["when"]))


def _subject(entry: Mapping[str, Any]) -> str:
    named = [key for key in ("sha256", "hazard") if key in entry]
    if len(named) != 1:
        raise ValueError("either sha256 or hazard must say what is let through")
    return named[0]
