"""The records that flow through foilog, from a received response to a published row.

All are frozen. Offsets count characters of ``Document.text``, half-open, 0-based.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Literal, NamedTuple, TypeVar

T = TypeVar("T")

Source = Literal["live", "wayback", "common-crawl", "file"]
Confidence = Literal["high", "medium", "low"]

# One character for one character, so that offsets into the straightened text are offsets into the text.
_STRAIGHT = (
    ("'", "\u2018\u2019\u201a\u201b\u2032\u00b4"),
    ('"', "\u201c\u201d\u201e\u201f\u2033"),
    ("-", "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
    (" ", "\u00a0\u2007\u202f"),
)


def straighten(text: str) -> str:
    """Return ``text`` with straight quotes and dashes and plain spaces, character for character."""
    if not text.isascii():
        for plain, variants in _STRAIGHT:
            for variant in variants:  # ten times as fast as str.translate on the length of a page
                text = text.replace(variant, plain)
    return text


def lower_ascii(text: str) -> str:
    """Return ``text`` with A-Z in lower case; other letters stay, as some change their length."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


class Span(NamedTuple):
    """Half-open character offsets into ``Document.text``."""

    start: int
    end: int


class Role(StrEnum):
    """What a page does with a provision it cites."""

    RELIED_ON = "relied_on"
    NCND = "ncnd"
    ALTERNATIVE = "alternative"
    PROCEDURAL = "procedural"
    DISCUSSED = "discussed"
    OTHER_ACT = "other_act"


GROUND_ROLES = (Role.RELIED_ON, Role.NCND, Role.ALTERNATIVE)  # a provision so used is a ground of refusal


@dataclass(frozen=True, slots=True)
class Capture:
    """Bytes as some source gave them, once.

    ``url`` is empty for a saved file that does not say where it came from.
    ``captured_at`` is UTC; ``dated`` says whether a source stated it or the file's own time stands in.
    ``origin`` is the exact place: an archive's address, or a file name and record number.
    ``body`` is the decoded entity body (no transfer or content encoding left).
    """

    url: str
    captured_at: datetime
    status: int
    content_type: str
    body: bytes = field(repr=False)
    source: Source
    origin: str
    headers: tuple[tuple[str, str], ...] = ()
    dated: Literal["stated", "file"] = "stated"


