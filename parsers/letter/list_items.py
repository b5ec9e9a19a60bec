"""The number or letter before a line of a list."""

from __future__ import annotations

import re

_MARKER = re.compile(r"[-*\u2022 ]*(?:q(?:uestion)? ?)?\(?(?:\d{1,2}[a-z]?|[a-z])?\s*[-.:)/\u2022]{0,2}\s+")
_ITEM = re.compile(r"(?:[-*\u2022]|\(?(?:\d{1,2}[a-z]?|[a-h]|[ivx]{1,4})[.)/])\s*\S")


def unmarked(text: str) -> str:
    """Return a line without the number or letter of its list: the same question in request and answer.

    >>> unmarked("Q2 - How many?".lower()), unmarked("b) how many?")
    ('how many?', 'how many?')
    """
    marker = _MARKER.match(text)
    return text[marker.end() :] if marker else text


def is_list_item(text: str) -> bool:
    """Tell whether a line begins with a bullet, a number or a letter of a list."""
    return _ITEM.match(text) is not None
