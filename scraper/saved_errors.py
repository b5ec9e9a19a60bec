"""What can be wrong with what a person saved.

SavedFileError
├── AddressForMany    one address was given for several files
├── NotOfThisLog      another site's record, or one that holds no answer
├── NotUsable         whole, but nothing that can be taken in
└── Damaged           cut, or not what it says it is
"""

from __future__ import annotations


class SavedFileError(Exception):
    """Something saved that cannot be taken in. ``reason`` is one plain clause."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressForMany(SavedFileError):
    """An address was given with several files. Import the file it belongs to by itself."""


class NotOfThisLog(SavedFileError):
    """A record that was never meant for this archive. Count it and go on."""


class NotUsable(SavedFileError):
    """A file or record that is whole but cannot be taken in. The reason says what would help."""


class Damaged(SavedFileError):
    """A file or record that is cut or damaged. Nothing of it is kept; save it again if that is possible."""
