"""What kind of page captures are of."""

from __future__ import annotations

from collections.abc import Sequence

from archive.store.captures import HeldCapture
from parsers.identity import LOOSE
from parsers.profile import PageKind, Profile


def page_kind(captures: Sequence[HeldCapture], profile: Profile) -> PageKind:
    """Return the kind of a page by its newest address.

    A saved text without one is an item, a saved file none.
    """
    if captures[0].page_key.startswith(LOOSE):
        return "attachment"
    url = newest_url(captures)
    return profile.kind(url) if url else "item"


def newest_url(captures: Sequence[HeldCapture]) -> str:
    """Return the last address of captures, oldest first; empty where none has one."""
    return next((capture.url for capture in reversed(captures) if capture.url), "")


def move_of(captures: Sequence[HeldCapture], profile: Profile) -> tuple[str, str] | None:
    """Return the address of a page whose newest answer leads to another page of the log, and that one's."""
    target = captures[-1].moved_to
    return (captures[-1].url, target) if target and profile.kind(target) == "item" else None
