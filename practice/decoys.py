"""Requests that hold words of a decision, a citation or a reference, none of which is the page's own."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from practice.asking import Around, Ask, Asked, opening, typed
from practice.blocks import Block, Paragraph, items, paragraph
from practice.subjects import Topic


def _asked(tag: str, *blocks: Block, notes: Sequence[Block] = ()) -> Asked:
    return Asked(tuple(blocks), "present", tuple(notes), frozenset({tag}))


def _questions(rng: Random, topic: Topic) -> tuple[Block, ...]:
    return (paragraph(opening(rng, topic)), items("1", topic.questions))


def second_reference(rng: Random, topic: Topic, around: Around) -> Asked:
    """An older page's reference, in the same form as this page's own."""
    first = paragraph(
        f"I refer to your answer {around.earlier} about {topic.about} and ask for the next year:"
    )
    return _asked("second reference in the request", first, items("1", topic.questions))


def slashed_reference(rng: Random, topic: Topic, around: Around) -> Asked:
    """References of other requests in forms the log itself does not use."""
    slashes = around.earlier.replace(".", "/")
    form = rng.choice((slashes, f"({slashes}/X", slashes[1:], slashes[3:], "FOI-6436-24-0100-000"))
    first = paragraph(f"This follows my request {form}, which you asked me to send again in parts.")
    return _asked("reference in another form", first, *_questions(rng, topic))


def label_repeated(rng: Random, topic: Topic, around: Around) -> Asked:
    """The label itself, with an older reference."""
    label = paragraph(
        f"Freedom of Information Request Reference No: {around.earlier.replace('.', '/')}"
    )  # fmt: skip
    first = paragraph(
        "You once wrote to me under the reference below and I would like the figures brought up to date."
    )
    return _asked("label repeated in the request", first, label, items("1", topic.questions))


def refusal_quoted(rng: Random, topic: Topic, around: Around) -> Asked:
    """What the force answered before, between the requester's own words."""
    earlier = around.earlier.replace(".", "/")
    blocks = (
        paragraph(f"PREVIOUS REQUEST {earlier}:"),
        paragraph(f"Everything about {topic.about} since records began."),
        paragraph(
            "I refused your request because it would have taken longer than the time and cost limit allows."
        ),
        paragraph("NEW REQUEST:"),
        *_questions(rng, topic),
    )
    return _asked("refusal quoted in the request", *blocks)


def earlier_refusal_noted(rng: Random, topic: Topic, around: Around) -> Asked:
    """The force's own account of an earlier refusal, after the request and not part of it."""
    note = paragraph(
        f"In my letter about {around.earlier.replace('.', '/')} I refused your request. You then narrowed "
        "it to the questions above."
    )
    return _asked("note: earlier refusal", *_questions(rng, topic), notes=[note])


def citing_requester(rng: Random, topic: Topic, around: Around) -> Asked:
    """Sections cited by the requester, who applies nothing."""
    last = rng.choice(
        (
            "The Section 40(2) Personal Information exemption can't be used here, since I ask for no names.",
            "I hope that you won't use a S.40 exemption for people who are paid to speak to the press.",
            "Under Section 16 of the Act you ought to help me if my question is too wide.",
        )
    )
    return _asked("requester cites a section", *_questions(rng, topic), paragraph(last))


def another_act(rng: Random, topic: Topic, around: Around) -> Asked:
    """An Act named once, then called the Act."""
    blocks = (
        paragraph("The Terrorism Act 2000 makes it an offence to display certain flags."),
        paragraph(f"How many people were arrested under section 13 of the Act in {topic.place}?"),
        *_questions(rng, topic),
    )
    return _asked("section 13 of the Act", *blocks)


def email_address(rng: Random, topic: Topic, around: Around) -> Asked:
    """An e-mail address, hidden by the site's host; or what stands for one where somebody saved the text."""
    address = rng.choice(("foi.answers@barchester.invalid", "[email protected]"))
    last = paragraph(f"Please send the answer to {address} rather than by post.")
    return _asked("e-mail address hidden", *_questions(rng, topic), last)


def closing_quote(rng: Random, topic: Topic, around: Around) -> Asked:
    """Quotation marks without their partners."""
    *others, last = topic.questions
    opened, closed = rng.choice((("", "”"), ("", "”"), ("", '"'), ("“", ""), ('"', "”")))
    blocks = [paragraph(f"{opened}{opening(rng, topic)}"), *(paragraph(question) for question in others)]
    return _asked("closing quote without opening", *blocks, paragraph(f"{last}{closed}"))


