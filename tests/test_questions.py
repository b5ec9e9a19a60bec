"""Questions of an answer and what answers each, from invented letters: pairs to make and not to make."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.disclosure import parse_disclosure
from parsers.letter.question_labels import read_item, read_label, without_label
from parsers.models import Disclosure
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
)
FULL = "I have today decided to disclose the located information to you in full."
FIND = "Please find below information pursuant to your request above."
KITES, COST, COLOURS = (
    "How many kites were found?",
    "What did the string cost?",
    "All colours of kites, by year",
)


def read(asked: list[str], answered: list[str]) -> Disclosure:
    return parse_disclosure(letter(*HEAD, *asked, "# Decision", FULL, FIND, *answered), MET)


def pairs(disclosure: Disclosure) -> list[tuple[str, str, str]]:
    """Return the number, question and answer of each pair, joined as docs/method.md says."""
    found = []
    for answer in disclosure.answers:
        assert answer.span
        before = [q for q in disclosure.questions if q.span and q.span.start < answer.span.start]
        found.append((answer.value, without_label(before[-1].value), answer.quote))
    return found


NUMBERED = [f"1. {KITES}", f"2. {COST}"]
PLAIN = [KITES, COST]


@pytest.mark.parametrize(
    ("asked", "answered", "expected"),
    [
        # numbered by the answer
        (PLAIN, [f"Q1 - {KITES}", "12.", f"Q2 - {COST}", "£4."], [("1", KITES, "12."), ("2", COST, "£4.")]),
        (NUMBERED, [f"Question 1: {KITES} 12.", "In all."], [("1", KITES, "12.\nIn all.")]),
        (NUMBERED, ["Question One (1)", "12."], [("1", KITES, "12.")]),
        (NUMBERED, ["Q1 - 12.", "Q2 - £4."], [("1", KITES, "12."), ("2", COST, "£4.")]),
        (NUMBERED, ["With regards to Question 2 - £4."], [("2", COST, "£4.")]),
        (NUMBERED, ["Question 2", KITES, "12."], []),
        (["Request 1: kites", "Request 2: string"], ["Request 2: £4."], [("Request 2", "string", "£4.")]),
        # the request's own numbers or words
        (NUMBERED, ["1. 12", "2. £4"], [("1", KITES, "12"), ("2", COST, "£4")]),
        (NUMBERED, [f"1) {KITES}", "12."], [("1", KITES, "12.")]),
        (
            PLAIN,
            [KITES, "12.", COST, "£4.", "A ball."],
            [(KITES, KITES, "12."), (COST, COST, "£4.\nA ball.")],
        ),
        (NUMBERED, [COST.upper(), "£4."], [("2", COST.upper(), "£4.")]),
        (PLAIN, ["- And where?", "Here."], [("- And where?", "And where?", "Here.")]),
        ([f"1) {COLOURS}"], ["Q1 - All colours", "Red."], [("1", "All colours", "Red.")]),
        # one question of several lines, a stem with its parts
        (PLAIN, [*PLAIN, "12 and £4."], [(f"{KITES}\n{COST}", f"{KITES}\n{COST}", "12 and £4.")]),
        (
            ["1. For each year:", "a) how many kites flew", "b) how many kites fell"],
            ["Q1 - For each year:", "a) how many kites flew", "Two.", "b) how many kites fell", "One."],
            [("1a", "how many kites flew", "Two."), ("1b", "how many kites fell", "One.")],
        ),
        # a table is part of an answer, whatever its cells say
        (
            NUMBERED,
            ["Q1 - Year | Kites", f"Q1 - {KITES}", "Q1 | 12", "Q2 | 9"],
            [("1", KITES, "Q1 | 12\nQ2 | 9")],
        ),
        # the last answer ends where the letter speaks of itself
        (NUMBERED, [f"Q2 - {COST}", "£4.", "Data Caveats:", "Prices may change."], [("2", COST, "£4.")]),
        (NUMBERED, [f"Q2 - {COST}", "£4.", "# Kites of the river", "Red."], [("2", COST, "£4.")]),
        # prose about a question is no answer to the one before
        (
            NUMBERED,
            [f"Q1 - {KITES}", "12.", "Question 2 was answered last year.", "As above."],
            [("1", KITES, "12.")],
        ),
    ],
)
def test_pairs(asked: list[str], answered: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert pairs(read(asked, answered)) == expected


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (NUMBERED, ["There were 12 kites.", "The string cost £4."]),
        (NUMBERED, ["The following letters are attached:", "1. Of May", "2. Of June"]),
        (NUMBERED, ["1. Of May", "2. Of June", "3. Of July"]),
        (NUMBERED, ["1. 12", "1. 13"]),
        (PLAIN, ["1. Of May", "2. Of June"]),
        (["How many kites, by quarter"], ["Q1 - 12", "Q2 - 9", "Q3 - 14", "Q4 - 3"]),
        (NUMBERED, ["Q1 2022: 12", "Q2 2022: 9"]),
        (NUMBERED, [f"Q1 - {KITES}", f"Q2 - {COST}", "12.", "£4."]),
        (NUMBERED, ["Questions 1 and 2 - 12 and £4."]),
        (NUMBERED, [f"Q1 - {KITES}"]),
        (NUMBERED, ["Is this a question?", "It is."]),
    ],
)
def test_no_pairs(asked: list[str], answered: list[str]) -> None:
    assert pairs(read(asked, answered)) == []


def test_questions_outside_the_disclosure() -> None:
    """What a refusal says again is evidence of the request; what the words after it answer is not known."""
    doc = letter(
        *HEAD,
        f"1. {KITES}",
        "2. Please give all the colours.",
        "Decision",
        "I have today decided to refuse your request.",
        f"Q1 - {KITES}",
        "Please give all the colours.",
        "Q2 - 24 kites",
        "- And where?",
        "Is this a question?",
    )
    disclosure = parse_disclosure(doc, MET)
    assert [(question.value, question.rule) for question in disclosure.questions] == [
        (f"Q1 - {KITES}", "question.repeated"),
        ("Please give all the colours.", "question.repeated"),
        ("- And where?", "question.numbered"),
    ]
    assert disclosure.answers == ()


def test_questions_of_a_lost_request() -> None:
    """A list that the page has lost comes back in the answer; its items need no question mark there."""
    lost = ["Please give me, for each year:"]
    answered = ["Q1 - the number of kites", "14,209", "Q2 - the colours", "Red"]
    assert pairs(read(lost, answered)) == [
        ("1", "the number of kites", "14,209"),
        ("2", "the colours", "Red"),
    ]


@pytest.mark.parametrize(
    ("line", "number", "separated"),
    [
        ("q1 - how many?", "1", True),
        ("question 2a: where", "2a", True),
        ("q3(b) where", "3b", False),
        ("- question four: where", "4", True),
        ("in respect of question two (2) -", "2", True),
        ("question 3 is refused", "3", False),
    ],
)
def test_labels(line: str, number: str, separated: bool) -> None:
    label = read_label(line)
    assert label
    assert (label.number, label.separated, label.several) == (number, separated, False)


@pytest.mark.parametrize("line", ["q1 2022", "q1 21/22: 4", "questionnaire 1", "request", "q", "kites 1 - 2"])
def test_no_labels(line: str) -> None:
    assert read_label(line) is None


@pytest.mark.parametrize("line", ["1.5 million", "2021: 4", "a kite", "1 2 3"])
def test_no_items(line: str) -> None:
    assert read_item(line) is None


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *NUMBERED,
                *PLAIN,
                "Q1 - ",
                "Question 2:",
                f"Q1 - {KITES}",
                "12",
                "a) x",
                "- y?",
                "1. x",
                "",
                "Q1 | 2",
            ]
        ),
        max_size=20,
    )
)
def test_answers_stand_apart_and_after_their_questions(lines: list[str]) -> None:
    disclosure = read(NUMBERED, lines)
    end = 0
    for answer in disclosure.answers:
        assert answer.span
        assert answer.span.start >= end
        end = answer.span.end
        assert answer.value
        assert any(q.span and q.span.start < answer.span.start for q in disclosure.questions)


@pytest.mark.parametrize("line", ["Q1 - ", KITES, "1. 12", "question " * 40, "Q1 & 2 & 3 & 4 " * 20])
def test_time_grows_with_the_number_of_lines(line: str) -> None:
    def seconds(lines: int) -> float:
        start = time.perf_counter()
        read(NUMBERED, [line] * lines)
        return time.perf_counter() - start

    seconds(20)
    assert seconds(1600) < 60 * seconds(100) + 0.3
