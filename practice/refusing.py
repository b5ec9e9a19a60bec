"""Whole refusals and letters that decide nothing.

The log this site imitates publishes hardly any of these: of 144 decisions seen none refused everything. They
stand here in numbers no real log has, because each of the decision codes needs several pages to be tested on.
"""

from __future__ import annotations

from practice.answering import FORCE, Outcome, Page, decision_heading, outcome
from practice.blocks import Linked, plain_lines
from practice.citing import (
    Passage,
    alternative,
    discussed,
    head,
    ncnd,
    other,
    procedural,
    relied,
    say,
    show,
)
from practice.reasons import all_reasons, reasons_for, refusal_notice
from practice.spellings import SPELLINGS, ListStyle, draw_list, exemption_list

# Sentences that no requester writes. Only before one of these may the heading "Decision" be missing: with any
# other words nothing on the page would tell where the request ends.
_PLAIN_STARTS = (
    "I have today decided",
    "I have decided to refuse",
    "I must refuse your request",
    "I refuse your request",
    "Your request is refused",
    f"{FORCE} can neither",
    f"{FORCE} neither",
    f"{FORCE} does not hold",
)


def refused(
    page: Page, code: str, components: str, *passages: Passage, tag: str = "", regime: str = "FOIA"
) -> Outcome:
    """Return an outcome in which nothing is disclosed under the Act."""
    tags = (f"decision {code}", *((tag,) if tag else ()))
    (first, *_) = plain_lines(passages[0].blocks)
    heading = decision_heading(page) if first.startswith(_PLAIN_STARTS) else head("Decision")
    return outcome(code, components, heading, *passages, tags=tags, regime=regime)


def exempt_list(page: Page) -> Outcome:
    """Refuse everything by a list of exemptions."""
    listed = draw_list(page.rng)
    notice, cites = refusal_notice()
    sentence = (
        f"I have today decided to refuse your request. This letter is {notice} by virtue of the following "
        "exemptions:"
    )
    return refused(
        page,
        "refused_exempt",
        "exempt",
        say(sentence, cites),
        exemption_list(listed, ListStyle(), page.rng),
        head("Reason for decision"),
        all_reasons(listed, page.topic, page.rng),
    )


def exempt_prose(page: Page) -> Outcome:
    """Refuse everything in a sentence."""
    text = "The information you ask for is withheld in its entirety under Section 30(1)(a)(i) of the Act."
    return refused(
        page,
        "refused_exempt",
        "exempt",
        say(text, relied("30(1)(a)(i)")),
        head("Reason for decision"),
        reasons_for(SPELLINGS["30(1)(a)(i)"], page.topic, page.rng),
    )


def exempt_and_ncnd(page: Page) -> Outcome:
    """Withhold a part and neither confirm nor deny the rest."""
    text = (
        f"I have decided to refuse your request. What we hold about {page.topic.about} is exempt by virtue "
        "of Section 31(1)(a)."
    )
    more = f"{FORCE} can neither confirm nor deny that it holds anything further by virtue of Section 24(2)."
    return refused(
        page,
        "refused_exempt",
        "exempt ncnd",
        say(text, relied("31(1)(a)")),
        say(more, ncnd("24(2)")),
        tag="withheld and NCND",
    )


def exempt_and_not_held(page: Page) -> Outcome:
    """Withhold a part; the rest does not exist."""
    text = (
        f"No information is held about {page.topic.place}. The remaining records are withheld in their "
        "entirety under Section 38(1) of the Act."
    )
    return refused(
        page, "refused_exempt", "exempt not_held", say(text, relied("38(1)")), tag="withheld and not held"
    )


def exempt_and_elsewhere(page: Page) -> Outcome:
    """Refuse everything, a part of it because it is public already."""
    listed = (SPELLINGS["40(2)"],)
    notice, cites = refusal_notice()
    first = (
        f"I have today decided to refuse your request. This letter is {notice} by virtue of the following "
        "exemptions:"
    )
    return refused(
        page,
        "refused_exempt",
        "elsewhere exempt",
        say(first, cites),
        say("Section 21(1) - Information accessible by other means", relied("21(1)")),
        exemption_list(listed, ListStyle(), page.rng),
        head("Reason for decision"),
        all_reasons(listed, page.topic, page.rng),
        show(Linked("The yearly report is on our website ", "here", "/about-us/yearly-report/")),
        tag="section 21 beside another",
    )


