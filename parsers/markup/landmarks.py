"""The words of a profile that show where a letter is: its reference labels and its lead-ins."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from parsers.markup.raw_blocks import fold
from parsers.models import lower_ascii, straighten
from parsers.profile import Reading


class Landmarks(NamedTuple):
    """Phrases as they stand in folded lower-case text, without the colon at their end."""

    labels: tuple[str, ...]
    lead_ins: tuple[str, ...]

    def seen_in(self, lowered: str) -> int:
        """Return how many of the two kinds occur in ``lowered``; a kind without phrases counts as seen."""
        return sum(not kind or any(phrase in lowered for phrase in kind) for kind in self)

    def labelled(self, line: str) -> bool:
        """Whether ``line``, in folded lower-case letters, begins with a label."""
        return line.startswith(self.labels)


@cache
def landmarks(reading: Reading) -> Landmarks:
    """Return the landmarks of a profile's reading."""
    return Landmarks(_lowered(reading.reference_labels), _lowered(reading.lead_ins))


def _lowered(phrases: tuple[str, ...]) -> tuple[str, ...]:
    words = (lower_ascii(straighten(fold(phrase))).rstrip(" :") for phrase in phrases)
    return tuple(phrase for phrase in words if phrase)
