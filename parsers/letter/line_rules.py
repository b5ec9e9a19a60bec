"""What a line of a letter is: label, lead-in, heading, note, a sentence of decision (rules/sections.toml)."""

from __future__ import annotations

import re
from functools import cache

from parsers.rule_tables import Rule, rule_table


def line_rule(line: str, *values: str) -> Rule | None:
    """Return the first rule of these ``values`` that fits ``line``, which is in folded lower-case letters."""
    gate, rules = _rules(values)
    if not gate.match(line):  # most lines fit nothing: one look instead of one for each rule
        return None
    return next(rule for rule in rules if rule.pattern.match(line))


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a profile's ``phrase`` in folded lower-case text: any white space, colon optional.

    >>> bool(phrase_pattern("Our reply:").search("see our  reply below"))
    True
    """
    words = phrase.strip().rstrip(":").lower().split()
    return re.compile(r"\s+".join(map(re.escape, words)) + r"(?:\s*:)?" if words else r"(?!)")


@cache
def _rules(values: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[Rule, ...]]:
    rules = tuple(rule for value in values for rule in rule_table("sections") if rule.value == value)
    return re.compile("|".join(f"(?:{rule.pattern.pattern})" for rule in rules)), rules
