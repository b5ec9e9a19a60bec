"""Every rule matches its own examples and leaves its counter-examples alone."""

import pytest

from parsers.models import Document
from parsers.rule_tables import Rule, rule_table, rule_table_names

RULES = [rule for name in rule_table_names() for rule in rule_table(name)]


def lowered(sentence: str) -> str:
    return Document("", "", sentence, (), (), "plain").lowered


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_matches_what_it_says(rule: Rule) -> None:
    assert rule.matches, "a rule without an example cannot be checked"
    for sentence in rule.matches:
        words = lowered(sentence)
        assert rule.search(words, 0, len(words)), sentence
    for sentence in rule.not_matches:
        assert not rule.pattern.search(lowered(sentence)), sentence


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)
