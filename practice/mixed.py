"""Partial disclosures whose refusal stands outside the list: cost, NCND, other regulations."""

from __future__ import annotations

from practice.answering import (
    FORCE,
    PLEASE_FIND,
    Outcome,
    Page,
    answer,
    decision_heading,
    disclosure,
    outcome,
)
from practice.citing import head, ncnd, procedural, relied, say
from practice.granting import IN_FULL
from practice.partial import partial_decision, reasons
from practice.spellings import SPELLINGS


def costs_heading(page: Page) -> Outcome:
    """Return a page that says "in full" and refuses one question on cost under a heading of its own."""
    costs = say(
        "The last question would take more than 18 hours, since the papers lie in 4,000 folders that nobody "
        "has indexed. I refuse that question under Section 12(1) of the Act.",
        relied("12(1)"),
    )
    return outcome(
        "partial_disclosure",
        "cost disclosed",
        decision_heading(page),
        say(IN_FULL),
        head("Reason for decision - COSTS"),
        costs,
        disclosure(page, say(PLEASE_FIND), answer(page, kept_back=1)),
        tags=("COSTS heading on a full disclosure",),
    )


def cost_of_one_question(page: Page) -> Outcome:
    """Return the first answers and refuse the last question on cost."""
    decision = say(
        "I have today decided to disclose some of the requested information. Question 4 alone is refused by "
        "virtue of Section 12(1) of the Act, because to answer it would exceed the appropriate limit.",
        relied("12(1)"),
    )
    return outcome(
        "partial_disclosure",
        "cost disclosed",
        decision_heading(page),
        decision,
        disclosure(page, answer(page, kept_back=1)),
        tags=("one question refused on cost",),
    )


def _neither(page: Page, what: str = "any other information") -> str:
    return f"{FORCE} can neither confirm nor deny (NCND) that it holds {what}"


def ncnd_before(page: Page) -> Outcome:
    """Return an NCND for one question, then the stock partial sentence."""
    first = say(
        f"{_neither(page, 'anything about the last question')} by virtue of Section 23(5), Section 24(2), "
        "Section 31(3) and Section 40(5).",
        ncnd("23(5)", "24(2)", "31(3)", "40(5)"),
    )
    listed = (SPELLINGS["31(1)(a)(b)"],)
    return outcome(
        "partial_disclosure",
        "disclosed exempt ncnd",
        decision_heading(page),
        first,
        partial_decision(page, listed),
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=("NCND before the list",),
    )


def ncnd_own_heading(page: Page) -> Outcome:
    """Return an NCND under a heading of its own, between list and reasons."""
    listed = (SPELLINGS["43(2)"],)
    body = say(
        f"{_neither(page)}. The duty in Section 1(1)(a) of the Act does not apply by virtue of Sections "
        "30(3) and 38(2).",
        procedural("1(1)(a)"),
        ncnd("30(3)", "38(2)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt ncnd",
        decision_heading(page),
        partial_decision(page, listed),
        head("Limitation on disclosure (Partial NCND)"),
        body,
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=("NCND under its own heading",),
    )


def ncnd_in_reasons(page: Page) -> Outcome:
    """Return an NCND that cites base sections, below "Reason for decision"."""
    listed = (SPELLINGS["40(2)(3A)(a)"],)
    body = say(
        "We neither confirm nor deny that a file exists, Sections 30(1) and 31(1)(a)(b) of the Act being "
        "engaged.",
        ncnd("30(1)", "31(1)(a)", "31(1)(b)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt ncnd",
        decision_heading(page),
        partial_decision(page, listed),
        head("Reason for decision"),
        body,
        say("Whether there is such a file is itself something that we keep to ourselves."),
        disclosure(page, answer(page, kept_back=1)),
        tags=("NCND in the reasons", "NCND with base sections"),
    )


def ncnd_broken_off(page: Page) -> Outcome:
    """Return the NCND template cut off after the duty it switches off."""
    listed = (SPELLINGS["31(1)(a)"],)
    broken = say(
        f"In addition, {_neither(page)} as the duty in Section 1(1)(a) of the Freedom of Information Act "
        "2000.",
        procedural("1(1)(a)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt ncnd",
        decision_heading(page),
        partial_decision(page, listed),
        broken,
        reasons(page, listed),
        disclosure(page, answer(page, kept_back=1)),
        tags=("NCND broken off",),
    )


def ncnd_beside_full(page: Page) -> Outcome:
    """Return what is not secret, and an NCND for the rest; nothing is said to be withheld."""
    more = say(
        f"{_neither(page)}, since the duty to confirm or deny does not arise under S.40(5b)(a)(i) of the "
        "Act.",
        ncnd("40(5B)(a)(i)"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed ncnd",
        decision_heading(page),
        say("I have today decided to disclose information relevant to Request 1."),
        more,
        disclosure(page, answer(page)),
        tags=("NCND beside a disclosure",),
    )


def not_held_and_ncnd(page: Page) -> Outcome:
    """Return a part, find no record of another, and neither confirm nor deny a third."""
    more = say(f"{_neither(page)} by virtue of Section 31(3).", ncnd("31(3)"))
    nothing = say(
        f"As for {page.topic.place}, our searches failed to locate any record; the information is not held."
    )
    return outcome(
        "partial_disclosure",
        "disclosed ncnd not_held",
        decision_heading(page),
        say("I have today decided to disclose some of the requested information."),
        more,
        disclosure(page, answer(page, kept_back=1), nothing),
        tags=("part given, part not held, part NCND",),
    )


def environmental_in_part(page: Page) -> Outcome:
    """Return a part under the Environmental Information Regulations."""
    decision = say(
        "Your request was considered under the Environmental Information Regulations 2004 (the EIR). I have "
        "today decided to disclose some of the requested information. Some data has been withheld by virtue "
        "of Regulation 12(5)(b) and Reg 13(1) of the EIR.",
        relied("12(5)(b)", "13(1)", act="EIR2004"),
    )
    return outcome(
        "partial_disclosure",
        "disclosed exempt",
        decision_heading(page),
        decision,
        disclosure(page, answer(page, kept_back=1)),
        tags=("Environmental Information Regulations",),
        regime="EIR",
    )


MIXED = (
    (costs_heading, 2), (cost_of_one_question, 2), (ncnd_before, 3), (ncnd_own_heading, 2),
    (ncnd_in_reasons, 2), (ncnd_broken_off, 2), (ncnd_beside_full, 2), (not_held_and_ncnd, 2),
)  # fmt: skip
