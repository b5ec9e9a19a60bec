"""How words of a document look where they stand, and whether they can be seen."""

from __future__ import annotations

from typing import NamedTuple

from parsers.files.guard.colours import WHITE, Colour, is_unseen
from parsers.files.guard.wording import HIDDEN_TEXT, UNSEEN_TEXT
from parsers.files.records import Hazard

READABLE_POINTS = 2.5  # what is smaller is a line of dots


class Look(NamedTuple):
    """``letters`` is None for a colour that suits any ground, ``ground`` None where it is not known."""

    letters: Colour | None = None
    ground: Colour | None = WHITE
    points: float = 11.0
    hidden: bool = False

    @property
    def hazard(self) -> Hazard | None:
        """What is wrong with words that look like this, if anything."""
        if self.hidden:
            return HIDDEN_TEXT
        if self.points < READABLE_POINTS:
            return UNSEEN_TEXT
        if self.letters and self.ground and is_unseen(self.letters, self.ground):
            return UNSEEN_TEXT
        return None
