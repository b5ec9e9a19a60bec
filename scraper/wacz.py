"""WACZ files: a zip with WARC files under ``archive/`` and a list of contents with their digests."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from parsers.profile import Profile
from scraper.digests import agrees, new_digest
from scraper.saved_item import Rejected, SavedItem
from scraper.unpacked import Readable
from scraper.warc import read_warc

if TYPE_CHECKING:
    from hashlib import _Hash

_CONTENTS = "datapackage.json"
_MOST_CONTENTS_BYTES = 16 * 2**20
_CHUNK = 64 * 1024


class _Hashed:
    """A stream that takes the digest of what goes through."""

    def __init__(self, raw: Readable, digest: _Hash | None) -> None:
        self._raw = raw
        self._digest = digest

    def read(self, size: int, /) -> bytes:
        data = self._raw.read(size)
        if self._digest:
            self._digest.update(data)
        return data


def holds_archive(archive: zipfile.ZipFile) -> bool:
    """Whether the zip looks like a WACZ: it has something under ``archive/``, or WARC files elsewhere."""
    return any(_is_warc(member) for member in archive.infolist())


def read_wacz(
    archive: zipfile.ZipFile, name: str, profile: Profile, undated: datetime
) -> Iterator[SavedItem]:
    """Yield what every WARC in the zip holds; nothing is written to disk.

    ``name`` heads each origin. A member that leads out of the zip, is a WACZ itself, or is not what the list
    of contents says, is told.
    """
    digests, trouble = _stated_digests(archive)
    if trouble:
        yield Rejected(name, trouble, broken=True)
    for member in archive.infolist():
        origin = f"{name}!{member.filename}"
        if _leads_out(member.filename):
            yield Rejected(origin, "its path leads out of the file, so it was not opened", broken=True)
        elif member.filename.lower().endswith(".wacz"):
            reason = "a WACZ inside a WACZ: unpack the outer one and import this by itself"
            yield Rejected(origin, reason, broken=False)
        elif _is_warc(member):
            yield from _read_member(archive, member, origin, digests, profile, undated)


def _read_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    origin: str,
    digests: Mapping[str, str],
    profile: Profile,
    undated: datetime,
) -> Iterator[SavedItem]:
    stated = digests.get(member.filename, "")
    digest = new_digest(stated)
    try:
        with archive.open(member) as raw:
            hashed = _Hashed(raw, digest)
            yield from read_warc(hashed, member.compress_size, origin, profile, undated)
            if digest:
                while hashed.read(_CHUNK):
                    pass
    except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
        yield Rejected(origin, f"cannot be read ({error})", broken=True)
        return
    if digest and not agrees(stated, digest.digest()):
        reason = "not the bytes that the list of contents names; each record was checked by its own digest"
        yield Rejected(origin, reason, broken=True)


def _stated_digests(archive: zipfile.ZipFile) -> tuple[dict[str, str], str]:
    """Return the digest stated for each path, and what is wrong with the list of contents, if anything."""
    try:
        with archive.open(_CONTENTS) as file:
            contents = json.loads(file.read(_MOST_CONTENTS_BYTES))
        resources = contents["resources"]
        return {str(each["path"]): str(each["hash"]) for each in resources if "hash" in each}, ""
    except KeyError:
        return {}, ""
    except (OSError, EOFError, RuntimeError, ValueError, TypeError, zipfile.BadZipFile) as error:
        return {}, f"its list of contents cannot be read ({error}); its archives were read all the same"


def _is_warc(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".warc", ".warc.gz")) and not member.is_dir()


def _leads_out(filename: str) -> bool:
    path = filename.replace("\\", "/")
    drive = re.match(r"[A-Za-z]:", path)
    return path.startswith("/") or drive is not None or ".." in path.split("/")
