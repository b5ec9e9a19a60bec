"""What was decided, from invented answers. Citations are given by hand: only the decision is tested."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parsers.letter.decision import DecisionRead, classify_decision
from parsers.letter.sections import split_sections
from parsers.models import Citation, Document, Found, Role, Span
from parsers.profile import builtin_profiles
from parsers.rule_tables import rule_table
from tests.documents import letter

MET = next(profile for profile in builtin_profiles() if profile.name == "met")
HEAD = (
    "Freedom of information request reference no: 01.FOI.23.031234",
    "I note you seek access to the following information:",
    "How many kites were found?",
)
PARTIAL = "I have today decided to disclose some of the requested information."
FULL = "I have today decided to disclose the located information to you in full."
REFUSE = "I have today decided to refuse your request."
FIND = "Please find below information pursuant to your request above."
WITHHELD = (
    "Some data has been withheld as it is exempt from disclosure by virtue of the following exemptions:"
)
NCND = "The MPS can neither confirm nor deny that it holds any other information."
NOT_HELD = "The MPS does not hold the information asked for in question 3."

# "s.40(2)" relied on; a sign in front gives another role.
ROLES = {"?": Role.NCND, "|": Role.ALTERNATIVE, "~": Role.DISCUSSED, "#": Role.PROCEDURAL}


def cite(doc: Document, written: str) -> Found[Citation]:
    role = ROLES.get(written[0], Role.RELIED_ON)
    act, provision = (
        ("EIR2004", written.split()[-1]) if "reg" in written else ("FOIA2000", written.lstrip("?|~#"))
    )
    section = re.match(r"\w+", provision)
    assert section
    end = len(doc.text)
    citation = Citation(act, provision, section[0], provision, role, Span(end - 1, end))
    return Found(citation, Span(end - 1, end), doc.text[-1:], "test")


def decide(lines: list[str], cited: str = "", head: tuple[str, ...] = HEAD) -> DecisionRead:
    doc = letter(*head, *lines)
    citations = [cite(doc, written) for written in cited.split(", ") if written]
    return classify_decision(doc, split_sections(doc, MET), citations)


# answer, citations, code, components, confidence
DECISIONS = {
    # The fifteen situations of the method.
    "all given, names redacted": (
        [PARTIAL, WITHHELD],
        "40(2)",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    "part given, part not held, rest NCND": (
        [PARTIAL, NOT_HELD, NCND],
        "?31(3)",
        "partial_disclosure",
        "disclosed ncnd not_held",
        "high",
    ),
    "part given, part not held": (
        [FULL, NOT_HELD, FIND],
        "",
        "full_disclosure",
        "disclosed not_held",
        "high",
    ),
    "part given, rest by link under s.21": (
        [PARTIAL, WITHHELD, "The rest can be found here."],
        "21(1)",
        "partial_disclosure",
        "disclosed elsewhere",
        "high",
    ),
    "link without s.21": (
        ["Decision", "The policy can be found at the link below."],
        "",
        "full_disclosure",
        "disclosed",
        "low",
    ),
    "part withheld, rest NCND, nothing given": (
        [REFUSE, "The list has been withheld.", NCND],
        "31(1)(a), ?31(3)",
        "refused_exempt",
        "exempt ncnd",
        "high",
    ),
    "not held and NCND": (
        ["Decision", NOT_HELD, NCND],
        "?40(5B)(a)(i)",
        "refused_ncnd",
        "ncnd not_held",
        "medium",
    ),
    "part not held, rest withheld": (
        [REFUSE, NOT_HELD, "The rest has been withheld."],
        "40(2)",
        "refused_exempt",
        "exempt not_held",
        "high",
    ),
    "s.12 for all, a table as goodwill": (
        [
            REFUSE,
            "To answer would exceed the appropriate limit.",
            "As a gesture of goodwill, please find below a table of one year.",
        ],
        "12(1)",
        "refused_cost",
        "cost voluntary",
        "high",
    ),
    "one question alone under s.12": (
        [
            PARTIAL,
            "To answer question 4 would exceed the appropriate limit.",
            "Disclosure",
            "There were 12 kites.",
        ],
        "12(1)",
        "partial_disclosure",
        "cost disclosed",
        "high",
    ),
    "s.12(2)": (
        [REFUSE, "To find out whether it is held would take more than 18 hours."],
        "12(2)",
        "refused_cost",
        "cost",
        "high",
    ),
    "s.21 and s.40, nothing given": (
        [REFUSE, "The rest is reasonably accessible to you by other means."],
        "21, 40(2)",
        "refused_exempt",
        "elsewhere exempt",
        "high",
    ),
    "s.22 alone": ([REFUSE], "22(1)(a)", "refused_exempt", "exempt", "high"),
    "nil return": (["Decision", "Question 1 is a nil return."], "", "full_disclosure", "disclosed", "low"),
    "23 and 24 in the alternative": ([REFUSE], "|23(1), |24(1)", "refused_exempt", "exempt", "high"),
    # All other codes.
    "vexatious": (
        ["Your request is refused as vexatious."],
        "14(1)",
        "refused_vexatious",
        "vexatious",
        "high",
    ),
    "vexatious, s.14 bare": (
        [REFUSE, "It is refused as vexatious."],
        "14",
        "refused_vexatious",
        "vexatious",
        "high",
    ),
    "repeated": (
        [REFUSE, "It is substantially similar to the one of May."],
        "14(2)",
        "refused_repeated",
        "repeated",
        "high",
    ),
    "repeated, s.14 bare": (
        [REFUSE, "It is substantially similar to the one of May."],
        "14",
        "refused_repeated",
        "repeated",
        "high",
    ),
    "s.21 alone": (
        ["Decision", "All of it is reasonably accessible to you by other means."],
        "21",
        "accessible_elsewhere",
        "elsewhere",
        "medium",
    ),
    "not held": (["The MPS does not hold the requested information."], "", "not_held", "not_held", "medium"),
    "searches found nothing": (
        ["Decision", "Searches failed to locate any kites."],
        "",
        "not_held",
        "not_held",
        "medium",
    ),
    "clarification": (
        ["To enable us to answer, please clarify which park you mean."],
        "#1(3)",
        "clarification",
        "clarification",
        "medium",
    ),
    "subject access": (
        ["Your request has been handled as a subject access request."],
        "",
        "other_regime",
        "other_regime",
        "medium",
    ),
    "business as usual": (
        ["Your enquiry will be answered in the normal course of business."],
        "",
        "other_regime",
        "other_regime",
        "medium",
    ),
    "withdrawn": (["Your request has been withdrawn at your wish."], "", "withdrawn", "withdrawn", "medium"),
    "lapsed": (["Your request has been closed, as no reply came."], "", "withdrawn", "withdrawn", "medium"),
    "NCND alone": (["Decision", NCND], "?23(5), ?24(2)", "refused_ncnd", "ncnd", "medium"),
    "own data": (
        [REFUSE, "As it is your own data, you should make a right of access request."],
        "40(1)",
        "refused_exempt",
        "exempt",
        "high",
    ),
    "no decision": (["Decision", "Kites are made of silk."], "", "unclear", "", "low"),
    "refused on no ground": ([REFUSE], "", "unclear", "", "low"),
    "holding letter": (
        ["Decision", "We need further time to consider the public interest in section 31."],
        "31",
        "unclear",
        "exempt",
        "low",
    ),
    # EIR.
    "EIR exception": ([REFUSE], "reg 12(5)(b), 39", "refused_exempt", "exempt", "high"),
    "EIR, not held": (
        ["Decision", "No information is held."],
        "reg 12(4)(a)",
        "not_held",
        "not_held",
        "medium",
    ),
    "EIR, too much work": (
        [REFUSE, "It would take more than 18 hours."],
        "reg 12(4)(b)",
        "refused_cost",
        "cost",
        "high",
    ),
    "EIR, vexatious": (
        [REFUSE, "It is refused as vexatious."],
        "reg 12(4)(b)",
        "refused_vexatious",
        "vexatious",
        "high",
    ),
    "EIR, public already": (
        ["Decision", "It is on our website."],
        "reg 6(1)(b)",
        "accessible_elsewhere",
        "elsewhere",
        "medium",
    ),
    # Variants seen on real pages.
    "full, then please find": ([f"{FULL} {FIND}", "12"], "", "full_disclosure", "disclosed", "high"),
    "full without in full": (
        ["I have today decided to disclose the located information to you.", FIND],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "in full, one question on cost": (
        [
            FULL,
            FIND,
            "Reason for decision - COSTS",
            "To answer question 2 would exceed the appropriate limit.",
        ],
        "12(1)",
        "partial_disclosure",
        "cost disclosed",
        "low",
    ),
    "majority": (
        ["I have today decided to disclose the majority of the requested information.", WITHHELD],
        "40(2)",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    "answers to one question": (
        ["I have today decided to disclose the answers to Questions One (1).", WITHHELD],
        "31(1)(a)",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    "one request of two": (
        ["I have today decided to disclose information relevant to Request 1.", WITHHELD],
        "31(1)(a)",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    "no list at all": (
        [PARTIAL, "Some data has been withheld as it is exempt."],
        "",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    "some, and no ground": ([PARTIAL], "", "partial_disclosure", "disclosed", "medium"),
    "some, rest not held": ([PARTIAL, NOT_HELD], "", "full_disclosure", "disclosed not_held", "low"),
    "only NCND limbs under the stock sentence": (
        [PARTIAL, WITHHELD],
        "?30(3), ?31(3)",
        "partial_disclosure",
        "disclosed ncnd",
        "high",
    ),
    "NCND before the stock sentence": (
        [NCND, PARTIAL, WITHHELD],
        "?31(3), 31(1)(a)",
        "partial_disclosure",
        "disclosed exempt ncnd",
        "high",
    ),
    "NCND after reasons": (
        [PARTIAL, WITHHELD, "Reason for decision", "It can neither confirm or deny the rest."],
        "40(2)",
        "partial_disclosure",
        "disclosed exempt ncnd",
        "high",
    ),
    "s.21 and s.22": (
        [PARTIAL, WITHHELD],
        "21(1), 22(1)(a)",
        "partial_disclosure",
        "disclosed elsewhere exempt",
        "high",
    ),
    "no decision sentence": (
        [
            "I have disclosed kite 1 in full. Kites 2 to 4 have been released in redacted format. "
            "I have refused to release kite 5.",
            WITHHELD,
        ],
        "23(1), 40(2)",
        "partial_disclosure",
        "disclosed exempt",
        "medium",
    ),
    "enclosed spreadsheet": (
        ["I have disclosed the located information to you in the enclosed spreadsheet."],
        "",
        "full_disclosure",
        "disclosed",
        "medium",
    ),
    "a second decision in the reasons": (
        [PARTIAL, WITHHELD, "Reason for decision", FULL],
        "40(2)",
        "partial_disclosure",
        "disclosed exempt",
        "high",
    ),
    # What must show nothing.
    "cited but not applied": ([FULL, FIND], "~40(2), ~12(1), #17", "full_disclosure", "disclosed", "high"),
    "question repeated": (
        [FULL, "Q1 - How many requests were refused as vexatious or exceed the cost limit?", "12"],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "an earlier answer": (
        [FULL, "In the previous response we said that it would exceed the appropriate limit."],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "searches told in a note": (
        ["I have carried out searches in two stores. They failed to locate any bats.", FULL],
        "",
        "full_disclosure",
        "disclosed not_held",
        "high",
    ),
    "what is not to be inferred": (
        [PARTIAL, WITHHELD, NCND, "This should not be taken as an indication that no information is held."],
        "?31(3), 40(2)",
        "partial_disclosure",
        "disclosed exempt ncnd",
        "high",
    ),
    "words in a quotation": (
        [FULL, FIND, "\u201cThe force neither confirms nor denies kites.\u201d"],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "rank, not records": (
        [FULL, "They do not hold roles above sergeant."],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "held in custody": (
        [FULL, "The kite thief was not held in custody."],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "complaint block": (
        [
            FULL,
            "COMPLAINT RIGHTS",
            "We may neither confirm nor deny, refuse it as vexatious or on the cost limit.",
        ],
        "",
        "full_disclosure",
        "disclosed",
        "high",
    ),
    "public-domain links": (
        [REFUSE, "Some figures can be found on the website."],
        "31(1)(a)",
        "refused_exempt",
        "exempt",
        "high",
    ),
    "heading Disclosure alone": (
        [REFUSE, "Disclosure", "I regret this."],
        "31(1)(a)",
        "refused_exempt",
        "exempt",
        "high",
    ),
    "answer labelled": (["Decision", "Q1 response: 12"], "", "full_disclosure", "disclosed", "low"),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_decision(name: str) -> None:
    lines, cited, code, components, confidence = DECISIONS[name]
    decision = decide(lines, cited).decision.value
    assert (decision.code, " ".join(sorted(decision.components))) == (code, components)
    assert decision.confidence == confidence


def test_all_codes_are_reached() -> None:
    assert {code for _, _, code, _, _ in DECISIONS.values()} == {
        "full_disclosure",
        "partial_disclosure",
        "refused_exempt",
        "refused_ncnd",
        "refused_cost",
        "refused_vexatious",
        "refused_repeated",
        "accessible_elsewhere",
        "not_held",
        "clarification",
        "other_regime",
        "withdrawn",
        "unclear",
    }


@pytest.mark.parametrize("name", DECISIONS)
def test_proof_stands_in_the_answer(name: str) -> None:
    lines, cited, code, _, _ = DECISIONS[name]
    doc = letter(*HEAD, *lines)
    read = decide(lines, cited)
    answer = split_sections(doc, MET).answer
    assert answer
    for found in (read.decision, read.stated):
        if found and found.span:
            assert found.quote == doc.quote(found.span)
            assert found.span.start >= answer.start
    assert (read.decision.span is None) == (code == "unclear")


@pytest.mark.parametrize(
    ("lines", "stated"),
    [
        ([PARTIAL, WITHHELD], PARTIAL[:-1]),
        ([f"{FULL} {FIND}"], FULL[:-1]),
        ([NCND, PARTIAL], PARTIAL[:-1]),
        (
            [WITHHELD.replace("by virtue", "and therefore, by virtue")],
            "Some data has been withheld as it is exempt from disclosure",
        ),
        (["Decision", NCND], NCND[:-1]),
        (["Decision", "12 kites."], None),
    ],
)
def test_phrase_of_the_force(lines: list[str], stated: str | None) -> None:
    found = decide(lines).stated
    assert (found.quote if found else None) == stated


@pytest.mark.parametrize(
    ("lines", "cited", "codes"),
    [
        ([FULL, FIND], "", []),
        ([FULL, FIND], "12(1)", ["decision.differs"]),
        ([PARTIAL], "", ["decision.no-ground"]),
        ([PARTIAL, NOT_HELD], "", ["decision.differs"]),
        (["Decision", "Kites are made of silk."], "", ["decision.unclear"]),
        (["Decision", "We need further time to consider it."], "", ["decision.holding"]),
    ],
)
def test_what_a_maintainer_is_told(lines: list[str], cited: str, codes: list[str]) -> None:
    assert [diagnostic.code for diagnostic in decide(lines, cited).diagnostics] == codes


def test_words_of_the_request_never_count() -> None:
    request = (
        "I was told that you neither confirm nor deny, do not hold the data and would exceed the cost limit."
    )
    decision = decide([FULL, FIND, "12"], head=(*HEAD, request)).decision.value
    assert decision.components == {"disclosed"}


@pytest.mark.parametrize(
    ("lines", "cited", "component", "words"),
    [
        (
            [f"I have disclosed kite 1 in full. {WITHHELD}"],
            "40(2)",
            "disclosed",
            "I have disclosed kite 1 in full",
        ),
        (["Kites 2 to 4 have been released in redacted format.", WITHHELD], "", "disclosed", "Kites 2 to 4"),
        ([PARTIAL, "Names have been redacted."], "40(2)", "exempt", "Names have been redacted"),
        ([PARTIAL, NOT_HELD], "40(2)", "not_held", NOT_HELD[:-1]),
        ([PARTIAL, NCND], "?31(3)", "ncnd", NCND[:-1]),
        (
            [PARTIAL, "To count question 4 would exceed the appropriate limit."],
            "12(1)",
            "cost",
            "To count question",
        ),
        (["The rest was refused."], "40(2)", "exempt", "."),  # no words of its own: the citation
    ],
)
def test_each_component_is_proved_by_its_own_words(
    lines: list[str], cited: str, component: str, words: str
) -> None:
    (found,) = (found for found in decide(["Decision", *lines], cited).components if found.value == component)
    assert found.quote.startswith(words)


SENTENCES = st.sampled_from(
    sorted(
        {line for lines, *_ in DECISIONS.values() for line in lines}
        | {s for r in rule_table("decisions") for s in r.matches}
    )
)


@settings(deadline=None)
@given(st.lists(st.one_of(SENTENCES, st.text(max_size=30)), max_size=15))
@example(["COMPLAINT RIGHTS", "Disclosure"])  # an answer that begins behind the letter's end
def test_any_answer_gets_one_of_the_codes(lines: list[str]) -> None:
    doc = letter(*HEAD, *(line.replace("\r", " ") for line in lines))
    decision = classify_decision(doc, split_sections(doc, MET), ()).decision
    assert decision.value.code in {code for _, _, code, _, _ in DECISIONS.values()}
    if decision.span:
        assert decision.quote == doc.quote(decision.span)
