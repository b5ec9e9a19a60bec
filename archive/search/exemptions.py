"""How often each ground of refusal is used, as counts of responses with the number they are out of.

These are responses that were published, not all requests. A response counts once for a section and role,
however many limbs of it the letter names, so neither the sections nor the roles of one section add up. Every
number is the total of a search, which ``responses_behind`` gives.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from archive.search.asked import Filters, Search
from archive.search.matching import cited_below
from archive.search.query import read_query
from archive.search.sets import Rows, kept_set, kept_sets, read_citation, union
from archive.search.terms import GROUNDS, ROLE_FIELDS, Act, Cites

Step = Literal["year", "month"]
_PART_II = range(21, 45)  # sections of the FOIA; s.12 and s.14 refuse too, and are no exemptions


class Use(NamedTuple):
    """How many responses name a provision as a ground of refusal: in any role, and in each role."""

    any: int
    relied_on: int
    ncnd: int
    alternative: int


@dataclass(frozen=True, slots=True)
class Period:
    """A year ("2024") or month ("2024-03"), and how many responses were published in it."""

    name: str
    responses: int


@dataclass(frozen=True, slots=True)
class ProvisionUse:
    """How often a provision and what is below it is used: in all, and in each period of the table."""

    act: Act
    provision: str
    title: str
    kind: str  # as in the table of provisions; empty where the law has no such provision
    in_part_ii: bool  # whether it is an exemption of Part II of the FOIA
    total: Use
    periods: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Frequency:
    """Sections by period. ``responses`` is the denominator of all, ``undated`` of them stand in no period.

    ``refusing`` counts the responses that name any ground of refusal at all; ``exempting`` those that name
    any exemption of Part II, in each period too.
    """

    responses: int
    undated: int
    refusing: int
    exempting: Use
    exempting_periods: tuple[Use, ...]
    periods: tuple[Period, ...]
    sections: tuple[ProvisionUse, ...]


@dataclass(frozen=True, slots=True)
class ProvisionDetail:
    """One provision: its use, that of each provision below it, and that of older forms of it."""

    registered: Mapping[str, str | None] | None  # its row in the table of provisions
    responses: int
    periods: tuple[Period, ...]
    use: ProvisionUse
    below: tuple[ProvisionUse, ...]
    older_forms: tuple[ProvisionUse, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Sections of the FOIA that responses name together as grounds, and in how many."""

    sections: tuple[str, ...]
    responses: int


def exemption_frequency(
    conn: sqlite3.Connection, step: Step = "year", year: str = "", site: str = ""
) -> Frequency:
    """Return the use of each section of the FOIA by ``step``, most used first.

    Only in ``year`` and by ``site``, where they are given.
    """
    grounds: dict[str, dict[str, Rows]] = defaultdict(dict)
    for value, rows in kept_sets(conn, "section").items():
        act, section, role = read_citation(value)
        if act == "FOIA2000" and role in GROUNDS:
            grounds[section][role] = rows
    periods = _periods(conn, step, year, site)
    within = union(periods.values()) if year else _all(conn, site)
    sections = [_use(conn, "FOIA2000", section, roles, periods, within) for section, roles in grounds.items()]
    refusing = union(rows for roles in grounds.values() for rows in roles.values())
    exempting = {
        role: union(
            roles.get(role, 0) for section, roles in grounds.items() if in_part_ii("FOIA2000", section)
        )
        for role in GROUNDS
    }
    return Frequency(
        responses=within.bit_count(),
        undated=(within & ~kept_set(conn, "dated")).bit_count(),
        refusing=(refusing & within).bit_count(),
        exempting=_counts(exempting, within),
        exempting_periods=tuple(_counts(exempting, rows) for rows in periods.values()),
        periods=_counted(periods),
        sections=tuple(sorted(sections, key=lambda use: (-use.total.any, by_number(use.provision)))),
    )


def provision_detail(
    conn: sqlite3.Connection, cited: Cites, step: Step = "year", year: str = "", site: str = ""
) -> ProvisionDetail | None:
    """Return the use of one provision; None where the law has none of that number and nothing cites it."""
    registered = _registered(conn, cited.act, cited.provision)
    roles = _roles_below(conn, cited)
    if registered is None and not cited_below(conn, cited):
        return None
    periods = _periods(conn, step, year, site)
    within = union(periods.values()) if year else _all(conn, site)

    def use(provision: str) -> ProvisionUse:
        rows = _roles_below(conn, Cites(cited.act, provision))
        return _use(conn, cited.act, provision, rows, periods, within)

    numbers = {number for number, _ in cited_below(conn, cited)} - {cited.provision}
    older = conn.execute(
        """select distinct provision from citations
           where act = ? and section = ? and modern = ? and provision <> modern""",
        (cited.act, cited.provision.partition("(")[0], cited.provision),
    )
    return ProvisionDetail(
        registered=registered,
        responses=within.bit_count(),
        periods=_counted(periods),
        use=_use(conn, cited.act, cited.provision, roles, periods, within),
        below=tuple(use(number) for number in sorted(numbers, key=by_number)),
        older_forms=tuple(use(number) for number in sorted((row[0] for row in older), key=by_number)),
    )


