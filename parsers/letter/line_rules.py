"""What a line of a letter is: label, lead-in, heading, note, a sentence of decision (rules/sections.toml)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from parsers.remembered import remembered
from parsers.rule_tables import Rule, any_rule, rule_table


def line_rule(line: str, *values: str) -> Rule | None:
    """Return the first rule of these ``values`` that fits ``line``, which is in folded lower-case letters."""
    return first_of(fitting_rules(line), values)


def first_of(fitting: Mapping[str, Rule], values: Sequence[str]) -> Rule | None:
    """Return the rule of the first of ``values`` that has one."""
    for value in values:
        if value in fitting:
            return fitting[value]
    return None


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a profile's ``phrase`` in folded lower-case text: any white space, colon optional.

    >>> bool(phrase_pattern("Our reply:").search("see our  reply below"))
    True
    """
    words = phrase.strip().rstrip(":").lower().split()
    return re.compile(r"\s+".join(map(re.escape, words)) + r"(?:\s*:)?" if words else r"(?!)")


@remembered
def fitting_rules(line: str) -> Mapping[str, Rule]:
    """Return the first rule of each value that fits ``line``."""
    fitting: dict[str, Rule] = {}
    if _any_rule().match(line):  # most lines fit nothing: one look instead of one for each rule
        for rule in rule_table("sections"):
            if rule.pattern.match(line):
                fitting.setdefault(rule.value, rule)
    return fitting


@cache
def _any_rule() -> re.Pattern[str]:
    return any_rule(rule_table("sections"))
