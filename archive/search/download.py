"""All results of a search as rows, for people who go on in a spreadsheet or a program.

Rows are read a few hundred at a time and given as they come, so a download of any length takes no memory.
"""

# ruff: noqa: S608 - the SQL is put together from our own pieces; every value goes through a question mark

from __future__ import annotations

import csv
import io
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from archive.search.asked import Search
from archive.search.labels import provision_label
from archive.search.matching import matching, placeholders
from archive.search.results import in_order

RESPONSE_COLUMNS = (
    "id", "reference", "title", "published", "decision", "decision_components", "decision_stated", "regime",
    "exemptions", "request_text", "url", "first_seen", "last_seen", "removed_at", "missing_from",
    "times_missing", "captured_at", "capture_sha256", "source", "site",
)  # fmt: skip
CITATION_COLUMNS = (
    "response_id", "reference", "title", "published", "decision", "act", "provision", "section", "modern",
    "role", "as_written", "sentence", "start_char", "end_char", "rule", "url", "captured_at",
    "capture_sha256",
)  # fmt: skip
_OF_CITATIONS = {"response_id", "act", "provision", "section", "modern", "role", "as_written", "sentence",
                 "start_char", "end_char", "rule"}  # fmt: skip
_AT_ONCE = 200
_LOOKS_SO = r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]"
_FORMULA = re.compile(_LOOKS_SO)
MADE_INERT = f"^'(?={_LOOKS_SO})"  # what to take out of a cell to have its text back
Cell = str | int | float | None
Cells = tuple[Cell, ...]


def response_rows(conn: sqlite3.Connection, search: Search) -> Iterator[Cells]:
    """Yield a row of RESPONSE_COLUMNS for each result, in the order asked for.

    ``exemptions`` lists what is cited as "s.31(1)(a) relied_on; s.40(2) relied_on".
    """
    columns = ", ".join("null" if name == "exemptions" else name for name in RESPONSE_COLUMNS)
    place = RESPONSE_COLUMNS.index("exemptions")
    for rowids in _batches(conn, search):
        marks = placeholders(rowids)
        found = conn.execute(f"select rowid, {columns} from responses where rowid in ({marks})", rowids)
        rows = {row[0]: tuple(row[1:]) for row in found}
        cited = _cited(conn, [row[0] for row in rows.values()])
        for rowid in rowids:
            row = rows[rowid]
            yield (*row[:place], "; ".join(cited[row[0]]), *row[place + 1 :])


def citation_rows(conn: sqlite3.Connection, search: Search) -> Iterator[Cells]:
    """Yield a row of CITATION_COLUMNS for each citation of each result, in the order asked for."""
    columns = ", ".join(f"{'c' if name in _OF_CITATIONS else 'r'}.{name}" for name in CITATION_COLUMNS)
    for rowids in _batches(conn, search):
        rows: dict[int, list[Cells]] = defaultdict(list)
        for row in conn.execute(
            f"""select r.rowid, {columns} from responses r join citations c on c.response_id = r.id
                where r.rowid in ({placeholders(rowids)}) order by c.id""",
            rowids,
        ):
            rows[row[0]].append(tuple(row[1:]))
        for rowid in rowids:
            yield from rows[rowid]


def csv_lines(columns: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """Yield a CSV file line by line: a byte order mark and the names of the columns first, formulas inert."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    line.write("\ufeff")
    writer.writerow(columns)
    yield line.getvalue()
    for cells in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([inert(cell) for cell in cells])
        yield line.getvalue()


def inert(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before one that looks so.

    One that looks so behind apostrophes of its own gets another, so that MADE_INERT gives every text back.

    >>> inert("=1+1"), inert("'=1+1"), inert("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _batches(conn: sqlite3.Connection, search: Search) -> Iterator[list[int]]:
    rowids = in_order(conn, search, matching(conn, search.query, search.filters))
    while batch := list(islice(rowids, _AT_ONCE)):
        yield batch


def _cited(conn: sqlite3.Connection, ids: Sequence[object]) -> dict[object, list[str]]:
    cited: dict[object, list[str]] = defaultdict(list)
    for response, act, provision, role in conn.execute(
        f"""select response_id, act, provision, role from citations
            where response_id in ({placeholders(ids)}) order by id""",
        tuple(ids),
    ):
        cited[response].append(f"{provision_label(act, provision)} {role}")
    return cited
