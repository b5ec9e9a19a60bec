"""How a run ends: the exit codes, and the failure that carries one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What the exit status says; docs/operating.md tells what to do about each."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    BLOCKED = 3
    DRIFT = 4
    STORAGE = 5
    PARTIAL = 6
    UNREACHABLE = 7
    LOCKED = 8


# Where several apply the most serious wins.
_SERIOUS_FIRST = (
    ExitCode.STORAGE,
    ExitCode.DRIFT,
    ExitCode.BLOCKED,
    ExitCode.UNREACHABLE,
    ExitCode.PARTIAL,
)


def most_serious(codes: Iterable[ExitCode]) -> ExitCode:
    """Return the code that a run with all these troubles ends with; DONE for none."""
    present = set(codes)
    return next((code for code in _SERIOUS_FIRST if code in present), ExitCode.DONE)


class Failure(Exception):
    """A run that cannot go on: its exit code, and one line saying what happened and what to do."""

    def __init__(self, code: ExitCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