def exempt_future(page: Page) -> Outcome:
    """Refuse what is to be published later."""
    text = (
        f"I have decided to refuse your request. The figures on {page.topic.about} will be published in the "
        "spring and are exempt under Section 22(1) until then."
    )
    return refused(page, "refused_exempt", "exempt", say(text, relied("22(1)")), tag="section 22 alone")


def exempt_alternative(page: Page) -> Outcome:
    """Withhold one record under 23(1) or 24(1)."""
    text = (
        "The record you name is withheld under section 23(1) or section 24(1) of the Act. These are cited "
        "in the alternative, so as not to reveal any involvement of the bodies listed at section 23(3)."
    )
    return refused(
        page,
        "refused_exempt",
        "exempt",
        say(text, alternative("23(1)", "24(1)"), discussed("23(3)")),
        tag="23 and 24 in the alternative",
    )


def exempt_own_data(page: Page) -> Outcome:
    """Refuse a person's own data."""
    text = (
        "I have decided to refuse your request. Section 40(1): as you ask for your own data, it is exempt, "
        "and I enclose the form on which you may ask for it."
    )
    return refused(page, "refused_exempt", "exempt", say(text, relied("40(1)")), tag="own data")


def exempt_prohibited(page: Page) -> Outcome:
    """Refuse what another Act forbids to disclose."""
    text = (
        "I have decided to refuse your request. All of it is exempt under Section 44(1)(a) because "
        "disclosure is prohibited by section 57 of the Investigatory Powers Act 2016."
    )
    return refused(
        page,
        "refused_exempt",
        "exempt",
        say(text, relied("44(1)(a)"), other("Investigatory Powers Act 2016", "57")),
        tag="prohibited by another Act",
    )


def exempt_environmental(page: Page) -> Outcome:
    """Refuse under the Environmental Information Regulations, by way of section 39."""
    text = (
        "I have decided to refuse your request. As the records are environmental they are exempt under "
        "Section 39 of the Act and were considered under the EIR; Regulation 12(5)(e) applies and all of it "
        "is withheld."
    )
    return refused(
        page,
        "refused_exempt",
        "exempt",
        say(text, relied("39"), relied("12(5)(e)", act="EIR2004")),
        tag="Environmental Information Regulations",
        regime="EIR",
    )


def ncnd_whole(page: Page) -> Outcome:
    """Neither confirm nor deny, with all limbs."""
    text = (
        f"{FORCE} can neither confirm nor deny that it holds the information you ask for, as the duty in "
        "Section 1(1)(a) of the Act does not apply by virtue of Section 30(3), Section 31(3) and Section "
        "40(5)."
    )
    warning = "This should not be taken as an indication that any information exists or does not exist."
    return refused(
        page,
        "refused_ncnd",
        "ncnd",
        say(text, procedural("1(1)(a)"), ncnd("30(3)", "31(3)", "40(5)")),
        head("Reason for decision"),
        say(f"A yes or a no would tell a reader about {page.topic.withheld}."),
        say(warning),
    )


def ncnd_security(page: Page) -> Outcome:
    """Neither confirm nor deny, with the two security limbs."""
    text = (
        f"{FORCE} neither confirms nor denies that it holds this information. Sections 23(5) and 24(2) of "
        "the Act apply and the duty to confirm or deny does not arise."
    )
    return refused(page, "refused_ncnd", "ncnd", say(text, ncnd("23(5)", "24(2)")))


def ncnd_and_not_held(page: Page) -> Outcome:
    """Hold nothing, and neither confirm nor deny anything more."""
    text = (
        f"Our searches failed to locate anything about {page.topic.about} and nothing is held. {FORCE} can "
        "neither confirm nor deny that it holds any other information by virtue of Section 23(5)."
    )
    return refused(page, "refused_ncnd", "ncnd not_held", say(text, ncnd("23(5)")), tag="not held and NCND")


REFUSALS = (
    (exempt_list, 4), (exempt_prose, 2), (exempt_and_ncnd, 2), (exempt_and_not_held, 2),
    (exempt_and_elsewhere, 2), (exempt_future, 1), (exempt_alternative, 2), (exempt_own_data, 1),
    (exempt_prohibited, 1), (ncnd_whole, 3), (ncnd_security, 2), (ncnd_and_not_held, 2),
)  # fmt: skip
