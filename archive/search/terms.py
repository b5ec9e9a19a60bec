"""What can be searched for, and how it is said: the parts of a query, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

DECISIONS = (
    "full_disclosure",
    "partial_disclosure",
    "refused_exempt",
    "refused_ncnd",
    "refused_cost",
    "refused_vexatious",
    "refused_repeated",
    "accessible_elsewhere",
    "not_held",
    "clarification",
    "other_regime",
    "withdrawn",
    "unclear",
)

Column = Literal["", "title", "request_text", "answer_text"]
Act = Literal["FOIA2000", "EIR2004"]
_PLACES: dict[Column, str] = {
    "": "",
    "title": " in the title",
    "request_text": " in the request",
    "answer_text": " in the answer",
}
GROUNDS = ("relied_on", "ncnd", "alternative")  # the roles in which a provision is a ground of refusal
# Fields of the query language that name a provision and its role, and how they are said.
ROLE_FIELDS: dict[str, tuple[tuple[str, ...], str]] = {
    "ground": (GROUNDS, "refused under"),
    "relied": (("relied_on",), "relying on"),
    "ncnd": (("ncnd",), "neither confirming nor denying under"),
    "alternative": (("alternative",), "naming in the alternative"),
}
UNITS = {"FOIA2000": "section", "EIR2004": "regulation"}


@dataclass(frozen=True, slots=True)
class Words:
    """A word or phrase in the text, in any of its ``spellings``; with ``prefix`` the last may go on.

    A single word that is not ``quoted`` is looked for in its other forms too (see ``archive.search.forms``).
    """

    spellings: tuple[str, ...]
    column: Column = ""
    prefix: bool = False
    quoted: bool = False

    @property
    def shown(self) -> str:
        """The words as the reader may type them again."""
        first = self.spellings[0]
        return (f'"{first}"' if self.quoted or " " in first else first) + ("*" if self.prefix else "")


@dataclass(frozen=True, slots=True)
class Cites:
    """Responses that cite the provision or anything below it.

    In one of ``roles``; where none is given in any, but for another Act's.
    """

    act: Act
    provision: str
    roles: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The provision in words: "section 31(1)(a)"."""
        return f"{UNITS[self.act]} {self.provision}"


@dataclass(frozen=True, slots=True)
class Decided:
    """Responses with this decision code."""

    shown: str


@dataclass(frozen=True, slots=True)
class Referenced:
    """Responses whose reference is one of ``keys``, or contains ``part`` where only a part was typed."""

    shown: str
    keys: tuple[str, ...] = ()
    part: str = ""


Term = Words | Cites | Decided | Referenced


class Wanted(NamedTuple):
    """A term that must be there, or must not."""

    term: Term
    negated: bool = False


class Piece(NamedTuple):
    """A part of a sentence; ``typed`` marks the reader's own words in it."""

    text: str
    typed: bool = False


class Note(NamedTuple):
    """Something a reader should know of how the input was read; ``instead`` is a query that undoes it."""

    text: str
    instead: str = ""
    instead_label: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A search, understood: every clause must hold, and a clause holds when one of its alternatives does."""

    text: str = ""
    clauses: tuple[tuple[Wanted, ...], ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def words(self) -> tuple[Words, ...]:
        """The words that should be found, for ranking and marking."""
        return tuple(
            wanted.term
            for clause in self.clauses
            for wanted in clause
            if isinstance(wanted.term, Words) and not wanted.negated
        )

    @property
    def ranked(self) -> bool:
        """Whether there are words by which one response can match better than another."""
        return any(only_words(clause) for clause in self.clauses)

    @property
    def sentence(self) -> tuple[Piece, ...]:
        """What is searched for, in words, with the reader's own words marked."""
        return tuple(_sentence(self.clauses))

    @property
    def understood(self) -> str:
        """What is searched for, in words."""
        return "".join(piece.text for piece in self.sentence)


def only_words(clause: Sequence[Wanted]) -> tuple[Words, ...]:
    """Return the clause's words where it asks for nothing else, so that the full-text index answers it."""
    words = tuple(w.term for w in clause if isinstance(w.term, Words) and not w.negated)
    return words if len(words) == len(clause) else ()


def _sentence(clauses: tuple[tuple[Wanted, ...], ...]) -> Iterator[Piece]:
    if not clauses:
        yield Piece("everything")
        return
    plain = [clause[0] for clause in clauses if len(clause) == 1 and _is_plain(clause[0])]
    parts = [[Piece("with "), *_listed(plain)]] if plain else []
    for clause in clauses:
        if len(clause) > 1 and all(_is_plain(wanted) for wanted in clause):
            parts.append([Piece("with either "), *_listed(clause, " or ")])
        elif len(clause) > 1:
            parts.append([Piece("either "), *_joined([_phrase(wanted) for wanted in clause], " or ")])
        elif clause[0] not in plain:
            parts.append(_phrase(clause[0]))
    yield Piece("responses ")
    yield from _joined(parts, ", ")


def _is_plain(wanted: Wanted) -> bool:
    return isinstance(wanted.term, Words) and not wanted.term.column and not wanted.negated


def _listed(several: list[Wanted] | tuple[Wanted, ...], last: str = " and ") -> list[Piece]:
    return list(_joined([_named(wanted.term) for wanted in several], ", ", last))


def _joined(parts: list[list[Piece]], between: str, last: str | None = None) -> Iterator[Piece]:
    for index, part in enumerate(parts):
        if index:
            yield Piece(last if last is not None and index == len(parts) - 1 else between)
        yield from part


def _named(term: Term) -> list[Piece]:
    shown = Piece(term.shown, typed=True)
    if isinstance(term, Words) and term.prefix:
        return [Piece("words that begin "), shown]
    if isinstance(term, Words) and " " in term.spellings[0]:
        return [Piece("the phrase "), shown]
    return [shown]


def _phrase(wanted: Wanted) -> list[Piece]:
    term, negated = wanted
    match term:
        case Cites(roles=roles) if roles:
            said = next(said for named, said in ROLE_FIELDS.values() if named == roles)
            return [Piece(f"not {said} " if negated else f"{said} "), *_named(term)]
        case Cites():
            return [Piece("that do not cite " if negated else "that cite "), *_named(term)]
        case Decided():
            return [Piece("not decided as " if negated else "decided as "), *_named(term)]
        case Referenced():
            which = "reference " if term.keys else "reference containing "
            return [Piece("without the " if negated else "with the "), Piece(which), *_named(term)]
        case Words(column=column):
            return [Piece("without " if negated else "with "), *_named(term), Piece(_PLACES[column])]
