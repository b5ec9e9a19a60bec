"""What became new, changed, went and came back, newest first; for the page of changes and its feed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

Kind = Literal["new", "changed", "removed", "returned"]

# A response is new once: when it was first seen. Each later stretch with a text of its own is a change, or a
# return where the response was missing before. All moments are those of captures, so a build adds none.
_CHANGES = """
select moment, kind, r.id, r.site, r.title, r.reference, r.published, r.decision from (
  select id as response, 'new' as kind, first_seen as moment from responses
  union all
  select response, iif(state = 'removed', state, iif(before = 'removed', 'returned', 'changed')), first_seen
  from (
    select response_id as response, state, first_seen,
           lag(state) over stretches as before,
           text_sha256 is lag(text_sha256) over stretches as same
    from versions window stretches as (partition by response_id order by first_seen, id)
  ) where before is not null and not (same and state = before)
  union
  select id, 'removed', removed_at from responses where removed_at is not null
) join responses r on r.id = response
"""


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
        """What tells this change from all others, in every build: "met:01.FOI.24.900101:new:2024-06-01T…"."""
        return f"{self.site}:{self.id}:{self.kind}:{self.moment}"


def changes(
    conn: sqlite3.Connection, page: int = 1, size: int = 100, kind: Kind | None = None
) -> tuple[Change, ...]:
    """Return one page, from 1, of the changes, newest first; with ``kind``, of those alone."""
    rows = conn.execute(
        f"{_CHANGES} where ?1 is null or kind = ?1 order by moment desc, kind, r.id limit ?2 offset ?3",
        (kind, size, (page - 1) * size),
    )
    return tuple(Change(*row) for row in rows)


def count_changes(conn: sqlite3.Connection) -> dict[str, int]:
    """Return how many changes of each kind are known."""
    return dict(conn.execute(f"select kind, count(*) from ({_CHANGES}) group by kind").fetchall())  # noqa: S608
