"""What an exception means to whoever ran the command: an exit code, and one line."""

from __future__ import annotations

from archive.building.drift import Drift
from archive.errors import StorageError
from foilog.outcome import ExitCode, Failure


def trouble(error: Exception) -> tuple[ExitCode, str]:
    """Return the exit code that ``error`` ends a run with, and what happened and what to do."""
    match error:
        case Failure():
            return error.code, error.message
        case Drift():
            return ExitCode.DRIFT, str(error)
        case StorageError():
            advice = (type(error).__doc__ or "").partition(". ")[2]
            return ExitCode.STORAGE, f"{error}. {advice}".rstrip()
    return ExitCode.UNEXPECTED, f"unexpected {type(error).__name__}: {error}; FOILOG_DEBUG=1 shows where"
