"""Requests refused as a whole without an exemption, turned elsewhere, or not decided at all.

Rare in a real log, like all of ``practice.refusing``, and here for the same reason.
"""

from __future__ import annotations

from collections.abc import Callable

from practice.answering import FORCE, Outcome, Page, answer
from practice.blocks import Linked
from practice.citing import discussed, join, procedural, relied, say, show
from practice.reasons import refusal_notice
from practice.refusing import refused


def cost(page: Page) -> Outcome:
    """Refuse everything on cost, with advice and a warning."""
    text = (
        "I must refuse your request by virtue of s.12(1) of the Act, because to read 4,000 reports by hand "
        "would exceed the appropriate limit of 18 hours."
    )
    advice = (
        f"Under Section 16 I suggest that you ask about {page.topic.place} alone. A narrower request may "
        "still attract exemptions such as Sections 31 and 40."
    )
    return refused(
        page,
        "refused_cost",
        "cost",
        say(text, relied("12(1)")),
        say(advice, procedural("16"), discussed("31", "40")),
    )


def cost_to_find_out(page: Page) -> Outcome:
    """Refuse because even to find out whether anything is held costs too much."""
    text = (
        "I have decided to refuse your request. To establish whether anything is held would itself exceed "
        "the cost limit, so Section 12(2) is engaged. This is the notice that Section 17(5) requires."
    )
    return refused(page, "refused_cost", "cost", say(text, relied("12(2)"), procedural("17(5)")))


def cost_with_goodwill(page: Page) -> Outcome:
    """Refuse everything on cost and give a figure outside the Act."""
    text = (
        "Your request as a whole is refused under Section 12(1) of the Act: the cost of compliance would "
        "exceed the appropriate limit."
    )
    gift = "As a gesture of goodwill and outside the Act, I can offer one figure that was to hand:"
    return refused(
        page,
        "refused_cost",
        "cost voluntary",
        say(text, relied("12(1)")),
        say(gift),
        say(page.topic.answers[0]),
        tag="goodwill outside the Act",
    )


def cost_environmental(page: Page) -> Outcome:
    """Refuse a burdensome request for environmental information."""
    text = (
        "I considered your request under the Environmental Information Regulations 2004 and refuse it as "
        "manifestly unreasonable under Regulation 12(4)(b), because the cost of compliance would be out of "
        "all proportion."
    )
    return refused(
        page,
        "refused_cost",
        "cost",
        say(text, relied("12(4)(b)", act="EIR2004")),
        tag="Environmental Information Regulations",
        regime="EIR",
    )


def vexatious(page: Page) -> Outcome:
    """Refuse a vexatious request."""
    text = (
        "Your request is refused under Section 14(1) as vexatious. In line with section 17(6) we will not "
        "send a further notice if you ask again."
    )
    return refused(page, "refused_vexatious", "vexatious", say(text, relied("14(1)"), procedural("17(6)")))


def vexatious_burden(page: Page) -> Outcome:
    """Refuse a request whose burden is grossly oppressive."""
    text = (
        f"I have decided to refuse your request about {page.topic.about}. To go through every line would be "
        "grossly oppressive, and the request as a whole is vexatious within Section 14(1) of the Act."
    )
    return refused(page, "refused_vexatious", "vexatious", say(text, relied("14(1)")))


def repeated(page: Page) -> Outcome:
    """Refuse a repeated request."""
    text = (
        "I refuse your request under Section 14(2) of the Act. It is substantially similar to one that we "
        "previously responded to, and no reasonable interval has passed."
    )
    return refused(page, "refused_repeated", "repeated", say(text, relied("14(2)")))


def elsewhere(page: Page) -> Outcome:
    """Point to what is published already."""
    text = (
        "All of the information is reasonably accessible by other means and is therefore exempt under "
        "Section 21 of the Act. I need not supply it again."
    )
    link = Linked(f"The tables on {page.topic.about} are published ", "here", "/about-us/tables/")
    return refused(page, "accessible_elsewhere", "elsewhere", say(text, relied("21")), show(link))


def elsewhere_list(page: Page) -> Outcome:
    """Point to what is published already, in the form of a list."""
    notice, cites = refusal_notice()
    first = (
        f"I have today decided to refuse your request. This letter is {notice} by virtue of the following "
        "exemption;"
    )
    return refused(
        page,
        "accessible_elsewhere",
        "elsewhere",
        say(first, cites),
        say("Section 21(1) - Information accessible by other means", relied("21(1)")),
        show(Linked("Everything you ask for can be read ", "on our website", "/about-us/tables/")),
    )


