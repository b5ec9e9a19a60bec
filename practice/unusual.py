"""Partial disclosures that stray from the usual order: no list, no reasons, sections in odd places."""

from __future__ import annotations

from practice.answering import FORCE, Outcome, Page, answer, decision_heading, disclosure, outcome
from practice.blocks import Linked, paragraph
from practice.citing import Passage, discussed, head, ncnd, procedural, relied, say, show
from practice.partial import STOCK, WITHHELD, components_of, listed_as, partial_decision, reasons, standard
from practice.reasons import public_interest, reasons_for, refusal_notice
from practice.spellings import SPELLINGS, ListStyle, Written, draw_list


def no_list(page: Page) -> Outcome:
    """Return the stock sentence broken off before any list."""
    notice, cites = refusal_notice()
    decision = say(f"{STOCK} {WITHHELD[0]} and therefore this letter serves as {notice}.", cites)
    why = say(
        f"What I have left out would show {page.topic.withheld}, and the county would be less safe for it."
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        decision,
        head("Reason for decision"),
        why,
        disclosure(page, answer(page, kept_back=1)),
        tags=("partial sentence with no list",),
    )


def no_reasons_heading(page: Page) -> Outcome:
    """Return a list that is followed by the disclosure at once."""
    listed = draw_list(page.rng)
    return outcome(
        "partial_disclosure",
        components_of(listed),
        head("Decision"),
        partial_decision(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=("no reasons heading",),
    )


def procedural_in_list(page: Page) -> Outcome:
    """Return a list with machinery among the exemptions."""
    machinery = (Written("8(1)", ("8(1)",)), Written("84", ("84",)), Written("17(1)", ("17(1)",)))
    listed = (*listed_as("40(2)(3A)(a)"), *machinery)
    return standard(
        page, listed, ListStyle(shape="typed bullets"), tags=("sections 8, 84 and 17(1) in the list",)
    )


def only_in_reasons(page: Page) -> Outcome:
    """Return a page that applies a section its list does not name."""
    listed = listed_as("40(2)")
    more = say(
        "Section 22 - Information intended for future publication - I have withheld the last quarter's "
        "figures under this exemption, because they will be printed in the spring bulletin.",
        relied("22"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        partial_decision(page, listed),
        reasons(page, listed),
        more,
        disclosure(page, answer(page, kept_back=1)),
        tags=("citation only in the reasons",),
    )


def repeated_otherwise(page: Page) -> Outcome:
    """Return reasons that repeat each citation in another spelling."""
    other_forms = {
        "40(2)&(3A)(a)": ("Section S40(2) & S40(3A)(a)", "S.40(2)(3A)(a)", "Section 40(2) (3A) (a)"),
        "31(1)(a)(b)": ("Section 31 (1) (a) & (b)", "s.31(1)(a)(b)", "S31(1)(a)&(b)"),
    }
    listed = listed_as("31(1)(a)(b)", "40(2)&(3A)(a)")
    told = (reasons_for(w, page.topic, page.rng, page.rng.choice(other_forms[w.text])) for w in listed)
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        partial_decision(page, listed),
        head("Reason for decision"),
        *told,
        disclosure(page, answer(page, kept_back=1)),
        tags=("citations repeated in another spelling",),
    )


def limb_and_whole(page: Page) -> Outcome:
    """Return a list of limbs whose sections the reasons name whole, or the reverse."""
    listed = listed_as("31(1)(a)", "40(2)")
    passages = [partial_decision(page, listed), reasons(page, listed), public_interest("31")]
    passages.append(
        say(
            "The provision to refuse access under Section 40(2)(a)(b) and (3A)(a) of the Act is absolute.",
            relied("40(2)(a)", "40(2)(b)", "40(3A)(a)"),
        )
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        *passages,
        disclosure(page, answer(page, kept_back=1)),
        tags=("limb and whole section",),
    )


def considered_and_left(page: Page) -> Outcome:
    """Return sections that were considered and not applied."""
    listed = listed_as("31(1)(a)")
    said = page.rng.choice(
        (
            say(
                "I considered Section 43(2) - Commercial Interests - but do not rely on it.",
                discussed("43(2)"),
            ),
            say("The policy itself is released, and nothing is withheld under Section 38.", discussed("38")),
        )
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        partial_decision(page, listed),
        reasons(page, listed),
        said,
        disclosure(page, answer(page, kept_back=1)),
        tags=("considered and not applied",),
    )


def elsewhere_in_part(page: Page) -> Outcome:
    """Return an answer of which one part is accessible by other means."""
    listed = _listed_elsewhere(page)
    link = Linked("The yearly report can be found ", "here", "/about-us/yearly-report/")
    return outcome(
        "partial_disclosure",
        "disclosed elsewhere",
        decision_heading(page),
        partial_decision(page, listed),
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1), show(link)),
        tags=("section 21 alone",),
    )


