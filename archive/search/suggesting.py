"""What a misspelt word may have meant: words of this archive that differ by a letter or two."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from archive.search.asked import Search
from archive.search.forms import forms
from archive.search.matching import matching
from archive.search.query import read_query

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _LONGEST = 3, 30
_TWO_WRONG_FROM = 6  # letters: a shorter word with two wrong ones could be anything
_BEGINNING = 2  # letters that a word with two wrong ones is taken to have right
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query, and how many responses it finds under the same filters.

    ``instead`` are the words typed, each with the one put in its place.
    """

    query: str
    instead: tuple[tuple[str, str], ...]
    responses: int


def suggest(conn: sqlite3.Connection, search: Search) -> Suggestion | None:
    """Return the search with other words for those that stand in no response, or None.

    None too where every word is known, and where the other words find nothing either.
    """
    instead: dict[str, str] = {}
    for words in search.query.words:
        for word in () if words.prefix else _WORD.findall(words.spellings[0]):
            if (other := _other(conn, word)) and other != word.lower():
                instead[word] = other
    if not instead:
        return None
    text = search.query.text
    for word, other in instead.items():
        text = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", other, text)
    query = read_query(text)
    responses = matching(conn, query, search.filters).rows.bit_count()
    return Suggestion(text, tuple(instead.items()), responses) if responses else None


def _other(conn: sqlite3.Connection, word: str) -> str | None:
    """Return the word of the archive that ``word`` may be meant for; None where it is a word of it."""
    lower = word.lower()
    if not _SHORTEST <= len(lower) <= _LONGEST or not lower.isascii() or _known(conn, list(forms(lower))):
        return None
    near = _known(conn, list(_one_wrong(lower))) or _two_wrong(conn, lower)
    return max(near, key=lambda found: (near[found], found), default=None)


def _known(conn: sqlite3.Connection, words: list[str]) -> dict[str, int]:
    """Return those of ``words`` that stand in the archive, each with the number of responses."""
    found = conn.execute(
        "select word, responses from words where word in (select value from json_each(?))",
        (json.dumps(words),),
    )
    return {row[0]: row[1] for row in found}


def _one_wrong(word: str) -> Iterator[str]:
    """Yield what ``word`` may be with one letter left out, put in, changed, or two that changed places."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in _LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def _two_wrong(conn: sqlite3.Connection, word: str) -> dict[str, int]:
    if len(word) < _TWO_WRONG_FROM:
        return {}
    start = word[:_BEGINNING]
    found = conn.execute(
        "select word, responses from words where word >= ? and word < ? and length(word) between ? and ?",
        (start, f"{start}\U0010ffff", len(word) - 2, len(word) + 2),
    )
    one_wrong = set(_one_wrong(word))
    shortened = {other for wrong in one_wrong for other in _shortened(wrong)}  # a quick look first
    return {
        row[0]: row[1]
        for row in found
        if not shortened.isdisjoint(_shortened(row[0])) and not one_wrong.isdisjoint(_one_wrong(row[0]))
    }


def _shortened(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
