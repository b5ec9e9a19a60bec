"""Full disclosures, and those that refuse something on other grounds than a listed exemption."""

from __future__ import annotations

from collections.abc import Callable

from practice.answering import (
    FORCE,
    PLEASE_FIND,
    Outcome,
    Page,
    answer,
    decision_heading,
    outcome,
)
from practice.blocks import Linked, paragraph
from practice.citing import Cites, Passage, discussed, head, join, other, procedural, say, show

IN_FULL = "I have today decided to disclose the located information to you in full."
_TO_YOU = "I have today decided to disclose the located information to you."


def _granted(page: Page, sentence: str = IN_FULL) -> Passage:
    """Return the decision sentence and what opens the answer, on one line or two."""
    if page.rng.random() < 0.25:
        return join(decision_heading(page), say(f"{sentence} {PLEASE_FIND}"))
    return join(decision_heading(page), say(sentence), say(PLEASE_FIND))


def in_full(page: Page) -> Outcome:
    """Return everything."""
    return outcome("full_disclosure", "disclosed", _granted(page), answer(page))


def without_in_full(page: Page) -> Outcome:
    """Return everything, in the sentence that does not say so."""
    return outcome(
        "full_disclosure", "disclosed", _granted(page, _TO_YOU), answer(page), tags=('without "in full"',)
    )


def disclosed_table(page: Page) -> Outcome:
    """Return everything, with a table in the answer."""
    return outcome(
        "full_disclosure", "disclosed", _granted(page), answer(page, "table"), tags=("table in the answer",)
    )


def shared_answer(page: Page) -> Outcome:
    """Return an answer that another page gives in the same words."""
    decision = join(head("Decision"), say(IN_FULL), say(PLEASE_FIND))
    return outcome("full_disclosure", "disclosed", decision, answer(page, "prose"))


def partly_not_held(page: Page) -> Outcome:
    """Return what there is; the rest was never recorded."""
    text = (
        f"As for the last question, {FORCE} does not hold this. No recorded information was found for "
        f"{page.topic.place}."
    )
    return outcome(
        "full_disclosure",
        "disclosed not_held",
        _granted(page),
        answer(page, kept_back=1),
        say(text),
        tags=("in full, partly not held",),
    )


def nil_return(page: Page) -> Outcome:
    """Return zero, which is an answer."""
    text = (
        f"Zero. The register for {page.topic.place} is complete and shows no such event in {page.topic.year}."
    )
    return outcome("full_disclosure", "disclosed", _granted(page), say(text), tags=("nil return",))


def linked_without_section(page: Page) -> Outcome:
    """Return a link beside the answer, no section being cited for it."""
    link = Linked("Older figures are already published and can be found ", "here", "/about-us/older-figures/")
    return outcome(
        "full_disclosure",
        "disclosed",
        _granted(page),
        answer(page),
        show(link),
        tags=("link without section 21",),
    )


def disclosure_in_a_sentence(page: Page) -> Outcome:
    """Return an answer that speaks of headings without having them."""
    more = say(
        "Further disclosure on this matter, under the section titled Disclosure, was made in the spring."
    )
    return outcome(
        "full_disclosure", "disclosed", _granted(page), answer(page), more, tags=("Disclosure in a sentence",)
    )


def other_act_in_answer(text: str, cites: Cites) -> Callable[[Page], Outcome]:
    """Return a full answer whose last sentence names a provision of another Act."""

    def case(page: Page) -> Outcome:
        return outcome(
            "full_disclosure",
            "disclosed",
            _granted(page),
            answer(page),
            say(text.format(place=page.topic.place, year=page.topic.year), cites),
            tags=("another Act in the answer",),
        )

    return case


def unnumbered_decoys(page: Page) -> Outcome:
    """Return codes, units and page numbers that look like sections."""
    lines = (
        "The offence codes are 008/62 and 008/63, recorded by unit MO19 under file OG27/85/4.",
        "See document 8.2, Band A, and Question 12 of the survey; section 31 of the report has the map.",
    )
    return outcome(
        "full_disclosure",
        "disclosed",
        _granted(page),
        answer(page),
        show(*(paragraph(line) for line in lines)),
        tags=("numbers that are no sections",),
    )


