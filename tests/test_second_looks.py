"""What one line alone does not tell: notes before a decision, what is cited in one breath. All invented."""

import pytest

from foilog.evaluating import fields_of
from parsers.disclosure import parse_disclosure
from parsers.models import Disclosure, Role
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
)
PARTIAL = (
    "I have today decided to disclose some of the requested information. Some data has been withheld as it is"
    " exempt from disclosure and therefore this response serves as a Refusal Notice under Section 17 of the"
    " Freedom of Information Act 2000 by virtue of the following exemptions:"
)


def read(*lines: str) -> Disclosure:
    return parse_disclosure(letter(*HEAD, *lines), MET)


def request(*lines: str) -> str | None:
    found = fields_of(read(*lines))["request_text"]
    assert found is None or isinstance(found, str)
    return found


@pytest.mark.parametrize(
    "note",
    [
        "I am sorry that this reply is late.",
        "As both letters came on one day I have answered them together.",
        'By "kites" I have understood those with two strings.',
        "I located four documents, of which two are maps.",
        "We asked you whether a sample would do. You replied that it would not.",
    ],
)
def test_a_note_before_a_decision_is_no_part_of_the_request(note: str) -> None:
    assert request("How many kites were found?", note, "Decision", PARTIAL) == "How many kites were found?"


def test_a_known_note_ends_the_request_whatever_stands_before_it() -> None:
    asked = (
        "Q1. For each kite shop, the number of visitors.\n"
        "I look forward to your full and considered reply not later than 20 working days from the date of"
        " this letter, which by my reckoning is 24 November."
    )
    note = (
        "Following receipt of your request searches were made in two stores and with the team that keeps the"
        " kites. One paper of nine pages was found which answers to your description."
    )
    assert request(*asked.splitlines(), note, PARTIAL) == asked


def test_a_note_that_the_requester_follows_stands_inside_the_request() -> None:
    asked = "How many kites were found?\nI am sorry that this reply is late.\nPlease also send me the map."
    assert request(*asked.splitlines(), "Decision", PARTIAL) == asked


def test_what_is_cited_in_one_breath_with_a_listed_provision_is_relied_on() -> None:
    title = "Section 40(2)(3A)(a) - Personal Information - For question 3, I have removed the words used."
    found = read(
        "How many kites?", PARTIAL, "Section 31(1)(g) by virtue of (2)(b) - Law enforcement",
        "Section 40(2(3)(a) - Personal Information", "Reason for decision",
        "Section 31(1)(g) by virtue of (2)(b) exempts what would be likely to prejudice our function.", title,
    )  # fmt: skip
    roles = {citation.value.provision: citation.value.role for citation in found.citations}
    assert roles["40(3A)(a)"] == Role.RELIED_ON


def test_questions_to_the_requester_are_no_answers() -> None:
    found = read(
        "All statistics for the unit.", "Decision",
        "I cannot tell what you want. I would ask you to clarify the request under Section 1(3) of the Act.",
        "1. What is the name of the unit?", '2. By "statistics", do you mean numbers of staff or of kites?',
        "3. Which years should be covered?",
    )  # fmt: skip
    assert found.decision.value.code == "clarification"
