"""Why a file, or a part of it, has no text."""

from __future__ import annotations

LOCKED = "The file is locked with a password."
DAMAGED = "The file is damaged or was cut short."


class NotRead(Exception):
    """A file whose text cannot be read; the message says why in a sentence for readers of the archive."""
