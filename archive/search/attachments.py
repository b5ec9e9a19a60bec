"""One file of a response, with its text by page or sheet."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldFile:
    """The row of a file, the row of its response, and the parts of its text in their order."""

    row: Row
    response: Row
    parts: tuple[Row, ...]


def read_file(conn: sqlite3.Connection, number: int) -> HeldFile | None:
    """Return the file with this id, or None."""
    row = conn.execute("select * from attachments where id = ?", (number,)).fetchone()
    if row is None:
        return None
    response = conn.execute(
        "select id, reference, title, published, removed_at from responses where id = ?",
        (row["response_id"],),
    ).fetchone()
    parts = conn.execute("select * from attachment_parts where attachment_id = ? order by id", (number,))
    return HeldFile(dict(row), dict(response), tuple(dict(part) for part in parts))
