"""Responses like another one or like a draft: about the same things, in the same words or in others.

No model and no service: words, cut to their stems, count the more the fewer requests have them. A word that
may stand for the same (archive.search.request_words) counts too, but less.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from archive.search.forms import forms
from archive.search.matching import placeholders
from archive.search.request_words import kindred, stock_words
from archive.search.sets import kept_set
from archive.search.terms import GROUNDS

LONGEST = 20_000  # characters of a draft that are read
_WORD = re.compile(r"[^\W\d_]{3,}")
_MOST_WORDS = 20  # that tell most of what a text is about
_COMMON = 0.25  # a word in more of all requests tells nothing
_FEW = 10  # and one in no more than so many tells something in the smallest archive
_MOST_POSTINGS = 60_000  # rows looked at for one question; a larger archive is asked for rarer words
_CANDIDATES = 200
_KINDRED = 0.7  # what a word of the same meaning counts beside the word itself
_LENGTH = 0.75  # how much a long request counts less
_SAME_GROUNDS = 0.2  # how much more a response counts when it is refused on exactly the same grounds


@dataclass(frozen=True, slots=True)
class Similar:
    """A response like another one.

    ``words`` are those they share, and ``kindred`` those for which it has another that may stand for the
    same; the weightiest come first. ``sections`` are those of the FOIA that it is refused under.
    """

    id: str
    title: str | None
    reference: str | None
    published: str | None
    decision: str
    words: tuple[str, ...]
    kindred: tuple[str, ...]
    sections: tuple[str, ...]


class Nearest(NamedTuple):
    """The words of a draft that tell what it is about, and the responses nearest to it, best first."""

    words: tuple[str, ...]
    found: tuple[Similar, ...]


class _Term(NamedTuple):
    """A word of the question, what it weighs, and the rows that have it, or one of the same meaning."""

    word: str
    weight: float
    rows: frozenset[int]
    kindred: frozenset[int]


def index_requests(connection: sqlite3.Connection) -> None:
    """Make the index in which requests are compared: of title and request, by the stems of their words."""
    with connection:
        connection.executescript(
            "create virtual table requests_fts using fts5(title, request_text, content='responses',"
            " tokenize='porter unicode61 remove_diacritics 2', detail='column');"
            "insert into requests_fts(requests_fts) values ('rebuild');"
        )


def similar_responses(conn: sqlite3.Connection, response_id: str, most: int = 5) -> tuple[Similar, ...]:
    """Return the responses most like this one, best first; none where no other shares its rarer words."""
    own = conn.execute(
        "select rowid, title, request_text from responses where id = ?", (response_id,)
    ).fetchone()
    if own is None:
        return ()
    title, request = own[1] or "", own[2] or ""
    terms = _terms(conn, f"{title} {title} {request}", besides=own[0])
    return _nearest(conn, terms, most, besides=own[0], like=response_id)


def nearest_to_draft(conn: sqlite3.Connection, draft: str, most: int = 10) -> Nearest:
    """Return the responses nearest to a request that is being written; LONGEST characters of it are read."""
    terms = _terms(conn, draft[:LONGEST])
    return Nearest(tuple(term.word for term in terms), _nearest(conn, terms, most))


def _terms(conn: sqlite3.Connection, text: str, besides: int = 0) -> list[_Term]:
    """Return the words that tell what a text is about, the weightiest first."""
    counted = _counted(text)
    total = kept_set(conn, "all").bit_count()
    terms, left = [], _MOST_POSTINGS
    for word in _rarest(conn, counted):
        rows = _rows(conn, [word]) - {besides}
        others = kindred(word)
        alike = _rows(conn, others) - rows - {besides} if others else frozenset()
        left -= len(rows) + len(alike)
        if left < 0:
            break
        if (not rows and not alike) or len(rows) > max(_FEW, _COMMON * total):
            continue
        weight = math.log(1 + total / (len(rows) + 0.5 * len(alike) + 1)) * (1 + math.log(counted[word]))
        terms.append(_Term(word, weight, rows, alike))
    return sorted(terms, key=lambda term: (-term.weight, term.word))


def _counted(text: str) -> Counter[str]:
    """Return how often each word stands in a text, forms of one word together, as the first of them."""
    counted: Counter[str] = Counter()
    first: dict[str, str] = {}
    for word in map(str.lower, _WORD.findall(text)):
        if word not in stock_words():
            counted[first.setdefault(min(forms(word)), word)] += 1
    return counted


def _rarest(conn: sqlite3.Connection, counted: Mapping[str, int]) -> list[str]:
    """Return the words to ask for: those of most weight in the text by how many responses have them."""
    known = dict(
        conn.execute(
            "select word, responses from words where word in (select value from json_each(?))",
            (json.dumps(sorted(counted)),),
        ).fetchall()
    )
    total = kept_set(conn, "all").bit_count()

    def weight(word: str) -> float:
        return math.log(1 + total / (known.get(word, 0) + 1)) * (1 + math.log(counted[word]))

    useful = [word for word in counted if word in known or kindred(word)]
    return sorted(useful, key=lambda word: (-weight(word), word))[:_MOST_WORDS]


def _rows(conn: sqlite3.Connection, words: Iterable[str]) -> frozenset[int]:
    """Return the rows of the responses that have one of ``words``, by its stem, in title or request."""
    either = " OR ".join(f'"{word}"' for word in words)
    found = conn.execute("select rowid from requests_fts where requests_fts match ?", (either,))
    return frozenset(row for (row,) in found.fetchall())


def _nearest(
    conn: sqlite3.Connection, terms: Sequence[_Term], most: int, besides: int = 0, like: str = ""
) -> tuple[Similar, ...]:
    scores: dict[int, float] = defaultdict(float)
    for term in terms:
        for row in term.rows:
            scores[row] += term.weight
        for row in term.kindred:
            scores[row] += _KINDRED * term.weight
    scores.pop(besides, None)
    best = sorted(scores, key=lambda row: (-scores[row], row))[:_CANDIDATES]
    found = conn.execute(
        f"""select rowid, id, title, reference, published, decision,
                   length(coalesce(title, '')) + length(coalesce(request_text, '')) as long
            from responses where rowid in ({placeholders(best)})""",  # noqa: S608 - question marks alone
        best,
    ).fetchall()
    if not found:
        return ()
    usual = sum(row[6] for row in found) / len(found)
    grounds = _grounds(conn, [like, *(row[1] for row in found)])
    here = grounds[like]

    def order(row: Sequence[Any]) -> tuple[float, str]:
        there = grounds[row[1]]
        alike = len(here & there) / len(here | there) if here else 0
        shortness = 1 / (1 - _LENGTH + _LENGTH * row[6] / usual) if usual else 1
        return -scores[row[0]] * shortness * (1 + _SAME_GROUNDS * alike), row[1]

    return tuple(_similar(row, terms, grounds[row[1]]) for row in sorted(found, key=order)[:most])


def _similar(row: Sequence[Any], terms: Sequence[_Term], sections: Iterable[str]) -> Similar:
    rowid, name, title, reference, published, decision, _ = row
    return Similar(
        id=name,
        title=title,
        reference=reference,
        published=published,
        decision=decision,
        words=tuple(term.word for term in terms if rowid in term.rows),
        kindred=tuple(term.word for term in terms if rowid in term.kindred),
        sections=tuple(sorted(sections, key=lambda section: (len(section), section))),
    )


def _grounds(conn: sqlite3.Connection, ids: Sequence[str]) -> dict[str, set[str]]:
    """Return the sections of the FOIA that each response is refused under."""
    found: dict[str, set[str]] = defaultdict(set)
    for response, section in conn.execute(
        f"""select response_id, section from citations where act = 'FOIA2000'
            and role in ({placeholders(GROUNDS)}) and response_id in ({placeholders(ids)})""",  # noqa: S608
        (*GROUNDS, *ids),
    ):
        found[response].add(section)
    return found
