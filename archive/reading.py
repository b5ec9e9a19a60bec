"""What the captures of one site say: every listing, page and file, each body read once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from archive.captures import CaptureStore, HeldCapture
from archive.cursors import walks
from archive.history import merge_stretches
from archive.mementos import archived_files
from archive.queue import Queue
from archive.readings import Readings
from archive.records import ARCHIVED_FILE, FileAnswer, ReadPage, SeenEntry, Stretch
from archive.removal import absent, gone
from archive.rows import DiagnosticRow, PageRows, VersionFields, page_rows, version_fields
from parsers.addresses import page_key
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.impostors import read_item
from parsers.letter.headings import unknown_headings
from parsers.listing import read_listing
from parsers.masking import Mask
from parsers.models import Capture, Document, ListingEntry
from parsers.profile import PageKind, Profile

Captures = Sequence[HeldCapture]

_ONLY_A_FILE = DiagnosticRow("page.none", "the listing leads straight to a file; there is no page to read")
_BATCH = 500  # pages written in one go
_WEB_PAGE = (b"<!doctype html", b"<html")
_NOTHING = Mask()


def read_captures(
    store: CaptureStore,
    profile: Profile,
    readings: Readings,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Read everything held of the profile's site into ``readings``.

    Listings come first, because a page may lack the title or the date that its listing gives.
    ``progress`` is called with the number of pages read so far and of all pages.
    """
    total = _read_listings(store, profile, readings)
    done = 0
    for captures in store.pages(profile.name):
        match _kind(captures, profile):
            case "attachment" | "other":  # a page may link to a file anywhere on its site
                readings.add_file(captures[0].page_key, _file_answer(store, captures))
            case "item":
                _read_page(store, profile, captures, readings)
                done += 1
                if done % _BATCH == 0:
                    readings.flush()
                if progress:
                    progress(done, total)
    for key in archived_files(store, profile.name):
        readings.add_file(key, ARCHIVED_FILE)
    _read_unvisited(store, profile, readings)
    _find_absent(store, profile, readings)
    readings.flush()


def _kind(captures: Captures, profile: Profile) -> PageKind:
    """Tell what a page is by its newest address; a saved text without one is an item."""
    url = _newest_url(captures)
    return profile.kind(url) if url else "item"


def _newest_url(captures: Captures) -> str:
    return next((capture.url for capture in reversed(captures) if capture.url), "")


# Listings


def _read_listings(store: CaptureStore, profile: Profile, readings: Readings) -> int:
    """Read all listings; return the number of pages still to read."""
    items = 0
    for captures in store.pages(profile.name):
        kind = _kind(captures, profile)
        items += kind == "item"
        if (target := captures[-1].moved_to) and profile.kind(target) == "item":
            readings.add_move(captures[-1].page_key, captures[-1].url, target)
        if kind == "listing":
            for capture in captures:
                if capture.status == 200:
                    _read_listing(store, profile, capture, readings)
            readings.flush()
    readings.follow_moves()
    return items


def _read_listing(store: CaptureStore, profile: Profile, capture: HeldCapture, readings: Readings) -> None:
    listing = read_listing(store.read(capture.sha256), capture.content_type, capture.url, profile)
    for entry in map(readings.mask.entry, listing.entries):
        readings.add_entry(SeenEntry(entry, capture.captured_at, capture.seen_at, capture.source))


def _read_unvisited(store: CaptureStore, profile: Profile, readings: Readings) -> None:
    """Add what listings name and no page was read of; an entry that is only a file is a page without text."""
    queue = Queue(store, profile.name)
    for seen in readings.unread_entries():
        url, key = seen.entry.url, page_key(seen.entry.url)
        rows = _rows_without_text(url, profile, seen.entry)
        if profile.kind(url) != "attachment" and readings.file(url).state != "held":
            queued = queue.get(key)
            asked = queued is not None and queued.state == "failed"
            readings.add_textless(key, rows.fields.published or "", asked=asked)
            continue
        page = ReadPage(
            key=key,
            url=url,
            first_seen=seen.first_seen,
            last_seen=seen.seen_at,
            captured_at=None,
            capture_sha256=None,
            source=seen.source,
            text_sha256=None,
            rows=rows._replace(links=(url,), diagnostics=(_ONLY_A_FILE,)),
        )
        readings.add_page(page, urls=[url], stretches=[], versions={})


def _find_absent(store: CaptureStore, profile: Profile, readings: Readings) -> None:
    """Add when the live listing did not name pages that it had named before."""
    walked = walks(store, profile.name)[::-1]
    for key, sightings in readings.sightings():
        readings.add_absences(key, absent(sightings, walked, profile.removal_hours))


def _rows_without_text(url: str, profile: Profile, entry: ListingEntry | None) -> PageRows:
    """Return what the address and the listing alone say."""
    doc = read_document(b"", "text/plain", url, profile)
    return page_rows(doc, parse_disclosure(doc, profile, entry))


