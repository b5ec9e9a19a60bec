"""Search in the public database: a page of results, each with its citations and the words that were found."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from archive.search.asked import Filters, Search
from archive.search.matching import every_clause, match_expression, matching, placeholders, with_words
from archive.search.sets import Rows, kept_set, newest_first, oldest_first
from archive.search.terms import Query

PAGE_SIZE = 20
MARK_START, MARK_END = "\u0002", "\u0003"  # no text holds them: the reader of pages drops control characters
_SNIPPET_TOKENS = 30
_PLACES = (
    "title",
    "title request_text",
    "title request_text answer_text",
    "title request_text answer_text text",
)
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
    first_seen: str
    removed_at: str | None


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
    return page_of(conn, search, matching(conn, search.query, search.filters).rows)


def page_of(conn: sqlite3.Connection, search: Search, rows: Rows) -> Results:
    """Return the page of results of a search whose responses have been found already."""
    first = (search.page - 1) * PAGE_SIZE
    shown = islice(in_order(conn, search, rows), first, first + PAGE_SIZE) if rows else ()
    return Results(tuple(hits(conn, list(shown), search.query)), rows.bit_count())


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
    rows = matching(conn, search.query, search.filters).rows
    if own is None or not rows >> own[0] & 1:
        return None
    before = None
    ordered = in_order(conn, search, rows)
    for number, row in enumerate(ordered, 1):
        if row == own[0]:
            return Place(number, rows.bit_count(), _id(conn, before), _id(conn, next(ordered, None)))
        before = row
    return None


def _id(conn: sqlite3.Connection, row: int | None) -> str | None:
    found = conn.execute("select id from responses where rowid = ?", (row,)).fetchone()
    return found[0] if found else None


def in_order(conn: sqlite3.Connection, search: Search, rows: Rows) -> Iterator[int]:
    """Yield ``rows`` in the order the search asks for. Those without a date come last in either direction."""
    if search.order == "relevance" and search.query.ranked:
        yield from _best_first(conn, search.query, rows)
    elif search.order == "oldest":
        dated = kept_set(conn, "dated")
        yield from oldest_first(rows & dated)
        yield from oldest_first(rows & ~dated)
    else:
        yield from newest_first(rows)


def _best_first(conn: sqlite3.Connection, query: Query, rows: Rows) -> Iterator[int]:
    """Yield ``rows`` by where all the words stand: in the title, with the request, with the answer, anywhere.

    bm25 alone does not: it counts mentions, so a request that says "calls" three times stands before a title
    that says it once. It orders those that are equal in this, and the date those that are equal in both.
    Where too many responses have the words in such a place, the newest of them come first.
    """
    expression = every_clause(query)
    for columns in _PLACES:
        within = f"({{{columns}}} : ({expression})) AND ({expression})"
        found = with_words(conn, within)
        here, rows = found & rows, rows & ~found
        if found.bit_count() > _MOST_RANKED:
            yield from newest_first(here)
        elif here:
            yield from _ranked(conn, within, here)


def _ranked(conn: sqlite3.Connection, expression: str, rows: Rows) -> Iterator[int]:
    wanted = rows.to_bytes(rows.bit_length() // 8 + 1, "little")
    ranked = conn.execute(
        "select rowid from responses_fts where responses_fts match ? and rowid < ? order by rank, rowid desc",
        (expression, rows.bit_length()),
    )
    return (row for (row,) in ranked if wanted[row >> 3] >> (row & 7) & 1)


def hits(conn: sqlite3.Connection, rowids: Sequence[int], query: Query) -> Iterator[Hit]:
    """Yield the responses at ``rowids``, in that order, with the query's words marked."""
    marks = placeholders(rowids)
    rows = {
        row["rowid"]: row
        for row in conn.execute(
            f"""select r.rowid, r.id, r.site, r.reference, r.title, r.published, r.decision, r.url,
                       r.first_seen, r.removed_at,
                       substr(ifnull(r.request_text, ''), 1, 260) as beginning
                from responses r where r.rowid in ({marks})""",
            rowids,
        )
    }
    ids = [row["id"] for row in rows.values()]
    citations, files = _citations(conn, ids), _files(conn, ids)
    marked = _marked(conn, rowids, query)
    for rowid in rowids:
        row = rows[rowid]
        title, snippet = marked.get(rowid, (row["title"], ""))
        held = files.get(row["id"], (0, 0))
        yield Hit(
            id=row["id"],
            site=row["site"],
            reference=row["reference"],
            title=title,
            plain_title=row["title"],
            published=row["published"],
            decision=row["decision"],
            url=row["url"],
            snippet=snippet or _beginning(row["beginning"]),
            citations=citations.get(row["id"], ()),
            files=held[0],
            files_held_back=held[1],
            first_seen=row["first_seen"],
            removed_at=row["removed_at"],
        )


def _marked(conn: sqlite3.Connection, rowids: Sequence[int], query: Query) -> dict[int, tuple[str, str]]:
    if not query.words or not rowids:
        return {}
    rows = conn.execute(
        f"""select rowid, highlight(responses_fts, 0, ?, ?),
                   snippet(responses_fts, 1, ?, ?, ' … ', {_SNIPPET_TOKENS}),
                   snippet(responses_fts, 2, ?, ?, ' … ', {_SNIPPET_TOKENS}),
                   snippet(responses_fts, 3, ?, ?, ' … ', {_SNIPPET_TOKENS})
            from responses_fts where responses_fts match ? and rowid in ({placeholders(rowids)})""",
        (MARK_START, MARK_END) * 4 + (match_expression(query.words), *rowids),
    )
    return {row[0]: (row[1], _snippet(row[2] or "", row[3] or "", row[4])) for row in rows}


def _snippet(asked: str, answered: str, letter: str) -> str:
    """Return the passage of request, answer or letter that has the most of the words, or nothing.

    The head of a letter only repeats title and reference, so words found there alone show nothing new.
    """
    passages = (asked, answered, letter if letter.startswith(" … ") else "")
    best = max(passages, key=_words_found)  # the first of equals
    return best if _words_found(best) else ""


def _words_found(passage: str) -> int:
    return len({piece.partition(MARK_END)[0].lower() for piece in passage.split(MARK_START)[1:]})


def _beginning(text: str) -> str:
    """The first words of a request, cut between words."""
    return text if len(text) < 260 else text.rpartition(" ")[0] + " …"


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


def _files(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    rows = conn.execute(
        f"""select response_id, count(*), sum(state = 'quarantined') from attachments
            where response_id in ({placeholders(ids)}) group by response_id""",
        ids,
    )
    return {row[0]: (row[1], row[2]) for row in rows}
