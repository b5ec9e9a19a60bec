"""Which pages of a site have captures that no build has read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.reading.page_kind import move_of, page_kind
from archive.reading.readings import Readings
from archive.store.captures import CaptureStore
from archive.store.page_standing import Standing, page_standings
from parsers.addresses import page_key
from parsers.profile import PageKind, Profile


@dataclass(frozen=True, slots=True)
class ChangedPages:
    """The pages to read again, by key: the kind of each, and how its captures stand."""

    pages: Mapping[str, tuple[PageKind, Standing]]

    def of_kind(self, kind: PageKind) -> tuple[str, ...]:
        """Return the keys of those of a kind."""
        return tuple(key for key, (of, _) in self.pages.items() if of == kind)


def changed_pages(store: CaptureStore, profile: Profile, readings: Readings) -> ChangedPages | None:
    """Return the pages that changed since they were read into ``readings``.

    None where all have to be read: a page leads elsewhere than before, or became one of another kind, and
    what listings say of it passes to another page.
    """
    changed: dict[str, tuple[PageKind, Standing]] = {}
    for key, standing in page_standings(store, profile.name):
        before = readings.standing(key)
        if before and before[1:] == standing:
            continue
        captures = store.page(profile.name, key)
        kind, move = page_kind(captures, profile), move_of(captures, profile)
        moved = (move[0], page_key(move[1])) if move else None
        if (before and before[0] != kind) or moved != readings.move(key):
            return None
        changed[key] = kind, standing
    return ChangedPages(changed)
