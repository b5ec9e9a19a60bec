"""The running number within a reference, and the series that it counts."""

from __future__ import annotations

import re
from typing import NamedTuple

_MET = re.compile(r"\d\d\.FOI\.(\d\d)\.(\d{6,8})")
_OF_YEAR = re.compile(r"(\d{1,5}) ?[-/.] ?(?:(20\d\d)|(2\d))[-/]?(?:\d\d)?")
_YEAR_FIRST = re.compile(r"(20\d\d)/?(\d{5})")
_PUBLICATION = re.compile(r"PUB ?(\d{3,5})")


class ReferenceNumber(NamedTuple):
    """A number that a force gave out, in the order of what came in.

    ``series`` names what is counted, ``year`` the year that the reference itself states, or is empty.
    ``restarts``: the series began at 1; other series run on through the years.
    """

    series: str
    year: str
    number: int
    restarts: bool


def reference_number(reference_key: str) -> ReferenceNumber | None:
    """Return the number of a reference in its one spelling, None where its form is not known to have one.

    >>> reference_number("01.FOI.22.024049")
    ReferenceNumber(series='FOI', year='2022', number=24049, restarts=False)
    >>> reference_number("958-2024")
    ReferenceNumber(series='2024', year='2024', number=958, restarts=True)
    """
    if met := _MET.fullmatch(reference_key):
        return ReferenceNumber("FOI", f"20{met[1]}", int(met[2]), restarts=False)
    if of_year := _OF_YEAR.fullmatch(reference_key):
        year = of_year[2] or f"20{of_year[3]}"
        return ReferenceNumber(year, year, int(of_year[1]), restarts=True)
    if year_first := _YEAR_FIRST.fullmatch(reference_key):
        return ReferenceNumber("", year_first[1], int(year_first[2]), restarts=False)
    if publication := _PUBLICATION.fullmatch(reference_key):
        return ReferenceNumber("PUB", "", int(publication[1]), restarts=False)
    return None
