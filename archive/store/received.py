"""A capture as it was received, and the text of the page that it is of."""

from __future__ import annotations

from datetime import datetime

from archive.store.captures import CaptureStore, HeldCapture
from parsers.impostors import read_item
from parsers.masking import Mask
from parsers.models import Capture, Document
from parsers.profile import Profile

_NOTHING = Mask()


def read_capture(
    store: CaptureStore, profile: Profile, capture: HeldCapture, mask: Mask = _NOTHING
) -> Document | None:
    """Return the text of a capture, covered by ``mask``.

    None where it is no item: an error, a wall, a page that says sorry.
    """
    doc = read_item(received(store, capture), profile)
    return mask.document(doc) if doc else None


def received(store: CaptureStore, capture: HeldCapture) -> Capture:
    """Return a capture with its body, as it was received."""
    return Capture(
        url=capture.url,
        captured_at=datetime.fromisoformat(capture.captured_at),
        status=capture.status,
        content_type=capture.content_type,
        body=store.read(capture.sha256),
        source=capture.source,
        origin=capture.origin,
        headers=capture.headers,
    )
