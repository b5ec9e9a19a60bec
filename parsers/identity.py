"""What page a capture is of."""

from __future__ import annotations

import hashlib

from parsers.addresses import page_key
from parsers.document import read_document
from parsers.letter.reference import find_reference, reference_key
from parsers.letter.sections import split_sections
from parsers.models import Capture
from parsers.profile import Profile

LOOSE = "file:"


def capture_key(capture: Capture, profile: Profile) -> str:
    """Return the key that all captures of one page share within its site.

    That is the address as ``parsers.addresses.page_key`` reads it; for a saved text without address ``ref:``
    and its reference in one spelling; without either ``sha256:`` and the digest of its bytes. A saved file
    without address that is no text of a page has a key of its own, which begins with LOOSE.
    """
    if capture.url:
        return page_key(capture.url)
    digest = hashlib.sha256(capture.body).hexdigest()
    if not capture.content_type.startswith("text/plain"):
        return f"{LOOSE}{capture.origin}:{digest}"
    doc = read_document(capture.body, capture.content_type, "", profile)
    reference, _ = find_reference(doc, profile, split_sections(doc, profile))
    if reference:
        return f"ref:{reference_key(reference.value)}"
    return f"sha256:{digest}"
