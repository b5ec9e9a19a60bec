"""What must not be published, covered by blocks: as many as there were characters, so that offsets stay.

A word is found in any case, with or without accents, in the plural and the genitive, and where something
invisible or the end of a line parts it; the words of a phrase with any white space or signs between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from parsers.models import Document, ListingEntry, Span
from parsers.personal import Kind, personal_spans

BLOCK = "\N{FULL BLOCK}"

# What a reader does not see inside a word: accents on their own, soft hyphens, characters without width.
_UNSEEN = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN_LETTERS = r"(?:-?[ \t]*\n[ \t]*)?"
_BETWEEN_DIGITS = r"[ \t\n().-]{0,2}"  # a number is written in groups of any size
_BETWEEN_WORDS = r"(?:%[0-9a-f]{2}|[\W_]){0,6}"
_ENDING = r"(?:(?:['\u2018\u2019\u02bc]|%27)?s|es)?"


class _Folded(NamedTuple):
    """A text without case and accents, and for each of its characters where it stands in the original."""

    text: str
    places: Sequence[int]


class Mask:
    """Covers some words wherever they stand, and personal data of some kinds.

    Raises ValueError for a word without a letter or digit.
    """

    def __init__(self, words: Iterable[str] = (), personal: Iterable[Kind] = ()) -> None:
        patterns = sorted({_pattern(word) for word in words}, key=len, reverse=True)
        self._pattern = re.compile("|".join(patterns)) if patterns else None
        self._personal = tuple(personal)

    def __bool__(self) -> bool:
        return self._pattern is not None or bool(self._personal)

    @property
    def key(self) -> str:
        """What it covers, in one line: masks that cover the same have the same one."""
        return f"{self._pattern.pattern if self._pattern else ''} {' '.join(self._personal)}"

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return what of ``text`` is to be covered, in order and apart."""
        found = sorted([*self.words(text), *personal_spans(text, self._personal)])
        apart: list[Span] = []
        for start, end in found:
            if apart and start < apart[-1].end:
                before = apart.pop()
                start, end = before.start, max(before.end, end)
            apart.append(Span(start, end))
        return tuple(apart)

    def words(self, text: str) -> tuple[Span, ...]:
        """Return where the words stand in ``text``, in order."""
        if self._pattern is None or not self._pattern.search(_fold(text)):
            return ()
        folded = _folded(text)
        found: list[Span] = []
        at = 0
        while match := self._pattern.search(folded.text, at):
            span = _alone(text, folded.places, match)
            if span:
                found.append(span)
            at = match.end() if span else match.start() + 1
        return tuple(found)

    def covered(self, text: str) -> str:
        """Return ``text`` with a block for every character that is to be covered but the ends of lines."""
        return cover(text, self.spans(text))

    def pieces(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return ``texts``, which stand side by side as the cells of a row do, with the words covered.

        A phrase may begin in one and end in another.
        """
        if not self:
            return tuple(texts)
        covered = self.covered("\t".join(texts))
        found, at = [], 0
        for text in texts:
            found.append(covered[at : at + len(text)])
            at += len(text) + 1
        return tuple(found)

    def document(self, doc: Document) -> Document:
        """Return ``doc`` with the words covered in its text, its title and its diagnostics.

        Its addresses stay: they tell which page and files are meant.
        """
        if not self:
            return doc
        return replace(
            doc,
            text=self.covered(doc.text),
            page_title=self.covered(doc.page_title),
            diagnostics=tuple(
                replace(noted, message=self.covered(noted.message)) for noted in doc.diagnostics
            ),
        )

    def entry(self, entry: ListingEntry) -> ListingEntry:
        """Return ``entry`` of a listing with the words covered in all but its address and date."""
        if not self:
            return entry
        return replace(
            entry,
            title=self.covered(entry.title),
            type=self.covered(entry.type),
            description=self.covered(entry.description),
        )


def cover(text: str, spans: Iterable[Span]) -> str:
    """Return ``text`` with blocks at ``spans``, which stand in order and apart; line feeds stay."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], *("\n" if char == "\n" else BLOCK for char in text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _pattern(words: str) -> str:
    found = _WORD.findall(_fold(words))
    if not found:
        raise ValueError(f"{words!r} has no letter or digit to look for")
    return f"({_BETWEEN_WORDS.join(map(_spelt, found))}){_ENDING}"


def _spelt(word: str) -> str:
    """Return the pattern of one word, whose letters stand in every pattern as they are."""
    return (_BETWEEN_DIGITS if word.isdigit() else _BETWEEN_LETTERS).join(map(re.escape, word))


def _alone(text: str, places: Sequence[int], match: re.Match[str]) -> Span | None:
    """Return where what was matched stands in ``text``, with its ending or without; None inside a word."""
    assert match.lastindex is not None
    start = places[match.start()]
    for end in (match.end(), match.end(match.lastindex)):
        span = Span(start, places[end - 1] + 1)
        if _parted(text, span.start) and _parted(text, span.end):
            return span
    return None


def _fold(text: str) -> str:
    """Return ``text`` without case, accents and what is not seen; its length may change."""
    if text.isascii():
        return text.lower()
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", text)).casefold()


def _folded(text: str) -> _Folded:
    if text.isascii():
        return _Folded(text.lower(), range(len(text)))
    letters, places = [], []
    for place, char in enumerate(text):
        folded = _fold(char)
        letters.append(folded)
        places += [place] * len(folded)
    return _Folded("".join(letters), places)


def _parted(text: str, at: int) -> bool:
    """Whether a word may end or begin before the character at ``at``: not between two letters or digits.

    A capital after a small letter begins one, as in names of files.
    """
    if not 0 < at < len(text):
        return True
    before, after = text[at - 1], text[at]
    if before.isdigit() and after.isdigit():
        return False
    if _UNSEEN.match(after):
        return _parted(text, at + 1) if before.isalpha() else True
    return not (before.isalpha() and after.isalpha()) or (before.islower() and after.isupper())
