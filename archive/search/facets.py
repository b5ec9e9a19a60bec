"""What a search could be narrowed to, with the number of responses each choice would give."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from archive.search.asked import FILES, ROLES, Search
from archive.search.matching import FILE_CONDITIONS, Sql, citing, matching
from archive.search.terms import DECISIONS, Cites


class Count(NamedTuple):
    """How many responses there are with a value; ``label`` says more where the value alone does not."""

    value: str
    responses: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts for each value that could narrow the search: what a reader would get by choosing it."""

    decisions: tuple[Count, ...]
    sections: tuple[Count, ...]
    roles: tuple[Count, ...]
    years: tuple[Count, ...]
    files: tuple[Count, ...]


def facets(conn: sqlite3.Connection, search: Search) -> Facets:
    """Return what the search could be narrowed to, with the number of responses each choice would give."""
    query, filters = search.query, search.filters
    return Facets(
        decisions=_decisions(conn, matching(query, filters, "decision")),
        sections=_sections(conn, matching(query, filters, "provision"), filters.role),
        roles=_roles(conn, matching(query, filters, "role"), filters.provision),
        years=_years(conn, matching(query, filters, "dates")),
        files=_file_kinds(conn, matching(query, filters, "files")),
    )


def _decisions(conn: sqlite3.Connection, found: Sql) -> tuple[Count, ...]:
    counted = dict(
        conn.execute(f"select r.decision, count(*) {found.text} group by 1", found.values).fetchall()
    )
    counts = [Count(code, counted.get(code, 0)) for code in DECISIONS]
    return tuple(sorted(counts, key=lambda count: -count.responses))


def _sections(conn: sqlite3.Connection, found: Sql, role: str) -> tuple[Count, ...]:
    rows = conn.execute(
        f"""select cited, n, ifnull(title, '') from
              (select section as cited, count(distinct response_id) as n from citations
               where act = 'FOIA2000' and role <> 'other_act' and (? = '' or role = ?)
                 and response_id in (select r.id {found.text})
               group by section)
            left join provisions on act = 'FOIA2000' and provision = cited
            order by n desc, length(cited), cited""",
        (role, role, *found.values),
    )
    return tuple(Count(*row) for row in rows)


def _roles(conn: sqlite3.Connection, found: Sql, provision: Cites | None) -> tuple[Count, ...]:
    condition = citing(provision)
    rows = conn.execute(
        f"""select role, count(distinct response_id) from citations
            where {condition.text} and response_id in (select r.id {found.text}) group by role""",
        condition.values + found.values,
    )
    counted = dict(rows.fetchall())
    return tuple(Count(role, counted.get(role, 0)) for role in ROLES)


def _years(conn: sqlite3.Connection, found: Sql) -> tuple[Count, ...]:
    rows = conn.execute(
        f"""select substr(r.published, 1, 4), count(*) {found.text} and r.published <> ''
            group by 1 order by 1 desc""",
        found.values,
    )
    return tuple(Count(*row) for row in rows)


def _file_kinds(conn: sqlite3.Connection, found: Sql) -> tuple[Count, ...]:
    sums = ", ".join(f"ifnull(sum({FILE_CONDITIONS[kind]}), 0)" for kind in FILES)
    counted = conn.execute(f"select {sums} {found.text}", found.values).fetchone()
    return tuple(Count(kind, counted[place]) for place, kind in enumerate(FILES))
