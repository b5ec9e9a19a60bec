"""Publishing in the course of a refresh: from time to time while pages come in, and at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from archive.building.drift import Drift
from archive.publish import KeptFile

_EVERY_SECONDS = 10.0
_SHARE = 20  # while pages come in, building takes at most a twentieth of the time


class Publisher:
    """Publishes with ``build`` at ``public``, also in the middle of a run, so that a served site fills.

    Where the run ends in drift, what stood there at its start comes back.
    """

    def __init__(self, public: Path, build: Callable[[], object]) -> None:
        self._build = build
        self._at_start = KeptFile(public)
        self._due = time.monotonic() + _EVERY_SECONDS
        self._published = 0

    def consider(self, kept: int) -> None:
        """Publish if something new was kept and the last time is long enough ago."""
        started = time.monotonic()
        if kept == self._published or started < self._due:
            return
        self._at_start.keep()
        with suppress(Drift):  # whether it stays so shows at the end
            self._build()
        self._published = kept
        ended = time.monotonic()
        self._due = ended + max(_EVERY_SECONDS, _SHARE * (ended - started))

    def publish(self) -> None:
        """Publish what the whole run brought. Raises Drift, and then nothing of it stands there."""
        try:
            self._build()
        except Drift:
            self.withdraw()
            raise
        self._at_start.drop()

    def withdraw(self) -> None:
        """Put back what stood there when the run began."""
        self._at_start.put_back()
