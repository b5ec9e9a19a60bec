"""What changed from one version of a response to the next, and when it was away. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from archive.search.labels import provision_label
from web.difference import Passage, differences
from web.wording import DECISIONS, ROLES, plural

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two texts: ``fields`` are sentences on what was read in them."""

    fields: tuple[str, ...]
    passages: tuple[Passage, ...]

    @property
    def extent(self) -> str:
        """How much of the text differs: "2 passages changed: 5 words added, 1 word taken away"."""
        added, gone = (plural(self._words(kind), "word") for kind in ("added", "gone"))
        passages = plural(len(self.passages), "passage")
        return f"{passages} changed: {added} added, {gone} taken away" if self.passages else "The same text"

    def _words(self, kind: str) -> int:
        pieces = (piece for passage in self.passages for piece in passage if piece.kind == kind)
        return sum(len(piece.text.split()) for piece in pieces)


@dataclass(frozen=True, slots=True)
class Version:
    """One stretch of time; the next began at ``until``, None for the newest.

    ``difference`` is against the text before it, None where there is none.
    """

    number: int
    row: Row
    until: str | None
    difference: Difference | None


class Away(NamedTuple):
    """A time in which the response was missing at its source, from day to day."""

    since: str
    back: str


def compared(versions: Sequence[Row], page: int, size: int) -> list[Version]:
    """Return one page, from 1, of ``versions``, which stand newest first, each with what changed in it."""
    shown = range((page - 1) * size, min(page * size, len(versions)))
    return [_version(versions, place) for place in shown]


def _version(versions: Sequence[Row], place: int) -> Version:
    row = versions[place]
    earlier = (before for before in versions[place + 1 :] if before["text"] is not None)
    before = next(earlier, None) if row["text"] is not None else None
    until = versions[place - 1]["first_seen"] if place else None
    return Version(len(versions) - place, row, until, difference(before, row) if before else None)


def difference(before: Row, after: Row) -> Difference:
    """Return what differs between two versions that have a text."""
    return Difference(field_changes(before, after), differences(before["text"], after["text"]))


def field_changes(before: Row, after: Row) -> tuple[str, ...]:
    """Return a sentence for each of title, decision and grounds that was read otherwise in the later text."""
    said = []
    if before["title"] != after["title"]:
        said.append(f"Title: “{before['title'] or 'none'}” became “{after['title'] or 'none'}”.")
    if before["decision"] != after["decision"]:
        was, now = (
            DECISIONS[row["decision"]].badge if row["decision"] else "none" for row in (before, after)
        )
        said.append(f"Decision: “{was}” became “{now}”.")
    were, are = _grounds(before), _grounds(after)
    if added := [_ground(ground) for ground in are if ground not in were]:
        said.append(f"New as a ground of refusal: {', '.join(added)}.")
    if dropped := [_ground(ground) for ground in were if ground not in are]:
        said.append(f"No longer a ground of refusal: {', '.join(dropped)}.")
    return tuple(said)


def _grounds(row: Row) -> list[tuple[str, str, str]]:
    return [(act, provision, role) for act, provision, role in json.loads(row["grounds"] or "[]")]


def _ground(ground: tuple[str, str, str]) -> str:
    act, provision, role = ground
    return f"{provision_label(act, provision)} ({ROLES[role]})"


def places_of(versions: Sequence[Row]) -> list[tuple[str, ...]]:
    """Return the addresses of each version; nothing where all of them stood at the same one."""
    places = [tuple(json.loads(row["urls"] or "[]")) for row in versions]
    return places if len({urls for urls in places if urls}) > 1 else []


def times_away(versions: Sequence[Row]) -> tuple[Away, ...]:
    """Return when the response was missing and came back; ``versions`` stand newest first."""
    return tuple(
        Away(row["first_seen"], back["first_seen"])
        for back, row in pairwise(versions)
        if row["state"] == "removed"
    )
