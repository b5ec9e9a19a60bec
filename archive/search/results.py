"""Search in the public database: a page of results, each with its citations and the words that were found."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.search.asked import Filters, Search
from archive.search.matching import Sql, match_expression, matching, placeholders
from archive.search.terms import Query

PAGE_SIZE = 20
MARK_START, MARK_END = "\u0002", "\u0003"  # no text holds them: the reader of pages drops control characters
_SNIPPET_TOKENS = 30
_ORDERS = {
    "relevance": "f.rank",
    "newest": "r.published desc, r.id desc",
    "oldest": "r.published asc nulls last, r.id",
}


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
    found = matching(search.query, search.filters)
    total = conn.execute(f"select count(*) {found.text}", found.values).fetchone()[0]
    window = (PAGE_SIZE, (search.page - 1) * PAGE_SIZE)
    rows = ordered_rowids(conn, search, found, window) if window[1] < total else []
    return Results(tuple(hits(conn, rows, search.query)), total)


def count(conn: sqlite3.Connection, query: Query, filters: Filters) -> int:
    """Return how many responses match."""
    found = matching(query, filters)
    return int(conn.execute(f"select count(*) {found.text}", found.values).fetchone()[0])


def newest(conn: sqlite3.Connection, search: Search, number: int) -> tuple[Hit, ...]:
    """Return the newest ``number`` responses that match."""
    found = matching(search.query, search.filters)
    rowids = ordered_rowids(conn, replace(search, order="newest"), found, (number, 0))
    return tuple(hits(conn, rowids, search.query))


def ordered_rowids(
    conn: sqlite3.Connection, search: Search, found: Sql, window: tuple[int, int]
) -> list[int]:
    """Return the rowids in ``window`` (number, offset; -1 for all), in the order asked for."""
    order = search.order
    if order == "relevance" and not search.query.ranked:
        order = "newest"
    rows = conn.execute(
        f"select r.rowid {found.text} order by {_ORDERS[order]} limit ? offset ?", (*found.values, *window)
    )
    return [row[0] for row in rows]


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
