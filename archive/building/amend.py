"""The public file from the one before it: a copy, in which the responses that changed are written anew.

What comes out has the rows of a file written whole. Only the full-text indexes are laid out otherwise, and
the statistics of the planner are those of the file before.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from archive.building.check import check_rows
from archive.building.rules import Use, count_uses, rule_rows
from archive.building.write import Placed, coverage_rows, insert_rows, placed, rows_of_all, rows_of_responses
from archive.reading.sites import ReadSite
from archive.search.changes import amend_changes, first_change
from archive.search.gaps import keep_gaps
from archive.search.index import put_in, take_out
from archive.search.sets import amend_sets
from archive.search.words import WordsAmended
from archive.store.captures import Run

_ALWAYS = 500  # responses that are written anew, however small the archive is
_SHARE = 0.1  # of all responses; more are written as fast with the whole file

# The tables whose rows name a response, those first whose ids hold its row; and those whose rows name a file.
_NUMBERED = ("citations", "findings", "diagnostics", "corrections", "versions")
_NAMING = (*_NUMBERED, "attachments", "urls", "reference_numbers")
_OF_FILES = ("attachment_versions", "attachment_parts", "attachment_cells")
# The tables that are written whole in any case.
_WHOLE = ("response_sources", "listing_entries", "suppressed", "runs", "coverage")


class Changing(NamedTuple):
    """The responses to write anew, and those to take out: the row of each before, by its id."""

    anew: tuple[Placed, ...]
    before: dict[str, int]


def find_changing(sites: Sequence[ReadSite], touched: Set[str], published: Path) -> Changing | None:
    """Return what is to change in the file at ``published``; None where writing it whole is as good.

    These are the responses in ``touched``, those that are new or gone, and those that stand in another row.
    """
    with closing(sqlite3.connect(f"{published.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (left,) = connection.execute("select count(*) from responses").fetchone()
        most = max(_ALWAYS, round(_SHARE * left))
        anew, before = [], {}
        for one in placed(sites):
            row = connection.execute("select rowid from responses where id = ?", (one.name,)).fetchone()
            if row:
                left -= 1
            if row and row[0] == one.number and one.name not in touched:
                continue
            anew.append(one)
            if row:
                before[one.name] = row[0]
            if len(anew) > most:
                return None
        if left:
            stay = {one.name for one in placed(sites)}
            names = connection.execute("select id, rowid from responses").fetchall()
            before |= {name: row for name, row in names if name not in stay}
    return Changing(tuple(anew), before) if len(before) <= 2 * most else None


def amend_archive(
    sites: Sequence[ReadSite], runs: Iterable[Run], changing: Changing, published: Path, path: Path
) -> None:
    """Write at ``path`` a copy of the file at ``published`` with what is ``changing`` written anew.

    Raises FaultyFile where something in it does not pass the checks.
    """
    mask = sites[0].readings.mask  # the masks of all sites have the same words
    shutil.copyfile(published, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("pragma journal_mode = off; pragma synchronous = off;")
        connection.execute(
            "create temp table changing (name text primary key, before integer unique, after integer unique)"
        )
        after = {one.name: one.number for one in changing.anew}
        connection.executemany(
            "insert into temp.changing values (?, ?, ?)",
            ((name, changing.before.get(name), after.get(name)) for name in {**changing.before, **after}),
        )
        words = WordsAmended(connection)
        with _only(connection, "before"):
            uses = count_uses(connection)
            first = first_change(connection)
            words.count("before")
            take_out(connection)
        _delete(connection)
        insert_rows(connection, rows_of_responses(changing.anew))
        with _only(connection, "after"):
            uses_now = count_uses(connection)
            put_in(connection)
            words.count("after")
            amend_sets(connection, changing.before.values())
            amend_changes(connection, first)
            check_rows(connection, path, ("responses", *_NAMING, *_OF_FILES), mask)
        words.amend()
        _put_rules(connection, uses, uses_now)
        for table in _WHOLE:
            connection.execute(f"delete from {table}")  # noqa: S608 - own names
        insert_rows(connection, rows_of_all(sites, runs))
        for _, readings in sites:
            insert_rows(connection, coverage_rows(connection, readings))
        keep_gaps(connection)
        check_rows(connection, path, (*_WHOLE, "words"), mask)
        connection.commit()


@contextmanager
def _only(connection: sqlite3.Connection, when: str) -> Iterator[None]:
    """Let each table have the rows alone of the responses that are changing, as they are at that time."""
    of = f"from temp.changing where {when} is not null"
    mine = f"from main.{{}} where response_id in (select name {of})"
    files = f"from main.{{}} where attachment_id in (select id {mine.format('attachments')})"
    views = {
        "responses": f"select rowid, * from main.responses where rowid in (select {when} {of})",  # noqa: S608 - own names
        **{table: f"select * {mine.format(table)}" for table in _NAMING},
        **{table: f"select * {files.format(table)}" for table in _OF_FILES},
    }
    for view, select in views.items():
        connection.execute(f"create temp view {view} as {select}")
    yield
    connection.commit()
    for view in views:
        connection.execute(f"drop view temp.{view}")


def _delete(connection: sqlite3.Connection) -> None:
    """Delete the rows that the changing responses had before."""
    mine = "where response_id in (select name from temp.changing where before is not null)"
    for table in _OF_FILES:
        connection.execute(
            f"delete from {table} where attachment_id in (select id from attachments {mine})"  # noqa: S608 - own names
        )
    for table in _NAMING:
        connection.execute(f"delete from {table} {mine}")  # noqa: S608 - own names
    connection.execute("delete from responses where rowid in (select before from temp.changing)")
    connection.commit()


def _put_rules(connection: sqlite3.Connection, before: Counter[Use], now: Counter[Use]) -> None:
    """Write the rules anew, with what they find now."""
    kept = connection.execute("select name, what, uses from rules")
    uses = Counter({(name, what): count for name, what, count in kept})
    uses.subtract(before)
    uses.update(now)
    connection.execute("delete from rules")
    insert_rows(connection, (("rules", row) for row in rule_rows(uses)))
