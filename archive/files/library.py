"""What is read of files, each body once: from the cache, or by the reader that does it in another process."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from archive.cache import Cache
from archive.files.reader import READER_FAILED, TOO_SLOW, FileOutcome, FileReader, FileState
from archive.files.releases import AUTHOR
from archive.reader_version import reader_version
from archive.store.captures import CaptureStore, HeldCapture
from parsers.files.kind import file_kind
from parsers.files.records import Cell, FileKind, FilePart

_KIND, _OUTCOME, _PARTS = "kind of file", "file", "parts of file"  # what is kept
_FAILURES = "failures of file"
_PASSING = (TOO_SLOW, READER_FAILED)  # may be the machine's fault, not the file's
_TRIES = 3  # days on which such a file is read
_VERSION = reader_version("parsers.files", "archive.files.reader", "archive.files.child")


class ReadFile(NamedTuple):
    """What a file is and what became of it; its parts are read when they are asked for."""

    state: FileState
    reason: str
    kind: FileKind
    size: int


class FileLibrary:
    """Reads the files that ``store`` holds.

    ``released`` is what a person let through: digests of files, and kinds of hazards. ``today`` (ISO) tells
    when a file that was given up for what may be the machine's fault is read again.
    """

    def __init__(
        self, store: CaptureStore, kept: Cache, reader: FileReader, released: Collection[str], today: str
    ) -> None:
        self._store = store
        self._kept = kept
        self._reader = reader
        self._released = frozenset(released)
        self._today = today

    @classmethod
    @contextmanager
    def open(cls, store: CaptureStore, kept: Cache, released: Collection[str] = ()) -> Iterator[Self]:
        """Give a library that keeps what it reads."""
        with FileReader.open() as reader:
            yield cls(store, kept, reader, released, datetime.now(UTC).date().isoformat())

    def is_file(self, capture: HeldCapture) -> bool:
        """Whether an answer brought a file, no web page in its place and not nothing. Raises DamagedBody."""
        if capture.status != 200:
            return False
        key = self._key(capture)
        kind = self._kept.get(_KIND, key, _VERSION)
        if kind is None:
            body = self._store.read(capture.sha256)
            kind = file_kind(body, _name(capture), capture.content_type).encode()
            self._kept.put(_KIND, key, _VERSION, kind)
        return kind not in (b"html", b"empty")

    def look(self, capture: HeldCapture) -> ReadFile:
        """Return what became of the file in ``capture``. Raises DamagedBody."""
        key = self._key(capture)
        kept = self._kept.get(_OUTCOME, key, _VERSION)
        if kept is not None and not self._is_due_again(key):
            return ReadFile(*json.loads(kept))
        return self._read(capture, key)[0]

    def parts(self, capture_id: int) -> tuple[FilePart, ...]:
        """Return the parts of the file in a capture; none where they are held back. Raises DamagedBody."""
        capture = self._store.capture(capture_id)
        key = self._key(capture)
        if (kept := self._kept.get(_PARTS, key, _VERSION)) is not None:
            return _unpacked(kept)
        return self._read(capture, key)[1]

    def _read(self, capture: HeldCapture, key: str) -> tuple[ReadFile, tuple[FilePart, ...]]:
        body = self._store.read(capture.sha256)
        outcome = self._outcome(capture, body)
        file = ReadFile(outcome.state, outcome.reason, outcome.reading.kind, len(body))
        parts = outcome.reading.parts if outcome.state == "held" else ()
        self._kept.put(_OUTCOME, key, _VERSION, json.dumps(file).encode())
        self._kept.put(_PARTS, key, _VERSION, _packed(parts))
        failures = [*self._failures(key), self._today] if file.reason in _PASSING else []
        self._kept.put(_FAILURES, key, _VERSION, json.dumps(failures).encode())
        return file, parts

    def _is_due_again(self, key: str) -> bool:
        """Whether a file was given up for a trouble that may have passed by today."""
        failures = self._failures(key)
        return 0 < len(failures) < _TRIES and self._today not in failures

    def _failures(self, key: str) -> list[str]:
        """Return the days on which the file was given up so."""
        days: list[str] = json.loads(self._kept.get(_FAILURES, key, _VERSION) or b"[]")
        return days

    def _outcome(self, capture: HeldCapture, body: bytes) -> FileOutcome:
        name = _name(capture)
        outcome = self._reader.read(body, name, capture.content_type, released=self._is_released(capture))
        hazards = {hazard.code for hazard in outcome.reading.hazards}
        if hazards and hazards <= self._released:
            return self._reader.read(body, name, capture.content_type, released=True)
        return outcome

    def _key(self, capture: HeldCapture) -> str:
        """Return what decides how a body is read: its digest, what it is called, and whether it may be."""
        ending = _name(capture).rpartition(".")[2].lower()
        media = capture.content_type.partition(";")[0].strip().lower()
        kinds = sorted(self._released & {AUTHOR})
        return json.dumps([capture.sha256, ending, media, self._is_released(capture), *kinds])

    def _is_released(self, capture: HeldCapture) -> bool:
        return capture.sha256 in self._released


def _name(capture: HeldCapture) -> str:
    return urlsplit(capture.url).path or capture.origin


def _packed(parts: tuple[FilePart, ...]) -> bytes:
    told = [(part.name, part.text, *_columns(part.cells)) for part in parts]
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _columns(cells: Sequence[Cell]) -> tuple[list[object], ...]:
    return tuple(map(list, zip(*cells, strict=True))) or ([], [], [])


def _unpacked(kept: bytes) -> tuple[FilePart, ...]:
    return tuple(
        FilePart(name, text, tuple(map(Cell, *columns)))
        for name, text, *columns in json.loads(kept.decode("utf-8", "surrogatepass"))
    )
