"""Why something is withheld: paragraphs for each section, in our own words, with what they cite."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from practice.blocks import Paragraph, paragraph
from practice.citing import Cites, Passage, discussed, join, other, procedural, relied, say
from practice.spellings import Written, title_of
from practice.subjects import Topic

_GENERAL = (
    "Before I turn to the exemptions, it may help to say how the law works. A person who asks has a right to "
    "be told and a right to be given, and both rights have limits.",
    "What I send to one person under the Act I send to everybody. I therefore have to think about all who "
    "may read this page, and not only about you.",
    "I have no reason to doubt your motives. The law does not let me take them into account.",
)
_LEADS = {
    "21": "is used where the same information can already be had without asking us for it.",
    "22": "is used where we mean to publish the information and settled on that before you asked.",
    "23": "is used for information that came from, or is about, certain security bodies.",
    "24": "is used where keeping the information back is needed to keep the country safe.",
    "27": "is used where dealings with another country would suffer.",
    "30": "protects what was gathered in order to find out whether somebody should be charged.",
    "31": "covers material that would make it harder to prevent or detect crime if anybody could read it.",
    "38": "covers material that would put somebody at risk of harm.",
    "40": "protects information about living people who can be told apart by it.",
    "42": "protects what passes between a client and a lawyer.",
    "43": "protects the trading position of a firm, or of the force when it buys.",
}
_BODIES = {
    "21": ("The yearly report on {about} is on our website and in the public library in {place}.",),
    "22": (
        "The figures for the last quarter will appear in the next bulletin, once they have been checked.",
    ),
    "23": ("To say more about {withheld} would tell the reader which body is meant.",),
    "24": (
        "{withheld_start} would show where the county is well protected and where it is not.",
        "The threat is real, and what seems a small detail here may complete a picture elsewhere.",
    ),
    "27": ("Another force abroad gave us its notes in the belief that they would go no further.",),
    "30": (
        "The papers on {about} belong to a case that is still open, and a witness may yet be called.",
        "Releasing them now could warn a suspect or colour what a witness remembers.",
    ),
    "31": (
        "If {withheld} were known, a person who plans an offence could work round us.",
        "Once an answer is published it can't be called back, and it can be laid beside other answers until "
        "a fuller picture comes out.",
        "Openness about {about} lets people see how their money is spent. Against that stands the harm I "
        "have "
        "described, and on balance the harm weighs more.",
        "The risk isn't far-fetched: in {place} a similar detail was used against us in {year}.",
    ),
    "38": ("Somebody could be hurt if {withheld} became known, and the danger to staff is a real one.",),
    "40": (
        "The papers name members of staff in junior posts. They don't speak for the force and wouldn't "
        "expect to find their names on a website.",
        "Nobody needs those names in order to understand how we deal with {about}.",
        "This exemption is absolute, so no balance has to be struck.",
    ),
    "42": (
        "One paragraph records what our solicitor said about {about}. A client must be able to ask freely.",
    ),
    "43": (
        "A supplier's prices would tell its rivals how to bid next time.",
        "We would also pay more, and that would not serve the public.",
    ),
}
_FAIRNESS: tuple[Passage, ...] = (
    say(
        "To publish the names would be neither fair nor open, as Article 5(1)(a) of the UK GDPR wants.",
        other("UKGDPR", "5(1)(a)"),
    ),
    say(
        "Article 6(1)(f) of the UK GDPR asks three things: is there a legitimate interest, is disclosure "
        "needed for it, and would it do unwarranted harm. The last answer decides here.",
        other("UKGDPR", "6(1)(f)"),
    ),
    say(
        "Personal data is defined in Section 3(2) of the Data Protection Act 2018, and a name together with "
        "a post falls under it.",
        other("DPA2018", "3(2)"),
    ),
    say(
        "If no principle were broken, disclosure must also not contravene Sections 3A(b) and 3B of the Act.",
        discussed("40(3A)(b)", "40(3B)"),
    ),
    Passage(
        (
            paragraph("I asked myself three questions:"),
            Paragraph(
                (
                    "a. Does anybody have a legitimate interest in the names?",
                    "b. Is it necessary to publish them for that?",
                    "c. Would it cause harm that nobody could justify?",
                )
            ),
        )
    ),
)


def general(rng: Random) -> Passage:
    """Return one or two paragraphs on the Act that stand before any exemption."""
    return join(*(say(text) for text in rng.sample(_GENERAL, rng.randint(1, 2))))


def public_interest(section: str) -> Passage:
    """Return a paragraph that names the whole section where the list names a limb of it."""
    return say(
        f"Section {section} is a qualified exemption, so I weighed the reasons for and against release. The "
        "reasons against were the stronger.",
        relied(section),
    )


def reasons_for(written: Written, topic: Topic, rng: Random, cited: str | None = None) -> Passage:
    """Return the paragraphs on one listed exemption, led by its citation again.

    ``cited`` is another spelling of the same citation, with what stands before the number.
    """
    section = written.section
    lead = f"{cited or f'Section {written.text}'} - {title_of(section, rng)} - {_LEADS[section]}"
    fields = {
        "about": topic.about,
        "place": topic.place,
        "year": topic.year,
        "withheld": topic.withheld,
        "withheld_start": topic.withheld[0].upper() + topic.withheld[1:],
    }
    bodies = _BODIES[section]
    chosen = sorted(rng.sample(range(len(bodies)), rng.randint(1, len(bodies))))
    passages = [say(bodies[i].format(**fields)) for i in chosen]
    if section == "40":
        passages[1:1] = rng.sample(_FAIRNESS, rng.randint(0, 2))
    return join(say(lead, written.cites), *passages)


def all_reasons(listed: Sequence[Written], topic: Topic, rng: Random) -> Passage:
    """Return the whole body under "Reason for decision"."""
    opening = general(rng) if rng.random() < 0.4 else Passage()
    told = [w for w in listed if w.section in _LEADS and w.cites[0].role == "relied_on"]
    return join(opening, *(reasons_for(written, topic, rng) for written in told))


def refusal_notice(article: str = "a") -> tuple[str, Cites]:
    """Return the words that make a letter a refusal notice, and what they cite."""
    words = f"{article} Refusal Notice under Section 17 of the Freedom of Information Act 2000 (the Act)"
    return words, procedural("17")
