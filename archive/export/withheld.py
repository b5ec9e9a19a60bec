"""What of the captures may not leave the archive, though the archive holds it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from archive.store.captures import CaptureStore, HeldCapture
from archive.takedown.suppressions import Suppression, load_suppressions
from archive.takedown.withdrawing import mask_of
from parsers.addresses import page_key
from parsers.document import read_document
from parsers.markup.charset import decode
from parsers.masking import Mask
from parsers.profile import Profile

NOT_CLEARED = "files that the public archive does not show"
TAKEN_DOWN = "pages that are not public, where something was taken down"
COVERED = "pages with words that are covered in public"


class Withheld:
    """What suppressions.toml and the public file want kept back; ``published`` is a connection to that file.

    Where anything was taken down, only pages of responses that are public may leave: any other page, a list
    or a redirect above all, may name what is not there any more.
    """

    def __init__(
        self,
        published: sqlite3.Connection,
        store: CaptureStore,
        suppressions: Iterable[Suppression],
        profiles: Iterable[Profile],
    ) -> None:
        suppressions = tuple(suppressions)
        self._profiles = {profile.name: profile for profile in profiles}
        self._masks = {name: mask_of(suppressions, profile) for name, profile in self._profiles.items()}
        self._only_public = any(one.action != "mask" for one in suppressions)
        self._public = _public_pages(published, store, self._profiles) if self._only_public else set()
        self._files: set[str] = set()
        self._cleared: set[str] = set()
        self._kept_back: set[str] = set()
        for url, state, sha256 in published.execute("select url, state, sha256 from attachments"):
            self._files.add(page_key(url))
            if sha256:
                (self._cleared if state == "held" else self._kept_back).add(sha256)

    @classmethod
    def load(
        cls, data_dir: Path, published: sqlite3.Connection, store: CaptureStore, profiles: Iterable[Profile]
    ) -> Withheld:
        """Return what the archive in ``data_dir`` keeps back. Raises FaultySuppressions."""
        return cls(published, store, load_suppressions(data_dir), profiles)

    def reason(self, capture: HeldCapture, body: bytes) -> str:
        """Return why the capture with these bytes may not leave, '' where it may.

        A file may where the public file says that this very file is held.
        """
        is_file = capture.status == 200 and capture.page_key in self._files
        if capture.sha256 in self._kept_back or (is_file and capture.sha256 not in self._cleared):
            return NOT_CLEARED
        if self._only_public and not is_file and capture.page_key not in self._public:
            return TAKEN_DOWN
        mask = self._masks[capture.site]
        if mask and not is_file and self._shows(mask, capture, body):
            return COVERED
        return ""

    def _shows(self, mask: Mask, capture: HeldCapture, body: bytes) -> bool:
        """Whether words to be covered stand in the bytes, or in their text, as markup may part them."""
        source = decode(body, capture.content_type).text
        text = read_document(body, capture.content_type, capture.url, self._profiles[capture.site]).text
        return bool(mask.spans(source) or mask.spans(text))


def _public_pages(published: sqlite3.Connection, store: CaptureStore, sites: Iterable[str]) -> set[str]:
    public = {page_key(url) for (url,) in published.execute("select url from urls")}
    responses = {response for (response,) in published.execute("select id from responses")}
    for site in sites:
        public |= {key for key, response in store.identities(site).items() if response in responses}
    return public
