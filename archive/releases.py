"""Files that a person let through though they hide something, as ``releases.toml`` says it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.corrections import read_day
from archive.errors import FaultyReleases
from archive.hand_lists import check_keys, list_text, read_entries
from archive.publish import written_aside

FILE = "releases.toml"
_KEYS = ("sha256", "reason", "who", "when")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Release:
    """One entry of the list: the file with this digest may be published. ``when`` is yyyy-mm-dd."""

    sha256: str
    reason: str
    who: str
    when: str


def load_releases(data_dir: Path) -> tuple[Release, ...]:
    """Return the releases of the archive in ``data_dir``; none where there is no list.

    Raises FaultyReleases.
    """
    path = data_dir / FILE
    return read_releases(list_text(path, FaultyReleases), path)


def released_files(data_dir: Path) -> frozenset[str]:
    """Return the digests of the files that a person let through. Raises FaultyReleases."""
    return frozenset(release.sha256 for release in load_releases(data_dir))


def read_releases(text: str, path: Path) -> tuple[Release, ...]:
    """Return the releases in the TOML ``text`` of the file at ``path``, in its order.

    Raises FaultyReleases with every fault and the number of its entry.
    """
    return read_entries(text, path, "release", _release, FaultyReleases)


def add_release(data_dir: Path, release: Release) -> bool:
    """Put an entry at the end of the list, unless its file has one; return whether it was put there.

    What else stands in the file stays as it is; it is replaced whole or not at all. Raises StorageError.
    """
    path = data_dir / FILE
    text = list_text(path, FaultyReleases)
    if any(listed.sha256 == release.sha256 for listed in read_releases(text, path)):
        return False
    text = f"{text.rstrip()}\n\n{_written(release)}".lstrip("\n")
    read_releases(text, path)
    with written_aside(path) as aside:
        aside.write_text(text, "utf-8")
    return True


def _release(_: int, entry: Any) -> Release:
    check_keys(entry, _KEYS, words=("sha256", "reason", "who"))
    sha256 = entry["sha256"].strip().lower()
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256[:70]!r} is no SHA-256, which has 64 digits from 0 to f")
    return Release(sha256, " ".join(entry["reason"].split()), entry["who"].strip(), read_day(entry["when"]))


def _written(release: Release) -> str:
    said = (("sha256", release.sha256), ("reason", release.reason), ("who", release.who))
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said]
    lines = [line.replace("\x7f", "\\u007f") for line in lines]  # JSON allows it in a text, TOML does not
    return "\n".join(["[[release]]", *lines, f"when = {release.when}", ""])
