"""Whose words a line is, by all its words together."""

from pathlib import Path

import pytest

from bench.words import learn, letters, table
from parsers.letter.spoken_words import features, find_turn, weigh

GOLD = Path(__file__).parent / "gold"
FORCE = [
    "the search of the register took two days, and nothing was found in it that bears on your question.",
    "i have considered where the public interest lies, and find that it favours keeping the plan back.",
    "we do not count them, so that no figure can be given.",
]
REQUESTER = [
    "how many were there in each of the last five years?",
    "please send me a copy of the plan, and the names of those who wrote it.",
    "i would like to know what was spent, broken down by month.",
]


@pytest.mark.parametrize("line", FORCE)
def test_words_of_the_force(line: str) -> None:
    assert weigh(line) > 0


@pytest.mark.parametrize("line", REQUESTER)
def test_words_of_requesters(line: str) -> None:
    assert weigh(line) < 0


def test_one_sentence_never_weighs_more_than_four() -> None:
    assert abs(weigh("how many, how much, how often, please tell me, please send me, could you?")) <= 4


def test_a_sentence_without_words_weighs_little() -> None:
    assert features("") == {"$", "n1"}
    assert weigh("") == 0


TURNS = {
    "none": ([-2.0, -1.0, -3.0], set(), 3),
    "one": ([-2.0, -1.0, 3.0, 1.0], set(), 2),
    "a line of the requester's that sounds like the force's": ([-2.0, 1.0, -3.0, 4.0], set(), 3),
    "a line of the force's that sounds like a requester's": ([-2.0, 3.0, -1.0, 4.0], set(), 1),
    "not inside a list": ([-2.0, 1.0, 1.0, 4.0], {0, 1, 2}, 3),
    "the first line": ([1.0, 2.0], set(), 0),
    "no lines": ([], set(), 0),
}


@pytest.mark.parametrize("name", TURNS)
def test_turn(name: str) -> None:
    weights, joined, turn = TURNS[name]
    assert find_turn(weights, joined)[0] == turn


def test_the_weights_are_those_of_the_labelled_pages() -> None:
    counted = table(learn(list(letters(sorted((GOLD / "dev").glob("*.json"))))))
    kept = (GOLD.parents[1] / "parsers" / "rules" / "spoken_words.csv").read_text("utf-8")
    assert counted == kept, "run python -m bench words"