def request_line(rng: Random, topic: Topic, around: Around) -> Asked:
    """A line that reads like a heading."""
    blocks = (paragraph(f"I am a resident of {topic.place}."), paragraph("Request:"))
    return _asked("line Request: in the request", *blocks, *_questions(rng, topic))


def disclosure_word(rng: Random, topic: Topic, around: Around) -> Asked:
    """Words that head parts of a letter, inside a sentence."""
    first = paragraph(
        "I looked under the section titled Disclosure, and the Decision there told me nothing new."
    )
    return _asked("Disclosure in a sentence", first, *_questions(rng, topic))


def cost_words(rng: Random, topic: Topic, around: Around) -> Asked:
    """Talk of the cost limit before anybody has refused anything."""
    last = paragraph(
        "If this goes over the cost limit or the 18 hour limits, please answer the first question only."
    )
    return _asked("cost words in the request", *_questions(rng, topic), last)


def decision_words(rng: Random, topic: Topic, around: Around) -> Asked:
    """Words of outcome that belong to the subject."""
    blocks = (
        *_questions(rng, topic),
        paragraph(
            "For each case please say whether it was upheld, dismissed, closed, refused or screened out."
        ),
        paragraph(
            "Please redact names. I know that some of it may be exempt, and a partial release would do."
        ),
    )
    return _asked("decision words in the request", *blocks)


def redacted(rng: Random, topic: Topic, around: Around) -> Asked:
    """Marks left where the force took something out of the request."""
    mark = rng.choice(
        ("(Link Redacted)", "[Link removed]", "[Quote removed]", "*REDACTED *", "* NAMES REDACTED *")
    )
    first = paragraph(f"This was in the newspaper: {mark}")
    return _asked("redaction marks in the request", first, *_questions(rng, topic))


def title_only(rng: Random, topic: Topic, around: Around) -> Asked:
    """Questions that make sense only with the title."""
    lines = typed(
        rng, ("What did it cost?", "How many people took part?", "Did anybody from other counties help?")
    )
    return _asked("subject only in the title", Paragraph(lines))


def numbering_note(rng: Random, topic: Topic, around: Around) -> Asked:
    """A note by the force on its numbering."""
    words = rng.choice(
        (
            "Please note: your questions above have been numbered so that I can answer them in turn.",
            "Note: Please be advised that your questions above have been numbered to match the answers "
            "below.",
        )
    )
    lines = (paragraph(line) for line in typed(rng, topic.questions))
    return _asked("note: numbering", paragraph(opening(rng, topic)), *lines, notes=[paragraph(words)])


def telephone_note(rng: Random, topic: Topic, around: Around) -> Asked:
    """A note by the force on a telephone call."""
    note = (
        f"On the 7 May {topic.year}, we discussed your request by telephone and settled on {topic.place} "
        "alone."
    )
    return _asked("note: telephone call", *_questions(rng, topic), notes=[paragraph(note)])


def search_note(rng: Random, topic: Topic, around: Around) -> Asked:
    """The force's account of its searches, with a numbered list of records."""
    notes = (
        paragraph("Following receipt of your request, I have conducted searches in two registers."),
        paragraph("These searches located 3 records, which are:"),
        paragraph(f"1 - 18 January {topic.year} - Note on {topic.about}."),
        paragraph(f"2 - 2 February {topic.year} - Letter from the council at {topic.place}."),
        paragraph(f"2.1 - 2 February {topic.year} - Map that came with the letter."),
    )
    return _asked("note: searches", *_questions(rng, topic), notes=notes)


DECOYS: tuple[tuple[Ask, int], ...] = (
    (second_reference, 3), (slashed_reference, 6), (label_repeated, 2), (refusal_quoted, 3),
    (earlier_refusal_noted, 2), (citing_requester, 4), (another_act, 2), (email_address, 3), (closing_quote,
    6), (request_line, 2), (disclosure_word, 2), (cost_words, 4), (decision_words, 3), (redacted, 5),
    (title_only, 2), (numbering_note, 6), (telephone_note, 2), (search_note, 3),
)  # fmt: skip
