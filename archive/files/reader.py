"""Reading files of others in a process of their own, which may do anything at all without harm here."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple, Self

from archive.files.answers import read_answer
from archive.files.child import READY, Allowance
from parsers.files.kind import file_kind
from parsers.files.records import FileKind, FileReading

logger = logging.getLogger(__name__)

FileState = Literal["held", "quarantined", "too_large", "unreadable"]

MAX_BYTES = 100_000_000  # the largest files of such sites have 60 MB, most of it photographs
SECONDS = 300.0  # on the clock; a reader that works is stopped much earlier, by the processor's time it takes
MAX_ANSWER = 150_000_000  # bytes; the parts of a file that reaches every limit have 90 MB
_CHILD = "archive.files.child"
TOO_SLOW = "Reading the file takes too long."
READER_FAILED = "The file breaks the program that reads such files."


class FileOutcome(NamedTuple):
    """What became of a file. ``reason`` says why text is missing or held back.

    ``unreadable`` is a file of which there is no text at all, be it a picture or damaged.
    """

    state: FileState
    reason: str
    reading: FileReading


class ReaderNotStarted(Exception):
    """The process that reads files cannot be started, whatever the file. Run the command again."""


class FileReader:
    """Reads one file after another in a child process, and starts another one when that dies or hangs."""

    def __init__(self, allowance: Allowance, seconds: float) -> None:
        self._allowance = allowance
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def open(cls, allowance: Allowance = Allowance(), seconds: float = SECONDS) -> Iterator[Self]:  # noqa: B008
        """Give a reader whose process, which begins with the first file, ends with the block."""
        reader = cls(allowance, seconds)
        try:
            yield reader
        finally:
            reader._end()

    @property
    def process_id(self) -> int:
        """The id of the process that reads; 0 while there is none."""
        return self._child.pid if self._child else 0

    def read(self, body: bytes, name: str, content_type: str, *, released: bool = False) -> FileOutcome:
        """Return what became of a file. Raises ReaderNotStarted, but nothing for what a file may hold.

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
        question = json.dumps({"kind": kind, "size": len(body), "released": released}).encode() + b"\n"
        for _ in range(2):  # its process may also be ended by something else than the file
            child = self._running()
            with _ended_after(self._seconds, child) as late:
                reading = _ask(child, question, body, kind)
            if reading:
                return reading
            self._end()
            if late.is_set() or child.returncode == -signal.SIGXCPU:
                return FileReading(kind, reason=TOO_SLOW)
            logger.info("the reader of files ended with %s at a file (%s)", child.returncode, kind)
        return FileReading(kind, reason=READER_FAILED)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the process that reads, a new one where there is none. Raises ReaderNotStarted."""
        if self._child and self._child.poll() is None:
            return self._child
        self._end()
        command = [sys.executable, "-P", "-m", _CHILD, json.dumps(self._allowance._asdict())]
        environment = {"PYTHONPATH": os.pathsep.join(sys.path)}  # and nothing that is none of its business
        self._child = child = subprocess.Popen(  # noqa: S603 -- our own module, whatever the file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        assert child.stdout
        with _ended_after(SECONDS, child):
            if child.stdout.readline(len(READY)) == READY:
                return child
        self._end()
        raise ReaderNotStarted(f"{' '.join(command)} ended with {child.returncode}")

    def _end(self) -> None:
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None


@contextmanager
def _ended_after(seconds: float, child: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill ``child`` if the block takes longer, which frees whoever waits for it, and set the event."""
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(seconds, end)
    watch.start()
    try:
        yield late
    finally:
        watch.cancel()


def _ask(child: subprocess.Popen[bytes], question: bytes, body: bytes, kind: FileKind) -> FileReading | None:
    """Return what the child answers, or None where that is no answer."""
    assert child.stdin
    assert child.stdout
    try:
        child.stdin.write(question)
        child.stdin.write(body)
        child.stdin.flush()
    except OSError:  # it has ended
        return None
    return read_answer(child.stdout, kind, MAX_ANSWER)
