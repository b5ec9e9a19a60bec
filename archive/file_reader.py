"""Reading files of others: in a process of their own, which may do anything at all without harm here."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Literal, NamedTuple, Self

from parsers.files.kind import file_kind
from parsers.files.records import Cell, FileKind, FilePart, FileReading, Hazard

FileState = Literal["held", "quarantined", "too_large", "unreadable"]

MAX_BYTES = 100_000_000  # the largest file found on such sites has 60 MB, most of it photographs
SECONDS = 120  # on the clock; twice the processor time a file may take, as other programs run as well
MAX_ANSWER = 150_000_000  # bytes; the parts of a file that reaches every limit of its reader have 90 MB
READER_FAILED = "The file breaks the program that reads such files."


class FileOutcome(NamedTuple):
    """What became of a file. ``reason`` says why text is missing or held back."""

    state: FileState
    reason: str
    reading: FileReading


class FileReader:
    """Reads one file after another in a child process, and starts another one when that dies or hangs."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def open(cls, seconds: float = SECONDS) -> Iterator[Self]:
        """Give a reader whose process, which begins with the first file, ends with the block."""
        reader = cls(seconds)
        try:
            yield reader
        finally:
            reader._end()

    def read(self, body: bytes, name: str, content_type: str, *, released: bool = False) -> FileOutcome:
        """Return what became of a file; never fails for anything the file may hold.

        ``released`` says that a person looked at what the file hides and let it through.
        """
        kind = file_kind(body, name, content_type)
        if len(body) > MAX_BYTES:
            reason = f"The file has {len(body) / 1e6:,.0f} MB; up to {MAX_BYTES / 1e6:,.0f} MB are read."
            return FileOutcome("too_large", reason, FileReading(kind, reason=reason))
        reading = self._read(body, kind, released)
        if reading.hazards:
            return FileOutcome("quarantined", " ".join(h.message for h in reading.hazards), reading)
        return FileOutcome("held" if reading.parts else "unreadable", reading.reason, reading)

    def _read(self, body: bytes, kind: FileKind, released: bool) -> FileReading:
        child = self._running()
        assert child.stdin
        assert child.stdout
        late = threading.Event()
        watch = threading.Timer(self._seconds, _stop, (child, late))
        watch.start()
        try:
            question = {"kind": kind, "size": len(body), "released": released}
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.write(body)
            child.stdin.flush()
            return _answer(child.stdout, kind)  # type: ignore[arg-type]  # a pipe is binary here
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        finally:
            watch.cancel()
        self._end()
        if late.is_set() or child.returncode == -signal.SIGXCPU:
            return FileReading(kind, reason="Reading the file takes too long.")
        return FileReading(kind, reason=READER_FAILED)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            self._child = subprocess.Popen(
                [sys.executable, "-P", "-m", "archive.file_child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
            )
        return self._child

    def _end(self) -> None:
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _answer(answers: BinaryIO, kind: FileKind) -> FileReading:
    """Return what the child tells. Raises ValueError, KeyError or TypeError for anything but an answer."""
    parts: list[FilePart] = []
    left = MAX_ANSWER
    while line := answers.readline(left):
        left -= len(line)
        told = json.loads(line)
        if "hazards" in told:
            hazards = tuple(Hazard(*map(str, hazard)) for hazard in told["hazards"])
            return FileReading(kind, tuple(parts), hazards, str(told["reason"]))
        cells = tuple(map(Cell, *told["cells"]))
        parts.append(FilePart(str(told["name"]), str(told["text"]), cells))
    raise ValueError("the answer ends too early or never")
