"""What became of each file that a response links to."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Container, Iterator, Sequence

from archive.files.library import FileLibrary
from archive.files.loose import LooseFile, Unplaced, place
from archive.reading.readings import Readings
from archive.reading.records import ARCHIVED_FILE, NOT_FETCHED, FileAnswer, FileVersion, FoundFile
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.file_troubles import FileTroubles
from archive.store.mementos import archived_digests, archived_files
from parsers.addresses import page_key
from parsers.files.media_types import media_type
from parsers.identity import LOOSE

_IS_LOOSE = f"page_key glob '{LOOSE}*'"
_HOPS = 5  # redirects from one address of a file to another


def find_files(
    store: CaptureStore,
    site: str,
    readings: Readings,
    library: FileLibrary,
    changed: Container[str] | None = None,
) -> None:
    """Find what became of every file that pages and listings link to.

    The newest good answer of an address is its file, whatever the site answers today, and before it what a
    person saved under its name. With ``changed``, the keys of pages that changed since the last build, all
    that may have another answer now are looked at.
    """
    readings.forget_unlinked_files()
    linked = readings.linked_files()
    archived = archived_digests(store, site)
    loose = [*_loose(store, site, sha1=bool(archived))]
    wanted = [*linked]
    if changed is not None and not loose:
        settled = readings.settled_files()
        wanted = [key for key in linked if key in changed or key not in settled]
    answers = {key: _answers(store, site, key) for key in wanted}
    given = {key: [one for one in answers[key] if library.is_file(one)] for key in wanted}
    alone = {key for key in wanted if given[key] and all(one.page_key == key for one in answers[key])}
    held = {key: captures[0].sha256 for key, captures in given.items() if captures}
    for key, loose_keys in place(loose, linked, held, archived).placed.items():
        given[key] += (one for loose in loose_keys for one in store.history(site, loose))
    not_asked = set(archived_files(store, site))
    troubles = FileTroubles(store, site)
    for key, captures in given.items():
        trouble = troubles.get(key)
        if captures:
            found = _held(library, captures, settled=key in alone)
        elif trouble:
            found = FoundFile(FileAnswer(trouble.state, reason=trouble.reason))
        elif answers[key]:
            found = FoundFile(FileAnswer("not_held", reason=_instead(answers[key][0])))
        else:
            found = FoundFile(ARCHIVED_FILE if key in not_asked else NOT_FETCHED)
        readings.add_file(key, found)


def unplaced_files(store: CaptureStore) -> tuple[Unplaced, ...]:
    """Return the saved files without an address that are none of the files in the queue, of all sites."""
    sites = store.execute(f"select distinct site from captures where {_IS_LOOSE} order by site")  # noqa: S608
    return tuple(file for (site,) in sites.fetchall() for file in _unplaced(store, site))


def _unplaced(store: CaptureStore, site: str) -> tuple[Unplaced, ...]:
    linked = store.execute("select page_key, url from queue where site = ? and kind = 'file'", (site,))
    held = store.execute(
        "select page_key, sha256 from captures where site = ?1 and status = 200 and page_key in"
        " (select page_key from queue where site = ?1 and kind = 'file')",
        (site,),
    )
    archived = archived_digests(store, site)
    loose = _loose(store, site, sha1=bool(archived))
    return place(loose, dict(linked.fetchall()), dict(held.fetchall()), archived).unplaced


def _answers(store: CaptureStore, site: str, key: str) -> list[HeldCapture]:
    """Return all answers of the address, and of those it leads to; what was seen last comes first."""
    seen: dict[str, tuple[HeldCapture, ...]] = {}
    while key not in seen and len(seen) <= _HOPS:
        seen[key] = store.history(site, key)
        target = seen[key][0].moved_to if seen[key] else None
        key = page_key(target) if target else key
    together = (capture for captures in seen.values() for capture in captures)
    return sorted(together, key=lambda capture: (capture.seen_at, capture.id), reverse=True)


def _held(library: FileLibrary, captures: Sequence[HeldCapture], *, settled: bool) -> FoundFile:
    shown = captures[0]
    file = library.look(shown)
    answer = FileAnswer(
        file.state,
        shown.sha256,
        file.size,
        media_type(file.kind, shown.content_type),
        file.reason or None,
        shown.captured_at,
        shown.source,
    )
    return FoundFile(answer, shown.id, tuple(_versions(captures)), settled)


def _versions(captures: Sequence[HeldCapture]) -> Iterator[FileVersion]:
    """Yield the bytes that the address gave in the course of time, oldest first, each with its stretch."""
    oldest_first = sorted(captures, key=lambda capture: (capture.captured_at, capture.id))
    version: FileVersion | None = None
    for capture in oldest_first:
        if version and version.sha256 == capture.sha256:
            version = version._replace(last_seen=max(version.last_seen, capture.seen_at))
            continue
        if version:
            yield version
        version = FileVersion(capture.captured_at, capture.seen_at, capture.sha256, capture.source)
    if version:
        yield version


def _instead(newest: HeldCapture) -> str:
    if newest.status != 200:
        return f"the site answered {newest.status}"
    return "the site answered with a web page or nothing instead of the file"


def _loose(store: CaptureStore, site: str, *, sha1: bool) -> Iterator[LooseFile]:
    """Yield the saved files without an address; the SHA-1 of each where there is something to compare."""
    rows = store.execute(
        f"select page_key, origin, sha256 from captures where site = ? and {_IS_LOOSE} order by page_key",  # noqa: S608
        (site,),
    )
    for key, name, sha256 in rows.fetchall():
        digest = hashlib.sha1(store.read(sha256), usedforsecurity=False).digest() if sha1 else b""
        yield LooseFile(key, name, sha256, base64.b32encode(digest).decode())
