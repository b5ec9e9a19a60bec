"""The data dictionary: every table, view and column in words, and the file it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from archive.export.sqlite_files import METADATA_TABLES
from archive.export.tables import InnerTable, Table

_HEAD = """# Data dictionary

Every table and view of the SQLite file, with its columns. Each stands in a CSV file of the same name too,
but for those that serve the search alone. Offsets count characters of `responses.text`, from 0, end
excluded. Dates are ISO 8601; times are UTC.

The metadata-only file has the tables {tables} and the views, without the columns {columns}.
"""
_INNER = """
## Tables that SQLite keeps for itself

Full-text indexes, the tables they rest on, and the statistics of the query planner. They are in the full
SQLite file alone and hold nothing that the tables above do not.

| table | columns |
|---|---|
"""


def data_dictionary(tables: tuple[Table, ...], inner: tuple[InnerTable, ...]) -> str:
    """Return the dictionary as Markdown."""
    head = _HEAD.format(
        tables=", ".join(f"`{table}`" for table in METADATA_TABLES),
        columns=", ".join(
            f"`{table}.{column}`" for table, left_out in METADATA_TABLES.items() for column in left_out
        ),
    )
    parts = [head, *(_section(table) for table in tables), _INNER.rstrip("\n")]
    rows = (f"| `{table.name}` | {', '.join(f'`{column}`' for column in table.columns)} |" for table in inner)
    return "\n".join([*parts, *rows]) + "\n"


def _section(table: Table) -> str:
    return "\n".join(_lines(table)) + "\n"


def _lines(table: Table) -> Iterator[str]:
    form = "view" if table.is_view else "table"
    yield f"## {table.name}"
    yield ""
    yield f"{table.title} ({form}). {table.description}".rstrip()
    if table.machinery:
        yield "In the full SQLite file alone."
    yield ""
    yield "| column | type | is |"
    yield "|---|---|---|"
    parents = {parent.column: parent for parent in table.parents}
    for column in table.columns:
        said = [column.description]
        if column.name in table.key:
            said.append("Key")
        if parent := parents.get(column.name):
            said.append(f"In `{parent.table}.{parent.parent_column}`")
        yield f"| `{column.name}` | {column.kind} | {_cell('. '.join(said))} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
