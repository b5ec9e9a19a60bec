"""Why a file, or a part of it, has no text: sentences for readers of the archive."""

from __future__ import annotations

LOCKED = "The file is locked with a password."
DAMAGED = "The file is damaged or was cut short."
NO_TEXT = "There is no text in the file."


def cut_at(characters: int) -> str:
    """Return how to say that a text goes on after so many characters."""
    return f"Only the first {characters:,} characters of the file are read."


class NotRead(Exception):
    """A file whose text cannot be read; the message says why in a sentence for readers of the archive."""
