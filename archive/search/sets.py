"""Sets of responses, for counting without reading a row.

A set is a whole number whose bit n stands for the response in row n. SQLite finds the rows of a word; every
other condition is a set that is kept ready in ``response_sets``. Then "and" is ``&``, "or" is ``|``, and a
count is the number of bits: exact, and under a millisecond for hundreds of thousands of responses.

Rows are written in the order of their dates (those without one first), so the newest have the highest bits.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from parsers.files.media_types import SPREADSHEETS

Rows = int  # a set of rows

_SPREADSHEETS = ", ".join(f"'{media_type}'" for media_type in SPREADSHEETS)

# Every set that is kept ready: kind, value, row, in the order of the values. Each has its own select, as one
# sorter at a time needs less memory. Dates are no kind but months, which statistics count by.
_KEPT = (
    "select 'all', '', rowid from responses",
    "select 'site', site, rowid from responses order by 2",
    "select 'dated', '', rowid from responses where published <> ''",
    "select 'month', substr(published, 1, 7), rowid from responses where published <> '' order by 2",
    "select 'decision', decision, rowid from responses order by 2",
    "select 'file', iif(has_attachments, 'any', 'none'), rowid from responses order by 2",
    f"""select 'file', kind, r.rowid from responses r join (
      select response_id, 'spreadsheet' as kind from attachments
      where media_type in ({_SPREADSHEETS}) or sha256 is null
      and (lower(filename) glob '*.xls*' or lower(filename) glob '*.ods' or lower(filename) glob '*.csv')
      union select response_id, 'pdf' from attachments
      where media_type = 'application/pdf' or sha256 is null and lower(filename) glob '*.pdf'
      union select response_id, 'read' from attachments
      where id in (select attachment_id from attachment_parts)
      union select response_id, 'held_back' from attachments where state = 'quarantined'
    ) on response_id = r.id order by 2""",  # noqa: S608 - own words
    "select 'role', role, r.rowid from citations join responses r on r.id = response_id order by 2",
    """select 'section', act || ' ' || section || ' ' || role, r.rowid
      from citations join responses r on r.id = response_id
      where act in ('FOIA2000', 'EIR2004') order by 2""",
    """select 'provision', act || ' ' || provision || ' ' || role, r.rowid
      from citations join responses r on r.id = response_id
      where act in ('FOIA2000', 'EIR2004') order by 2""",
)


_INSERT = "insert into response_sets (kind, value, members) values (?, ?, ?)"


def rows_as_set(rows: Iterable[int]) -> Rows:
    """Return the set of these rows.

    >>> bin(rows_as_set([1, 4, 4]))
    '0b10010'
    """
    members = list(rows)
    flags = bytearray(b"0") * (max(members, default=0) + 1)
    one = ord("1")
    for row in members:
        flags[row] = one
    flags.reverse()
    return int(flags, 2)


def newest_first(rows: Rows) -> Iterator[int]:
    """Yield the rows of a set, the one of the newest response first.

    >>> list(newest_first(0b10010))
    [4, 1]
    """
    bits = f"{rows:b}"
    top = len(bits) - 1
    place = bits.find("1")
    while place >= 0:
        yield top - place
        place = bits.find("1", place + 1)


def oldest_first(rows: Rows) -> Iterator[int]:
    """Yield the rows of a set, the one of the oldest response first."""
    bits = f"{rows:b}"[::-1]
    place = bits.find("1")
    while place >= 0:
        yield place
        place = bits.find("1", place + 1)


def keep_sets(connection: sqlite3.Connection) -> None:
    """Fill ``response_sets`` from the other tables. Raises ValueError where rows are not in order of date."""
    unordered = connection.execute(
        "select 1 from responses r join responses s on s.rowid = r.rowid + 1"
        " where ifnull(r.published, '') > ifnull(s.published, '') limit 1"
    ).fetchone()
    if unordered:
        raise ValueError("responses have to be written in the order of their dates")
    for select in _KEPT:
        with connection:
            connection.executemany(
                _INSERT, ((*key, _as_bytes(rows)) for key, rows in _sets(connection, select))
            )


def amend_sets(connection: sqlite3.Connection, before: Iterable[int]) -> None:
    """Put the sets right where some responses changed, which stood in the rows ``before``.

    The tables are to have these responses alone.
    """
    gone = rows_as_set(before)
    now: dict[tuple[str, str], Rows] = defaultdict(int)
    for select in _KEPT:
        for key, rows in _sets(connection, select):
            now[key] |= rows
    for kind, value, members in connection.execute("select * from response_sets").fetchall():
        rows = int.from_bytes(members, "little")
        amended = rows & ~gone | now.pop((kind, value), 0)
        if amended != rows:
            connection.execute("delete from response_sets where kind = ? and value = ?", (kind, value))
            if amended:
                connection.execute(_INSERT, (kind, value, _as_bytes(amended)))
    connection.executemany(_INSERT, ((*key, _as_bytes(rows)) for key, rows in now.items()))


def _sets(connection: sqlite3.Connection, select: str) -> Iterator[tuple[tuple[str, str], Rows]]:
    for key, rows in groupby(connection.execute(select), key=itemgetter(0, 1)):
        yield key, rows_as_set(row[2] for row in rows)


def _as_bytes(rows: Rows) -> bytes:
    return rows.to_bytes((rows.bit_length() + 7) // 8, "little")


def kept_sets(conn: sqlite3.Connection, kind: str) -> dict[str, Rows]:
    """Return all sets of a kind by their values."""
    found = conn.execute("select value, members from response_sets where kind = ?", (kind,))
    return {value: int.from_bytes(members, "little") for value, members in found}


def kept_set(conn: sqlite3.Connection, kind: str, value: str = "") -> Rows:
    """Return the set of a kind that has this value; an empty one where nothing has it."""
    found = conn.execute(
        "select members from response_sets where kind = ? and value = ?", (kind, value)
    ).fetchone()
    return int.from_bytes(found[0], "little") if found else 0


def read_citation(value: str) -> tuple[str, str, str]:
    """Return act, number and role of the value of a section or provision.

    >>> read_citation("FOIA2000 31(1)(a) relied_on"), read_citation("FOIA2000 Sch 1 discussed")
    (('FOIA2000', '31(1)(a)', 'relied_on'), ('FOIA2000', 'Sch 1', 'discussed'))
    """
    act, _, rest = value.partition(" ")
    number, _, role = rest.rpartition(" ")
    return act, number, role


def union(sets: Iterable[Rows]) -> Rows:
    """Return the set of what is in any of ``sets``."""
    together = 0
    for rows in sets:
        together |= rows
    return together
