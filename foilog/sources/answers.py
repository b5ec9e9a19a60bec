"""The live site's answers against what is held: what is new is kept, what is not is noted."""

from __future__ import annotations

from archive.store.captures import CaptureStore, HeldCapture
from archive.store.looks import Looks
from archive.store.received import read_capture, received
from archive.takedown.tombstones import Tombstones
from parsers.addresses import page_key
from parsers.impostors import Kind
from parsers.models import Capture
from parsers.profile import Profile
from parsers.sameness import says_the_same

_GOOD = frozenset({"item", "listing", "file", "unchanged", None})


class Answers:
    """What the live site answered, now and before. A ``scraper.client.Held``."""

    def __init__(self, store: CaptureStore, profile: Profile) -> None:
        self._store = store
        self._profile = profile
        self._looks = Looks(store, profile.name)
        self._tombstones = Tombstones(store, profile)

    def validators(self, url: str) -> tuple[str, str] | None:
        """Return what the page's newest answer may be asked for again with."""
        return self._looks.validators(page_key(url))

    def page(self, url: str) -> Capture:
        """Return the page as it was last answered."""
        held = self._looks.newest(page_key(url))
        if held is None:
            raise LookupError(f"{url}: answered as unchanged, and not held")
        return received(self._store, held)

    def newest(self, url: str) -> HeldCapture | None:
        """Return the capture that says how the page was when last seen."""
        return self._looks.newest(page_key(url))

    def text(self, url: str) -> str | None:
        """Return the newest text of the item at ``url``, from whatever source; None where there is none."""
        history = self._store.history(self._profile.name, page_key(url))
        docs = (read_capture(self._store, self._profile, held) for held in history if held.status == 200)
        return next((doc.text for doc in docs if doc), None)

    def keep(self, capture: Capture, kind: Kind | None) -> None:
        """Keep an answer; where the one before said the same, note only that it was said again.

        Nothing is kept of what was erased.

        ``kind`` is what the answer is, None for what is no page of the log.
        """
        admitted = self._tombstones.admitted(capture, page_key(capture.url))
        if admitted is None:
            return
        capture, good = admitted, kind in _GOOD
        held = self.newest(capture.url)
        if held and held.source == "live" and (capture.status == 304 or self._said(held, capture)):
            self._looks.confirm(held, capture, good=good)
        else:
            self._looks.keep(capture, page_key(capture.url), good=good)

    def _said(self, held: HeldCapture, capture: Capture) -> bool:
        return says_the_same(received(self._store, held), capture, self._profile)
