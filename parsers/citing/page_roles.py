"""What only the whole page tells of the roles of its citations.

A listed provision keeps its role wherever it is named again. Sections offered as alternatives are that on the
whole page. Words that only explain a provision say nothing where other words apply it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from parsers.citing.act_names import FOIA
from parsers.models import Role, Span

# Sections 23(1) and 24(1) exclude each other, so to offer one is to offer the other.
_SECURITY = frozenset({"23", "24"})
GROUND_KINDS = frozenset({"exemption", "exception", "cost", "vexatious", "repeated"})
_APPLIED = (Role.RELIED_ON, Role.ALTERNATIVE, Role.NCND)


class Place(NamedTuple):
    """One place where one provision is cited.

    ``kind`` is the registry's, empty for other Acts. ``firm`` means that the words of this very place prove
    the role. ``alternative`` means that its sentence, or the next one, offers what it cites as alternatives;
    a list of exemptions offers none. ``open`` means that nothing speaks against its being relied on but that
    no words apply it.
    """

    act: str
    provision: str
    section: str
    kind: str
    span: Span
    sentence: Span
    role: Role
    rule: str
    firm: bool
    listed: bool
    alternative: bool
    open: bool


def settle_roles(places: Sequence[Place]) -> list[Place]:
    """Return the places with the roles the whole page gives them, in the same order."""
    alternatives = _alternative_sections(places)
    offered = [_as_alternative(place) if place.section in alternatives else place for place in places]
    told = list(_silenced(offered))
    if not any(place.role in (Role.RELIED_ON, Role.ALTERNATIVE) for place in told):
        ncnd = {(place.act, place.section) for place in told if place.role == Role.NCND}
        told = [place if (place.act, place.section) in ncnd else _as_only_ground(place) for place in told]
    return list(_together(_restate(list(_together(told))), restated=True))


def _together(places: Sequence[Place], *, restated: bool = False) -> Iterator[Place]:
    """Yield the places, those cited in one breath with an applied one as applied: "s.40(2) and (3A)(a)".

    Applied is one by its own words or, once that is known, as ``restated`` from the list or from elsewhere.
    """
    applied = {
        (place.act, place.span): place
        for place in places
        if place.role in _APPLIED and (place.firm or restated)
    }
    for place in places:
        first = applied.get((place.act, place.span))
        if first and place.role == Role.DISCUSSED and not place.firm and place.section == first.section:
            yield place._replace(role=first.role, rule=first.rule, firm=True)
        else:
            yield place


def _alternative_sections(places: Sequence[Place]) -> frozenset[str]:
    """Return the sections of FOIA that the page offers as alternatives."""
    exemptions = [p for p in places if p.act == FOIA and p.kind == "exemption"]
    cited = frozenset(place.section for place in exemptions)
    by_sentence: dict[Span, set[str]] = {}
    for place in exemptions:
        if place.alternative:
            by_sentence.setdefault(place.sentence, set()).add(place.section)
    found: set[str] = set()
    for sections in by_sentence.values():
        if sections & _SECURITY:
            found |= _SECURITY & cited
        elif len(sections) == 2:
            found |= sections
    return frozenset(found)


def _as_alternative(place: Place) -> Place:
    if place.act == FOIA and place.kind == "exemption" and place.role in (Role.RELIED_ON, Role.DISCUSSED):
        return place._replace(role=Role.ALTERNATIVE, rule="citation.alternative")
    return place


def _silenced(places: Sequence[Place]) -> Iterator[Place]:
    """Yield the places, the paragraphs that give the reasons for neither confirming nor denying as that.

    Such a paragraph may open with the bare section whose limb is claimed.
    """
    silent = {
        (p.act, name) for p in places if p.role == Role.NCND and p.firm for name in (p.provision, p.section)
    }
    for place in places:
        if place.rule == "citation.opening" and not place.listed and (place.act, place.provision) in silent:
            yield place._replace(role=Role.NCND, rule="citation.restated")
        else:
            yield place


def _as_only_ground(place: Place) -> Place:
    """Return what a page explains and does not apply in so many words as its ground: why else name it."""
    if place.open and place.role == Role.DISCUSSED and place.kind in GROUND_KINDS:
        return place._replace(role=Role.RELIED_ON, rule="citation.only-ground", firm=True)
    return place


def _restate(places: Sequence[Place]) -> list[Place]:
    """Give places the role that the list, or words elsewhere on the page, give to what they name."""
    listed = {(p.act, p.provision): p.role for p in places if p.listed}
    applied: dict[tuple[str, str], Role] = {}
    for role in _APPLIED:
        for place in places:
            if place.firm and place.role == role:
                for provision in with_parents(place.provision):
                    applied.setdefault((place.act, provision), role)
    restated = []
    for place in places:
        key = (place.act, place.provision)
        if key in listed and place.role in (Role.DISCUSSED, Role.RELIED_ON) and not place.listed:
            place = place._replace(role=listed[key], rule="citation.restated")
        elif not place.firm and place.role == Role.DISCUSSED and (whole := _listed_whole(place, listed)):
            place = place._replace(role=listed[whole], rule="citation.limb", firm=True)
        elif not place.firm and place.role == Role.DISCUSSED and key in applied:
            place = place._replace(role=applied[key], rule="citation.restated")
        restated.append(place)
    return restated


def _listed_whole(place: Place, listed: Mapping[tuple[str, str], Role]) -> tuple[str, str] | None:
    """Return what the list names of which the place explains a limb: 41(1) of 41(1)(a)."""
    if place.kind not in GROUND_KINDS:
        return None
    wholes = ((place.act, whole) for whole in with_parents(place.provision)[1:])
    return next((whole for whole in wholes if whole in listed and (place.open or "(" in whole[1])), None)


def with_parents(provision: str) -> list[str]:
    """Return the provision and all it is part of: "31(1)(a)", "31(1)", "31"."""
    found = [provision]
    while provision.endswith(")"):
        provision = provision[: provision.rindex("(")]
        found.append(provision)
    return found
