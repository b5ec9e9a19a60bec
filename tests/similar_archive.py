"""The labelled set for what is like what: pairs of invented responses among those of the practice archive.

``python -m tests.similar_archive [HALF]`` prints the recall and each pair that is missed.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.search.similar import nearest_to_draft, similar_responses
from practice import generate
from tests.practice_archive import write_practice
from tests.small_archive import Row, archive_of, row

_PAIRS = Path(__file__).with_name("similar_pairs.csv")
_OTHERS = 200  # responses of the practice archive, about other things or about the same
HALVES = ("tuned", "set aside")
FIRST = 5


@dataclass(frozen=True)
class Pair:
    """Two responses to requests for the same thing; ``kind`` says how they differ."""

    half: str
    kind: str
    number: int
    title: str
    request: str
    other_title: str
    other_request: str

    @property
    def ids(self) -> tuple[str, str]:
        return f"pair-{self.number}-one", f"pair-{self.number}-other"


@cache
def pairs() -> tuple[Pair, ...]:
    """Return the labelled pairs."""
    with _PAIRS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Pair(number=number, **line)  # type: ignore[arg-type]
            for number, line in enumerate(csv.DictReader(lines), 1)
        )


@contextmanager
def labelled_archive() -> Iterator[sqlite3.Connection]:
    """Give an archive of both responses of every pair, and of the practice archive."""
    with archive_of([*_paired(), *_practised()]) as archive:
        yield archive


def _paired() -> Iterator[Row]:
    for pair in pairs():
        one, other = pair.ids
        yield row(one, pair.title, pair.request, None, "")
        yield row(other, pair.other_title, pair.other_request, None, "")


def _practised() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_practice(Path(folder), generate(3, _OTHERS))
        with closing(sqlite3.connect(path)) as archive:
            found = archive.execute("select id, title, request_text, text from responses").fetchall()
    return [row(name, title or "", asked or "", None, text) for name, title, asked, text in found]


def missed(archive: sqlite3.Connection, half: str) -> tuple[list[str], list[str]]:
    """Return the names of responses whose other half is not among the first, as responses and as drafts."""
    by_response, by_draft = [], []
    for pair in pairs():
        if pair.half != half:
            continue
        one, other = pair.ids
        for name, wanted, request in ((one, other, pair.request), (other, one, pair.other_request)):
            alike = [found.id for found in similar_responses(archive, name, FIRST)]
            by_response += [] if wanted in alike else [name]
            near = [found.id for found in nearest_to_draft(archive, request, FIRST + 1).found]
            near = [found for found in near if found != name][:FIRST]
            by_draft += [] if wanted in near else [name]
    return by_response, by_draft


def recall(archive: sqlite3.Connection, half: str) -> tuple[float, float]:
    """Return the share of responses whose other half is among the first, as responses and as drafts."""
    asked = 2 * sum(pair.half == half for pair in pairs())
    by_response, by_draft = missed(archive, half)
    return 1 - len(by_response) / asked, 1 - len(by_draft) / asked


def main(arguments: Sequence[str]) -> None:
    with labelled_archive() as archive:
        total = archive.execute("select count(*) from responses").fetchone()[0]
        for half in arguments or HALVES:
            by_response, by_draft = recall(archive, half)
            print(f"{half}: responses {by_response:.3f}, drafts {by_draft:.3f}, of {total}")  # noqa: T201
            if half == "tuned":
                print(*missed(archive, half), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
