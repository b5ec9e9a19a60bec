"""What a search could be narrowed to, with the number of responses each choice would give."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from archive.asked import FILES, ROLES, Search
from archive.matching import FILE_CONDITIONS, Sql, cites, matching
from archive.query import DECISIONS, Cites


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
        f"""select c.section, count(distinct c.response_id) as n, ifnull(p.title, '')
            from citations c left join provisions p on p.act = c.act and p.provision = c.section
            where c.act = 'FOIA2000' and c.role <> 'other_act' and (? = '' or c.role = ?)
              and c.response_id in (select r.id {found.text})
            group by c.section order by n desc, length(c.section), c.section""",
        (role, role, *found.values),
    )
    return tuple(Count(*row) for row in rows)


def _roles(conn: sqlite3.Connection, found: Sql, provision: Cites | None) -> tuple[Count, ...]:
    return tuple(Count(role, _count_with(conn, found, cites(provision, role))) for role in ROLES)


def _years(conn: sqlite3.Connection, found: Sql) -> tuple[Count, ...]:
    rows = conn.execute(
        f"""select substr(r.published, 1, 4), count(*) {found.text} and r.published <> ''
            group by 1 order by 1 desc""",
        found.values,
    )
    return tuple(Count(*row) for row in rows)


def _file_kinds(conn: sqlite3.Connection, found: Sql) -> tuple[Count, ...]:
    return tuple(Count(kind, _count_with(conn, found, Sql(FILE_CONDITIONS[kind]))) for kind in FILES)


def _count_with(conn: sqlite3.Connection, found: Sql, condition: Sql) -> int:
    sql = f"select count(*) {found.text} and {condition.text}"
    return int(conn.execute(sql, (*found.values, *condition.values)).fetchone()[0])
