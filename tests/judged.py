"""The judged list: what people type, and which response of the practice archive they want.

A response is the wanted one when its title begins with ``wanted``, or with one of its alternatives. Where a
search finds nothing the reader follows the suggestion. ``python -m tests.judged`` prints the score and every
query that misses.
"""

import csv
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.search.asked import Search, natural_order
from archive.search.query import read_query
from archive.search.results import find
from archive.search.suggesting import suggest
from practice import generate
from tests.practice_archive import write_practice

LIST = Path(__file__).with_name("judged_queries.csv")
FIRST = 3  # how far a reader looks


class Judged(NamedTuple):
    """A query, and the titles that are wanted; the kind says what it tries."""

    kind: str
    query: str
    wanted: str

    def is_wanted(self, title: str | None) -> bool:
        return (title or "").startswith(tuple(self.wanted.split("|")))


def judged_queries() -> list[Judged]:
    """Return the list."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [Judged(**row) for row in csv.DictReader(file)]


def place(conn: sqlite3.Connection, judged: Judged) -> int | None:
    """Return at which place of the first page the wanted response stands, from 1; None where it does not."""
    query = read_query(judged.query)
    search = Search(query, order=natural_order(query))
    found = find(conn, search)
    if not found.total and (suggested := suggest(conn, search)):
        query = read_query(suggested.query)
        found = find(conn, Search(query, order=natural_order(query)))
    titles = (hit.plain_title for hit in found.hits)
    return next((number for number, title in enumerate(titles, 1) if judged.is_wanted(title)), None)


def main() -> None:
    """Print how many queries have the wanted response first and among the first three, and which miss."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_practice(Path(folder), generate())
        with closing(sqlite3.connect(path)) as conn:
            conn.row_factory = sqlite3.Row
            places = {judged: place(conn, judged) for judged in judged_queries()}
    for judged, at in places.items():
        if at is None or at > FIRST:
            print(f"{judged.kind}: {judged.query}: {judged.wanted} is at {at}")  # noqa: T201
    within = Counter(at is not None and at <= FIRST for at in places.values())
    first = sum(at == 1 for at in places.values())
    print(f"{within[True]} of {len(places)} among the first {FIRST}, {first} at the top")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