def _listed_elsewhere(page: Page) -> tuple[Written, ...]:
    text = page.rng.choice(("21", "21(1)"))
    return (Written(text, (text,)),)


def future_in_part(page: Page) -> Outcome:
    """Return an answer of which one part is to be published later."""
    return standard(page, listed_as("22(1)(a)"), tags=("section 22 alone",))


def in_the_alternative(page: Page) -> Outcome:
    """Return a list of 23(1) and 24(1), the body saying that only one of them can apply."""
    written = (Written("23(1)", ("23(1)",)), SPELLINGS["24(1)"], SPELLINGS["40(2)&(3)"])
    text = (
        "Section 23 and Section 24 - Sections 23(1) and 24(1) are cited in the alternative, because to say "
        "which of the two is engaged would itself reveal whether a body named in section 23(3) had any part "
        "in this."
    )
    body = Passage(
        (paragraph(text),),
        tuple(cite._replace(role="alternative") for cite in relied("23(1)", "24(1)")) + discussed("23(3)"),
    )
    silence = say(
        "I am satisfied that the terms of section 17(4) are met and that nothing further need be explained.",
        procedural("17(4)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        partial_decision(page, written),
        head("Reason for decision"),
        body,
        silence,
        reasons_for(SPELLINGS["40(2)&(3)"], page.topic, page.rng),
        disclosure(page, answer(page, kept_back=1)),
        tags=("23 and 24 in the alternative",),
    )


def whole_sections(page: Page) -> Outcome:
    """Return prose in place of a list: "Sections 24 and 31"."""
    decision = say(
        f"{STOCK} The remaining pages have been withheld under Sections 24 and 31 of the Act.",
        relied("24", "31"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        decision,
        disclosure(page, answer(page, kept_back=1)),
        tags=("sections in prose",),
    )


def limbs_of_ncnd_alone(page: Page) -> Outcome:
    """Return the stock partial sentence over a list that holds NCND limbs and nothing else."""
    listed = listed_as("31(3)", "40(5)")
    why = say(
        f"To say whether anything more is held would tell a reader about {page.topic.withheld}. {FORCE} "
        "therefore neither confirms nor denies it.",
    )
    return outcome(
        "partial_disclosure",
        "disclosed ncnd",
        decision_heading(page),
        partial_decision(page, listed),
        head("Reason for decision"),
        why,
        disclosure(page, answer(page)),
        tags=("NCND limbs alone in the list",),
    )


def after_the_list(page: Page) -> Outcome:
    """Return a list followed by an NCND for the rest, in the wording that says "or deny"."""
    listed = listed_as("31(1)(a)", "40(2)")
    more = say(
        f"In addition, {FORCE} can neither confirm or deny that it holds any other information, as the duty "
        "in Section 1(1)(a) of the Act does not apply by virtue of Section 31(3) and Section 40(5).",
        procedural("1(1)(a)"),
        ncnd("31(3)", "40(5)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt ncnd",
        decision_heading(page),
        partial_decision(page, listed),
        more,
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=("NCND after the list", "neither confirm or deny"),
    )


UNUSUAL = (
    (no_list, 2), (no_reasons_heading, 2), (procedural_in_list, 2), (only_in_reasons, 2),
    (repeated_otherwise, 6), (limb_and_whole, 3), (considered_and_left, 4), (elsewhere_in_part, 4),
    (future_in_part, 2), (in_the_alternative, 4), (whole_sections, 2), (limbs_of_ncnd_alone, 2),
    (after_the_list, 3),
)  # fmt: skip
