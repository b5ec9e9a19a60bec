"""Every rule matches its own examples and leaves its counter-examples alone."""

import re

import pytest

from parsers.models import Document
from parsers.rule_tables import LikelyRules, Rule, rule_table, rule_table_names, words_of
from tests.needed_words import always_holds

RULES = [rule for name in rule_table_names() for rule in rule_table(name)]


def lowered(sentence: str) -> str:
    return Document("", "", sentence, (), (), "plain").lowered


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_matches_what_it_says(rule: Rule) -> None:
    assert rule.matches, "a rule without an example cannot be checked"
    for sentence in rule.matches:
        words = lowered(sentence)
        assert any(rule.places(words)), sentence
    for sentence in rule.not_matches:
        assert not rule.pattern.search(lowered(sentence)), sentence


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.needs], ids=lambda rule: rule.name)
def test_no_match_is_without_the_words_that_a_rule_needs(rule: Rule) -> None:
    assert always_holds(rule.pattern.pattern, rule.needs)
    assert all(rule.needs & words_of(lowered(sentence)) for sentence in rule.matches)


@pytest.mark.parametrize(
    ("pattern", "needs", "expected"),
    [
        (r"no (?:red )?kites?\b", {"kite", "kites"}, True),
        (r"no (?:red )?kites?\b", {"kite"}, False),
        (r"no (?:red )?kites?\b", {"no"}, True),
        (r"no (?:red )?kites?\b", {"red"}, False),
        (r"no (?:red )?kites?", {"kite", "kites"}, False),  # "no kitesurfers"
        (r"(?:a|the) [^.]{0,80} kite ", {"kite"}, True),
        (r"[a-z]*kite\b", {"kite"}, False),
        (r"(?:not|[a-z]{2,6}n.t) found\b", {"found"}, True),
    ],
)
def test_what_a_pattern_needs_is_read_off_it(pattern: str, needs: set[str], expected: bool) -> None:
    assert always_holds(pattern, needs) is expected


def test_names_are_unique() -> None:
    names = [rule.name for rule in RULES]
    assert sorted(set(names)) == sorted(names)


def test_of_many_rules_those_are_tried_whose_words_are_there_in_their_own_order() -> None:
    def rule(name: str, *needs: str) -> Rule:
        return Rule(name, name, re.compile(name), (name,), (), needs=frozenset(needs))

    likely = LikelyRules(
        [rule("kite", "kite", "kites"), rule("any"), rule("pond", "pond"), rule("red", "red")]
    )
    found = likely.of(words_of("a red kite's 2 ponds"))
    assert [each.name for each in found] == ["kite", "any", "red"]


@pytest.mark.parametrize(
    ("text", "places"),
    [("kites", [0]), ("2 kites, kites", [2, 9]), ("2kites", []), ("'kites", [1])],
)
def test_a_rule_fits_where_words_begin(text: str, places: list[int]) -> None:
    rule = Rule("kites", "kites", re.compile("kites"), ("kites",), ())
    assert [place.start() for place in rule.places(text)] == places
