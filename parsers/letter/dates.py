"""Dates as British pages write them. A reader of our own: the guessers guess, and take 400 times as long."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_ZONE = r"(?:[ap]\.?m\.?|z|utc|gmt|bst|[+-]\d\d:?\d\d)?"
_TIME = rf"(?:(?:,|\s+at|\s*-|t)?\s*\d{{1,2}}[:.]\d\d(?:[:.]\d\d(?:\.\d+)?)?\s*{_ZONE})?"
_YEAR = r"(\d{4}|\d\d)(?!\d)"
_TIME_BEFORE = r"(?:\d{1,2}:\d\d(?::\d\d)?,?\s+(?:on\s+)?)?"
_FORMS = tuple(
    (order, re.compile(rf"{_TIME_BEFORE}{_WEEKDAY}{pattern}{_TIME}\s*\.?"))
    for order, pattern in (
        ("ymd", r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)"),
        ("dmy", rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.]{_YEAR}"),
        ("dmy", rf"(?:the\s+)?(\d{{1,2}})\s*(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{_NAMES}[\s,-]*{_YEAR}"),
        ("mdy", rf"{_NAMES}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(\d{{4}})(?!\d)"),
        ("my", rf"{_NAMES}[\s,-]*(\d{{4}})(?!\d)"),
    )
)


def read_date(text: str) -> str | None:
    """Return the date that ``text`` is, as ``yyyy-mm-dd`` or ``yyyy-mm``, or None.

    The whole text must be one date, a time of day aside. Numbers go day, month, year; years of two digits are
    of this century. None for a day that no calendar has, and for years outside 1990 to 2099.

    >>> read_date("Saturday 4th March 2023"), read_date("Mar 2023"), read_date("31/02/2023")
    ('2023-03-04', '2023-03', None)
    """
    folded = " ".join(text.lower().replace("\u2013", "-").split())
    if len(folded) > 60:
        return None
    for order, pattern in _FORMS:
        if match := pattern.fullmatch(folded):
            return _iso(dict(zip(order, match.groups(), strict=True)))
    return None


def _iso(parts: dict[str, str]) -> str | None:
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    name = parts["m"]
    month = int(name) if name.isdecimal() else _MONTHS.index(name[:3]) + 1
    if not 1990 <= year <= 2099:
        return None
    if "d" not in parts:
        return f"{year}-{month:02d}"
    try:
        return date(year, month, int(parts["d"])).isoformat()
    except ValueError:
        return None
