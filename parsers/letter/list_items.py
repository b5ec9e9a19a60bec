"""The number or letter before a line of a list."""

from __future__ import annotations

import re

from parsers.remembered import remembered

_MARKER = re.compile(r"[-*\u2022 ]*(?:q(?:uestion)? ?)?\(?(?:\d{1,2}[a-z]?|[a-z])?\s*[-.:)/\u2022]{0,2}\s+")
_ITEM = re.compile(r"(?:[-*\u2022]|\(?(?:\d{1,2}[a-z]?|[a-h]|[ivx]{1,4})[.)/])\s*\S")
_LISTED = re.compile(
    r"[-*\u2022o]\s|(?:q(?:uestion)? ?)?\(?(?:\d{1,2}[a-z]?|[a-h]|[ivx]{1,4})\s?[-.):/\u2022]"
)
_FIRST = re.compile(r"\(?(?:q(?:uestion)? ?)?(?:0?1[a-z]?|a|i)\b")
_NUMBER = re.compile(r"(?:q(?:uestion)? ?)?\(?(\d{1,2}[a-z]?|[a-h]|[ivx]{1,4})\s?[-.):/\u2022]")


@remembered
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


def continues_list(before: str, line: str) -> bool:
    """Tell whether ``line`` is the next item of the list in which ``before`` stands, not a list's first.

    >>> continues_list("a) how many?", "b) the cost"), continues_list("2. the cost", "1. There were nine.")
    (True, False)
    """
    return is_listed(before) and is_listed(line) and not begins_list(line)


def is_listed(text: str) -> bool:
    """Tell whether a line begins with any mark of a list, one of a question included."""
    return _LISTED.match(text) is not None


def begins_list(text: str) -> bool:
    """Tell whether a line begins with the first number or letter of a list."""
    return _FIRST.match(text) is not None


def marker_of(text: str) -> str:
    """Return the number or letter of a list item, or nothing.

    >>> marker_of("q2) how many?"), marker_of("two were sold.")
    ('2', '')
    """
    marker = _NUMBER.match(text)
    return marker[1] if marker else ""
