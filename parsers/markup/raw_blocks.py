"""Blocks before they have a place in the text, and white space folded as they are written."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from parsers.models import Link, Span

Kind = Literal["heading", "paragraph", "item", "row"]

# Controls but white space, and characters that take no room: nobody sees them, and they break every search.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f]+"
)


class RawBlock(NamedTuple):
    """One line of a page: spans of ``links`` count from its own start."""

    kind: Kind
    level: int
    text: str
    links: tuple[Link, ...] = ()


def fold(text: str) -> str:
    """Return the words of ``text`` parted by single spaces, without white space at the ends.

    >>> fold("  Request\\u00a0no:\\n 12\\u200b3 ")
    'Request no: 123'
    """
    return fold_piece(text)[1]


def fold_piece(text: str) -> tuple[bool, str, bool]:
    """Return ``fold(text)`` between two answers: whether white space stood before it, and after it."""
    words = " ".join(text.split())
    if not words.isprintable():  # so it may hold something invisible
        text = _INVISIBLE.sub("", text)
        words = " ".join(text.split())
    if len(words) == len(text):  # so nothing was taken off, as of most texts
        return False, words, False
    return text[:1].isspace(), words, text[-1:].isspace()


def join_raw_blocks(blocks: list[RawBlock]) -> RawBlock:
    """Return one row of all ``blocks``, parted by single spaces, with their links."""
    parts: list[str] = []
    links: list[Link] = []
    at = 0
    for block in blocks:
        links += shifted(block.links, at)
        parts.append(block.text)
        at += len(block.text) + 1
    return RawBlock("row", 0, " ".join(parts), tuple(links))


def shifted(links: tuple[Link, ...], by: int) -> tuple[Link, ...]:
    """Return ``links`` as they stand when ``by`` characters come before them."""
    if not by:
        return links
    return tuple(Link(link.href, Span(link.span.start + by, link.span.end + by)) for link in links)