@dataclass(frozen=True, slots=True)
class Memento:
    """One capture that a web archive says it holds, as its index tells it.

    ``captured_at`` is UTC. ``status`` is None where the index does not say, as for a note that the page was
    as before. ``digest`` is of the bytes as the archive stored them: equal ones mean equal bytes, but it
    cannot prove what is downloaded. ``place`` is where in that archive the capture stands.
    """

    url: str
    captured_at: datetime
    status: int | None
    media_type: str
    digest: str
    place: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something a maintainer should look at; never an exception. ``code`` reads like ``request.empty``."""

    code: str
    message: str
    span: Span | None = None


class Found(NamedTuple, Generic[T]):
    """A value, the words that prove it, and the rule that found it.

    ``span`` is None where the evidence stands outside the text (address, ``<title>``, listing);
    ``quote`` then holds that outside evidence, and otherwise equals ``text[span.start:span.end]``.
    """

    value: T
    span: Span | None
    quote: str
    rule: str


class Block(NamedTuple):
    """One line of the text: what it is and where it stands.

    ``level`` is 1-6 for a heading, nesting depth from 1 for a list item, else 0.
    """

    kind: Literal["heading", "paragraph", "item", "row"]
    level: int
    span: Span


class Link(NamedTuple):
    """A link of the page's own content: its absolute address and where its label stands."""

    href: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """Clean text with structure, without the site's furniture. Nothing edits it afterwards.

    ``text`` is the blocks joined by single line feeds: ``text[block.span]`` never holds a line feed, and
    every character of ``text`` belongs to a block or is one of those line feeds.
    ``page_title`` is the ``<title>`` as written, or empty; ``stated_date`` the date of publication that the
    page states for machines, as written, or empty.
    ``folded`` is ``text`` with straight quotes and dashes and plain spaces; ``lowered`` is that with ASCII
    letters in lower case, where the force's ``abbreviation`` of three letters stands as ``mps``, the one that
    the rules know. Both have exactly the length of ``text``.
    ``derived`` keeps what several readers derive from the text, so that it is derived once.
    """

    url: str
    page_title: str
    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    media: Literal["html", "plain"]
    diagnostics: tuple[Diagnostic, ...] = ()
    stated_date: str = ""
    abbreviation: str = ""
    folded: str = field(init=False, repr=False, compare=False)
    lowered: str = field(init=False, repr=False, compare=False)
    derived: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        folded = straighten(self.text)
        object.__setattr__(self, "folded", folded)
        lowered = lower_ascii(folded)
        if self.abbreviation:
            lowered = re.sub(rf"\b{self.abbreviation.lower()}\b", "mps", lowered)
        object.__setattr__(self, "lowered", lowered)

    def quote(self, span: Span) -> str:
        """Return the words at ``span``."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True)
class Sections:
    """Where the parts of a disclosure page stand, found from text landmarks, never from class names.

    ``answer`` runs from where the force's own words begin (after request and notes) to the end of the text.
    ``exemption_list`` holds the lines that list exemptions after "by virtue of the following exemptions".
    ``reasons`` and ``disclosure`` are the bodies under their headings, headings not included.
    ``notes`` are words of the force between request and decision ("your questions have been numbered").
    ``request_state``: ``present``; ``empty`` (lead-in, then at once the answer); ``cut`` (ends in a
    colon with its list lost); ``absent`` (no lead-in found).
    """

    label: Span | None
    request: Span | None
    request_state: Literal["present", "empty", "cut", "absent"]
    notes: tuple[Span, ...]
    answer: Span | None
    decision: Span | None
    exemption_list: tuple[Span, ...]
    reasons: Span | None
    disclosure: Span | None
    rules: tuple[tuple[str, str], ...] = ()  # (part, rule that found it)


class Citation(NamedTuple):
    """A provision and what the page does with it.

    ``act`` is ``FOIA2000``, ``EIR2004``, ``DPA2018``, ``UKGDPR`` or the short title of another Act;
    ``provision`` is canonical ("31(1)(a)"), ``section`` its first part ("31"), ``modern`` the provision in
    force where ``provision`` is a repealed form, else equal to it.
    ``sentence`` is the sentence or list line the citation stands in.
    """

    act: str
    provision: str
    section: str
    modern: str
    role: Role
    sentence: Span


@dataclass(frozen=True, slots=True)
class Decision:
    """What the force did with what it held: ``code`` and ``components`` as in docs/method.md."""

    code: str
    components: frozenset[str]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One answered request, read from one page.

    ``citations`` has one entry for each (act, provision, role) at its first place, ``mentions`` the further
    places. ``components`` are the decision's, each with its own words. ``stated`` is the force's own
    decision phrase.
    ``answer`` are the words that give what was asked for, without stock reasoning. ``questions`` are those
    repeated or named in the answer; ``answers`` have the number of their question, which is the last of
    ``questions`` that begins before them. ``reasons`` are the paragraphs that argue for provisions
    ("FOIA2000 31(1)(a)"). ``other_references`` are references of other requests named on the page.
    """

    reference: Found[str] | None
    other_references: tuple[Found[str], ...]
    title: Found[str] | None
    published: Found[str] | None
    request: Found[str] | None
    decision: Found[Decision]
    components: tuple[Found[str], ...]
    stated: Found[str] | None
    regime: Found[str]
    citations: tuple[Found[Citation], ...]
    mentions: tuple[Found[Citation], ...]
    answer: Found[str] | None
    questions: tuple[Found[str], ...]
    answers: tuple[Found[str], ...]
    reasons: tuple[Found[tuple[str, ...]], ...]
    attachments: tuple[Link, ...]
    sections: Sections
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """What a listing page says of one item. ``date`` is as written; empty strings where it says nothing."""

    url: str
    title: str
    date: str
    type: str
    description: str
