"""Rows of the public tables with what must not be public covered, also where no document says it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parsers.masking import Mask

Value = str | int | float | None
TableRow = tuple[str, tuple[Value, ...]]

# Words of the program, and of the law.
_OURS = frozenset({"site", "provisions", "rules"})
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


def covered(rows: Iterable[TableRow], columns: Mapping[str, Sequence[str]], mask: Mask) -> Iterator[TableRow]:
    """Yield ``rows`` of tables with these ``columns``, covered: titles, addresses, files, messages."""
    if not mask:
        yield from rows
        return
    kept = {
        table: [table in _OURS or (table, column) in _READ for column in names]
        for table, names in columns.items()
    }
    quotes = columns["findings"].index("start_char")
    for table, row in rows:
        if table == "findings" and row[quotes] is not None:
            yield table, row
            continue
        yield (
            table,
            tuple(
                mask.covered(value) if isinstance(value, str) and not stays else value
                for value, stays in zip(row, kept[table], strict=True)
            ),
        )


def uncovered(connection: sqlite3.Connection, mask: Mask) -> str | None:
    """Return where the public file still says a word that is to be covered; None where it says none."""
    if not mask:
        return None
    tables = connection.execute(
        "select name from sqlite_master where type = 'table' and sql not like 'create virtual%'"
        " and name not like '%\\_fts\\_%' escape '\\' order by name"
    ).fetchall()
    for (table,) in tables:
        if table not in _OURS:
            for row in connection.execute(f"select * from {table}"):  # noqa: S608 - own names
                if any(isinstance(value, str) and mask.words(value) for value in row):
                    return f"a row of {table} still says a word that is to be covered"
    return None
