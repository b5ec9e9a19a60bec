"""Search in the public database: a page of results, each with its citations and the words that were found."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

from archive.search.asked import Filters, Search
from archive.search.expressions import every_clause
from archive.search.in_files import FileHit, best_first_in_files, place_in_files
from archive.search.matching import Matching, matching, placeholders, with_words
from archive.search.passages import LOOKED_AT, Field, best_passage, marked
from archive.search.sets import Rows, kept_set, newest_first, oldest_first
from archive.search.terms import Query, Words

PAGE_SIZE = 20
_BEGINNING = 260  # characters
_PLACES = ("title", "title request_text", "title request_text answer_text", "")  # "" is anywhere
_MOST_RANKED = 10_000  # bm25 takes two or three microseconds for each response


class Cited(NamedTuple):
    """A provision a response cites, and what it does with it."""

    act: str
    provision: str
    role: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``title`` and ``snippet`` hold MARK_START and MARK_END round the words that were found."""

    id: str
    site: str
    reference: str | None
    title: str | None
    plain_title: str | None
    published: str | None
    decision: str
    url: str | None
    snippet: str
    citations: tuple[Cited, ...]
    files: int
    files_held_back: int
    in_file: FileHit | None
    first_seen: str
    removed_at: str | None
    missing_from: str | None
    times_missing: int | None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results and the number of all of them."""

    hits: tuple[Hit, ...]
    total: int

    @property
    def pages(self) -> int:
        """Number of pages; an empty result has one."""
        return max(1, -(-self.total // PAGE_SIZE))


def find(conn: sqlite3.Connection, search: Search) -> Results:
    """Return the page of results that ``search`` asks for; a page past the end is empty."""
    return page_of(conn, search, matching(conn, search.query, search.filters))


def page_of(conn: sqlite3.Connection, search: Search, found: Matching) -> Results:
    """Return the page of results of a search whose responses have been found already."""
    first, total = (search.page - 1) * PAGE_SIZE, found.rows.bit_count()
    shown = islice(in_order(conn, search, found), first, first + PAGE_SIZE) if first < total else ()
    return Results(tuple(hits(conn, list(shown), search.query)), total)


def count(conn: sqlite3.Connection, query: Query, filters: Filters) -> int:
    """Return how many responses match."""
    return matching(conn, query, filters).rows.bit_count()


def newest(conn: sqlite3.Connection, search: Search, number: int) -> tuple[Hit, ...]:
    """Return the newest ``number`` responses that match."""
    rows = matching(conn, search.query, search.filters).rows
    return tuple(hits(conn, list(islice(newest_first(rows), number)), search.query))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a response stands among the results, counted from 1, and the ids before and after it."""

    number: int
    total: int
    before: str | None
    after: str | None


def place_of(conn: sqlite3.Connection, search: Search, response_id: str) -> Place | None:
    """Return where a response stands among all results of ``search``, or None where it is none of them."""
    own = conn.execute("select rowid from responses where id = ?", (response_id,)).fetchone()
    found = matching(conn, search.query, search.filters)
    if own is None or not found.rows >> own[0] & 1:
        return None
    before = None
    ordered = in_order(conn, search, found)
    for number, row in enumerate(ordered, 1):
        if row == own[0]:
            return Place(number, found.rows.bit_count(), _id(conn, before), _id(conn, next(ordered, None)))
        before = row
    return None


def _id(conn: sqlite3.Connection, row: int | None) -> str | None:
    found = conn.execute("select id from responses where rowid = ?", (row,)).fetchone()
    return found[0] if found else None


def in_order(conn: sqlite3.Connection, search: Search, found: Matching) -> Iterator[int]:
    """Yield the rows found in the order the search asks for; those without a date come last."""
    rows = found.rows
    if search.order == "relevance" and search.query.ranked:
        yield from _best_first(conn, search.query, found)
    elif search.order == "oldest":
        dated = kept_set(conn, "dated")
        yield from oldest_first(rows & dated)
        yield from oldest_first(rows & ~dated)
    else:
        yield from newest_first(rows)


def _best_first(conn: sqlite3.Connection, query: Query, found: Matching) -> Iterator[int]:
    """Yield the rows found, by where all the words stand: title, request, answer, letter, files.

    bm25 alone does not: it counts mentions, so a request that says "calls" three times stands before a title
    that says it once. It orders those that are equal in this, and the date those that are equal in both.
    Where too many responses have the words in such a place, the newest of them come first.
    """
    expression, left = every_clause(query), found.rows
    for columns in _PLACES:
        within = f"{{{columns}}} : ({expression})" if columns else expression
        there = with_words(conn, within)
        here, left = there & left, left & ~there
        if there.bit_count() > _MOST_RANKED:
            yield from newest_first(here)
        elif here:
            yield from _ranked(conn, f"({within}) AND ({expression})", here)
    if left:
        yield from _best_in_files(conn, query, left)


