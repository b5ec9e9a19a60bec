"""What a search could be narrowed to, with the number of responses each choice would give."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import NamedTuple

from archive.search.asked import FILES, ROLES, Search
from archive.search.matching import Matching, cited_below, matching, passing_citations
from archive.search.results import Results, page_of
from archive.search.sets import Rows, kept_sets, read_citation
from archive.search.terms import DECISIONS, Cites


class Count(NamedTuple):
    """How many responses there are with a value; ``label`` says more where the value alone does not."""

    value: str
    responses: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts for each value that could narrow the search: what a reader would get by choosing it.

    ``sites`` are empty where the archive holds one site.
    """

    decisions: tuple[Count, ...]
    sections: tuple[Count, ...]
    roles: tuple[Count, ...]
    years: tuple[Count, ...]
    files: tuple[Count, ...]
    sites: tuple[Count, ...]


def find_with_facets(conn: sqlite3.Connection, search: Search) -> tuple[Results, Facets]:
    """Return the page of results, and what the search could be narrowed to, from one look at what matches."""
    found = matching(conn, search.query, search.filters)
    return page_of(conn, search, found), _facets(conn, search, found)


def _facets(conn: sqlite3.Connection, search: Search, found: Matching) -> Facets:
    provision, role = search.filters.provision, search.filters.role
    of_role = passing_citations(conn, None, role, found.everything)
    of_provision = passing_citations(conn, provision, "", found.everything)
    return Facets(
        decisions=_decisions(conn, replace(found, decision=found.everything).rows),
        sections=_sections(conn, replace(found, cited=of_role).rows, role),
        roles=_roles(conn, replace(found, cited=of_provision).rows, provision),
        years=_years(conn, replace(found, dates=found.everything).rows),
        files=_files(conn, replace(found, files=found.everything).rows),
        sites=_sites(conn, replace(found, site=found.everything).rows),
    )


def _decisions(conn: sqlite3.Connection, rows: Rows) -> tuple[Count, ...]:
    kept = kept_sets(conn, "decision")
    counts = [Count(code, (kept.get(code, 0) & rows).bit_count()) for code in DECISIONS]
    return tuple(sorted(counts, key=lambda count: -count.responses))


def _sections(conn: sqlite3.Connection, rows: Rows, role: str) -> tuple[Count, ...]:
    titles = dict(
        conn.execute("select provision, title from provisions where act = 'FOIA2000' and provision = section")
    )
    cited: dict[str, Rows] = defaultdict(int)
    for value, members in kept_sets(conn, "section").items():
        act, section, of_role = read_citation(value)
        if act == "FOIA2000" and of_role != "other_act" and role in ("", of_role):
            cited[section] |= members & rows
    counts = [Count(name, members.bit_count(), titles.get(name, "")) for name, members in cited.items()]
    found = (count for count in counts if count.responses)
    return tuple(sorted(found, key=lambda count: (-count.responses, len(count.value), count.value)))


def _roles(conn: sqlite3.Connection, rows: Rows, provision: Cites | None) -> tuple[Count, ...]:
    cited: dict[str, Rows] = defaultdict(int)
    if provision:
        for (_, role), members in cited_below(conn, provision).items():
            cited[role] |= members
    else:
        cited.update(kept_sets(conn, "role"))
    return tuple(Count(role, (cited[role] & rows).bit_count()) for role in ROLES)


def _years(conn: sqlite3.Connection, rows: Rows) -> tuple[Count, ...]:
    years: Counter[str] = Counter()
    for month, members in kept_sets(conn, "month").items():
        years[month[:4]] += (members & rows).bit_count()
    return tuple(Count(year, number) for year, number in sorted(years.items(), reverse=True) if number)


def _files(conn: sqlite3.Connection, rows: Rows) -> tuple[Count, ...]:
    kept = kept_sets(conn, "file")
    return tuple(Count(kind, (kept.get(kind, 0) & rows).bit_count()) for kind in FILES)


def _sites(conn: sqlite3.Connection, rows: Rows) -> tuple[Count, ...]:
    titles = conn.execute("select name, title from site order by title").fetchall()
    kept = kept_sets(conn, "site") if len(titles) > 1 else {}
    return tuple(Count(name, (kept.get(name, 0) & rows).bit_count(), title) for name, title in titles if kept)
