"""Which responses match a search: its words through the full-text index, all else by sets kept ready."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.asked import Filters, first_day, last_day
from archive.search.expressions import every_clause, match_expression
from archive.search.in_files import in_files
from archive.search.sets import Rows, kept_set, read_citation, rows_as_set, union
from archive.search.terms import Cites, Decided, Query, Referenced, Term, Wanted, Words, only_words


@dataclass(frozen=True, slots=True)
class Matching:
    """The responses that match a query, and those that each filter lets through.

    ``words`` have the words that all clauses of words alone ask for. ``cited`` is what provision and role let
    through together: the role must be that of the provision.
    """

    everything: Rows
    words: Rows
    query: Rows
    decision: Rows
    cited: Rows
    dates: Rows
    files: Rows
    site: Rows

    @property
    def rows(self) -> Rows:
        """The responses that match all of it."""
        return self.query & self.decision & self.cited & self.dates & self.files & self.site


def matching(conn: sqlite3.Connection, query: Query, filters: Filters) -> Matching:
    """Return which responses match ``query``, and which pass each of ``filters``."""
    everything = kept_set(conn, "all")
    words = _having(conn, query) if query.ranked else everything
    return Matching(
        everything,
        words,
        words & _matching_others(conn, query, everything),
        kept_set(conn, "decision", filters.decision) if filters.decision else everything,
        passing_citations(conn, filters.provision, filters.role, everything),
        _passing_dates(conn, filters, everything),
        kept_set(conn, "file", filters.files) if filters.files else everything,
        kept_set(conn, "site", filters.site) if filters.site else everything,
    )


def _having(conn: sqlite3.Connection, query: Query) -> Rows:
    """Return the responses that have the words of every clause of words alone, each in page or files."""
    pages = with_words(conn, every_clause(query))
    if not kept_set(conn, "file", "read"):
        return pages
    clauses = [words for clause in query.clauses if (words := only_words(clause))]
    filed = [in_files(conn, words) for words in clauses]
    if not any(filed):
        return pages
    together = ~0
    for words, rows in zip(clauses, filed, strict=True):
        together &= rows | with_words(conn, match_expression(words))
    return together


def _matching_others(conn: sqlite3.Connection, query: Query, everything: Rows) -> Rows:
    """Return the responses that match the clauses which ask for more than words."""
    found = everything
    for clause in query.clauses:
        if not only_words(clause):
            found &= union(_wanted(conn, wanted, everything) for wanted in clause)
    return found


def with_words(conn: sqlite3.Connection, expression: str) -> Rows:
    """Return the responses that match an FTS5 expression."""
    found = conn.execute(
        # One list is much faster than a row for each of a hundred thousand responses.
        "select json_group_array(rowid) from responses_fts where responses_fts match ?",
        (expression,),
    ).fetchone()
    return rows_as_set(json.loads(found[0]))


def _wanted(conn: sqlite3.Connection, wanted: Wanted, everything: Rows) -> Rows:
    found = _with_term(conn, wanted.term)
    return everything & ~found if wanted.negated else found


def _with_term(conn: sqlite3.Connection, term: Term) -> Rows:
    match term:
        case Words():
            return with_words(conn, match_expression([term])) | in_files(conn, [term])
        case Cites():
            return citing(conn, term)
        case Decided(shown=code):
            return kept_set(conn, "decision", code)
        case Referenced(keys=()):
            letters = "lower(replace(replace(ifnull(reference, id), '.', ''), '/', ''))"
            found = conn.execute(f"select rowid from responses where instr({letters}, ?)", (term.part,))  # noqa: S608
        case Referenced(keys=keys):
            marks = placeholders(keys)
            found = conn.execute(
                f"select rowid from responses where id in ({marks}) or reference_key in ({marks})",  # noqa: S608
                keys + keys,
            )
    return rows_as_set(row[0] for row in found)


def citing(conn: sqlite3.Connection, cited: Cites) -> Rows:
    """Return the responses that cite a provision or what is below it, in one of its roles."""
    return union(
        rows for (_, role), rows in cited_below(conn, cited).items() if not cited.roles or role in cited.roles
    )


def cited_below(conn: sqlite3.Connection, cited: Cites) -> dict[tuple[str, str], Rows]:
    """Return the responses that cite the provision, or what is below it, by provision and role.

    Whatever the role, but for another Act's: that one only shares the number.
    """
    # What is below 31 starts with "31(". "31)" sorts just after all of it, and before 310 and 31A.
    found = conn.execute(
        "select value, members from response_sets where kind = 'provision' and value >= ? and value < ?",
        (f"{cited.act} {cited.provision} ", f"{cited.act} {cited.provision})"),
    )
    below = {}
    for value, members in found:
        _, number, role = read_citation(value)
        if role != "other_act":
            below[number, role] = int.from_bytes(members, "little")
    return below


def passing_citations(conn: sqlite3.Connection, cited: Cites | None, role: str, everything: Rows) -> Rows:
    """Return the responses that cite the provision in the role; each is left open where it is not given."""
    if cited:
        return citing(conn, Cites(cited.act, cited.provision, (role,) if role else ()))
    return kept_set(conn, "role", role) if role else everything


def _passing_dates(conn: sqlite3.Connection, filters: Filters, everything: Rows) -> Rows:
    """Return the responses in a stretch of time. Rows stand in the order of their dates."""
    rows = everything
    if filters.since:
        since = first_day(filters.since)
        rows &= ~0 << _first_row(conn, since)
        # A response whose month alone is known may be of any day in it.
        month = conn.execute("select rowid from responses where published = ?", (since[:7],))
        rows |= rows_as_set(row[0] for row in month)
    if filters.until:
        rows &= kept_set(conn, "dated") & ~(~0 << _first_row(conn, f"{last_day(filters.until)}~"))
    return rows


def _first_row(conn: sqlite3.Connection, date: str) -> int:
    """Return the row of the first response that is not before ``date``, or one past the last."""
    found = conn.execute(
        "select rowid from responses where published >= ? order by published, rowid limit 1", (date,)
    ).fetchone()
    return int(found[0]) if found else kept_set(conn, "all").bit_length()


def placeholders(values: Sequence[object]) -> str:
    """Return as many question marks as there are values."""
    return ", ".join("?" * len(values))
