"""The figures of exemptions, kept as they were published: a number that somebody quoted can be found again.

Only what changed is kept: a row says what a figure was from a day on, until a later row for it. What was
published last on a day is what counts for that day.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from archive.search.exemptions import in_part_ii
from archive.search.figures import ANY_EXEMPTION, ANY_GROUND, PUBLISHED, UNDATED
from archive.search.sets import Rows, kept_set, kept_sets, read_citation, union
from archive.search.terms import GROUNDS
from archive.store.captures import CaptureStore

_INSERT = "insert into figures (site, what, use, month, since, responses) values (?, ?, ?, ?, ?, ?)"


class Figure(NamedTuple):
    """Responses of ``site``, published in ``month``, that use ``what`` in the way of ``use``."""

    site: str
    what: str
    use: str
    month: str


Row = tuple[str, str, str, str, str, int]  # a figure, since when, and how many responses


def add_figures(store: CaptureStore, building: Path) -> tuple[Row, ...]:
    """Put all figures ever published, and those of the public file at ``building``, into that file.

    Return the rows of today, for ``keep_figures`` once the file is about to be published.
    """
    (today,) = store.execute("select date('now')").fetchone()
    with closing(sqlite3.connect(building)) as conn, conn:
        conn.execute("delete from figures")
        before: dict[Figure, int] = {}
        for row in _published_before(store, today):
            conn.execute(_INSERT, row)
            before[Figure(*row[:4])] = row[5]  # the newest comes last
        now = dict(count_figures(conn))
        changed = tuple(
            (*figure, today, now.get(figure, 0))
            for figure in sorted({*before, *now})
            if now.get(figure, 0) != before.get(figure, 0)
        )
        conn.executemany(_INSERT, changed)
    return changed


def keep_figures(store: CaptureStore, changed: tuple[Row, ...]) -> None:
    """Keep the figures that are published today, in the place of others of today."""
    store.execute("delete from figures where since = date('now')")
    for row in changed:
        store.execute(_INSERT, row)


def count_figures(conn: sqlite3.Connection) -> Iterator[tuple[Figure, int]]:
    """Yield each figure of the public file that is not 0. A response counts once in each."""
    months = kept_sets(conn, "month")
    months[UNDATED] = kept_set(conn, "all") & ~union(months.values())
    sites = kept_sets(conn, "site")
    for what, uses in _counted(conn).items():
        for use, rows in uses.items():
            for month, of_month in months.items():
                for site, of_site in sites.items():
                    if responses := (rows & of_month & of_site).bit_count():
                        yield Figure(site, what, use, month), responses


def _published_before(store: CaptureStore, day: str) -> Iterator[Row]:
    return store.execute(
        "select site, what, use, month, since, responses from figures where since < ?"
        " order by site, what, use, month, since",
        (day,),
    )


def _counted(conn: sqlite3.Connection) -> dict[str, dict[str, Rows]]:
    """Return the responses behind each figure, of all months: by what they use, and how."""
    roles: dict[str, dict[str, Rows]] = defaultdict(lambda: defaultdict(int))
    for value, rows in kept_sets(conn, "provision").items():
        act, number, role = read_citation(value)
        if role in GROUNDS:
            for provision in _with_ancestors(number):
                roles[f"{act} {provision}"][role] |= rows
            if act == "FOIA2000":
                roles[ANY_GROUND][role] |= rows
                if in_part_ii(act, number):
                    roles[ANY_EXEMPTION][role] |= rows
    uses = {what: {"any": union(of.values()), **of} for what, of in roles.items()}
    return {PUBLISHED: {"any": kept_set(conn, "all")}, **uses}


def _with_ancestors(number: str) -> Iterator[str]:
    """Yield a provision and all that it is part of: 31(1)(a), 31(1), 31."""
    while number:
        yield number
        number = number.rpartition("(")[0]
