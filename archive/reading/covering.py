"""Rows of the public tables with what must not be public covered, also where no document says it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parsers.masking import Mask

Value = str | int | float | None
TableRow = tuple[str, tuple[Value, ...]]

# Words of the program, and of the law.
_OURS = frozenset({"site", "provisions", "rules"})
_OUR_COLUMNS = frozenset(
    "decision decision_components decision_confidence regime diagnostics act provision section modern role"
    " rule field code kind state source site media_type".split()
)
# Findings whose value is one of the program's codes.
_CODES = "'decision', 'decision_component', 'regime', 'citation', 'reasons'"
# Read in a document that is covered already; what stands in a text must be the words that stand there.
_READ = frozenset(
    {
        ("responses", "request_text"),
        ("responses", "answer_text"),
        ("responses", "text"),
        ("versions", "text"),
        ("citations", "as_written"),
        ("citations", "sentence"),
    }
)
# Tables in which a row stands once, by how many of its columns say which: two may be the same when covered.
_ONCE = {"urls": 2, "listing_entries": 6}


def covered(rows: Iterable[TableRow], columns: Mapping[str, Sequence[str]], mask: Mask) -> Iterator[TableRow]:
    """Yield ``rows`` of tables with these ``columns``, covered: titles, addresses, files, messages."""
    if not mask:
        yield from rows
        return
    told: set[TableRow] = set()
    kept = {
        table: [table in _OURS or column in _OUR_COLUMNS or (table, column) in _READ for column in names]
        for table, names in columns.items()
    }
    quotes = columns["findings"].index("start_char")
    for table, row in rows:
        if table == "findings" and row[quotes] is not None:
            yield table, row
            continue
        hidden = tuple(
            mask.covered(value) if isinstance(value, str) and not stays else value
            for value, stays in zip(row, kept[table], strict=True)
        )
        if table in _ONCE:
            if (said := (table, hidden[: _ONCE[table]])) in told:
                continue
            told.add(said)
        yield table, hidden


def uncovered(connection: sqlite3.Connection, tables: Iterable[str], mask: Mask) -> str | None:
    """Return where one of the tables still says a word that is to be covered; None where none does."""
    for table in tables if mask else ():
        if table in _OURS:
            continue
        said = f"select quote, iif(field in ({_CODES}), '', value) from findings"  # noqa: S608 - own words
        rows = connection.execute(said if table == "findings" else f"select * from {table}")  # noqa: S608 - own names
        theirs = [place for place, (name, *_) in enumerate(rows.description) if name not in _OUR_COLUMNS]
        for row in rows:
            if any(isinstance(row[place], str) and mask.words(row[place]) for place in theirs):
                return f"a row of {table} still says a word that is to be covered"
    return None
