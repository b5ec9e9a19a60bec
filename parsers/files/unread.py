"""Why a file, or a part of it, has no text: sentences for readers of the archive."""

from __future__ import annotations

LOCKED = "The file is locked with a password."
DAMAGED = "The file is damaged or was cut short."
NO_TEXT = "There is no text in the file."
CUT = "Only the first part of the file is read: it is too long to read whole."


class NotRead(Exception):
    """A file whose text cannot be read; the message says why in a sentence for readers of the archive."""
