"""Where the request ends and the answer begins, letter by letter. All letters are invented."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.letter.lines import find_quotations
from parsers.letter.sections import split_sections
from parsers.models import Document, Sections, Span
from parsers.profile import Profile, builtin_profiles, read_profile
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
LABEL = "Freedom of information request reference no: 01.FOI.23.031234"
LEAD_IN = "I note you seek access to the following information:"
PARTIAL = "I have today decided to disclose some of the requested information."
WITHHELD = (
    "Some data has been withheld as it is exempt from disclosure and therefore this response serves as a "
    "Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act) by virtue of the "
    "following exemptions:"
)
FULL = "I have today decided to disclose the located information to you in full."
FIND = "Please find below information pursuant to your request above."

OTHER = read_profile(
    """
    name = "moorland"
    title = "Moorland Police"
    base_url = "https://moorland.example"
    listing = ["/log/"]
    item_url = "^/log/[^/]+/$"
    attachment_url = "^/files/"
    reference = '\\d{3,4}[-/]\\d{2,4}'
    """,
    "moorland.toml",
)


def read(*lines: str, profile: Profile = MET) -> tuple[Document, Sections]:
    doc = letter(*lines)
    return doc, split_sections(doc, profile)


def request(*lines: str, profile: Profile = MET) -> str:
    doc, sections = read(LABEL, LEAD_IN, *lines, profile=profile)
    return doc.quote(sections.request) if sections.request else ""


def words(doc: Document, span: Span | None) -> str:
    return doc.quote(span) if span else ""


ASKED = "1. How many kites were found in parks?\n2. Please give the colours."

# What stands between the lead-in and the answer's end, and the request that must come out of it.
ENDS = {
    "heading": [ASKED, "Decision", PARTIAL, WITHHELD],
    "no heading": [ASKED, PARTIAL, WITHHELD],
    "heading with tail": [ASKED, "Decision - PARTIAL", PARTIAL],
    "heading of the page": [ASKED, "# Decision", "The kites are listed on the next page."],
    "located first": [
        ASKED,
        "Having located and considered the relevant information, i have today decided to do so.",
    ],
    "located, full stop": [
        ASKED,
        "Having located and considered the relevant information. I have today decided to.",
    ],
    "full": [ASKED, FULL, FIND, "12", "red"],
    "please find alone": [ASKED, FIND, "12"],
    "reason alone": [ASKED, "Reason for decision", "Section 31(1)(a) - Law Enforcement - applies."],
    "neither confirm": [
        ASKED,
        "The Metropolitan Police Service can neither confirm nor deny that it holds this.",
    ],
    "enclosed": [ASKED, "I have disclosed the located information to you in the enclosed spreadsheet."],
    "not held": [ASKED, "The MPS does not hold the requested information."],
    "numbering note": [
        ASKED,
        "Please note: your questions above have been numbered for ease.",
        "Decision",
        FULL,
    ],
    "account of a call": [ASKED, "On the 7 May 2024, we discussed your kites by telephone.", PARTIAL],
    "account of searches": [
        ASKED,
        "Following receipt of your request, I searched two stores. They held 3 kites, as follows:",
        "1 - 2 May 2022 - Red kite from the pond.",
        "2 - 3 May 2022 - Blue kite from the hill.",
        "I have disclosed kite 1 in full. I have refused to release kite 2.",
        WITHHELD,
    ],
    "refused earlier": [ASKED, "I refused your request of 2 April because of its cost.", "Decision", FULL],
    "two notes": [
        ASKED,
        "Note: Please be advised that your questions above have been numbered.",
        "I have carried out searches of the kite store.",
        FULL,
    ],
    "note above": ["Your questions below have been numbered.", ASKED, FULL],
    "passed on": [ASKED, "I have passed your questions to the kite store.", FULL],
    "answered by number": [ASKED, "Question 1 - 14 kites.", "Question 2 - The MPS keeps no list."],
    "refused in free words": [ASKED, "The list has been withheld under section 23(1) of the Act."],
    "costed in free words": [ASKED, "I estimate that the work would exceed the appropriate limit."],
    "section first": [ASKED, "Section 14(2) of the Act allows us to refuse what was asked before."],
    "some given": [ASKED, "Some of the information has been disclosed below."],
    "closed": [ASKED, "As no answer came, your request has now been closed."],
    "question repeated": [
        ASKED,
        "Q1 - How many kites were found in parks?",
        "12",
        "Thank you for your letter.",
    ],
}


@pytest.mark.parametrize("name", ENDS)
def test_request_ends_where_the_force_speaks(name: str) -> None:
    assert request(*ENDS[name]) == ASKED


# Words of decision that are the requester's, so that the request goes on after them.
INSIDE = {
    "quoted refusal": 'You told me "I have today decided to refuse your request.", which is odd. Why?',
    "quoted letter": (
        "This is the letter I had:\n\u201cFreedom of information request reference no: 01/FOI/22/020001\n"
        "Request:\nAll kites.\nDecision\nI have today decided to refuse your request.\n"
        "Section 31(1)(a) - Law Enforcement\u201d\nPlease look again."
    ),
    "quoted paragraph by paragraph": (
        "\u201cI have today decided to refuse it.\n\u201cSection 40(2) applies.\u201d\nPlease look again."
    ),
    "quoted at the end": "Explain it.\n\u201cSir,\nI have today decided to refuse it.\nGood bye.\u201d",
    "note in a quotation": "Explain it.\n\u201cSir,\nI refused your request of 2 May.\nGood bye.\u201d",
    "introduced": "In May you replied:\nI have today decided to refuse it.\nI would like the list now.",
    "introduced letter": (
        "Your reply was as follows:\nDecision\nI have today decided to disclose some of the kites.\n"
        "Reason for decision\nSection 40(2) applies.\nPlease could you look again?"
    ),
    "requester speaks again": "I have today decided to refuse it, you say.\nPlease send the list.",
    "refused earlier, then more": "All kites.\nI refused your request on 2 May.\nPlease give one year only.",
    "line Request:": "Request:\nHow many kites?\nRequest:\nHow many balloons?",
    "line Response: in a dialogue": "Response:\nIt was late.\nPlease explain that.",
    "label again": "Freedom of Information Request Reference No: 01/FOI/22/020001\nPlease explain.",
    "own decision": "I have been refused entry.\nI have decided to ask for all files.\nHow many are there?",
    "own dates": "On 7 May 2024 I saw a kite.\nWhose was it?",
    "words announced": "In May you wrote back:\nYour last request was refused.\nSo now only 2022, please.",
    "files announced": "Please find below my questions:\n1. Kites\n2. Bats",
    "headings asked for": "The parts headed:\nDisclosure\nReason for decision\nof every letter of 2022.",
    "columns": "A table with these columns, please:\nDate\nDecision\nReason",
    "aggregated": "REQUEST 1:\nHow many kites?\nREQUEST 2:\nHow many balloons?\nAND\nthe colours",
    "clarification": "All kites.\nClarification -\nOnly those from 2022.",
    "clarified by telephone": "All kites.\nClarification -\nOn 3 May 2024 you said one year would do.",
    "disclosure in a sentence": "The file under the section titled Disclosure, and further disclosure of it.",
    "decision word": "Decision makers and their rank.\nDecisions about kites: all of them.",
    "cost words": "I know of the cost limit of 18 hours.\nSend what you can.",
    "closing quote only": "Letters about kites\n- Notes of meetings\u201d",
    "opening quote only": "\u201cHow many kites were found in May 2022?",
    "note inside": "Kites?\nPlease note: your questions above have been numbered.\nThanks. How many bats?",
    "own emphasis": 'The "red kites" and the "blue kites", each year.',
}


@pytest.mark.parametrize("end", [["Decision", PARTIAL, WITHHELD], [PARTIAL, WITHHELD], [FULL, FIND, "12"]])
@pytest.mark.parametrize("name", INSIDE)
def test_words_of_the_requester_stay_in_the_request(name: str, end: list[str]) -> None:
    assert request(INSIDE[name], *end) == INSIDE[name]


def test_a_whole_letter_without_marks_needs_the_heading() -> None:
    """Nothing marks where the old letter ends; the heading of the true decision tells."""
    old = [
        PARTIAL,
        WITHHELD,
        "Section 40(2) - Personal Information",
        "Reason for decision",
        "It names people.",
    ]
    asked = "\n".join(["Dear all,", *old, "I do not agree. Please review this."])
    assert request(asked, "Decision", FULL, FIND, "12") == asked


def test_first_decision_of_the_answer_wins() -> None:
    second = "I have today decided to disclose the answer to question 2 as well."
    doc, sections = read(
        LABEL, LEAD_IN, ASKED, PARTIAL, "Reason for decision", "How so?", second, "Disclosure", "12"
    )
    assert words(doc, sections.request) == ASKED
    assert words(doc, sections.decision) == PARTIAL
    assert words(doc, sections.reasons) == f"How so?\n{second}"


def test_a_repeated_question_does_not_undo_the_decision() -> None:
    doc, sections = read(LABEL, LEAD_IN, "Kites, please.", f"{FULL} {FIND}", "How many bats?", "12", FULL)
    assert words(doc, sections.request) == "Kites, please."
    assert words(doc, sections.decision) == FULL


def test_request_and_decision_on_lines_they_share() -> None:
    doc, sections = read(f"{LABEL} {LEAD_IN} How many kites? {FULL}")
    assert words(doc, sections.request) == "How many kites?"
    assert words(doc, sections.answer) == FULL


@pytest.mark.parametrize(
    ("lines", "state", "kept"),
    [
        ([LABEL, LEAD_IN, PARTIAL, WITHHELD], "empty", ""),
        ([LABEL, LEAD_IN, "Decision", FULL, FIND, "Q1 - How many kites?", "12"], "empty", ""),
        ([LABEL, LEAD_IN, "Please note: your questions above have been numbered.", FULL], "empty", ""),
        ([LABEL, LEAD_IN, "Please send the following:", FULL], "cut", "Please send the following:"),
        (
            [LABEL, LEAD_IN, "All kites.", "Clarification:", "Decision", FULL],
            "cut",
            "All kites.\nClarification:",
        ),
        ([LABEL, LEAD_IN, "These: kites.", FULL], "present", "These: kites."),
        ([LABEL, PARTIAL, WITHHELD], "absent", ""),
        (["Our policy on kites", "Kites are welcome in parks."], "absent", ""),
        ([], "absent", ""),
    ],
)
def test_state_of_the_request(lines: list[str], state: str, kept: str) -> None:
    doc, sections = read(*lines)
    assert (sections.request_state, words(doc, sections.request)) == (state, kept)


def test_notes_of_the_force_are_kept_apart() -> None:
    doc, sections = read(LABEL, LEAD_IN, *ENDS["account of searches"])
    assert [doc.quote(note).split("\n")[0][:9] for note in sections.notes] == ["Following"]
    assert doc.quote(sections.notes[0]).endswith("from the hill.")
    assert words(doc, sections.answer).startswith("I have disclosed kite 1")


def test_parts_of_an_answer() -> None:
    doc, sections = read(
        LABEL,
        LEAD_IN,
        ASKED,
        "Decision",
        PARTIAL,
        WITHHELD,
        "Section 31(1)(a) - Law Enforcement",
        "\u2022 Section 40(2)&(3) \u2013 Personal Information",
        "The Metropolitan Police neither confirms nor denies more, by virtue of the following exemption;",
        "Sections 24(2) (National Security) and",
        "Reason for decision - COSTS",
        "Section 31(1)(a) - Law Enforcement - covers where kites are kept.",
        "Disclosure of the list would help a thief. The section titled Disclosure has the rest.",
        "Disclosure",
        "12 kites.",
        "COMPLAINT RIGHTS",
        "You may complain.",
    )
    assert words(doc, sections.decision).startswith(PARTIAL)
    assert words(doc, sections.decision).endswith("(National Security) and")
    assert [doc.quote(line) for line in sections.exemption_list] == [
        "Section 31(1)(a) - Law Enforcement",
        "\u2022 Section 40(2)&(3) \u2013 Personal Information",
        "Sections 24(2) (National Security) and",
    ]
    assert words(doc, sections.reasons).startswith("Section 31(1)(a) - Law")
    assert words(doc, sections.reasons).endswith("has the rest.")
    assert words(doc, sections.disclosure) == "12 kites."
    assert words(doc, sections.answer).endswith("You may complain.")


def test_list_on_the_line_that_announces_it() -> None:
    doc, sections = read(
        LABEL, LEAD_IN, "Kites.", f"{PARTIAL} {WITHHELD} Section 43(2) - Commercial Interests"
    )
    assert [doc.quote(line) for line in sections.exemption_list] == ["Section 43(2) - Commercial Interests"]


@pytest.mark.parametrize(
    ("lines", "label", "asked", "answer"),
    [
        (
            [
                "FREEDOM OF INFORMATION REQUEST REFERENCE NO: 958-2024",
                "Your request for information, received on 31st October 2024, is as follows:",
                "1. How many kites?",
                "2. Where?",
                "Response:",
                "12, in the park.",
            ],
            "FREEDOM OF INFORMATION REQUEST REFERENCE NO:",
            "1. How many kites?\n2. Where?",
            "Response:",
        ),
        (
            [
                "FREEDOM OF INFORMATION REQUEST REFERENCE NO: 958-2024",
                "You asked:",
                "How many kites?",
                "Q1 response: 12",
            ],
            "FREEDOM OF INFORMATION REQUEST REFERENCE NO:",
            "How many kites?",
            "Q1 response: 12",
        ),
        (
            [
                "# Request",
                "How many kites?",
                "# Response",
                "# Extent and Result of Searches to Locate Information",
                "We looked in two stores.",
                "# Decision",
                "We have decided to release the list.",
            ],
            "",
            "How many kites?",
            "Response",
        ),
        (
            [
                "FOI Reference: 433/2024",
                "Request:",
                "How many kites?",
                "And bats?",
                "Response 1 & 2",
                "12 and 3.",
            ],
            "FOI Reference:",
            "How many kites?\nAnd bats?",
            "Response 1 & 2",
        ),
        (
            [
                "Enquiry Reference: 100 - 25",
                "Date: 4 March 2025",
                "Thank you for your request, in which you asked for the following:",
                "How many kites?",
                "Answer",
                "12",
            ],
            "Enquiry Reference:",
            "How many kites?",
            "Answer",
        ),
        (["Request: How many kites?", "Response: 12"], "", "How many kites?", "Response: 12"),
    ],
)
def test_layouts_of_other_forces(lines: list[str], label: str, asked: str, answer: str) -> None:
    doc, sections = read(*lines, profile=OTHER)
    assert words(doc, sections.label) == label
    assert words(doc, sections.request) == asked
    assert words(doc, sections.answer).startswith(answer)


def test_phrases_of_a_profile_of_its_own() -> None:
    profile = read_profile(
        """
        name = "vale"
        title = "Vale Police"
        base_url = "https://vale.example"
        listing = ["/log/"]
        item_url = "^/log/[^/]+/$"
        attachment_url = "^/files/"
        reference = 'VP-\\d{4}'
        [reading]
        reference_labels = ["Our number"]
        lead_ins = ["What you wanted to know"]
        answer_starts = ["What we found", "Findings"]
        """,
        "vale.toml",
    )
    doc, sections = read(
        "Our number: VP-1234",
        "What you wanted  to know",
        "Findings of kites?",
        "What we found: 12",
        profile=profile,
    )
    assert words(doc, sections.label) == "Our number:"
    assert words(doc, sections.request) == "Findings of kites?"
    assert words(doc, sections.answer) == "What we found: 12"


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("He said \u201cno\u201d twice", ["\u201cno\u201d"]),
        ('He said "no" twice', ['"no"']),
        ('a straight "opening with a curly closing\u201d here', ['"opening with a curly closing\u201d']),
        ("all minutes\u201d", []),
        ("\u201call minutes", []),
        ("\u201call minutes\nand \u201cnotes\u201d", ["\u201cnotes\u201d"]),
        ("\u201cone\n\u201ctwo\u201d", ["\u201cone\n\u201ctwo\u201d"]),
        ("\u2018A rule\nof two lines.\u2019", ["\u2018A rule\nof two lines.\u2019"]),
        ("'Kites' and the officers' bats", []),
        ("It's the officers' kite", []),
    ],
)
def test_quotations(text: str, quotations: list[str]) -> None:
    doc = letter(text)
    assert [doc.quote(span) for span in find_quotations(doc)] == quotations


LINES = st.sampled_from(
    sorted(
        {
            line
            for lines in [*ENDS.values(), list(INSIDE.values())]
            for part in lines
            for line in part.split("\n")
        }
    )
)


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join)))
@example("")
@example("\n\n")
@example(f"{LEAD_IN}")
def test_any_text_is_split_in_order(text: str) -> None:
    doc = letter(*text.replace("\r", "\n").split("\n"))
    sections = split_sections(doc, MET)
    whole = Span(0, len(doc.text))
    for span in (sections.label, sections.request, sections.answer, sections.decision, *sections.notes):
        assert span is None or whole.start <= span.start <= span.end <= whole.end
    if sections.request and sections.answer:
        assert sections.request.end <= sections.answer.start
    if sections.request is None:
        assert sections.request_state in ("empty", "absent")
