"""Requests in every shape met: numbered, lettered, nested, bulleted, quoted, cut, lost, with decoys inside.

A request keeps the requester's words; what the force adds before its decision is a note and stands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from practice.blocks import Blank, Block, Entry, Items, Paragraph, Style, items, paragraph
from practice.subjects import Topic

State = Literal["present", "empty", "cut"]
_OPENINGS = (
    "Please could you tell me the following about {about} {period}:",
    "Under the Freedom of Information Act I would like to know about {about} {period}:",
    "I would be grateful for these figures on {about}, for the time {period}:",
    "I am writing a piece on {about} in {place} and would like answers to the questions below:",
)
_THANKS = (
    "Please send the answer as a spreadsheet if you can.",
    "If any part would take too long, please answer the rest and tell me how to narrow it.",
    "I understand that the force has twenty working days.",
    "Many thanks for your help.",
)
TYPED_NUMBERS = (
    "{n}. ", "{n}) ", "{n}/ ", "{n} - ", "{n}: ", "{n}• ", "{n}, ", "({n}) ",
    "{n}a. ", "{n}a - ", "Q{n}. ", "Q{n}) ", "Q{n} - ", "{n}.",
)  # fmt: skip
_TYPED_LETTERS = ("{c}. ", "{c}) ", "({c}) ", "{c}). ", "({c}). ", "{C}. ", "{C}) ", "({c})")
_TYPED_BULLETS = ("- ", "• ", "* ", "o ")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it stands on the page, and what the force says between it and the decision."""

    blocks: tuple[Block, ...]
    state: State = "present"
    notes: tuple[Block, ...] = ()
    tags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Around:
    """What a request may mention besides its own subject."""

    reference: str  # of this page, as the label has it
    earlier: str  # of an older page of the log


Ask = Callable[[Random, Topic, Around], Asked]


def opening(rng: Random, topic: Topic) -> str:
    """Draw the sentence that introduces the questions; it ends in a colon."""
    return rng.choice(_OPENINGS).format(about=topic.about, period=topic.period, place=topic.place)


def _thanks(rng: Random) -> list[Block]:
    return [paragraph(rng.choice(_THANKS))] if rng.random() < 0.4 else []


def _asked(*blocks: Block, tag: str = "", notes: Sequence[Block] = (), state: State = "present") -> Asked:
    return Asked(tuple(blocks), state, tuple(notes), frozenset({tag} - {""}))


def typed(rng: Random, questions: Sequence[str], forms: Sequence[str] = TYPED_NUMBERS) -> tuple[str, ...]:
    """Return the questions with markers somebody typed, all in one form."""
    form = rng.choice(forms)
    return tuple(
        form.format(n=n, c=chr(96 + n), C=chr(64 + n)) + question for n, question in enumerate(questions, 1)
    )


def _lines(rng: Random, lines: Sequence[str]) -> list[Block]:
    """Return typed lines as paragraphs of their own, or as one with line breaks."""
    return [Paragraph(tuple(lines))] if rng.random() < 0.5 else [paragraph(line) for line in lines]


