"""Rules are tables: patterns in ``rules/*.toml`` with sentences they must and must not match beside them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from parsers.models import Confidence
from parsers.remembered import remembered

_WORD = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern. It runs on ``Document.lowered`` or ``folded``-and-lowered text, so it needs no ``(?i)``.

    ``name`` is what a Found carries ("decision.full"); ``value`` is what the rule stands for ("disclosed").
    ``level`` says how far its match alone is to be trusted.
    ``matches`` and ``not_matches`` are sentences in our own words; tests/test_rules.py runs them all.
    ``needs``: every match that begins where a word begins holds one of these words, if any are given.
    """

    name: str
    value: str
    pattern: re.Pattern[str]
    matches: tuple[str, ...]
    not_matches: tuple[str, ...]
    level: Confidence = "high"
    needs: frozenset[str] = frozenset()

    def places(self, text: str) -> Iterable[re.Match[str]]:
        """Return where the pattern fits ``text``, but for what begins within a word."""
        if not self.pattern.search(text):  # true of most, and cheaper than to begin an iteration
            return ()
        return (match for match in self.pattern.finditer(text) if not _within_word(text, match.start()))


def _within_word(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum() and text[at : at + 1].isalnum()


class LikelyRules:
    """Rules by the words that they need: most texts lack them, and to see that costs less than a pattern."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        self._always = [number for number, rule in enumerate(self._rules) if not rule.needs]
        self._needing: dict[str, list[int]] = {}
        for number, rule in enumerate(self._rules):
            for word in rule.needs:
                self._needing.setdefault(word, []).append(number)
        self._words = frozenset(self._needing)

    def of(self, words: Set[str]) -> list[Rule]:
        """Return the rules that may fit a text of these ``words``, in their own order."""
        numbers = set(self._always)
        for word in self._words & words:
            numbers.update(self._needing[word])
        return [self._rules[number] for number in sorted(numbers)]


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
            needs=frozenset(row.get("needs", ())),
        )
        for row in data["rule"]
    )


@remembered
def words_of(text: str) -> frozenset[str]:
    """Return the words of ``text``, which is in folded lower-case letters: what ``Rule.needs`` are among."""
    return frozenset(_WORD.findall(text))


def any_rule(rules: Iterable[Rule]) -> re.Pattern[str]:
    """Return a pattern that matches where one of ``rules`` does, tried at the beginning of a text.

    Without the mark of the beginning each alternative shows its first letter, and most texts are told by it.
    """
    return re.compile("|".join(f"(?:{rule.pattern.pattern.removeprefix('^')})" for rule in rules))


def rule_table_names() -> tuple[str, ...]:
    """Return the names of all tables."""
    folder = files("parsers") / "rules"
    return tuple(sorted(e.name.removesuffix(".toml") for e in folder.iterdir() if e.name.endswith(".toml")))
