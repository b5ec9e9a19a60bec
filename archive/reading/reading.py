"""What the captures of one site say: every listing, page and file, each body read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial

from archive.cache import Cache
from archive.reading.changed_pages import ChangedPages
from archive.reading.history import merge_stretches
from archive.reading.page_kind import move_of, newest_url, page_kind
from archive.reading.page_reading import PageReader, PageTask
from archive.reading.readings import Readings
from archive.reading.records import (
    CaptureReading,
    ReadPage,
    SeenEntry,
    Stretch,
    VersionReading,
    text_digest,
)
from archive.reading.removal import absent, gone
from archive.reading.rows import DiagnosticRow, PageRows, page_rows, version_fields
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.cursors import walks
from archive.store.page_standing import page_standings
from archive.store.queue import Queue
from archive.store.received import received
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.impostors import recognise_file
from parsers.listing import read_listing
from parsers.models import ListingEntry
from parsers.profile import Profile

Captures = Sequence[HeldCapture]
Found = Mapping[str, CaptureReading | None]

_ONLY_A_FILE = DiagnosticRow("page.none", "the listing leads straight to a file; there is no page to read")
_BATCH = 500  # pages written in one go


def read_captures(
    store: CaptureStore,
    profile: Profile,
    readings: Readings,
    progress: Callable[[int, int], None] | None = None,
    cache: Cache | None = None,
    changed: ChangedPages | None = None,
) -> None:
    """Read into ``readings`` what is held of the profile's site, or only the pages ``changed`` since then.

    Listings come first, because a page may lack the title or the date that its listing gives.
    ``progress`` is called with the number of pages read so far and of all pages to read. What an earlier
    build read of a page and left in ``cache`` is not read again.
    """
    reader = PageReader(store, profile, readings.mask, cache)
    readings.reread = partial(_read_again, store, profile, reader)
    if changed is None:
        said_anew: Set[str] = frozenset()
        total = _read_listings(store, profile, readings)
        pages = store.pages(profile.name)
    else:
        said_anew = _read_changed_listings(store, profile, readings, changed)
        items = {*changed.of_kind("item"), *filter(readings.is_item, said_anew)}
        total = len(items)
        pages = (store.page(profile.name, key) for key in sorted(items))
        for key in items:
            readings.forget(key)
    tasks = _tasks(pages, profile, readings)
    for done, (captures, found) in enumerate(reader.read(tasks, reader.processes(total)), 1):
        _add_page(store, profile, captures, found, readings)
        if done % _BATCH == 0:
            readings.flush()
        if progress:
            progress(done, total)
    _read_unvisited(store, profile, readings, said_anew)
    _find_absent(store, profile, readings)
    readings.flush()


def _read_again(
    store: CaptureStore,
    profile: Profile,
    reader: PageReader,
    capture_id: int | None,
    url: str,
    entry: ListingEntry | None,
) -> CaptureReading:
    """Return what was read of a capture, or, where there is none, of an entry that is only a file."""
    if capture_id is None:
        rows = _rows_without_text(url, profile, entry)
        return CaptureReading("", rows._replace(diagnostics=(_ONLY_A_FILE,)), ())
    return reader.again(store.capture(capture_id), entry)


# Listings


def _read_listings(store: CaptureStore, profile: Profile, readings: Readings) -> int:
    """Read all listings; return the number of pages still to read."""
    items = 0
    standings = page_standings(store, profile.name)
    for captures, (key, standing) in zip(store.pages(profile.name), standings, strict=True):
        kind = page_kind(captures, profile)
        readings.add_standing(key, (kind, *standing))
        items += kind == "item"
        if move := move_of(captures, profile):
            readings.add_move(key, *move)
        if kind == "listing":
            for capture in captures:
                if capture.status == 200:
                    _read_listing(store, profile, capture, readings)
            readings.flush()
    readings.follow_moves()
    return items


def _read_changed_listings(
    store: CaptureStore, profile: Profile, readings: Readings, changed: ChangedPages
) -> Set[str]:
    """Read what is new in listings; return the keys of the pages of which they say something else now."""
    before: dict[str, ListingEntry | None] = {}
    for key, (kind, standing) in changed.pages.items():
        readings.add_standing(key, (kind, *standing))
    for page in changed.of_kind("listing"):
        for capture in store.page(profile.name, page):
            if capture.status == 200 and readings.sighted_until(capture.id) != capture.seen_at:
                _read_listing(store, profile, capture, readings, before)
    return {key for key, entry in before.items() if readings.entry(key) != entry}


def _read_listing(
    store: CaptureStore,
    profile: Profile,
    capture: HeldCapture,
    readings: Readings,
    before: dict[str, ListingEntry | None] | None = None,
) -> None:
    """Read one listing; in ``before`` is kept what listings said until then of the pages it names."""
    listing = read_listing(store.read(capture.sha256), capture.content_type, capture.url, profile)
    for entry in map(readings.mask.entry, listing.entries):
        key = readings.place_of(entry.url)
        if before is not None and key not in before:
            before[key] = readings.entry(key)
        readings.add_entry(
            key, SeenEntry(entry, capture.captured_at, capture.seen_at, capture.source), capture.id
        )


def _read_unvisited(store: CaptureStore, profile: Profile, readings: Readings, said_anew: Set[str]) -> None:
    """Add what listings name and no page was read of; an entry that is only a file is a page without text.

    ``said_anew`` are the keys of pages of which listings say something else than in the last build.
    """
    queue = Queue(store, profile.name)
    readings.forget_unvisited()
    before = readings.only_files()
    only_files = set()
    for seen in readings.unread_entries():
        url = seen.entry.url
        key = readings.place_of(url)
        rows = _rows_without_text(url, profile, seen.entry)
        if profile.kind(url) != "attachment" and not readings.gives_file(key):
            queued = queue.get(key)
            asked = queued is not None and queued.state == "failed"
            readings.add_textless(key, rows.fields.published or "", asked=asked, visited=False)
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
            capture=None,
        )
        only_files.add(key)
        if key in said_anew or page != readings.only_file(key):
            readings.forget_only_file(key)
            readings.add_page(page, rows.fields, urls=[url], links=[url])
    for key in before - only_files:
        readings.forget_only_file(key)


def _find_absent(store: CaptureStore, profile: Profile, readings: Readings) -> None:
    """Add when the live listing did not name pages that it had named before."""
    walked = walks(store, profile.name)[::-1]
    for key, sightings in readings.sightings():
        readings.put_absences(key, absent(sightings, walked, profile.removal_hours))


def _rows_without_text(url: str, profile: Profile, entry: ListingEntry | None) -> PageRows:
    """Return what the address and the listing alone say."""
    doc = read_document(b"", "text/plain", url, profile)
    return page_rows(doc, parse_disclosure(doc, profile, entry))


# Pages


def _tasks(pages: Iterable[Captures], profile: Profile, readings: Readings) -> Iterator[PageTask]:
    """Yield the items to read: an unchanged page is captured many times, and each of its bodies read once."""
    for captures in pages:
        if page_kind(captures, profile) == "item":
            bodies: dict[str, HeldCapture] = {}
            for capture in captures:
                if capture.status == 200:
                    bodies.setdefault(capture.sha256, capture)
            yield PageTask(captures, tuple(bodies.values()), readings.entry(captures[0].page_key))


def _add_page(
    store: CaptureStore, profile: Profile, captures: Captures, found: Found, readings: Readings
) -> None:
    """Add a page: its newest good capture is shown, the texts of the others are versions."""
    read = {sha256: reading for sha256, reading in found.items() if reading and reading.text}
    text_of = {sha256: text_digest(reading.text) for sha256, reading in read.items()}
    good = [capture for capture in captures if capture.status == 200 and capture.sha256 in read]
    if not good:
        _add_unread(store, profile, captures, readings)
        return
    shown = max(reversed(good), key=lambda capture: capture.seen_at)
    reading = read[shown.sha256]
    readings.add_headings(shown.page_key, reading.headings)
    page = ReadPage(
        key=shown.page_key,
        url=newest_url(good),
        first_seen=good[0].captured_at,
        last_seen=shown.seen_at,
        captured_at=shown.captured_at,
        capture_sha256=shown.sha256,
        source=shown.source,
        text_sha256=text_of[shown.sha256],
        capture=shown.id,
    )
    absences = gone(captures, good, profile.removal_hours)
    there = [Stretch(c.captured_at, c.seen_at, text_of[c.sha256]) for c in good]
    away = [Stretch(a.first_seen, a.last_seen, "") for a in absences]  # the same text before and after is two
    merged = merge_stretches(sorted([*there, *away]))
    urls = {capture.url for capture in good if capture.url}
    versions = {
        text_of[capture.sha256]: VersionReading(version_fields(read[capture.sha256].rows), capture.id)
        for capture in (*good, shown)
    }
    readings.add_page(
        page,
        reading.rows.fields,
        sorted(urls),
        (stretch for stretch in merged if stretch.text_sha256),
        versions,
        reading.rows.links,
    )
    readings.add_absences(page.key, absences)


def _add_unread(store: CaptureStore, profile: Profile, captures: Captures, readings: Readings) -> None:
    """Keep that an address gave no page, and the file it gave instead, if any: a file needs no suffix."""
    key = captures[0].page_key
    if readings.move(key):
        return
    readings.add_absences(key, gone(captures, (), profile.removal_hours))  # another page may lead here
    if any(capture.status == 200 and _brought_file(store, capture) for capture in captures):
        readings.add_file_giver(key)
    rows = _rows_without_text(newest_url(captures), profile, readings.entry(key))
    readings.add_textless(key, rows.fields.published or "", asked=True, visited=True)


def _brought_file(store: CaptureStore, capture: HeldCapture) -> bool:
    return recognise_file(received(store, capture)) == "file"
