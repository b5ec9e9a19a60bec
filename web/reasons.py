"""Where in a letter the reasons for a ground of refusal stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.search.labels import provision_label
from archive.search.lookup import HeldResponse


@dataclass(frozen=True, slots=True)
class Reasons:
    """The blocks of a letter's reasons: their ids by where they begin, and by what they argue for."""

    anchors: Mapping[int, str]
    _of: Mapping[str, str]

    def links(self, citations: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
        """Return (provisions, id) of each block that argues for one of ``citations``."""
        labels: dict[str, list[str]] = {}
        for cited in citations:
            if ident := self._block(cited["act"], cited["provision"]):
                labels.setdefault(ident, []).append(provision_label(cited["act"], cited["provision"]))
        return tuple((", ".join(named), ident) for ident, named in labels.items())

    def _block(self, act: str, provision: str) -> str:
        """Return the block for a provision, else for one that it is part of, else for a part of it."""
        parent = provision
        while parent:
            if ident := self._of.get(f"{act} {parent}"):
                return ident
            parent = parent.rpartition("(")[0]
        part = f"{act} {provision}("
        return next((ident for argued, ident in self._of.items() if argued.startswith(part)), "")


def gather_reasons(held: HeldResponse) -> Reasons:
    """Return the blocks that the reading of the letter found."""
    found = [f for f in held.findings if f["field"] == "reasons" and f["start_char"] is not None]
    starts = sorted({finding["start_char"] for finding in found})
    anchors = {start: f"reasons{number}" for number, start in enumerate(starts, 1)}
    of: dict[str, str] = {}
    for finding in found:
        of.setdefault(finding["value"], anchors[finding["start_char"]])
    return Reasons(anchors, of)
