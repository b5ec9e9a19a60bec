"""What changed between two texts of a page: the passages that differ, word by word, in their surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "added"]
_WORD = re.compile(r"\s*\S+|\s+$")
_MOST_WORDS = 1_500  # of one passage; comparing takes time with the square of it
_ALIKE = 0.3  # share of words in common; what has less was written anew
_CONTEXT = 12  # words shown on each side of a change within a line


class Piece(NamedTuple):
    """Some words of a passage: in both texts, in the old one only, or in the new one only."""

    kind: Kind
    text: str


Passage = tuple[Piece, ...]


def differences(old: str, new: str) -> tuple[Passage, ...]:
    """Return each stretch of lines that differs, in the order of the new text; none for equal texts.

    In long texts a line that recurs often is only compared beside others: tables of equal rows took minutes.
    """
    before, after = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, before, after)
    return tuple(
        _passage("\n".join(before[a:b]), "\n".join(after[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    )


def _passage(old: str, new: str) -> Passage:
    before, after = _WORD.findall(old), _WORD.findall(new)
    comparable = before and after and max(len(before), len(after)) <= _MOST_WORDS
    matcher = SequenceMatcher(None, before, after) if comparable else None
    if matcher is None or matcher.ratio() < _ALIKE:
        return tuple(piece for piece in (Piece("gone", old), Piece("added", new)) if piece.text)
    return tuple(_shortened(list(_compared(matcher, before, after))))


def _compared(matcher: SequenceMatcher[str], before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(after[c:d]))
            continue
        if b > a:
            yield Piece("gone", "".join(before[a:b]))
        if d > c:
            yield Piece("added", "".join(after[c:d]))


def _shortened(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out what is far from any change, with an ellipsis in its place."""
    for index, piece in enumerate(pieces):
        words = _WORD.findall(piece.text)
        head = [] if index == 0 else words[:_CONTEXT]
        tail = [] if index == len(pieces) - 1 else words[-_CONTEXT:]
        if piece.kind != "same" or len(words) <= len(head) + len(tail):
            yield piece
        else:
            yield Piece("same", "".join([*head, " … ", *tail]))
