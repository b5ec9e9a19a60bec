"""The registry of provisions: what the Acts contain, so that nothing outside it is ever emitted."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Provision:
    """One row of ``rules/provisions.csv``: a provision of FOIA2000, EIR2004, DPA2018 or UKGDPR.

    ``kind`` is exemption, exception, ncnd, cost, vexatious, repeated, procedural, duty or context.
    """

    act: str
    provision: str
    parent: str
    section: str
    title: str
    kind: str
    basis: str
    absolute: str
    public_interest_test: str
    note: str


@cache
def registry() -> dict[tuple[str, str], Provision]:
    """Return all provisions by (act, provision), in the order of the file."""
    lines = (files("parsers") / "rules" / "provisions.csv").read_text("utf-8").splitlines()
    rows = [Provision(**row) for row in csv.DictReader(lines)]
    return {(row.act, row.provision): row for row in rows}
