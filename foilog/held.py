"""What the archive already holds of each item's page, so that a source need not give it again."""

from __future__ import annotations

from archive.captures import CaptureStore, HeldCapture
from archive.reading import read_capture
from parsers.addresses import page_key
from parsers.profile import Profile


class HeldPages:
    """The pages of items as they were held when this was made."""

    def __init__(self, store: CaptureStore, profile: Profile) -> None:
        self._store = store
        self._profile = profile
        self._published = frozenset(store.identities(profile.name))
        self._answered: dict[str, tuple[HeldCapture, ...]] = {}  # with status 200, newest first
        self._moved: dict[str, str] = {}
        for captures in store.pages(profile.name):
            newest = captures[-1]
            if newest.moved_to:
                self._moved[newest.page_key] = page_key(newest.moved_to)
            if not newest.url or profile.kind(newest.url) == "item":
                answered = (capture for capture in reversed(captures) if capture.status == 200)
                self._answered[newest.page_key] = tuple(answered)

    def __bool__(self) -> bool:
        """Whether any item is held."""
        return bool(self._published) or any(self.text(key) is not None for key in self._answered)

    def knows(self, url: str) -> bool:
        """Whether the page of an item at ``url``, or the one it moved to, was once read."""
        key = self._moved.get(page_key(url), page_key(url))
        return key in self._published or self.text(key) is not None

    def text(self, key: str) -> str | None:
        """Return the newest text held under a page key, None where there is none."""
        held = self._answered.get(key, ())
        docs = (read_capture(self._store, self._profile, capture) for capture in held)
        return next((doc.text for doc in docs if doc), None)
