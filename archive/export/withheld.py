"""What of the captures may not leave the archive, though the archive holds it."""

from __future__ import annotations

import sqlite3

from archive.captures import HeldCapture
from parsers.addresses import page_key

HELD_BACK = "files that were not cleared"


class Withheld:
    """The files that the public file does not show; ``published`` is a connection to it."""

    def __init__(self, published: sqlite3.Connection) -> None:
        self._cleared: set[str] = set()
        self._held_back: set[str] = set()
        self._files: set[str] = set()
        for url, state, sha256 in published.execute("select url, state, sha256 from attachments"):
            self._files.add(page_key(url))
            if sha256:
                (self._cleared if state == "held" else self._held_back).add(sha256)

    def reason(self, capture: HeldCapture) -> str:
        """Return why the capture may not leave, '' where it may.

        Bytes that are a file's may only where the public file says that this very file is held.
        """
        is_file = capture.status == 200 and capture.page_key in self._files
        if capture.sha256 in self._held_back or (is_file and capture.sha256 not in self._cleared):
            return HELD_BACK
        return ""
