"""How often the rules were right on labelled pages. ``python -m bench rules`` writes the figures."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """How often a rule found ``what`` on labelled pages, ``n`` times, and how many of these were right.

    ``what`` is a field as in ``findings``, or for citations the role. The rules were made with these pages.
    """

    rule: str
    what: str
    right: int
    n: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Precision and recall of a field over labelled pages that no rule was made with, ``n`` values in all.

    ``measured`` is the day, yyyy-mm-dd.
    """

    field: str
    precision: float
    recall: float
    n: int
    measured: str


@cache
def rule_figures() -> tuple[RuleFigure, ...]:
    """Return the figures of ``rules/measured.csv``, by rule."""
    return tuple(
        RuleFigure(row["rule"], row["what"], int(row["right"]), int(row["n"])) for row in _rows("measured")
    )


@cache
def accuracy() -> tuple[Accuracy, ...]:
    """Return the figures of ``rules/accuracy.csv``, a row for each field."""
    return tuple(
        Accuracy(row["field"], float(row["precision"]), float(row["recall"]), int(row["n"]), row["measured"])
        for row in _rows("accuracy")
    )


def _rows(table: str) -> list[dict[str, str]]:
    text = (files("parsers") / "rules" / f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))
