"""What a page does with what it cites: sentence by sentence, and whole pages."""

import pytest

from parsers.citing.citations import find_citations
from tests.cited import PARTIAL, POA, TACT, cited, page, rows

ROLES = {
    "The exemptions at 31(1)(a) and 40(2) are engaged.": {"31(1)(a) relied_on", "40(2) relied_on"},
    "Section 31(1)(a) - Law Enforcement - provides that words may be exempt if they help thieves.": {
        "31(1)(a) relied_on"
    },
    "Section 38 was considered, but we do not seek to rely on it. Section 40(2) has been applied to names.": {
        "38 discussed",
        "40(2) relied_on",
    },
    "Names are withheld under Section 40(2) and we can neither confirm nor deny the rest by virtue of "
    "Section 31(3).": {
        "40(2) relied_on",
        "31(3) ncnd",
    },
    "We can neither confirm nor deny it, as that would be exempt under Section 31(1)(a).": {"31(1)(a) ncnd"},
    "Names are withheld under section 35(1)(a) or section 36(2)(c), cited in the alternative.": {
        "35(1)(a) alternative",
        "36(2)(c) alternative",
    },
    "It is withheld under section 31(1)(a) and either section 23(1) or section 24(1).": {
        "31(1)(a) relied_on",
        "23(1) alternative",
        "24(1) alternative",
    },
    "We rely on sections 23(5) and 24(2).": {"23(5) ncnd", "24(2) ncnd"},
    "We do not rely on section 31(3).": {"31(3) discussed"},
    "Under S. 40(2) it is exempt.": {"40(2) relied_on"},
    "No exemptions apply under section 31.": {"31 discussed"},
    "The list is not exempt under Section 43(2).": {"43(2) discussed"},
    "It may also be withheld under Section 31(1)(a).": {"31(1)(a) discussed"},
    "Section 38 does not apply; section 31(1)(b) applies.": {"38 discussed", "31(1)(b) relied_on"},
    "Section 31(1)(b) is used rather than Section 30(1).": {"31(1)(b) relied_on", "30(1) discussed"},
    "“Section 40(2) must be applied to names that are withheld,” says the guidance.": {"40(2) discussed"},
    "It is exempt if the condition of Section 40(3A)(a) is met.": {"40(3A)(a) discussed"},
    "It is exempt under the Act if the condition of Section 40(3A)(a) is met.": {"40(3A)(a) discussed"},
    "What Section 40(3A)(a) says is that a principle applies.": {"40(3A)(a) discussed"},
    "Section 40(3A)(a) of the Act is the first condition.": {"40(3A)(a) discussed"},
    "After the note on section 38 and the talk of section 31, the latter is engaged.": {
        "38 discussed",
        "31 relied_on",
    },
    f"We turn to section 38, which {'is long and ' * 12} is engaged.": {"38 discussed"},
    f"Section 31(1)(b) applies. What was withheld by us {'is long and ' * 20} has to do with section 38.": {
        "31(1)(b) relied_on",
        "38 discussed",
    },
    "I cannot send the list. Section 38 is about danger to people.": {"38 relied_on"},
    "I cannot send the list. A refined request may meet with section 38.": {"38 discussed"},
    "More is said in\nSection 31(1)(a) and elsewhere.": {"31(1)(a) discussed"},
    "More is said.\nSection 31(1)(a) of the Act is meant here.": {"31(1)(a) relied_on"},
    "I say no. Section 40(1): as you want your own data, ask elsewhere.": {"40(1) relied_on"},
    "It is withheld in line with para. 5 and Section 31(1)(a).": {"31(1)(a) relied_on"},
    "It is exempt under Section 40(2). This needs the condition of Section 40(3A)(a).": {
        "40(2) relied_on",
        "40(3A)(a) discussed",
    },
    "Kind regards\nLegal Annex\nSection 31(1)(a) - information is exempt if it helps thieves.": {
        "31(1)(a) discussed"
    },
    "Why was Section 31(1)(a) applied?": set(),
    "Section 31(1)(a) is engaged. Elsewhere section 31 is engaged as well.": {"31(1)(a) relied_on"},
    "Section 40(2) is engaged. Section 40(2)(a) is engaged.": {"40(2) relied_on", "40(2)(a) relied_on"},
    "Section 40(2) is engaged. Section 40 may be engaged.": {"40(2) relied_on", "40 discussed"},
}


@pytest.mark.parametrize("text", ROLES)
def test_roles_in_prose(text: str) -> None:
    assert cited(text) == ROLES[text]


