"""The process that reads files, one after another, so that a hostile one can harm nothing else.

Reads from standard input: a line of JSON about a file, then its bytes. Writes to standard output: a line of
JSON for each part of it, then one with what else is said of it. Ends with its input, and after a file that
broke a reader.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from parsers.files.reading import read_file
from parsers.files.records import FileKind, FilePart, FileReading

MEMORY = 1_000_000_000  # bytes of address space: 100 MB of file, copied once, and what libraries make of it
CPU_SECONDS = 60  # for one file; the slowest good one seen takes 8
TOO_MUCH_MEMORY = "Reading the file takes too much memory."
_ROOMY = (
    250_000  # KB; what a process once had counts against the next file, so it then makes room for another
)


def main() -> None:
    """Answer until the input ends."""
    answers = _own_output()
    _forbid(resource.RLIMIT_AS, MEMORY)
    _forbid(resource.RLIMIT_FSIZE, 0)
    _forbid(resource.RLIMIT_CORE, 0)
    questions = sys.stdin.buffer
    while line := questions.readline():
        _allow_time()
        reading = _read(json.loads(line), questions)
        for line in answer(reading):
            answers.write(line)
        answers.flush()
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _ROOMY or reading.reason == TOO_MUCH_MEMORY:
            return


def _own_output() -> BinaryIO:
    """Return the standard output, where nothing but answers may come from now on."""
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return own


def _forbid(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))


def _allow_time() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS, hard))


def _read(about: dict[str, Any], questions: BinaryIO) -> FileReading:
    kind: FileKind = about["kind"]
    try:
        body = questions.read(about["size"])
        return read_file(body, kind, released=about["released"])
    except MemoryError:
        return FileReading(kind, reason=TOO_MUCH_MEMORY)


def answer(reading: FileReading) -> list[bytes]:
    """Return the lines that tell what was read."""
    lines: list[object] = [_told(part) for part in reading.parts]
    lines.append({"reason": reading.reason, "hazards": reading.hazards})
    return [json.dumps(line).encode() + b"\n" for line in lines]


def _told(part: FilePart) -> dict[str, object]:
    columns = list(zip(*part.cells, strict=True)) or [(), (), ()]
    return {"name": part.name, "text": part.text, "cells": columns}


if __name__ == "__main__":
    main()
