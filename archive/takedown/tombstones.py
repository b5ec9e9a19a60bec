"""What was erased is known again by its digests, so that no source brings it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, NamedTuple
from urllib.parse import urljoin

from archive.names import name_digest
from archive.reading.identity import fold_request
from archive.store.bodies import digest as body_digest
from archive.store.captures import CaptureStore
from parsers.addresses import page_key, slug
from parsers.disclosure import parse_disclosure
from parsers.erased import forgetful
from parsers.impostors import read_item
from parsers.letter.reference import reference_key
from parsers.models import Capture, Disclosure
from parsers.profile import Profile

Kind = Literal["page", "body", "response", "name"]


class Tombstone(NamedTuple):
    """One digest of something erased: its address, its bytes, what makes it one response, its id."""

    kind: Kind
    digest: str


class Tombstones:
    """What was erased of one site. Raises StorageError."""

    def __init__(self, store: CaptureStore, profile: Profile) -> None:
        self._store = store
        self._profile = profile
        self._known = frozenset(
            Tombstone(kind, digest)
            for kind, digest in store.execute(
                "select kind, digest from tombstones where site = ?", (profile.name,)
            )
        )
        self._responses = any(kind == "response" for kind, _ in self._known)

    def page(self, key: str) -> bool:
        """Whether the page with this key was erased."""
        return Tombstone("page", name_digest("page", key)) in self._known

    def admitted(self, capture: Capture, key: str) -> Capture | None:
        """Return ``capture`` as it may be kept: None for what was erased, a listing without what was.

        An answer that leads to an erased page is none to keep, as it names it. An erased page that stands at
        an address not known before is known there from then on.
        """
        if not self._known:
            return capture
        target = dict(capture.headers).get("location", "")
        led_to = target and self._led_to(capture, target)
        if self.page(key) or led_to:
            return None
        if marks := self._marks(capture):
            if self._profile.kind(capture.url) == "item" and read_item(capture, self._profile):
                self._remember(key, marks)
            return None
        body = forgetful(capture, self._profile, self.page)
        return capture if body == capture.body else replace(capture, body=body)

    def names(self) -> Iterator[str]:
        """Yield the digests of the ids and references of what was erased."""
        return (digest for kind, digest in self._known if kind == "name")

    def _led_to(self, capture: Capture, target: str) -> bool:
        try:
            return self.page(page_key(urljoin(capture.url, target)))
        except ValueError:  # no address
            return False

    def _marks(self, capture: Capture) -> set[Tombstone]:
        """Return by which of its digests it is known as erased."""
        marks = {Tombstone("body", body_digest(capture.body))}
        if self._responses and (doc := read_item(capture, self._profile)):
            known = response_digests(parse_disclosure(doc, self._profile), capture.url)
            marks |= {Tombstone("response", digest) for digest in known}
        return marks & self._known

    def _remember(self, key: str, marks: Iterable[Tombstone]) -> None:
        """Let the next build erase what names the page, as the entries want that had these marks made."""
        page = name_digest("page", key)
        for mark in marks:
            self._store.execute(
                "insert or ignore into tombstones (site, entry, kind, digest, swept)"
                " select site, entry, 'page', ?, 0 from tombstones"
                " where site = ? and kind = ? and digest = ?",
                (page, self._profile.name, *mark),
            )
        self._known |= {Tombstone("page", page)}


def response_digests(disclosure: Disclosure, url: str) -> Iterator[str]:
    """Yield what makes pages one response: the reference with the request, and with the slug."""
    if disclosure.reference is None:
        return
    reference = reference_key(disclosure.reference.value)
    if disclosure.request and (request := fold_request(disclosure.request.value)):
        yield name_digest("response", reference, "request", request)
    if url:
        yield name_digest("response", reference, "slug", slug(url))


def erased_of(store: CaptureStore, site: str, entry: str, keys: Iterable[str]) -> set[str]:
    """Return those of these page keys that the entry with the key ``entry`` had erased."""
    rows = store.execute(
        "select digest from tombstones where site = ? and kind = 'page' and entry = ?",
        (site, name_digest("entry", entry)),
    )
    erased = {digest for (digest,) in rows}
    return {key for key in keys if name_digest("page", key) in erased} if erased else set()


def lift(store: CaptureStore, entries: Iterable[str]) -> None:
    """Forget what entries of the list with these keys had erased, so that it may come again."""
    for entry in entries:
        store.execute("delete from tombstones where entry = ?", (name_digest("entry", entry),))
