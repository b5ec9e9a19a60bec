"""Whose words a line is, by all its words together, and where a letter turns from one to the other."""

from pathlib import Path

import pytest

from bench.words import learn, letters, table
from parsers.letter.line_rules import fitting_rules
from parsers.letter.lines import Line
from parsers.letter.spoken_words import counted, features, weigh
from parsers.letter.turn import read_marks, weigh_turns
from parsers.letter.voices import BOTH, SILENT, Voice
from parsers.models import Span

GOLD = Path(__file__).parent / "gold"
FORCE = [
    "i have considered where the public interest lies, and find that it favours keeping the plan back.",
    "the search of the register took two days, and nothing was found in it that bears on your question.",
    "we do not count them, so that no figure can be given.",
]
REQUESTER = [
    "how many were there in each of the last five years?",
    "please send me a copy of the plan, and the names of those who wrote it.",
    "i would like to know what was spent, broken down by month.",
]


def lines(*texts: str) -> list[Line]:
    return [line(text.lstrip('"'), quoted=text.startswith('"')) for text in texts]


def line(text: str, quoted: bool) -> Line:
    return Line(text, Span(0, len(text)), False, quoted, fitting_rules(text))


@pytest.mark.parametrize("line", FORCE)
def test_words_of_the_force(line: str) -> None:
    assert weigh(line) > 0


@pytest.mark.parametrize("line", REQUESTER)
def test_words_of_requesters(line: str) -> None:
    assert weigh(line) < 0


def test_a_word_counts_the_less_the_more_stand_beside_it() -> None:
    assert counted("why?")["why"] > counted("why was it done there?")["why"]
    assert counted("nine. nine.")["nine"] == 2 * counted("nine.")["nine"]


def test_a_sentence_without_words_weighs_little() -> None:
    assert features("") == {"$", "n1"}
    assert weigh("") == 0


def turn(*texts: str, heard: dict[int, Voice] | None = None, mute: frozenset[int] = frozenset()) -> int:
    """Return the line at which a letter turns, the number of its lines if at none."""
    voices = [(heard or {}).get(number, SILENT) for number in range(len(texts))]
    likely = weigh_turns(lines(*texts), voices, mute)
    return likely.index(max(likely))


def test_a_letter_turns_where_the_force_begins_to_speak() -> None:
    assert turn(*REQUESTER, *FORCE) == 3
    assert turn(REQUESTER[0], *FORCE) == 1
    assert turn(*REQUESTER) == 3


def test_the_first_line_is_the_requesters() -> None:
    assert turn(FORCE[0], REQUESTER[0], *FORCE) == 2


def test_a_letter_turns_at_no_line_of_somebody_else() -> None:
    assert turn(*REQUESTER, *FORCE, mute=frozenset({3})) > 3


def test_a_name_under_closing_words_is_no_answer() -> None:
    assert turn(REQUESTER[0], "kind regards", "a heron", *FORCE) == 3


def test_a_sentence_that_only_a_requester_writes_begins_no_answer() -> None:
    said = "the force said that it could neither confirm nor deny that there are any."
    assert turn(REQUESTER[0], said, heard={1: BOTH}) == 2
    assert turn(REQUESTER[0], said, *FORCE, heard={1: Voice(-3, "voices.they-said")}) == 2


def test_what_is_listed_after_a_colon_tells_nothing() -> None:
    asked = "would you clarify which of these you mean, before a search is made:"
    items = ("- how many were there?", "- what did they cost?", "- please say by whom")
    assert turn(REQUESTER[0], FORCE[0], asked, *items) == 1


def test_marks_of_a_turn() -> None:
    marks = read_marks(
        lines(
            "1. how many kites were there in may?", "2. their makers", "1. how many kites were there in may?"
        ),
        [SILENT] * 3,
    )
    assert not marks[0].turn
    assert {">next", "<listed", ">listed"} <= marks[1].turn
    assert {">first", ">again", ">restart"} <= marks[2].turn
    assert ">next" not in marks[2].turn
    assert all("=item" in each.line for each in marks)


def test_the_weights_are_those_of_the_labelled_pages() -> None:
    counted = table(learn(list(letters(sorted((GOLD / "dev").glob("*.json"))))))
    kept = (GOLD.parents[1] / "parsers" / "rules" / "spoken_words.csv").read_text("utf-8")
    assert counted == kept, "run python -m bench words"