def advice_given(page: Page) -> Outcome:
    """Return the machinery named in prose."""
    more = say(
        "Your request was answered within the time set by Section 10(1). Under our Section 16 duty I may "
        f"add that the library in {page.topic.place} has older figures.",
        procedural("10(1)", "16"),
    )
    return outcome(
        "full_disclosure", "disclosed", _granted(page), answer(page), more, tags=("machinery in prose",)
    )


def environmental_in_full(page: Page) -> Outcome:
    """Return everything under the Environmental Information Regulations."""
    decision = say(
        "Your request was considered under the Environmental Information Regulations 2004. " + IN_FULL,
    )
    return outcome(
        "full_disclosure",
        "disclosed",
        decision_heading(page),
        decision,
        say(PLEASE_FIND),
        answer(page),
        tags=("Environmental Information Regulations",),
        regime="EIR",
    )


def refined_request(page: Page) -> Outcome:
    """Return everything, and a warning about what might follow."""
    more = say(
        "Please note that a wider request may attract exemptions such as Sections 30, 31 and 40.",
        discussed("30", "31", "40"),
    )
    return outcome(
        "full_disclosure", "disclosed", _granted(page), answer(page), more, tags=("warning of exemptions",)
    )


_PACE = "Police and Criminal Evidence Act 1984"
_CJPOA = "Criminal Justice and Public Order Act 1994"
OTHER_ACTS: tuple[tuple[str, Cites], ...] = (
    (
        "The table counts searches under Section 1 PACE 1984, Section 60 CJPOA 1994 and Section 43 of the "
        "Terrorism Act "
        "2000 in {place}.",
        other(_PACE, "1") + other(_CJPOA, "60") + other("Terrorism Act 2000", "43"),
    ),
    ("Masks were removed under section 60AA of the " + _CJPOA + ".", other(_CJPOA, "60AA")),
    (
        "Conditions were imposed under sections 12 and 14 of the Public Order Act 1986 on three marches.",
        other("Public Order Act 1986", "12", "14"),
    ),
    (
        "He was taken to hospital under s136 MHA and the van was seized under Section 165A RTA 1988.",
        other("Mental Health Act 1983", "136") + other("Road Traffic Act 1988", "165A"),
    ),
    ("Most of these searches used Misuse of Drugs Act s.23(2).", other("Misuse of Drugs Act 1971", "23(2)")),
    (
        "The event was paid for under Section 25(1) of the Police Act 1996.",
        other("Police Act 1996", "25(1)"),
    ),
    (
        "The Terrorism Act 2000 bans the display of certain articles. Two people in {place} were charged "
        "under section "
        "13 of that Act.",
        other("Terrorism Act 2000", "13"),
    ),
    (
        "Having regard to section 149 of the Equality Act 2010, a ramp was built in {place} in {year}.",
        other("Equality Act 2010", "149"),
    ),
    (
        "Two dogs were seized under section 3 of the Dangerous Dogs Act 1991, and an inquiry was held under "
        "section 26 of the Criminal Justice and Courts Act 2015.",
        other("Dangerous Dogs Act 1991", "3") + other("Criminal Justice and Courts Act 2015", "26"),
    ),
    (
        "The papers were sent to the archive under Section 3(4) of the Public Records Act 1958.",
        other("Public Records Act 1958", "3(4)"),
    ),
    (
        "The offence is set out in Section 76 of the Serious Crime Act 2015.",
        other("Serious Crime Act 2015", "76"),
    ),
)
GRANTED_ODD = (
    (without_in_full, 3), (disclosed_table, 5), (partly_not_held, 4), (nil_return, 2),
    (linked_without_section, 2), (disclosure_in_a_sentence, 2), (unnumbered_decoys, 2), (advice_given, 2),
    (refined_request, 2),
)  # fmt: skip
OTHER_ACT_CASES = tuple((other_act_in_answer(text, cites), 1) for text, cites in OTHER_ACTS)