def not_held(text: str) -> Callable[[Page], Outcome]:
    """Return a case in which nothing is held, told in these words."""

    def case(page: Page) -> Outcome:
        told = text.format(about=page.topic.about)
        more = f"The county council keeps such records for {page.topic.place}, and you may wish to ask there."
        return refused(page, "not_held", "not_held", say(told), say(more))

    return case


def not_held_environmental(page: Page) -> Outcome:
    """Hold nothing, which is an exception under the Environmental Information Regulations."""
    text = (
        "I considered your request under the Environmental Information Regulations 2004. The information is "
        "not held, and Regulation 12(4)(a) applies."
    )
    return refused(
        page,
        "not_held",
        "not_held",
        say(text, relied("12(4)(a)", act="EIR2004")),
        tag="Environmental Information Regulations",
        regime="EIR",
    )


def clarification(page: Page) -> Outcome:
    """Ask what is meant."""
    text = (
        "Under Section 1(3) of the Act I need further information to identify and locate what you want. "
        f"Please clarify which unit in {page.topic.place} you mean. Until then I can't deal with your "
        "request."
    )
    return refused(page, "clarification", "clarification", say(text, procedural("1(3)")))


def own_file(page: Page) -> Outcome:
    """Pass on a person's request for their own file."""
    text = (
        "You ask for your own personal data. This will be dealt with as a subject access request under the "
        "Data Protection Act 2018 and not under the Freedom of Information Act 2000; another team will "
        "write to you."
    )
    return refused(page, "other_regime", "other_regime", say(text), tag="subject access", regime="DPA")


def usual_business(page: Page) -> Outcome:
    """Deal with a letter in the normal course of business."""
    text = (
        f"Your letter about {page.topic.about} asks for an opinion and not for recorded information. It is "
        "outside the scope of the Act and has been passed to the team that deals with such letters in the "
        "normal course of business."
    )
    return refused(page, "other_regime", "other_regime", say(text), tag="business as usual")


def not_valid(page: Page) -> Outcome:
    """Turn away what is no request under the Act."""
    text = (
        "This is not a valid request under Section 8(1)(b) of the Act, because it gives no real name. I "
        "have therefore not dealt with it as a freedom of information request."
    )
    return refused(
        page, "other_regime", "other_regime", say(text, procedural("8(1)(b)")), tag="not a valid request"
    )


def withdrawn(text: str) -> Callable[[Page], Outcome]:
    """Return a case in which the request was given up, told in these words."""

    def case(page: Page) -> Outcome:
        return refused(page, "withdrawn", "withdrawn", say(text))

    return case


def holding(page: Page) -> Outcome:
    """Ask for more time, deciding nothing."""
    text = (
        "I need more time to weigh the public interest. Section 10(3) allows this, and Section 17(2) "
        "requires me to give a date: I hope to write to you again within 20 working days."
    )
    return refused(page, "unclear", "", say(text, procedural("10(3)", "17(2)")), tag="holding letter")


def no_decision(page: Page) -> Outcome:
    """Return background and an address, which is no decision."""
    text = (
        f"Thank you for your interest in {page.topic.about}. The history of the subject goes back to a "
        f"meeting in {page.topic.place}, at which much was said and tea was served."
    )
    return refused(page, "unclear", "", say(text), tag="no decision stated")


def goodwill_answered(page: Page) -> Outcome:
    """Refuse a repeated request and give the old answer once more as goodwill."""
    text = "The request as a whole is a repeated one and is refused under Section 14(2)."
    gift = "Outside the Act, and as a gesture of goodwill, here is what we told you before:"
    return refused(
        page,
        "refused_repeated",
        "repeated voluntary",
        say(text, relied("14(2)")),
        join(say(gift), answer(page, "prose")),
        tag="goodwill outside the Act",
    )


_NOT_HELD = (
    f"{FORCE} does not hold the information you ask for.",
    f"There is no information held by {FORCE} about {{about}}.",
    "Searches failed to locate any information that answers your request. The information is not held.",
)
_WITHDRAWN = (
    "You have withdrawn your request and I have closed it.",
    "As we had no response to our clarification of 3 March, the request has been closed as withdrawn.",
)
CLOSINGS = (
    (cost, 3), (cost_to_find_out, 2), (cost_with_goodwill, 2), (vexatious, 2), (vexatious_burden, 2),
    (repeated, 3), (goodwill_answered, 1), (elsewhere, 2), (elsewhere_list, 2),
    (clarification, 3), (own_file, 2), (usual_business, 2), (not_valid, 1), (holding, 3),
    (no_decision, 1),
    *((not_held(text), 2) for text in _NOT_HELD), *((withdrawn(text), 2) for text in _WITHDRAWN),
)  # fmt: skip
