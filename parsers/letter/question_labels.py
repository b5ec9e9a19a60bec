"""How letters name the questions of a request: "Q1 -", "Question One (1)", "With regards to Request 2 -"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.remembered import remembered

_WORDS = "one two three four five six seven eight nine ten".split()
_ABOUT = (
    r"(?:(?:with (?:regards?|reference|respect) to|in (?:relation|respect|response|answer|regards?) (?:to|of)"
    r"|regarding|as (?:for|to)|concerning) (?:your )?)?"
)
_NUMBER = (
    rf"\(?(?P<number>\d{{1,2}}|{'|'.join(_WORDS)}\b)(?: ?\(\d{{1,2}}\))?"
    r"(?P<letter>[a-z](?![a-z])|\([a-z]\))?\)?"
)
_NAMED = re.compile(
    rf"[\s*•\"'-]*{_ABOUT}(?P<word>q|questions?|requests?)(?: ?(?:no|number)\.?)? ?{_NUMBER}"
    r"(?P<more>(?:(?: ?(?:,|&|and|to) ?(?:q(?:uestion)? ?)?|-(?=\d))\d{1,2}[a-z]?\b)*)"
)
_ITEM = re.compile(
    r"\s*(?:\(?(?P<number>\d{1,2})(?P<sub>[a-z])?|\(?(?P<letter>[a-z])(?=[).]))(?: ?[-.:)/,•])+(?!\d)"
)
_SEPARATOR = re.compile(r"\s*(?:[-.:),]+\s*|$)")
# "Q1 2022", "Q3 2021/22": a quarter of a year, not a question.
_YEAR = re.compile(r"[\s-]*(?:19|20)\d\d\b|\s*\d\d/\d\d\b")


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a question at the head of a line.

    ``number`` is "1" or "1a"; ``several`` says that more than one question is named. ``end`` is where the
    name ends in the line, ``words`` where the words after it and its dash begin. ``separated`` says that a
    dash or colon, or nothing, follows. ``short`` tells "Q1", which may be a quarter of a year, from
    "Question 1"; ``requests`` tells "Request 1".
    """

    number: str
    several: bool
    end: int
    words: int
    separated: bool
    short: bool
    requests: bool


@remembered
def read_label(line: str) -> Label | None:
    """Return the question that ``line`` names at its head; ``line`` is in folded lower-case letters.

    >>> read_label("q2a - how many?").number, read_label("question one (1): 14").number
    ('2a', '1')
    >>> read_label("q1 2022: 14") is None
    True
    """
    match = _NAMED.match(line)
    if not match or _YEAR.match(line, match.end()):
        return None
    separator = _SEPARATOR.match(line, match.end())
    if not separator and line[match.end() : match.end() + 1].strip():
        return None  # "q1b2", "question 1st"
    closed = match[0].endswith(")") and "(" not in match[0]
    word = match["number"]
    digits = str(_WORDS.index(word) + 1) if word in _WORDS else str(int(word))
    return Label(
        number=digits + (match["letter"] or "").strip("()"),
        several=bool(match["more"]),
        end=match.end(),
        words=separator.end() if separator else match.end(),
        separated=separator is not None or closed,
        short=match["word"] == "q",
        requests=match["word"].startswith("request"),
    )


def names_question(line: str) -> bool:
    """Say whether ``line`` begins with the name of a question."""
    return read_label(line) is not None


@remembered
def read_item(line: str) -> tuple[str, int] | None:
    """Return the number or letter of an item of a list and where its words begin, or None.

    >>> read_item("2) how many?"), read_item("(b) the cost"), read_item("1.5 million"), read_item("a van")
    (('2', 3), ('b', 4), None, None)
    """
    match = _ITEM.match(line)
    if not match:
        return None
    number = match["number"]
    label = str(int(number)) + (match["sub"] or "") if number else match["letter"]
    end = match.end()
    return label, end + len(line[end:]) - len(line[end:].lstrip())


def without_label(words: str) -> str:
    """Return a question without its number: "Q1 - How many?" as "How many?", and "Question 1" as nothing."""
    line = words.lower()
    if len(line) != len(words):
        return words
    label = read_label(line)
    start = label.words if label else (read_item(line) or ("", 0))[1]
    return words[start:].lstrip(" \n-•*")
