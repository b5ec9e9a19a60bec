"""How the process that reads files tells what it read: lines of JSON for parts, their cells, and the end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from parsers.files.records import Cells, FileKind, FilePart, FileReading, Hazard

_CELLS = 5_000  # in a line; as JSON they take ten times the memory


def answer_lines(reading: FileReading) -> Iterator[bytes]:
    """Yield the lines that tell a reading."""
    for part in reading.parts:
        yield _line({"name": part.name, "text": part.text})
        for start in range(0, len(part.cells), _CELLS):
            yield _line({"cells": list(zip(*part.cells[start : start + _CELLS], strict=True))})
    yield _line({"reason": reading.reason, "hazards": reading.hazards})


def _line(told: dict[str, object]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def read_answer(lines: IO[bytes], kind: FileKind, most: int) -> FileReading | None:
    """Return the reading that ``lines`` tell, in up to ``most`` bytes; None where they tell none.

    A file may have got hold of the process that writes them, so nothing in them is taken for granted.
    """
    try:
        return _read(lines, kind, most)
    except (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _read(lines: IO[bytes], kind: FileKind, left: int) -> FileReading | None:
    parts: list[FilePart] = []
    cells = Cells()
    while line := lines.readline(left):
        left -= len(line)
        told = json.loads(line)
        if "name" in told:
            cells = Cells()
            parts.append(FilePart(_text(told["name"]), _text(told["text"]), cells))
        elif "cells" in told:
            rows, columns, texts = told["cells"]
            cells.extend(rows, columns, map(_text, texts))
        else:
            hazards = tuple(Hazard(*map(_text, hazard)) for hazard in told["hazards"])
            return FileReading(kind, tuple(parts), hazards, _text(told["reason"]))
    return None


def _text(told: object) -> str:
    """Return ``told`` if it is a text that can be kept. Raises TypeError or UnicodeEncodeError."""
    if not isinstance(told, str):
        raise TypeError(f"{type(told).__name__} in the place of a text")
    if not told.isascii():
        told.encode()  # fails for half a character
    return told
