"""What the captures of a run tell of their pages, counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.reading.records import text_digest
from archive.store.captures import CaptureStore
from archive.store.received import read_capture
from parsers.addresses import page_key
from parsers.impostors import read_item
from parsers.models import Capture
from parsers.profile import Profile


@dataclass(slots=True)
class Tally:
    """Keys of items' pages: those of which no text was held before, and those that had another one."""

    store: CaptureStore
    profile: Profile
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    _texts: dict[str, set[str]] = field(default_factory=dict)  # digests of those held, by page

    def take(self, capture: Capture) -> None:
        """Count what ``capture``, which is not kept yet, tells of its page; nothing where it is no item."""
        doc = read_item(capture, self.profile)
        if doc is None:
            return
        key, text = page_key(capture.url), text_digest(doc.text)
        if key not in self._texts:
            self._texts[key] = self._held_texts(key)
        if not self._texts[key]:
            self.new.add(key)
        elif text not in self._texts[key] and key not in self.new:
            self.changed.add(key)
        self._texts[key].add(text)

    def _held_texts(self, key: str) -> set[str]:
        history = self.store.history(self.profile.name, key)
        docs = (read_capture(self.store, self.profile, held) for held in history if held.status == 200)
        return {text_digest(doc.text) for doc in docs if doc}