PAGES: dict[str, tuple[list[str], set[str]]] = {
    "without a title a paragraph applies what the list has the section of": (
        [
            PARTIAL,
            "Section 31(1)(b) - Law Enforcement",
            "# Reason for decision",
            "Section 31(1)(a) guards the ways of patrols.",
        ],
        {"17 procedural", "31(1)(b) relied_on", "31(1)(a) relied_on"},
    ),
    "without a title a paragraph applies nothing of a section that the list lacks": (
        [
            PARTIAL,
            "Section 40(2) - Personal Information",
            "# Reason for decision",
            "Section 31(1)(a) guards the ways of patrols.",
        ],
        {"17 procedural", "40(2) relied_on", "31(1)(a) discussed"},
    ),
    "a listed provision keeps its role, the reasons add limbs": (
        [
            PARTIAL,
            "Section 40(2)&(3) – Personal Information",
            "# Reason for decision",
            "Section 40(2)&(3) - Personal Information - exempts a list if the first condition of Section "
            "40(3A)(a) is "
            "satisfied. It must also not contravene Sections 3A(b) and 3B of the Act.",
            "The provision to refuse access to information under Section 40(2)(a)(b) and (3A)(a) of the "
            "Act is "
            "absolute.",
        ],
        {
            "17 procedural",
            "40(2) relied_on",
            "40(3) relied_on",
            "40(2)(a) relied_on",
            "40(2)(b) relied_on",
            "40(3A)(a) relied_on",
            "40(3A)(b) discussed",
            "40(3B) discussed",
        },
    ),
    "alternatives in the reasons are alternatives in the list": (
        [
            PARTIAL,
            "Section 23(1) - Security bodies",
            "Section 24(1) - National Security",
            "Section 31(1)(a) - Law Enforcement",
            "# Reason for decision",
            "Section 23 and Section 24 - Some notes should be withheld under either section 23(1) or "
            "section 24(1). "
            "The bodies are those of section 23(3). What is not exempt under section 23(1) could be exempt "
            "under "
            "section 24(1), and section 17(4) lets us say no more.",
            "Section 31(1)(a) - Law Enforcement - The notes would help thieves.",
        ],
        {
            "17 procedural",
            "17(4) procedural",
            "23(1) alternative",
            "24(1) alternative",
            "23(3) discussed",
            "31(1)(a) relied_on",
        },
    ),
    "a list of NCND, one section with two roles": (
        [
            PARTIAL,
            "Section 31(1)(a) - Law Enforcement",
            "In addition, the MPS can neither confirm nor deny that it holds any other notes by virtue of "
            "the "
            "following exemptions:",
            "Section 31(3) - Law Enforcement",
            "Section 30(1) - Investigations",
            "Section 40(5) - Personal Information",
            "# Reason for decision",
            "Section 31 - Notes would help thieves.",
        ],
        {"17 procedural", "31(1)(a) relied_on", "31(3) ncnd", "30(1) ncnd", "40(5) ncnd"},
    ),
    "a list of what is withheld, some of it by NCND": (
        [
            "Some notes are withheld and we can neither confirm nor deny the rest by virtue of the following "
            "exemptions:",
            "Section 31(1)(a) - Law Enforcement",
            "Section 31(3) - Law Enforcement",
        ],
        {"31(1)(a) relied_on", "31(3) ncnd"},
    ),
    "machinery in the list is no exemption": (
        [
            PARTIAL,
            "• Section 8(1) - Valid requests",
            "• Section 84 - Meaning of information",
            "• Section 17(1) - Refusal Notice",
            "• Section 22(1)(a) - Future publication.",
        ],
        {"17 procedural", "8(1) procedural", "84 procedural", "17(1) procedural", "22(1)(a) relied_on"},
    ),
    "applied in the reasons alone": (
        [
            PARTIAL,
            "Section 40(2) - Personal Data",
            "# Reason for decision",
            "Section 22 - The next almanac will be published in May.",
            "# Disclosure",
            "Please see the older almanac, which is exempt under Section 21.",
        ],
        {"17 procedural", "40(2) relied_on", "22 relied_on", "21 relied_on"},
    ),
    "numbers of other laws in what is disclosed": (
        [
            "I have today decided to disclose the located information to you in full.",
            "# Disclosure",
            "Section 12 was the most common. Section 60 came next.",
            "Section 43 searches: 12.",
            "Section 5 harassment: 3.",
        ],
        {f"{TACT} 43 other_act", f"{POA} 5 other_act"},
    ),
    "the requester's words again in the answer": (
        [
            "I have today decided to disclose the located information to you in full.",
            "# Disclosure",
            "Q1 - How often was Section 31(1)(a) relied on?",
            "Nine times.",
        ],
        set(),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_roles_on_a_page(name: str) -> None:
    lines, expected = PAGES[name]
    assert rows(find_citations(*page(*lines))) == expected
