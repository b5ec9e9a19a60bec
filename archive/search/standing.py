"""How the published archive stands, in figures that a monitoring program can watch."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import NamedTuple

from archive.search.files_to_do import count_files
from archive.store.captures import WHOLE_SITE


class SiteRuns(NamedTuple):
    """The last run on one site, by its exit code, and when the last complete check ended (UTC, or None)."""

    site: str
    ended: str | None
    exit_code: int | None
    last_check: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts by state, pages that gave no text, and the runs of each site."""

    responses: dict[str, int]
    files: dict[str, int]
    failed: int
    sites: tuple[SiteRuns, ...]


def read_standing(conn: sqlite3.Connection) -> Standing:
    """Return how the archive stands."""
    total, removed = conn.execute("select count(*), count(removed_at) from responses").fetchone()
    failed = conn.execute("select ifnull(sum(failed), 0) from coverage").fetchone()[0]
    sites = conn.execute(
        """select name,
                  (select finished from runs where site = name and finished <> '' order by id desc limit 1),
                  (select exit_code from runs where site = name and finished <> '' order by id desc limit 1),
                  (select max(finished) from runs where site = name and exit_code = 0
                   and exists (select 1 from json_each(sources) where value = ?))
           from site order by name""",
        (WHOLE_SITE,),
    )
    return Standing(
        {"present": total - removed, "removed": removed},
        count_files(conn),
        failed,
        tuple(SiteRuns(*row) for row in sites),
    )
