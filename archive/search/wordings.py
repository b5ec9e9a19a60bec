"""How letters write a provision, and the sentences in which they name it."""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.search.facets import Count
from archive.search.matching import placeholders
from archive.search.terms import GROUNDS, Cites

_BELOW = "act = ? and provision >= ? and provision < ?"


def spellings(conn: sqlite3.Connection, cited: Cites, most: int) -> tuple[Count, ...]:
    """Return the spellings in which a provision and what is below it is cited, in most responses first."""
    rows = conn.execute(
        f"""select as_written, count(distinct response_id) as responses from citations
            where {_BELOW} and role <> 'other_act' and as_written <> ''
            group by as_written order by responses desc, as_written limit ?""",
        (*_values(cited), most),
    )
    return tuple(Count(*row) for row in rows)


def sentences(conn: sqlite3.Connection, cited: Cites, ids: Sequence[str]) -> dict[str, str]:
    """Return the first sentence in which each of these responses names the provision as a ground."""
    rows = conn.execute(
        f"""select response_id, sentence, min(start_char) from citations
            where {_BELOW} and role in ({placeholders(GROUNDS)}) and sentence <> ''
              and response_id in ({placeholders(ids)})
            group by response_id""",
        (*_values(cited), *GROUNDS, *ids),
    )
    return {row[0]: row[1] for row in rows}


def _values(cited: Cites) -> tuple[str, ...]:
    # What is below 31 starts with "31(". "31)" sorts just after all of it, and before 310 and 31A.
    return cited.act, cited.provision, f"{cited.provision})"
