"""Responses like another one: about the same rare words, refused for the same reasons."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from archive.search.matching import placeholders
from archive.search.sets import kept_set
from archive.search.terms import GROUNDS

_WORD = re.compile(r"[^\W\d_]{4,}")
_WORDS = 12  # the rarest of title and request that other responses have too
_COMMON, _FEW = 0.05, 10  # a word in more of all responses, and in more than a few, tells nothing
_MOST_RANKED = 2_000  # responses that have one of the words; a larger archive is asked for rarer words
_CANDIDATES = 30
_SAME_GROUNDS = 0.5  # how much more a response counts when it is refused on exactly the same grounds


@dataclass(frozen=True, slots=True)
class Similar:
    """A response, the words of title and request it shares with another, and the sections shared."""

    id: str
    title: str | None
    reference: str | None
    published: str | None
    decision: str
    words: tuple[str, ...]
    sections: tuple[str, ...]


def similar_responses(conn: sqlite3.Connection, response_id: str, most: int = 5) -> tuple[Similar, ...]:
    """Return the responses most like this one, best first; none where no other shares its rarer words."""
    own = conn.execute(
        "select rowid, title, request_text from responses where id = ?", (response_id,)
    ).fetchone()
    words = _rare_words(conn, f"{own[1] or ''} {own[2] or ''}") if own else ()
    if not words:
        return ()
    either = " OR ".join(f'"{word}"' for word in words)
    ranked = conn.execute(
        "select rowid, rank from responses_fts where responses_fts match ? order by rank limit ?",
        (f"{{title request_text}} : ({either})", _CANDIDATES),
    )
    scores = {row[0]: -row[1] for row in ranked if row[0] != own[0]}
    found = conn.execute(
        f"""select rowid, id, title, reference, published, decision, request_text from responses
            where rowid in ({placeholders(list(scores))})""",  # noqa: S608 - question marks alone
        list(scores),
    ).fetchall()
    grounds = _grounds(conn, [response_id, *(row[1] for row in found)])
    here = grounds[response_id]

    def order(row: Sequence[Any]) -> tuple[float, str]:
        there = grounds[row[1]]
        alike = len(here & there) / len(here | there) if here else 0
        return -scores[row[0]] * (1 + _SAME_GROUNDS * alike), row[1]

    return tuple(
        Similar(
            id=row[1],
            title=row[2],
            reference=row[3],
            published=row[4],
            decision=row[5],
            words=tuple(word for word in words if word in _words(f"{row[2] or ''} {row[6] or ''}")),
            sections=tuple(sorted(here & grounds[row[1]], key=lambda section: (len(section), section))),
        )
        for row in sorted(found, key=order)[:most]
    )


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _rare_words(conn: sqlite3.Connection, text: str) -> tuple[str, ...]:
    """Return the words of a text that few responses have, but more than this one; the rarest first."""
    total = kept_set(conn, "all").bit_count()
    rows = conn.execute(
        """select word, responses from words where word in (select value from json_each(?))
           and responses between 2 and ? order by responses, word limit ?""",
        (json.dumps(sorted(_words(text))), max(_FEW, int(_COMMON * total)), _WORDS),
    ).fetchall()
    ranked = accumulate(row[1] for row in rows)
    return tuple(row[0] for row, so_far in zip(rows, ranked, strict=True) if so_far <= _MOST_RANKED)


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
