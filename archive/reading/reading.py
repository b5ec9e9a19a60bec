"""What the captures of one site say: every listing, page and file, each body read once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from archive.cache import Cache
from archive.reading.history import merge_stretches
from archive.reading.page_reading import CaptureReading, PageReader, PageTask
from archive.reading.readings import Readings
from archive.reading.records import ReadPage, SeenEntry, Stretch
from archive.reading.removal import absent, gone
from archive.reading.rows import DiagnosticRow, PageRows, page_rows, version_fields
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.cursors import walks
from archive.store.queue import Queue
from archive.store.received import received
from parsers.addresses import page_key
from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.identity import LOOSE
from parsers.impostors import recognise_file
from parsers.listing import read_listing
from parsers.models import ListingEntry
from parsers.profile import PageKind, Profile

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
) -> None:
    """Read everything held of the profile's site into ``readings``.

    Listings come first, because a page may lack the title or the date that its listing gives.
    ``progress`` is called with the number of pages read so far and of all pages. What an earlier build read
    of a page and left in ``cache`` is not read again.
    """
    total = _read_listings(store, profile, readings)
    reader = PageReader(store, profile, readings.mask, cache)
    tasks = _tasks(store, profile, readings)
    for done, (captures, found) in enumerate(reader.read(tasks, reader.processes(total)), 1):
        _add_page(store, profile, captures, found, readings)
        if done % _BATCH == 0:
            readings.flush()
        if progress:
            progress(done, total)
    _read_unvisited(store, profile, readings)
    _find_absent(store, profile, readings)
    readings.flush()


def _kind(captures: Captures, profile: Profile) -> PageKind:
    """Tell what a page is by its newest address; a saved text without one is an item, a saved file none."""
    if captures[0].page_key.startswith(LOOSE):
        return "attachment"
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
        if profile.kind(url) != "attachment" and not readings.gives_file(key):
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


# Pages


def _tasks(store: CaptureStore, profile: Profile, readings: Readings) -> Iterator[PageTask]:
    """Yield the pages to read: an unchanged page is captured many times, and each of its bodies read once."""
    for captures in store.pages(profile.name):
        if _kind(captures, profile) == "item":
            bodies: dict[str, HeldCapture] = {}
            for capture in captures:
                if capture.status == 200:
                    bodies.setdefault(capture.sha256, capture)
            yield PageTask(captures, tuple(bodies.values()), readings.entry(captures[0].page_key))


def _add_page(
    store: CaptureStore, profile: Profile, captures: Captures, found: Found, readings: Readings
) -> None:
    """Add a page: its newest good capture is shown, the texts of the others are versions."""
    text_of = {sha256: readings.add_text(read.text) for sha256, read in found.items() if read and read.text}
    good = [capture for capture in captures if capture.status == 200 and capture.sha256 in text_of]
    if not good:
        _add_unread(store, profile, captures, readings)
        return
    shown = max(reversed(good), key=lambda capture: capture.seen_at)
    reading = found[shown.sha256]
    assert reading is not None
    readings.add_headings(reading.headings)
    page = ReadPage(
        key=shown.page_key,
        url=_newest_url(good),
        first_seen=good[0].captured_at,
        last_seen=shown.seen_at,
        captured_at=shown.captured_at,
        capture_sha256=shown.sha256,
        source=shown.source,
        text_sha256=text_of[shown.sha256],
        rows=reading.rows,
    )
    absences = gone(captures, good, profile.removal_hours)
    there = [Stretch(c.captured_at, c.seen_at, text_of[c.sha256]) for c in good]
    away = [Stretch(a.first_seen, a.last_seen, "") for a in absences]  # the same text before and after is two
    merged = merge_stretches(sorted([*there, *away]))
    urls = {capture.url for capture in good if capture.url}
    fields = {text_of[key]: version_fields(read.rows) for key, read in found.items() if read and read.text}
    readings.add_page(
        page,
        sorted(urls),
        (stretch for stretch in merged if stretch.text_sha256),
        fields | {text_of[shown.sha256]: version_fields(page.rows)},
    )
    readings.add_absences(page.key, absences)


def _add_unread(store: CaptureStore, profile: Profile, captures: Captures, readings: Readings) -> None:
    """Keep that an address gave no page, and the file it gave instead, if any: a file needs no suffix."""
    key = captures[0].page_key
    if readings.has_moved(key):
        return
    readings.add_absences(key, gone(captures, (), profile.removal_hours))  # another page may lead here
    if any(capture.status == 200 and _brought_file(store, capture) for capture in captures):
        readings.add_file_giver(key)
    rows = _rows_without_text(_newest_url(captures), profile, readings.entry(key))
    readings.add_textless(key, rows.fields.published or "", asked=True)


def _brought_file(store: CaptureStore, capture: HeldCapture) -> bool:
    return recognise_file(received(store, capture)) == "file"
