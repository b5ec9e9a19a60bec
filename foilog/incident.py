"""An incident: trouble that goes on from run to run until one ends well, and is told once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, Self

from foilog.outcome import ExitCode, most_serious

_AT_ONCE = frozenset({ExitCode.BLOCKED, ExitCode.DRIFT, ExitCode.STORAGE, ExitCode.UNREACHABLE})
_PARTIAL_RUNS = 3  # in a row: pages that fail once or twice mostly come the night after

News = Literal["begun", "worse", "over"]


@dataclass(frozen=True, slots=True)
class Incident:
    """Trouble since a moment (UTC, ISO 8601), in so many runs; ``told`` is the code a person knows of."""

    code: ExitCode
    since: str
    runs: int = 1
    told: ExitCode | None = None

    @property
    def news(self) -> News | None:
        """What there is to tell a person now: that it has begun or got worse, or nothing."""
        if self.code not in _AT_ONCE and self.runs < _PARTIAL_RUNS:
            return None
        if self.told is None:
            return "begun"
        return "worse" if self.code != self.told else None

    def after(self, code: ExitCode) -> Incident:
        """Return the incident after one more run in trouble; its code is that of the worst run so far."""
        return replace(self, code=most_serious((self.code, code)), runs=self.runs + 1)

    def to_json(self) -> str:
        """Return the incident as text, to be kept."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the incident that ``to_json`` wrote. Raises ValueError for anything else."""
        known = json.loads(text)
        try:
            told = ExitCode(known["told"]) if known["told"] is not None else None
            return cls(ExitCode(known["code"]), known["since"], known["runs"], told)
        except (KeyError, TypeError) as error:
            raise ValueError(f"no incident: {text!r}") from error


def trouble_of(ended: Mapping[str, Any]) -> ExitCode:
    """Return what a run's object says is wrong: its exit code, or that a source turned us away, or DONE.

    A run for which the archives stood in ends with 0 night after night, and still a person should know.
    """
    if ended["exit_code"] == ExitCode.DONE and any(
        source.endswith(": blocked") for source in ended.get("sources", ())
    ):
        return ExitCode.BLOCKED
    return ExitCode(ended["exit_code"])
