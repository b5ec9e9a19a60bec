"""What became new, changed, went and came back; for the page of changes and its feed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

Kind = Literal["new", "changed", "removed", "returned"]

# A response is new once: when it was first seen. Each later stretch with a text of its own is a change, or a
# return where the response was missing before. All moments are those of captures, so a build adds none.
_ALL = """
select first_seen as moment, 'new' as kind, id as response_id from responses
union all
select first_seen, iif(before = 'removed', 'returned', 'changed'), response_id
from (
  select response_id, state, first_seen, text_sha256,
         lag(state) over stretches as before, lag(text_sha256) over stretches as text_before
  from versions window stretches as (partition by response_id order by id)
) where state = 'present' and (before = 'removed' or before = 'present' and text_sha256 is not text_before)
union all
select first_seen, 'removed', response_id from versions gone
where state = 'removed' and exists (
  select 1 from versions back
  where back.response_id = gone.response_id and back.state = 'present' and back.id > gone.id
)
union all
select removed_at, 'removed', id from responses where removed_at is not null
"""
_OF_SITE = "(:site = '' or response_id in (select id from responses where site = :site))"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a response, and when it was seen (UTC, ISO 8601)."""

    moment: str
    kind: Kind
    id: str
    site: str
    title: str | None
    reference: str | None
    published: str | None
    decision: str

    @property
    def key(self) -> str:
        """What tells this change from all others, in every build: "met:01.FOI.24.900101:removed:2024-06…".

        A response is new once, also where an older capture of it comes later.
        """
        name = f"{self.site}:{self.id}:{self.kind}"
        return name if self.kind == "new" else f"{name}:{self.moment}"


_INSERT = "insert into changes (moment, kind, response_id) {} order by moment, kind desc, response_id"


def keep_changes(connection: sqlite3.Connection) -> None:
    """Fill the table ``changes`` from responses and versions, the oldest change first."""
    with connection:
        connection.execute(_INSERT.format(_ALL))  # back for a moment is back before gone


def first_change(connection: sqlite3.Connection) -> str | None:
    """Return the moment of the first change of the responses that the tables have alone."""
    (moment,) = connection.execute(f"select min(moment) from ({_ALL})").fetchone()  # noqa: S608 - own words
    return str(moment) if moment else None


def amend_changes(connection: sqlite3.Connection, first: str | None) -> None:
    """Put the changes right where some responses changed: the tables have these alone.

    ``first`` is what ``first_change`` gave before. Later changes of all responses get new numbers.
    """
    moments = [moment for moment in (first, first_change(connection)) if moment]
    if not moments:
        return
    (start,) = connection.execute(
        "select coalesce(min(id), (select count(*) + 1 from changes)) from changes where moment >= ?",
        (min(moments),),
    ).fetchone()
    connection.execute(
        "create temp table later as select moment, kind, response_id from changes"
        " where id >= ? and response_id not in (select name from temp.changing)",
        (start,),
    )
    connection.execute("delete from changes where id >= ?", (start,))
    connection.execute(_INSERT.format(f"select * from temp.later union all {_ALL}"))  # noqa: S608
    connection.execute("drop table temp.later")


def changes(
    conn: sqlite3.Connection, page: int = 1, size: int = 100, kind: str = "", site: str = ""
) -> tuple[Change, ...]:
    """Return one page, from 1, of the changes, newest first; ``kind`` and ``site`` want one alone."""
    of_kind = "and kind = :kind" if kind else ""
    rows = conn.execute(
        f"""select c.moment, c.kind, r.id, r.site, r.title, r.reference, r.published, r.decision
            from (select * from changes where {_OF_SITE} {of_kind} order by id desc
                  limit :size offset :first) c
            join responses r on r.id = c.response_id order by c.id desc""",  # noqa: S608 - our own words
        {"kind": kind, "site": site, "size": size, "first": (page - 1) * size},
    )
    return tuple(Change(*row) for row in rows)


def count_changes(conn: sqlite3.Connection, site: str = "") -> dict[str, int]:
    """Return how many changes of each kind are known, of one force alone where ``site`` names it."""
    counts = conn.execute(
        f"select kind, count(*) from changes where {_OF_SITE} group by kind",  # noqa: S608 - our own words
        {"site": site},
    )
    return dict(counts.fetchall())
