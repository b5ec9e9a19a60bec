"""Markers of list items: those a browser draws, which stand nowhere in the markup, and those people type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from parsers.models import lower_ascii, straighten
from parsers.rule_tables import rule_table

BULLET = "•"
_INTEGER = re.compile(r"[ \t\n\f\r]*([+-]?\d{1,9})")
_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]{0,80}?\b(none|disc|circle|square|decimal|(?:lower|upper)-(?:alpha|latin|roman))\b"
)
_BY_STYLE = {
    "none": "", "disc": BULLET, "circle": BULLET, "square": BULLET, "decimal": "1",
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_NOT_WORDS = re.compile(r"\W")
_LONGEST_MARKER = 40

Attributes = Mapping[str, str | None]


def typed_marker(text: str) -> tuple[str, str] | None:
    """Return the kind and words of a marker somebody typed at the start of the line, or None.

    >>> typed_marker("(b) the dates")
    ('letter', 'b')
    """
    start = lower_ascii(straighten(text[:_LONGEST_MARKER]))
    for rule in rule_table("list_markers"):
        if match := rule.pattern.match(start):
            return rule.value, _NOT_WORDS.sub("", match[0])
    return None


class Marker(NamedTuple):
    """What a browser draws before an item, and the item's number."""

    text: str
    number: int

    def before(self, item: str) -> str:
        """Return what to put before the words of ``item``: nothing if the marker was typed there already."""
        typed = typed_marker(item)
        if typed is None or not self.text:
            doubled = not self.text
        elif self.text == BULLET or typed[0] == "number":
            doubled = True
        else:  # a name may begin with an initial, and "- " may follow a number
            doubled = typed[1] in (_alphabetic(self.number), _roman(self.number))
        return "" if doubled else f"{self.text} "


@dataclass(slots=True)
class MarkerSeries:
    """The markers of one list, in order. ``style`` is ``•``, ``1``, ``a``, ``A``, ``i``, ``I`` or empty."""

    style: str
    number: int = 1
    step: int = 1

    def next_marker(self, item: Attributes) -> Marker:
        """Return what a browser draws before the next item, whose attributes are ``item``."""
        style = _item_style(item, self.style)
        number = _integer(item.get("value"), self.number)
        self.number = number + self.step
        return Marker(style if style in ("", BULLET) else f"{_numeral(number, style)}.", number)


def marker_series(ordered: bool, attributes: Attributes, length: int) -> MarkerSeries:
    """Return the markers of a list of ``length`` items from its start tag's ``attributes``."""
    style = _item_style(attributes, "1" if ordered else BULLET)
    if not ordered:
        return MarkerSeries(style)
    backwards = "reversed" in attributes
    start = _integer(attributes.get("start"), length if backwards else 1)
    return MarkerSeries(style, start, -1 if backwards else 1)


def _item_style(attributes: Attributes, inherited: str) -> str:
    if found := _STYLE.search((attributes.get("style") or "").lower()):
        return _BY_STYLE[found[1]]
    kind = attributes.get("type") or ""
    if inherited not in ("", BULLET) and kind in ("1", "a", "A", "i", "I"):
        return kind
    return inherited


def _integer(value: str | None, otherwise: int) -> int:
    found = _INTEGER.match(value or "")
    return int(found[1]) if found else otherwise


def _numeral(number: int, style: str) -> str:
    if style in "aA" and number > 0:
        numeral = _alphabetic(number)
    elif style in "iI" and 0 < number < 4000:
        numeral = _roman(number)
    else:
        return str(number)
    return numeral.upper() if style.isupper() else numeral


def _alphabetic(number: int) -> str:
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters


def _roman(number: int) -> str:
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral
