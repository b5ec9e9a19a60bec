"""The files that pages and listings name, and which of them new captures make worth asking for."""

from __future__ import annotations

from collections.abc import Iterator

from archive.store.captures import CaptureStore, HeldCapture
from archive.store.cursors import Cursors
from archive.store.moments import utc_text
from archive.store.queue import Queue, Queued
from archive.store.received import read_capture, received
from archive.takedown.tombstones import Tombstones
from foilog.sources.source import Clock
from parsers.addresses import page_key
from parsers.impostors import recognise_file
from parsers.letter.fields import find_attachments
from parsers.listing import read_listing
from parsers.profile import Profile

_READ_TO = "read to"  # cursor: the newest capture whose links are known


class LinkedFiles:
    """The files of one site in its queue, which grows with what any source brings."""

    def __init__(self, store: CaptureStore, profile: Profile, clock: Clock) -> None:
        self._store = store
        self._profile = profile
        self._clock = clock
        self._queue = Queue(store, profile.name)
        self._tombstones = Tombstones(store, profile)
        self._cursors = Cursors(store, profile.name, "files")

    def discover(self) -> tuple[str, ...]:
        """Put what new captures link to into the queue; return the addresses that are to be asked for now.

        A file is asked for again where a page that links to it has said something new since.
        """
        wanted: dict[str, None] = {}
        at = int(self._cursors.get(_READ_TO) or 0)
        with self._store.transaction():
            for capture in self._store.after(self._profile.name, at):
                at = capture.id
                for url in self._links(capture):
                    if not self._tombstones.page(page_key(url)) and self._name(url, capture.captured_at):
                        wanted[url] = None
            self._cursors.put(_READ_TO, str(at))
        return tuple(wanted)

    def _links(self, capture: HeldCapture) -> Iterator[str]:
        if capture.status != 200 or not capture.url:
            return
        kind = self._profile.kind(capture.url)
        if kind == "item" and (doc := read_capture(self._store, self._profile, capture)):
            yield from (link.href for link in find_attachments(doc, self._profile))
        elif kind == "listing" and capture.source != "live":  # the live one is read entry by entry
            body = self._store.read(capture.sha256)
            listing = read_listing(body, capture.content_type, capture.url, self._profile)
            urls = (entry.url for entry in listing.entries)
            yield from (url for url in urls if self._profile.kind(url) == "attachment")

    def _name(self, url: str, moment: str) -> bool:
        """Note that something named a file at a moment; return whether it is to be asked for now."""
        now = utc_text(self._clock())
        known = self._queue.get(page_key(url))
        if known is None:
            known = self._unknown(url, now)
            self._queue.put(known)
        elif known.state != "moved" and known.looked_at and known.looked_at < moment:
            known = known._replace(due=now)
            self._queue.put(known)
        return known.due is not None and known.due <= now

    def _unknown(self, url: str, now: str) -> Queued:
        held = self._store.newest(self._profile.name, page_key(url))
        if held and recognise_file(received(self._store, held)) != "file":
            held = None
        return Queued.found(url, "file", now, held.seen_at if held else None)
