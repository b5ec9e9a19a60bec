"""Provisions that were repealed and are still cited, and what stands in their place.

Section 40 of FOIA and regulation 13 of the EIR were rewritten on 25 May 2018; pages still cite the old text.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def modern_form(act: str, provision: str, *, own_data: bool = False) -> str:
    """Return the provision in force, or ``provision`` itself where it is.

    Bare 40(5) was for the requester's own data, now 40(5A), and for others', now 40(5B): ``own_data`` tells.

    >>> modern_form("FOIA2000", "40(3)")
    '40(3A)'
    """
    if own_data and (act, provision) == ("FOIA2000", "40(5)"):
        return "40(5A)"
    return _legacy().get((act, provision), provision)


@cache
def _legacy() -> dict[tuple[str, str], str]:
    lines = (files("parsers") / "rules" / "legacy.csv").read_text("utf-8").splitlines()
    return {(row["act"], row["provision"]): row["modern"] for row in csv.DictReader(lines)}
