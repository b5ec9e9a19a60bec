"""The process that reads files, one after another, so that a hostile one can harm nothing else.

Its argument is its Allowance as JSON. It says READY, then takes from standard input a line of JSON about a
file and its bytes, and gives the lines that tell what it read. It ends with its input, and after a file that
took much memory or broke a reader.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from archive.files.answers import answer_lines
from parsers.files.reading import read_file
from parsers.files.records import FileKind, FileReading

READY = b"ready\n"
TOO_MUCH_MEMORY = "Reading the file takes too much memory."
_ROOMY = 250_000  # KB; what a process once took, the next file has less


class Allowance(NamedTuple):
    """What reading one file may take."""

    memory: int = 1_000_000_000  # bytes of address space; holding 100 MB and copying them takes 250
    cpu_seconds: int = 60  # the slowest good file seen takes 8


def main() -> None:
    """Answer until the input ends."""
    allowance = Allowance(**json.loads(sys.argv[1]))
    answers = _own_output()
    _forbid(resource.RLIMIT_AS, allowance.memory)
    _forbid(resource.RLIMIT_FSIZE, 0)
    _forbid(resource.RLIMIT_CORE, 0)
    gc.disable()  # while a file is read: to look for cycles among its records takes a quarter of the time
    answers.write(READY)
    answers.flush()
    while question := sys.stdin.buffer.readline():
        _allow_time(allowance.cpu_seconds)
        exhausted = _answer(json.loads(question), answers)
        if exhausted or _peak() > _ROOMY:
            return
        gc.collect()


def _answer(question: dict[str, Any], answers: BinaryIO) -> bool:
    """Read a file and tell what was read; return whether its memory ran out."""
    reading = _read(question)
    answers.writelines(answer_lines(reading))
    answers.flush()
    return reading.reason == TOO_MUCH_MEMORY


def _peak() -> int:
    """Return the most memory this process has had, in KB; 0 where the system is not Linux.

    ``ru_maxrss`` would begin with what the program had that started this one.
    """
    status = Path("/proc/self/status")
    return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) if status.exists() else 0


def _own_output() -> BinaryIO:
    """Return the standard output, into which nothing but answers can be written from now on."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own


def _forbid(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _allow_time(seconds: int) -> None:
    """Let the process be ended when it has taken so many more seconds of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def _read(question: dict[str, Any]) -> FileReading:
    kind: FileKind = question["kind"]
    try:
        return read_file(sys.stdin.buffer.read(question["size"]), kind, released=question["released"])
    except MemoryError:
        return FileReading(kind, reason=TOO_MUCH_MEMORY)


if __name__ == "__main__":
    main()