def numbered(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return typed numbers, in one of the forms people type them."""
    lines = _lines(rng, typed(rng, topic.questions))
    return _asked(paragraph(opening(rng, topic)), *lines, *_thanks(rng))


def ordered_list(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return a real ordered list, sometimes carried on after a paragraph between."""
    first = paragraph(opening(rng, topic))
    if rng.random() < 0.5 or len(topic.questions) < 3:
        return _asked(first, items("1", topic.questions), *_thanks(rng), tag="ordered list")
    head, tail = topic.questions[:2], topic.questions[2:]
    middle = paragraph(f"And, for {topic.place} alone:")
    return _asked(first, items("1", head), middle, items("1", tail, start=3), tag="ordered list with start")


def lettered(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return letters, typed or from a real list."""
    if rng.random() < 0.4:
        return _asked(paragraph(opening(rng, topic)), items("a", topic.questions), tag="lettered list")
    return _asked(
        paragraph(opening(rng, topic)),
        *_lines(rng, typed(rng, topic.questions, _TYPED_LETTERS)),
        *_thanks(rng),
    )


def nested(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return a list within a list."""
    first, *rest = topic.questions
    styles: tuple[Style, ...] = ("a", "i", "•")
    style = rng.choice(styles)
    inner = items(style, (f"in {topic.year - 1}", f"in {topic.year}", f"in {topic.year}, for {topic.place}"))
    entries = (Entry(first, inner), *(Entry(question) for question in rest))
    return _asked(paragraph(opening(rng, topic)), Items("1", entries), *_thanks(rng), tag="nested list")


def out_of_order(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return typed numbers that restart, repeat and skip, some with no space after."""
    first, second, *rest = topic.questions
    lines = [f"1){first}", "(a)the yearly total", "(b)the monthly total", f"(b) the same for {topic.place}"]
    lines += [f"3) {second}", *(f"1. {question}" for question in rest)]
    return _asked(paragraph(opening(rng, topic)), *_lines(rng, lines), tag="numbers out of order")


def bulleted(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return bullets, typed or from a real list."""
    first = paragraph(opening(rng, topic))
    if rng.random() < 0.5:
        return _asked(first, items("•", topic.questions), *_thanks(rng), tag="bullet list")
    bullet = rng.choice(_TYPED_BULLETS)
    return _asked(first, *_lines(rng, [bullet + question for question in topic.questions]), *_thanks(rng))


def paragraphs(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return several paragraphs, with empty ones between as editors leave them."""
    blocks: list[Block] = [paragraph(f"I live in {topic.place} and have a question about {topic.about}.")]
    for question in topic.questions:
        blocks += [paragraph(question), *([Blank()] if rng.random() < 0.4 else [])]
    return _asked(*blocks, *_thanks(rng))


def single(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return one paragraph."""
    return _asked(paragraph(f"Concerning {topic.about}: {' '.join(topic.questions)}"))


def mixed(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return prose, a real list and typed lines together."""
    first, *rest = topic.questions
    extra = Paragraph(("Also:", f"- any policy on {topic.about}", "- the date it was last read by anybody"))
    return _asked(paragraph(first), paragraph(f"For {topic.place} please add:"), items("•", rest), extra)


def quoted_first(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return a quotation before the questions."""
    quote = f"“Nobody in {topic.place} can remember a year like it”, your newsletter said of {topic.about}."
    return _asked(paragraph(quote), paragraph("With that in mind:"), items("1", topic.questions))


def empty(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return nothing: the page has lost the list that was the whole request."""
    return _asked(tag="empty request", state="empty")


def cut(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return a request that stops at its colon: the page has lost the list that followed."""
    return _asked(paragraph(opening(rng, topic)), tag="request ending in a colon", state="cut")


def clarified(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return a request with the requester's clarification, before or after the questions."""
    form = rng.choice(
        (
            "Clarification - I mean {place} only.",
            "Clarification: by a year I mean a calendar year.",
            "Clarification- please leave out {place}.",
            "CLARIFICATION - 25/03/{year}",
            "Clarification for Question One (1): please count people and not events.",
            "RE-DEFINED ON 30/01/{year}: please answer for {place} alone.",
        )
    ).format(place=topic.place, year=topic.year)
    lines: list[Block] = [paragraph(form)]
    if form.startswith("CLARIFICATION"):
        lines.append(
            paragraph(f"In answer to your e-mail, I am asking about {topic.place} and nowhere else.")
        )
    questions: list[Block] = [paragraph(opening(rng, topic)), items("1", topic.questions)]
    blocks = lines + questions if rng.random() < 0.3 else questions + lines
    return _asked(*blocks, tag="clarification")


def two_requests(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return two requests answered as one."""
    one, two = rng.choice((("REQUEST 1:", "REQUEST 2:"), ("Request 1:", "Request 2:"), ("Part 1", "Part 2")))
    first, *rest = topic.questions
    return _asked(
        paragraph(one), paragraph(first), paragraph(two), items("1", rest), *_thanks(rng), tag="two requests"
    )


def joined_requests(rng: Random, topic: Topic, _: Around) -> Asked:
    """Return two requests parted by a line that says AND."""
    first, *rest = topic.questions
    return _asked(
        paragraph(first), paragraph("AND"), *(paragraph(q) for q in rest), tag="requests joined by AND"
    )


ORDINARY: tuple[tuple[Ask, int], ...] = (
    (numbered, 60), (ordered_list, 24), (paragraphs, 32), (nested, 14), (out_of_order, 8), (mixed, 19),
    (bulleted, 13), (single, 12), (lettered, 9), (quoted_first, 4), (clarified, 15), (empty, 8), (cut, 7),
    (two_requests, 8), (joined_requests, 2),
)  # fmt: skip
