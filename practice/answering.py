"""Answers: prose, repeated questions, bullets, tables and files, as they follow a decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Literal

from practice.blocks import Linked, Table, items, paragraph
from practice.citing import Cites, Passage, head, join, other, say, show
from practice.subjects import Topic

FORCE = "Barchester Constabulary"
PLEASE_FIND = "Please find below information pursuant to your request above."
AnswerForm = Literal["prose", "questions", "hyphens", "bullets", "table"]
FORMS: tuple[AnswerForm, ...] = ("prose", "questions", "questions", "hyphens", "bullets", "table")


@dataclass(frozen=True, slots=True)
class Page:
    """What an outcome is written from: the topic, the draw, the files that go with the answer."""

    rng: Random
    topic: Topic
    published: date
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The force's part of a letter, and what it decided: a code and components of docs/method.md."""

    passage: Passage
    decision: str
    components: frozenset[str]
    regime: str = "FOIA"
    tags: frozenset[str] = field(default_factory=frozenset)


def outcome(
    decision: str, components: str, *passages: Passage, tags: tuple[str, ...] = (), regime: str = "FOIA"
) -> Outcome:
    """Return an outcome; ``components`` are parted by spaces."""
    return Outcome(join(*passages), decision, frozenset(components.split()), regime, frozenset(tags))


def decision_heading(page: Page) -> Passage:
    """Return the heading "Decision" or nothing: some pages have lost it."""
    return head("Decision") if page.rng.random() < 0.6 else Passage()


def subject_cites(topic: Topic) -> Cites:
    """Return what the subject's own answers cite: other Acts."""
    return tuple(cite for act, section in topic.subject.cites for cite in other(act, section))


def answer(page: Page, form: AnswerForm | None = None, kept_back: int = 0) -> Passage:
    """Return the answers, without the last ``kept_back`` of them."""
    topic = page.topic
    form = form or page.rng.choice(FORMS)
    count = max(1, len(topic.answers) - kept_back)
    pairs = list(zip(topic.questions, topic.answers, strict=True))[:count]
    passages: list[Passage] = []
    match form:
        case "prose":
            passages = [say(reply) for _, reply in pairs]
        case "questions":
            passages = [
                show(paragraph(f"Q{n} - {question}"), paragraph(reply))
                for n, (question, reply) in enumerate(pairs, 1)
            ]
        case "hyphens":
            passages = [show(paragraph(f"- {question}"), paragraph(reply)) for question, reply in pairs]
        case "bullets":
            passages = [show(items("•", (reply for _, reply in pairs)))]
        case "table":
            rows = (topic.about.capitalize(),), *topic.table
            passages = [*(say(reply) for _, reply in pairs), show(Table(rows))]
    return Passage(join(*passages).blocks, subject_cites(topic)) + attached(page)


def attached(page: Page) -> Passage:
    """Return the sentences that link the page's files."""
    sentences = (
        ("I have attached ", "a file with the full figures"),
        ("Please see below spreadsheet: ", "full figures"),
        ("The enclosed notes can be opened here: ", "notes page"),
    )
    return show(*(Linked(*sentences[i % 3], href) for i, href in enumerate(page.files)))


def disclosure(page: Page, *passages: Passage) -> Passage:
    """Return the heading "Disclosure" and what stands under it."""
    return join(head("Disclosure"), *passages)
