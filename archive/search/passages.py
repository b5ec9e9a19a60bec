"""The passage of a response that shows best why it was found, with the words marked.

FTS5's own ``snippet`` compares every hit of a text with every other, so a common word in one long text takes
it seconds. This looks at a bounded beginning of a text and at a bounded number of hits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from archive.search.forms import forms
from archive.search.terms import Column, Words

MARK_START, MARK_END = "\u0002", "\u0003"  # no text holds them: the reader of pages drops control characters
LOOKED_AT = 100_000  # characters of a text
_MOST_HITS = 1_000  # of one word
_TOGETHER = 160  # characters from the first to the last hit that stand in one passage
_LENGTH = 230  # characters of a passage, about
_LEAD = 60  # characters before the first hit, where no sentence begins there
_TOKEN = re.compile(r"[^\W_]+")
_SENTENCE_START = re.compile(r"(?:[.!?:;]\s+|\n\s*)(?=\S)")


class Field(NamedTuple):
    """A text of a response and the column it stands in; what is before ``start`` shows nothing new."""

    column: Column
    text: str
    start: int = 0


class _Hit(NamedTuple):
    start: int
    end: int
    word: int  # which of the words


def best_passage(words: Sequence[Words], fields: Sequence[Field]) -> str:
    """Return the passage that has the most of the words, marked, or nothing; of equals the first."""
    best: tuple[int, Field, Sequence[_Hit]] | None = None
    for field in fields:
        for group in _groups(_hits(words, field)):
            different = len({hit.word for hit in group})
            if best is None or different > best[0]:
                best = different, field, group
    return _shown(best[1].text, best[2]) if best else ""


def first_hit(words: Sequence[Words], text: str) -> int:
    """Return where in ``text``, however long, the first of the words stands; 0 where none does."""
    folded = _folded(text)
    starts = (
        hit.start()
        for term in words
        for hit in _pattern(term).finditer(folded)
        if not hit.start() or not _TOKEN.match(folded[hit.start() - 1])
    )
    return min(starts, default=0)


def marked(words: Sequence[Words], field: Field) -> str:
    """Return the whole text with the words marked."""
    return _with_marks(field.text, _hits(words, field), 0, len(field.text))


def _hits(words: Sequence[Words], field: Field) -> list[_Hit]:
    """Return where the words stand, in order; no two overlap."""
    text = _folded(field.text[:LOOKED_AT])
    found = [
        _Hit(hit.start(), hit.end(), number)
        for number, term in enumerate(words)
        if term.column in ("", field.column)
        for hit in islice(_pattern(term).finditer(text, field.start), _MOST_HITS)
        if not hit.start() or not _TOKEN.match(text[hit.start() - 1])
    ]
    apart: list[_Hit] = []
    for hit in sorted(found):
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


@lru_cache(maxsize=256)
def _pattern(term: Words) -> re.Pattern[str]:
    """Return what finds a word in a folded text; that no letter stands before it is left to be seen.

    It begins with letters alone, so that ``re`` skips to the next of them: seventeen times as fast.
    """
    either = "|".join(_spelled(term)) or "(?!)"
    return re.compile(rf"(?:{either})(?![^\W_])")


def _spelled(term: Words) -> Iterator[str]:
    single = len(term.spellings) == 1 and not term.quoted and not term.prefix
    for spelling in forms(term.spellings[0]) if single else term.spellings:
        tokens = _TOKEN.findall(_folded(spelling))
        if tokens:
            yield r"[\W_]+".join(map(re.escape, tokens)) + (r"[^\W_]*" if term.prefix else "")


def _folded(text: str) -> str:
    """Return ``text`` in lower case and without accents, character for character."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    lower = character.lower()
    return unicodedata.normalize("NFD", lower if len(lower) == 1 else character)[0]


def _groups(hits: Sequence[_Hit]) -> Iterator[Sequence[_Hit]]:
    """Yield the hits that can stand in one passage, for each hit that such a passage may begin with."""
    last = 0
    for first, hit in enumerate(hits):
        last = max(last, first)
        while last + 1 < len(hits) and hits[last + 1].end - hit.start <= _TOGETHER:
            last += 1
        yield hits[first : last + 1]


def _shown(text: str, hits: Sequence[_Hit]) -> str:
    start = _beginning(text, hits[0].start)
    end = len(text)
    if end > start + _LENGTH:
        end = max(start + _LENGTH, hits[-1].end)
        end = max(text.rfind(" ", hits[-1].end, end + 1), hits[-1].end)
    return ("… " if start else "") + _with_marks(text, hits, start, end) + (" …" if end < len(text) else "")


def _beginning(text: str, hit: int) -> int:
    """Return where a passage with its first hit at ``hit`` begins: with a sentence, or else with a word."""
    earliest = max(0, hit - _LEAD)
    if not earliest:
        return 0
    sentences = [found.end() for found in _SENTENCE_START.finditer(text, earliest, hit)]
    if sentences:
        return sentences[-1]
    space = text.find(" ", earliest, hit)
    return space + 1 if space >= 0 else hit


def _with_marks(text: str, hits: Sequence[_Hit], start: int, end: int) -> str:
    pieces, at = [], start
    for hit in hits:
        if hit.start >= end:
            break
        pieces += [text[at : hit.start], MARK_START, text[hit.start : hit.end], MARK_END]
        at = hit.end
    return "".join((*pieces, text[at:end]))
