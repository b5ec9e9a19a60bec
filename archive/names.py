"""Digests by which something taken down is known again, where nothing may tell what it was."""

from __future__ import annotations

import hashlib
from typing import Literal

Kind = Literal["id", "reference", "file", "page", "response", "entry"]


def name_digest(kind: Kind, *names: str) -> str:
    """Return the digest of what something of this kind is called, whatever the case of its letters."""
    return hashlib.sha256("\0".join((kind, *names)).casefold().encode()).hexdigest()
