"""The whole letter of an item, and the right answer to every question a reader of it may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practice.answering import Outcome, Page
from practice.asking import Around, Asked
from practice.blocks import Block, Heading, Linked, paragraph, plain_lines
from practice.citing import settle
from practice.markup import DIALECTS

if TYPE_CHECKING:
    from practice.items import Item

LABEL = "Freedom of information request reference no:"
LEAD_IN = "I note you seek access to the following information:"
_COMPLAINT = (
    Heading("COMPLAINT RIGHTS"),
    paragraph("If you are not content with this letter, please write to the head of the information team."),
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on an item's page, top to bottom, and what it means."""

    asked: Asked
    outcome: Outcome
    blocks: tuple[Block, ...]
    tags: frozenset[str]

    @property
    def files(self) -> tuple[str, ...]:
        """The files the letter links."""
        return tuple(
            block.href
            for block in self.blocks
            if isinstance(block, Linked) and "/SysSiteAssets/" in block.href
        )


def write_letter(item: Item) -> Letter:
    """Return the letter on the item's page."""
    topic = item.topic()
    around = Around(item.reference or "", item.earlier_reference)
    asked = item.ask(item.rng("request"), topic, around)
    outcome = item.case.write(Page(item.rng("outcome"), topic, item.published, item.files))
    tail = _COMPLAINT if item.special == "complaint rights" else ()
    label = f"{LABEL} {item.reference}" if item.reference else LABEL
    blocks = (
        paragraph(label), paragraph(LEAD_IN), *asked.blocks, *asked.notes, *outcome.passage.blocks, *tail,
    )  # fmt: skip
    return Letter(asked, outcome, blocks, _tags(item, asked, outcome))


def right_reading(item: Item) -> dict[str, Any]:
    """Return the right reading of the item's page alone, in the form that ``foilog eval`` takes, and more.

    ``published`` is the date the page shows, else the month of its folder; a listing may know the day.
    """
    letter = write_letter(item)
    shown = DIALECTS[item.dialect].shows_date
    return {
        "url": item.path,
        "reference": item.reference,
        "title": item.title,
        "published": item.published.isoformat() if shown else f"{item.published:%Y-%m}",
        "request_text": "\n".join(plain_lines(letter.asked.blocks)),
        "request_state": letter.asked.state,
        "decision": letter.outcome.decision,
        "decision_components": sorted(letter.outcome.components),
        "citations": settle(letter.outcome.passage.cites),
        "regime": letter.outcome.regime,
    }


def _tags(item: Item, asked: Asked, outcome: Outcome) -> frozenset[str]:
    headed = Heading("Decision") in outcome.passage.blocks
    tags = {
        "Decision heading" if headed else "no Decision heading",
        f"boilerplate {item.boilerplate}",
        f"dialect {item.dialect}",
        f"encoding {item.encoding}",
        f"decision {outcome.decision}",
    }
    tags |= {"folder january---2026"} if "january---2026" in item.path else set()
    tags |= {item.special} if item.special != "plain" else set()
    return asked.tags | outcome.tags | frozenset(item.case.tags) | tags
