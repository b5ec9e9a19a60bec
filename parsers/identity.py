"""What page a capture is of."""

from __future__ import annotations

import hashlib

from parsers.addresses import page_key
from parsers.document import read_document
from parsers.letter.reference import find_reference, reference_key
from parsers.letter.sections import split_sections
from parsers.models import Capture
from parsers.profile import Profile


def capture_key(capture: Capture, profile: Profile) -> str:
    """Return the key that all captures of one page share within its site.

    That is the address as ``parsers.addresses.page_key`` reads it; for a saved text without address ``ref:``
    and its reference in one spelling; without either ``sha256:`` and the digest of its bytes.
    """
    if capture.url:
        return page_key(capture.url)
    doc = read_document(capture.body, capture.content_type, "", profile)
    reference, _ = find_reference(doc, profile, split_sections(doc, profile))
    if reference:
        return f"ref:{reference_key(reference.value)}"
    return f"sha256:{hashlib.sha256(capture.body).hexdigest()}"