# Files


def _file_answer(store: CaptureStore, captures: Captures) -> FileAnswer:
    """Return the newest file that an address gave, or what it gave instead."""
    for capture in reversed(captures):
        if capture.status == 200:
            body = store.read(capture.sha256)
            if body and not _is_web_page(capture, body):
                media_type = capture.content_type.partition(";")[0].strip() or None
                return FileAnswer("held", capture.sha256, len(body), media_type)
    newest = captures[-1]
    if newest.status != 200:
        return FileAnswer("not_held", reason=f"the site answered {newest.status}")
    return FileAnswer("not_held", reason="the site answered with a web page or nothing instead of the file")


def _is_web_page(capture: HeldCapture, body: bytes) -> bool:
    return "html" in capture.content_type.lower() or body[:512].lstrip().lower().startswith(_WEB_PAGE)


# Pages


def _read_page(store: CaptureStore, profile: Profile, captures: Captures, readings: Readings) -> None:
    """Read a page: its newest good capture is shown, the texts of the others are versions."""
    text_of: dict[str, str] = {}  # digests by body, '' for no item: an unchanged page is captured many times
    newest: tuple[str, Document] | None = None
    answered = [capture for capture in captures if capture.status == 200]
    for capture in answered:
        if capture.sha256 not in text_of:
            doc = read_capture(store, profile, capture, readings.mask)
            text_of[capture.sha256] = readings.add_text(doc.text) if doc else ""
            newest = (capture.sha256, doc) if doc else newest
    good = [capture for capture in answered if text_of[capture.sha256]]
    if not good or newest is None:
        _add_unread(store, profile, captures, readings)
        return
    shown = max(reversed(good), key=lambda capture: capture.seen_at)
    doc = newest[1] if newest[0] == shown.sha256 else read_capture(store, profile, shown, readings.mask)
    assert doc is not None
    readings.add_headings(unknown_headings(doc))
    url = _newest_url(good)
    page = ReadPage(
        key=shown.page_key,
        url=url,
        first_seen=good[0].captured_at,
        last_seen=shown.seen_at,
        captured_at=shown.captured_at,
        capture_sha256=shown.sha256,
        source=shown.source,
        text_sha256=text_of[shown.sha256],
        rows=page_rows(doc, parse_disclosure(doc, profile, readings.entry(shown.page_key))),
    )
    absences = gone(captures, good, profile.removal_hours)
    there = [Stretch(c.captured_at, c.seen_at, text_of[c.sha256]) for c in good]
    away = [Stretch(a.first_seen, a.last_seen, "") for a in absences]  # the same text before and after is two
    merged = merge_stretches(sorted([*there, *away]))
    urls = {capture.url for capture in good if capture.url}
    versions = {text_of[c.sha256]: c for c in good if text_of[c.sha256] != page.text_sha256}
    earlier = {text: _earlier_fields(store, profile, c, readings) for text, c in versions.items()}
    readings.add_page(
        page,
        sorted(urls),
        (stretch for stretch in merged if stretch.text_sha256),
        {text_of[shown.sha256]: version_fields(page.rows), **earlier},
    )
    readings.add_absences(page.key, absences)


def _earlier_fields(
    store: CaptureStore, profile: Profile, capture: HeldCapture, readings: Readings
) -> VersionFields:
    """Return what is read in the text of a capture that is not the one shown."""
    doc = read_capture(store, profile, capture, readings.mask)
    assert doc is not None
    entry = readings.entry(capture.page_key)
    return version_fields(page_rows(doc, parse_disclosure(doc, profile, entry)))


def _add_unread(store: CaptureStore, profile: Profile, captures: Captures, readings: Readings) -> None:
    """Keep that an address gave no page, and the file it gave instead, if any: a file needs no suffix."""
    key = captures[0].page_key
    if readings.has_moved(key):
        return
    readings.add_absences(key, gone(captures, (), profile.removal_hours))  # another page may lead here
    readings.add_file(key, _file_answer(store, captures))
    rows = _rows_without_text(_newest_url(captures), profile, readings.entry(key))
    readings.add_textless(key, rows.fields.published or "", asked=True)


def read_capture(
    store: CaptureStore, profile: Profile, capture: HeldCapture, mask: Mask = _NOTHING
) -> Document | None:
    """Return the text of a capture, covered by ``mask``.

    None where it is no item: an error, a wall, a page that says sorry.
    """
    doc = read_item(received(store, capture), profile)
    return mask.document(doc) if doc else None


def received(store: CaptureStore, capture: HeldCapture) -> Capture:
    """Return a capture with its body, as it was received."""
    return Capture(
        url=capture.url,
        captured_at=datetime.fromisoformat(capture.captured_at),
        status=capture.status,
        content_type=capture.content_type,
        body=store.read(capture.sha256),
        source=capture.source,
        origin=capture.origin,
        headers=capture.headers,
    )
