"""What every web archive is to us: an index in parts, and the captures it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from parsers.models import Capture, Memento, Source


class IndexPage(NamedTuple):
    """One answer of an index, and what asks for the next one; empty at the end of the part."""

    mementos: tuple[Memento, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The archive leads to another of its captures of the same page, which stands for itself."""

    memento: Memento


@dataclass(frozen=True, slots=True)
class Refused:
    """What came is not the capture that was asked for, or not the whole of it.

    ``reason`` is one clause. ``hidden``: the archive put a page of its own in the place of what it holds.
    """

    reason: str
    hidden: bool = False


Judgement = Capture | Elsewhere | Refused


class Archive(Protocol):
    """One archive. Its methods make requests, and raise the FetchErrors of scraper.fetch_errors."""

    source: Source

    def parts(self) -> Sequence[str]:
        """Return the names of the parts of its index that may hold pages of the log."""
        ...

    def read_index(self, part: str, at: str) -> IndexPage:
        """Return one answer of a part; ``at`` is empty for the first, else what the last answer gave."""
        ...

    def is_final(self, part: str, read_at: datetime) -> bool:
        """Whether a part that was read to its end then can never hold anything else."""
        ...

    def fetch(self, memento: Memento) -> Judgement:
        """Return the capture that the index named, or what came instead."""
        ...
