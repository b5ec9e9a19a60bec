"""Rules are tables: patterns in ``rules/*.toml`` with sentences they must and must not match beside them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parsers.models import Confidence


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern. It runs on ``Document.lowered`` or ``folded``-and-lowered text, so it needs no ``(?i)``.

    ``name`` is what a Found carries ("decision.full"); ``value`` is what the rule stands for ("disclosed").
    ``level`` says how far its match alone is to be trusted.
    ``matches`` and ``not_matches`` are sentences in our own words; tests/test_rules.py runs them all.
    ``needs``: every match holds one of these words, where they are given; finding none costs far less than
    running a pattern that has no fixed beginning.
    """

    name: str
    value: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    not_matches: tuple[str, ...]
    level: Confidence = "high"
    needs: tuple[str, ...] = ()

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match of the pattern in ``text[start:end]``, or None."""
        if self.needs:
            for word in self.needs:
                if text.find(word, start, end) >= 0:
                    break
            else:
                return None
        return self.pattern.search(text, start, end)


@cache
def rule_table(table: str) -> tuple[Rule, ...]:
    """Return the rules of ``rules/TABLE.toml`` in the order of the file; the first that fits wins."""
    data = tomllib.loads((files("parsers") / "rules" / f"{table}.toml").read_text("utf-8"))
    return tuple(
        Rule(
            name=f"{table}.{row['name']}",
            value=row.get("value", row["name"]),
            pattern=re.compile(row["pattern"]),
            matches=tuple(row["matches"]),
            not_matches=tuple(row.get("not_matches", ())),
            level=row.get("level", "high"),
            needs=tuple(row.get("needs", ())),
        )
        for row in data["rule"]
    )


def rule_table_names() -> tuple[str, ...]:
    """Return the names of all tables."""
    folder = files("parsers") / "rules"
    return tuple(sorted(e.name.removesuffix(".toml") for e in folder.iterdir() if e.name.endswith(".toml")))
