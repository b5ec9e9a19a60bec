"""The last visits to the sources, and how each ended."""

from __future__ import annotations

import json
import sqlite3

from archive.store.captures import Run


def latest_runs(conn: sqlite3.Connection, number: int) -> tuple[Run, ...]:
    """Return the last ``number`` runs, the newest first."""
    rows = conn.execute(
        "select id, started, finished, exit_code, sources, seen, new, changed, gone, failed, message, site"
        " from runs order by id desc limit ?",
        (number,),
    )
    return tuple(Run(**{**row, "sources": tuple(json.loads(row["sources"]))}) for row in map(dict, rows))
