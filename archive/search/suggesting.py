"""What a misspelt word may have meant: words of this archive that differ by a letter or two."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.search.asked import Search
from archive.search.forms import forms
from archive.search.matching import matching
from archive.search.query import read_query

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST, _LONGEST = 3, 30
_TWO_WRONG_FROM = 6  # letters: a shorter word with two wrong ones could be anything
_BEGINNING = 2  # letters that a word with two wrong ones is taken to have right
_ROOT = 4  # letters that related words have in common at least: rude and rudeness, speeding and speed
_ENDING = re.compile(r"(?:ings?|e[dr]s?|ers?|ments?|ions?|e?s|e)$")
_LONGEST_ENDING = 5
_WORDS, _TRIED = 12, 3  # words of a query that are looked at; other words of each kind that are tried
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another query, and how many responses it finds under the same filters.

    ``instead`` are the words typed, each with the one put in its place; ``left_out`` are those for which
    there is none.
    """

    query: str
    instead: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    responses: int


def suggest(conn: sqlite3.Connection, search: Search) -> Suggestion | None:
    """Return another query for one that finds nothing, or None where no other finds more.

    A word that stands in no response is changed for one that does, or left out. Where every word stands in
    some response but none has all, one word is left out: the one without which fewest responses are found.
    """
    typed = [words for words in search.query.words if not words.prefix]
    words = [word for spelled in typed for word in _WORD.findall(spelled.spellings[0])][:_WORDS]
    unknown = [word for word in words if not _known(conn, forms(word))]
    suggestion = Suggestion(search.query.text, (), (), 0)
    for word in unknown:
        others = unknown[unknown.index(word) + 1 :]
        suggestion = _put_right(conn, search, suggestion, word, others)
    if not unknown and len(words) > 1:
        without = [_changed(conn, search, suggestion, word, None) for word in words]
        found = [each for each in without if each.responses]
        suggestion = min(found, key=lambda each: each.responses, default=suggestion)
    return suggestion if suggestion.responses else None


def _put_right(
    conn: sqlite3.Connection, search: Search, so_far: Suggestion, word: str, others: Sequence[str]
) -> Suggestion:
    """Return ``so_far`` with the first better word for ``word`` that finds something, or without it.

    ``others`` are not yet put right, so they are left out when looking whether anything is found.
    """
    for better in (*_meant(conn, word.lower()), None):
        changed = _changed(conn, search, so_far, word, better, others)
        if changed.responses:
            break
    return changed


def _changed(
    conn: sqlite3.Connection,
    search: Search,
    so_far: Suggestion,
    word: str,
    better: str | None,
    others: Sequence[str] = (),
) -> Suggestion:
    text = _replaced(so_far.query, word, better or "")
    looked_for = text
    for other in others:
        looked_for = _replaced(looked_for, other, "")
    query = read_query(looked_for)
    return Suggestion(
        text,
        (*so_far.instead, (word, better)) if better else so_far.instead,
        so_far.left_out if better else (*so_far.left_out, word),
        matching(conn, query, search.filters).rows.bit_count() if query.words else 0,
    )


def _replaced(text: str, word: str, other: str) -> str:
    return " ".join(re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", other, text).split())


def _meant(conn: sqlite3.Connection, word: str) -> list[str]:
    """Return words of the archive that an unknown one may be meant for, the likeliest first."""
    if not _SHORTEST <= len(word) <= _LONGEST or not (word.isascii() and word.isalpha()):
        return []
    found = _related(conn, word), _known(conn, _one_wrong(word)), _two_wrong(conn, word)
    ranked = (sorted(near, key=lambda other: (-near[other], other))[:_TRIED] for near in found)
    return [other for near in ranked for other in near]


def _known(conn: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """Return those of ``words`` that stand in the archive, each with the number of responses."""
    found = conn.execute(
        "select word, responses from words where word in (select value from json_each(?))",
        (json.dumps([word.lower() for word in words]),),
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


def _related(conn: sqlite3.Connection, word: str) -> dict[str, int]:
    """Return words with the same root and another ending."""
    root = _ENDING.sub("", word)
    if len(root) < _ROOT:
        root = word
    return _beginning(conn, root, len(root), len(root) + _LONGEST_ENDING) if len(root) >= _ROOT else {}


def _beginning(conn: sqlite3.Connection, start: str, shortest: int, longest: int) -> dict[str, int]:
    found = conn.execute(
        "select word, responses from words where word >= ? and word < ? and length(word) between ? and ?",
        (start, f"{start}\U0010ffff", shortest, longest),
    )
    return {row[0]: row[1] for row in found}


def _two_wrong(conn: sqlite3.Connection, word: str) -> dict[str, int]:
    if len(word) < _TWO_WRONG_FROM:
        return {}
    one_wrong = set(_one_wrong(word))
    shortened = {other for wrong in one_wrong for other in _shortened(wrong)}  # a quick look first
    near = _beginning(conn, word[:_BEGINNING], len(word) - 2, len(word) + 2)
    return {
        other: responses
        for other, responses in near.items()
        if not shortened.isdisjoint(_shortened(other)) and not one_wrong.isdisjoint(_one_wrong(other))
    }


def _shortened(word: str) -> Iterator[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
