"""Passages of a letter, each with the provisions it cites: what makes the answers right by construction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from practice.blocks import Block, Heading, paragraph


class Cite(NamedTuple):
    """A provision and what the page does with it: act, canonical provision, role."""

    act: str
    provision: str
    role: str


Cites = tuple[Cite, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a letter and what it cites."""

    blocks: tuple[Block, ...] = ()
    cites: Cites = ()

    def __add__(self, other: Passage) -> Passage:
        return Passage(self.blocks + other.blocks, self.cites + other.cites)


def relied(*provisions: str, act: str = "FOIA2000") -> Cites:
    """Return provisions applied to withhold or refuse."""
    return tuple(Cite(act, provision, "relied_on") for provision in provisions)


def ncnd(*provisions: str, act: str = "FOIA2000") -> Cites:
    """Return provisions by which the force neither confirms nor denies."""
    return tuple(Cite(act, provision, "ncnd") for provision in provisions)


def alternative(*provisions: str) -> Cites:
    """Return provisions of which only one can apply, the page not saying which."""
    return tuple(Cite("FOIA2000", provision, "alternative") for provision in provisions)


def procedural(*provisions: str, act: str = "FOIA2000") -> Cites:
    """Return the machinery: duties, time limits, notices."""
    return tuple(Cite(act, provision, "procedural") for provision in provisions)


def discussed(*provisions: str) -> Cites:
    """Return provisions named but not applied."""
    return tuple(Cite("FOIA2000", provision, "discussed") for provision in provisions)


def other(act: str, *provisions: str) -> Cites:
    """Return provisions of another Act, by its short title or its code."""
    return tuple(Cite(act, provision, "other_act") for provision in provisions)


def say(text: str, *cites: Cites) -> Passage:
    """Return one paragraph and what it cites."""
    return Passage((paragraph(text),), tuple(cite for group in cites for cite in group))


def head(text: str) -> Passage:
    """Return a heading."""
    return Passage((Heading(text),))


def show(*blocks: Block) -> Passage:
    """Return blocks that cite nothing."""
    return Passage(blocks)


def join(*passages: Passage) -> Passage:
    """Return the passages one after the other."""
    whole = Passage()
    for passage in passages:
        whole += passage
    return whole


def settle(cites: Iterable[Cite]) -> list[list[str]]:
    """Return what a page cites, once for each (act, provision, role), sorted.

    A provision cited in the alternative is that wherever the page restates it. A ground's bare section is
    left out where a limb of it has the same role: a page with 31 and 31(1)(a) cites 31(1)(a). A limb and a
    part of it (40(2) in the list, 40(2)(a) in the reasons) both stay, and so does machinery: 17 and 17(4).
    """
    found = set(cites)
    choices = {(act, provision) for act, provision, role in found if role == "alternative"}
    found = {cite for cite in found if cite.role != "relied_on" or (cite.act, cite.provision) not in choices}
    limbs = {(c.act, c.provision.partition("(")[0], c.role) for c in found if "(" in c.provision}
    kept = (cite for cite in found if cite.role in ("procedural", "other_act") or tuple(cite) not in limbs)
    return [list(cite) for cite in sorted(kept)]
