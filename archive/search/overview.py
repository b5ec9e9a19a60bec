"""What the archive holds as a whole and how fresh it is: the figures of every page and of the home page."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from archive.search.exemptions import exemption_frequency
from archive.search.facets import Count
from archive.search.sets import kept_set, kept_sets
from archive.store.captures import WHOLE_SITE

_MOST_CITED = 6


@dataclass(frozen=True, slots=True)
class Freshness:
    """How much is held and how far it can be trusted to be complete.

    ``last_check`` is the end of the last complete check of the source, UTC, or None where there was none yet;
    of several sites that were ever checked the one of the site where it is longest ago.
    ``listed`` counts what the source's listing is known to hold, and is 0 where no listing was read.
    ``publisher`` is who published what is held, ``forces`` who did by the name of the site.
    """

    publisher: str
    forces: Mapping[str, str]
    fictional: bool
    last_check: str | None
    newest: str | None
    held: int
    listed: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What is inside. ``exemptions`` counts responses that rely on a section, of all years, most first."""

    first_month: str | None
    last_month: str | None
    months: int
    files_held: int
    files_missing: int
    removed: int
    citations: int
    exemptions: tuple[Count, ...]


def read_freshness(conn: sqlite3.Connection) -> Freshness:
    """Return what stands on every page.

    A run with a limit, one that the site blocked while archives answered, and an import may all end well;
    none of them looked at everything the site has.
    """
    forces = dict(conn.execute("select name, title from site order by title").fetchall())
    row = conn.execute(
        """select ifnull((select max(fictional) from site), 0),
                  (select min(finished) from (
                    select max(finished) as finished from runs
                    where exit_code = 0 and exists (select 1 from json_each(sources) where value = ?)
                    group by site)),
                  (select max(published) from responses),
                  (select ifnull(sum(listed), 0) from coverage)""",
        (WHOLE_SITE,),
    ).fetchone()
    held = kept_set(conn, "all").bit_count()
    publisher = ", ".join(forces.values())
    return Freshness(publisher, forces, bool(row[0]), row[1], row[2], held, row[3])


def read_overview(conn: sqlite3.Connection) -> Overview:
    """Return the figures of the home page."""
    months = sorted(kept_sets(conn, "month"))
    removed = conn.execute("select count(*) from responses where removed_at is not null").fetchone()[0]
    held, missing = conn.execute(
        "select ifnull(sum(state = 'held'), 0), ifnull(sum(state <> 'held'), 0) from attachments"
    ).fetchone()
    citations = conn.execute("select count(*) from citations").fetchone()[0]
    first, last = (months[0], months[-1]) if months else (None, None)
    return Overview(first, last, len(months), held, missing, removed, citations, _most_cited(conn))


def _most_cited(conn: sqlite3.Connection) -> tuple[Count, ...]:
    sections = [use for use in exemption_frequency(conn).sections if use.in_part_ii]
    return tuple(Count(use.provision, use.total.any, use.title) for use in sections[:_MOST_CITED])
