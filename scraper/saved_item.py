"""What comes out of saved files: a capture, or the reason why something in them is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from parsers.models import Capture


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or record that a person should hear about.

    ``origin`` is the path, with the number of the record where it is one of many; ``reason`` is one plain
    clause. ``broken`` says that something was there and is lost: cut, damaged or unreadable.
    """

    origin: str
    reason: str
    broken: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that was never meant for this archive, such as another site's page. Counted, not told."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exported(Capture):
    """A capture that an archive of foilog exported, with its source and place as that one had them.

    ``seen_at`` (UTC) is until when its address gave the same, and ``answers`` how often it did.
    """

    seen_at: datetime = field(kw_only=True)
    answers: int = field(kw_only=True)


SavedItem = Capture | Rejected | Skipped
