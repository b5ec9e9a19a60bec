"""The last visits to the sources, how each ended, and the chain of captures then."""

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


def newest_manifest(conn: sqlite3.Connection) -> str | None:
    """Return the digest of the newest manifest of captures, None where none is told."""
    row = conn.execute("select manifest from runs order by id desc limit 1").fetchone()
    return row[0] if row else None
