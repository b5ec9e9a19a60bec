"""Which paragraphs argue for which provisions, and the answer apart from the reasons; invented letters."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.disclosure import parse_disclosure
from parsers.models import Disclosure
from parsers.profile import builtin_profiles
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
    "How many kites were found?",
    "# Decision",
)
PARTIAL = (
    "I have today decided to disclose some of the requested information. Some data has been withheld and this"
    " is a Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act) by virtue of the"
    " following exemptions:"
)
LAW, PERSONAL, SECURITY = (
    "Section 31(1)(a) - Law Enforcement",
    "Section 40(2) - Personal Information",
    "Section 24(1) - National Security",
)
FULL = "I have today decided to disclose the located information to you in full."


def read(
    listed: list[str], reasons: list[str], disclosed: tuple[str, ...] = ("Disclosure", "12.")
) -> Disclosure:
    return parse_disclosure(letter(*HEAD, PARTIAL, *listed, "Reason for decision", *reasons, *disclosed), MET)


def blocks(disclosure: Disclosure) -> list[tuple[str, str]]:
    return [
        (", ".join(cited.removeprefix("FOIA2000 ") for cited in found.value), found.quote)
        for found in disclosure.reasons
    ]


@pytest.mark.parametrize(
    ("listed", "reasons", "expected"),
    [
        pytest.param(
            [LAW, PERSONAL],
            [
                f"{LAW} - Kites show where we fly.",
                "That would help thieves.",
                f"{PERSONAL} - Names are names.",
            ],
            [
                ("31(1)(a)", f"{LAW} - Kites show where we fly.\nThat would help thieves."),
                ("40(2)", f"{PERSONAL} - Names are names."),
            ],
            id="paragraphs that begin with a provision",
        ),
        pytest.param(
            [LAW, PERSONAL],
            [LAW, "Kites show where we fly.", PERSONAL, "Names are names."],
            [("31(1)(a)", f"{LAW}\nKites show where we fly."), ("40(2)", f"{PERSONAL}\nNames are names.")],
            id="headings",
        ),
        pytest.param(
            ["Section 23(1) - Security Bodies", SECURITY],
            ["Section 23 and Section 24 - One of the two applies.", "I shall not say which."],
            [("23, 24", "Section 23 and Section 24 - One of the two applies.\nI shall not say which.")],
            id="two at once",
        ),
        pytest.param(
            [PERSONAL],
            [
                f"{PERSONAL} - Names.",
                "Section 40(2) of the Act is absolute.",
                "Section 17 of the Act asks for this.",
            ],
            [("40(2)", f"{PERSONAL} - Names.\nSection 40(2) of the Act is absolute.")],
            id="the same section goes on, machinery of the Act ends it",
        ),
        pytest.param(
            [LAW, PERSONAL],
            [
                "With regards to Question 3 - Section 31(1)(a) applies to times.",
                "Thieves read.",
                "Question 4:",
                "No.",
            ],
            [("31(1)(a)", "With regards to Question 3 - Section 31(1)(a) applies to times.\nThieves read.")],
            id="questions open and close",
        ),
        pytest.param(
            [LAW, PERSONAL],
            ["Before I explain, a word about the Act.", "A right is a right.", f"{LAW} - Kites."],
            [("31(1)(a)", f"{LAW} - Kites.")],
            id="general words first",
        ),
        pytest.param(
            [LAW, SECURITY],
            [f"{LAW} - Kites.", f"{SECURITY} - Ships.", "Public Interest Test", "Both weigh more."],
            [("31(1)(a)", f"{LAW} - Kites."), ("24(1)", f"{SECURITY} - Ships.")],
            id="weighed together: argued for neither",
        ),
        pytest.param(
            [LAW, PERSONAL],
            [f"{PERSONAL} - Names.", f"{LAW} - Kites.", "Public Interest Test", "It weighs more."],
            [
                ("40(2)", f"{PERSONAL} - Names."),
                ("31(1)(a)", f"{LAW} - Kites.\nPublic Interest Test\nIt weighs more."),
            ],
            id="only one is weighed",
        ),
        pytest.param(
            [LAW, SECURITY],
            [LAW, SECURITY, "A general word.", f"{LAW} - Kites."],
            [("31(1)(a)", f"{LAW} - Kites.")],
            id="a list of headings argues nothing where one of them comes again",
        ),
        pytest.param(
            [LAW, SECURITY],
            [LAW, SECURITY, "Kites and ships."],
            [("31(1)(a), 24(1)", f"{LAW}\n{SECURITY}\nKites and ships.")],
            id="two headings over one argument",
        ),
        pytest.param(
            [PERSONAL, LAW],
            [f"{PERSONAL} - Names.", "Section 40(3A) of the Act is met.", f"{LAW} - Kites."],
            [
                ("40(2)", f"{PERSONAL} - Names.\nSection 40(3A) of the Act is met."),
                ("31(1)(a)", f"{LAW} - Kites."),
            ],
            id="a part of the section, without a title, goes on",
        ),
        pytest.param(
            [PERSONAL, LAW],
            [
                f"{PERSONAL} - Names.",
                "Section 3 of the Data Protection Act 2018 says so.",
                "So they are.",
            ],
            [
                (
                    "40(2)",
                    f"{PERSONAL} - Names.\nSection 3 of the Data Protection Act 2018 says so.\nSo they are.",
                ),
            ],
            id="another Act explains",
        ),
        pytest.param(
            [LAW, SECURITY],
            ["Section 31(1)(a) of the Act covers times. Section 24(1) of the Act covers ships."],
            [
                (
                    "31(1)(a), 24(1)",
                    "Section 31(1)(a) of the Act covers times. Section 24(1) of the Act covers ships.",
                )
            ],
            id="two in one paragraph",
        ),
        pytest.param(
            [],
            ["By virtue of the following exemptions:", LAW, SECURITY, "Kites and ships."],
            [],
            id="a list is no argument",
        ),
        pytest.param(
            [LAW],
            ["Kites show where we fly."],
            [("31(1)(a)", "Kites show where we fly.")],
            id="only one ground",
        ),
        pytest.param([LAW, PERSONAL], ["Kites show where we fly."], [], id="two grounds and no opening"),
    ],
)
def test_blocks(listed: list[str], reasons: list[str], expected: list[tuple[str, str]]) -> None:
    assert blocks(read(listed, reasons)) == expected


def test_a_letter_without_reasons_has_no_blocks() -> None:
    doc = letter(*HEAD, PARTIAL, LAW, "Disclosure", "12.")
    assert parse_disclosure(doc, MET).reasons == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((PARTIAL, LAW, "Reason for decision", f"{LAW} - Kites.", "Disclosure", "12.", "Red."), "12.\nRed."),
        ((FULL, "Please find below information pursuant to your request above.", "12."), "12."),
        ((f"{FULL} Please find below redacted information pursuant to your request: 12.",), "12."),
        ((FULL, "There were 12.", "All were red."), "There were 12.\nAll were red."),
        ((PARTIAL, LAW, "Reason for decision", f"{LAW} - Kites."), None),
        (("I have today decided to refuse your request.", f"{LAW} - Kites."), None),
        ((PARTIAL, PERSONAL, "Disclosure", "12.", f"{PERSONAL} - Names are names."), "12."),
        ((PARTIAL, PERSONAL, "Disclosure", f"{PERSONAL} - Names are names."), None),
        ((FULL,), None),
    ],
)
def test_answer_text(lines: tuple[str, ...], expected: str | None) -> None:
    answer = parse_disclosure(letter(*HEAD, *lines), MET).answer
    assert (answer.value if answer else None) == expected


LINES = [
    LAW,
    PERSONAL,
    SECURITY,
    f"{LAW} - Kites.",
    "Public Interest Test",
    "Kites.",
    "Question 3 -",
    "",
    "Disclosure",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(LINES), max_size=15))
def test_blocks_stand_apart_inside_the_reasons(lines: list[str]) -> None:
    disclosure = read([LAW, SECURITY], lines)
    end = 0
    for found in disclosure.reasons:
        assert found.span
        assert disclosure.sections.reasons
        assert found.value
        assert end <= found.span.start < found.span.end <= disclosure.sections.reasons.end
        end = found.span.end


@pytest.mark.parametrize("line", [*LINES, f"{LAW} and " * 40])
def test_time_grows_with_the_number_of_lines(line: str) -> None:
    def seconds(lines: int) -> float:
        start = time.perf_counter()
        read([LAW, SECURITY], [line] * lines)
        return time.perf_counter() - start

    seconds(10)
    assert seconds(1600) < 60 * seconds(100) + 0.3
