"""Each response with all that belongs to it as one line of JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from archive.search.lookup import read_response


def write_jsonl(conn: sqlite3.Connection, path: Path, tell: Callable[[], None]) -> None:
    """Write the record of each response to ``path``, a line each, in the order of the table.

    ``conn`` gives rows by name; ``tell`` is called for each.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for (response_id,) in conn.execute("select id from responses order by rowid"):
            file.write(json.dumps(full_record(conn, response_id), ensure_ascii=False) + "\n")
            tell()


def full_record(conn: sqlite3.Connection, response_id: str) -> dict[str, Any]:
    """Return what ``/r/ID.json`` gives of a response that is held, with the text of its files."""
    held = read_response(conn, response_id)
    assert held is not None, response_id
    record = held.as_json()
    record["attachments"] = [
        {**file, "parts": list(_parts(conn, file["id"]))} for file in record["attachments"]
    ]
    return record


def _parts(conn: sqlite3.Connection, attachment_id: int) -> Iterator[dict[str, str]]:
    rows = conn.execute(
        "select part, text from attachment_parts where attachment_id = ? order by id", (attachment_id,)
    )
    return ({"part": part, "text": text} for part, text in rows)
