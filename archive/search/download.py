"""All results of a search as rows, for people who go on in a spreadsheet or a program."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

from archive.search.asked import Search
from archive.search.labels import provision_label
from archive.search.matching import matching
from archive.search.results import ordered_rowids

DOWNLOAD_COLUMNS = (
    "id", "reference", "title", "published", "decision", "decision_components", "decision_stated", "regime",
    "exemptions", "request_text", "url", "first_seen", "last_seen", "removed_at", "captured_at",
    "capture_sha256", "source",
)  # fmt: skip


def download_rows(conn: sqlite3.Connection, search: Search) -> list[dict[str, Any]]:
    """Return all results with DOWNLOAD_COLUMNS, in the order asked for.

    ``exemptions`` lists what is cited as "s.31(1)(a) relied_on; s.40(2) relied_on".
    """
    found = matching(search.query, search.filters)
    rowids = ordered_rowids(conn, search, found, (-1, 0))
    columns = ", ".join(f"r.{column}" for column in DOWNLOAD_COLUMNS if column != "exemptions")
    rows = {
        row["rowid"]: row for row in conn.execute(f"select r.rowid, {columns} {found.text}", found.values)
    }
    cited: dict[str, list[str]] = defaultdict(list)
    for row in conn.execute(
        "select response_id, act, provision, role from citations order by response_id, id"
    ):
        cited[row[0]].append(f"{provision_label(row[1], row[2])} {row[3]}")
    return [
        {column: "; ".join(cited[rows[rowid]["id"]]) if column == "exemptions" else rows[rowid][column]
         for column in DOWNLOAD_COLUMNS}
        for rowid in rowids
    ]  # fmt: skip
