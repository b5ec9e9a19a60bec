"""Each table and view as CSV, written as it is read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from archive.export.tables import Table
from archive.search.download import csv_lines


def write_csv(conn: sqlite3.Connection, table: Table, path: Path) -> None:
    """Write all rows of ``table`` to ``path`` in the form of every CSV of the site."""
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = conn.execute(f'select {columns} from "{table.name}" order by {table.order}')  # noqa: S608 - names of the schema
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(names, rows))