def _best_in_files(conn: sqlite3.Connection, query: Query, rows: Rows) -> Iterator[int]:
    """Yield the rows that have words in their files alone: by the page or sheet that says most of them."""
    for row in best_first_in_files(conn, query.words, _MOST_RANKED):
        if rows >> row & 1:
            yield row
            rows &= ~(1 << row)
    yield from newest_first(rows)


def _ranked(conn: sqlite3.Connection, expression: str, rows: Rows) -> Iterator[int]:
    wanted = rows.to_bytes(rows.bit_length() // 8 + 1, "little")
    ranked = conn.execute(
        "select rowid from responses_fts where responses_fts match ? and rowid < ? order by rank, rowid desc",
        (expression, rows.bit_length()),
    )
    return (row for (row,) in ranked if wanted[row >> 3] >> (row & 7) & 1)


def hits(conn: sqlite3.Connection, rowids: Sequence[int], query: Query) -> Iterator[Hit]:
    """Yield the responses at ``rowids``, in that order, with the query's words marked."""
    words = query.words
    rows = {
        row["rowid"]: row
        for row in conn.execute(
            f"""select rowid, id, site, reference, title, published, decision, url, first_seen, removed_at,
                       missing_from, times_missing,
                       substr(request_text, 1, {LOOKED_AT}) as request_text,
                       substr(answer_text, 1, {LOOKED_AT}) as answer_text,
                       iif(?, substr(text, 1, {LOOKED_AT}), '') as letter
                from responses where rowid in ({placeholders(rowids)})""",
            (bool(words), *rowids),
        )
    }
    ids = [row["id"] for row in rows.values()]
    citations, files = _citations(conn, ids), _files(conn, ids)
    for rowid in rowids:
        row = rows[rowid]
        title = row["title"]
        held = files.get(row["id"], (0, 0, 0))
        yield Hit(
            id=row["id"],
            site=row["site"],
            reference=row["reference"],
            title=title and marked(words, Field("title", title)),
            plain_title=title,
            published=row["published"],
            decision=row["decision"],
            url=row["url"],
            snippet=_snippet(row, words) or _beginning(row["request_text"] or ""),
            citations=citations.get(row["id"], ()),
            files=held[0],
            files_held_back=held[1],
            in_file=_in_file(conn, row, words) if held[2] else None,
            first_seen=row["first_seen"],
            removed_at=row["removed_at"],
            missing_from=row["missing_from"],
            times_missing=row["times_missing"],
        )


def _snippet(row: sqlite3.Row, words: Sequence[Words]) -> str:
    """Return the passage of request, answer or letter that has the most of the words, or nothing.

    A letter begins with its title, so words found there alone show nothing new.
    """
    title, letter = row["title"] or "", row["letter"]
    return best_passage(
        words,
        (
            Field("request_text", row["request_text"] or ""),
            Field("answer_text", row["answer_text"] or ""),
            Field("", letter, len(title) if letter.startswith(title) else 0),
        ),
    )


def _beginning(text: str) -> str:
    """The first words of a request, cut between words."""
    return text if len(text) < _BEGINNING else text[:_BEGINNING].rpartition(" ")[0] + " …"


def _citations(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[Cited, ...]]:
    rows = conn.execute(
        f"""select response_id, act, provision, role from citations where response_id in ({placeholders(ids)})
            order by start_char, id""",
        ids,
    )
    cited: dict[str, list[Cited]] = defaultdict(list)
    for row in rows:
        cited[row[0]].append(Cited(*row[1:]))
    return {key: tuple(values) for key, values in cited.items()}


def _in_file(conn: sqlite3.Connection, row: sqlite3.Row, words: Sequence[Words]) -> FileHit | None:
    """Return where in a file the words stand: all of them on one page, or some that the letter lacks."""
    if found := place_in_files(conn, row["rowid"], words, all_of_them=True):
        return found
    letter = Field("", f"{row['title'] or ''}\n{row['letter']}")
    missing = [term for term in words if not best_passage((replace(term, column=""),), (letter,))]
    return place_in_files(conn, row["rowid"], missing, all_of_them=False)


def _files(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Return how many files responses link to, how many are held back, and how many were read."""
    rows = conn.execute(
        f"""select response_id, count(*), sum(state = 'quarantined'), sum(state = 'held') from attachments
            where response_id in ({placeholders(ids)}) group by response_id""",
        ids,
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