def exemption_combinations(
    conn: sqlite3.Connection, most: int = 30, site: str = ""
) -> tuple[Combination, ...]:
    """Return the pairs and threes of sections that are named together as grounds, most frequent first."""
    within = _all(conn, site)
    grounds: dict[str, Rows] = defaultdict(int)
    for value, rows in kept_sets(conn, "section").items():
        act, section, role = read_citation(value)
        if act == "FOIA2000" and role in GROUNDS:
            grounds[section] |= rows & within
    sections = sorted(grounds, key=by_number)
    found = [
        Combination(together, responses)
        for size in (2, 3)
        for together in combinations(sections, size)
        if (responses := _shared(grounds, together).bit_count())
    ]
    return tuple(sorted(found, key=lambda each: (-each.responses, len(each.sections), each.sections))[:most])


def responses_behind(cited: Cites | None = None, role: str = "", period: str = "") -> Search:
    """Return the search that lists the responses behind a number of these tables.

    ``role`` is a ground of refusal, or empty for any of them; ``period`` a year, a month, or empty for all.
    """
    filters = Filters(since=period, until=period)
    if cited is None:
        return Search(filters=filters)
    if role:
        filters = Filters(provision=Cites(cited.act, cited.provision), role=role, since=period, until=period)
        return Search(filters=filters)
    return Search(read_query(f"ground:{_typed(cited)}"), filters)


def responses_with_any(sections: Sequence[str], role: str = "", period: str = "") -> Search:
    """Return the search that lists the responses which name any of these sections of the FOIA as a ground."""
    field = next((name for name, (roles, _) in ROLE_FIELDS.items() if roles == (role,)), "ground")
    return Search(
        read_query(" OR ".join(f"{field}:{section}" for section in sections)),
        Filters(since=period, until=period),
    )


def responses_with_all(sections: tuple[str, ...], period: str = "") -> Search:
    """Return the search that lists the responses which name all these sections of the FOIA as grounds."""
    return Search(
        read_query(" ".join(f"ground:{section}" for section in sections)),
        Filters(since=period, until=period),
    )


def _typed(cited: Cites) -> str:
    return f"reg:{cited.provision}" if cited.act == "EIR2004" else cited.provision


def _shared(grounds: Mapping[str, Rows], together: tuple[str, ...]) -> Rows:
    rows = ~0
    for section in together:
        rows &= grounds[section]
    return rows


def _all(conn: sqlite3.Connection, site: str) -> Rows:
    return kept_set(conn, "site", site) if site else kept_set(conn, "all")


def _periods(conn: sqlite3.Connection, step: Step, year: str, site: str) -> dict[str, Rows]:
    periods: dict[str, Rows] = defaultdict(int)
    within = _all(conn, site)
    for month, rows in sorted(kept_sets(conn, "month").items()):
        if month.startswith(year) and rows & within:
            periods[month if step == "month" else month[:4]] |= rows & within
    return periods


def _counted(periods: Mapping[str, Rows]) -> tuple[Period, ...]:
    return tuple(Period(name, rows.bit_count()) for name, rows in periods.items())


def _roles_below(conn: sqlite3.Connection, cited: Cites) -> dict[str, Rows]:
    roles: dict[str, Rows] = defaultdict(int)
    for (_, role), rows in cited_below(conn, cited).items():
        roles[role] |= rows
    return roles


def _use(
    conn: sqlite3.Connection,
    act: Act,
    provision: str,
    roles: Mapping[str, Rows],
    periods: Mapping[str, Rows],
    within: Rows,
) -> ProvisionUse:
    in_periods = tuple(_counts(roles, rows) for rows in periods.values())
    return described_use(conn, act, provision, _counts(roles, within), in_periods)


def described_use(
    conn: sqlite3.Connection, act: Act, provision: str, total: Use, periods: tuple[Use, ...]
) -> ProvisionUse:
    """Return the use of a provision with what the law calls it."""
    registered = _registered(conn, act, provision) or {}
    title, kind = registered.get("title") or "", registered.get("kind") or ""
    return ProvisionUse(act, provision, title, kind, in_part_ii(act, provision), total, periods)


def _counts(roles: Mapping[str, Rows], within: Rows) -> Use:
    each = [roles.get(role, 0) & within for role in GROUNDS]
    return Use(union(each).bit_count(), *(rows.bit_count() for rows in each))


def in_part_ii(act: str, provision: str) -> bool:
    """Return whether a provision is an exemption of Part II of the FOIA."""
    return act == "FOIA2000" and by_number(provision)[0] in _PART_II


def _registered(conn: sqlite3.Connection, act: str, provision: str) -> dict[str, str | None] | None:
    cursor = conn.execute("select * from provisions where act = ? and provision = ?", (act, provision))
    row = cursor.fetchone()
    return dict(zip((column[0] for column in cursor.description), row, strict=True)) if row else None


def by_number(provision: str) -> tuple[int, str]:
    """Sort "9" before "12" and "22" before "22A"."""
    digits = provision[: len(provision) - len(provision.lstrip("0123456789"))]
    return int(digits or 0), provision
