"""One response with everything that is known of it, and the way to it from a reference or a wrong address."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archive.search.expressions import match_expression
from archive.search.named import with_id
from archive.search.passages import MARK_END, MARK_START
from archive.search.query import read_query
from archive.search.results import Hit, hits
from archive.search.terms import Query, Referenced

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HeldResponse:
    """The row of a response, and the rows of other tables that belong to it, as they stand in the database.

    ``citations`` carry the title, kind and tests of their provision too; ``same_reference`` are the ids of
    other responses with this reference.
    """

    row: Row
    site: Row
    citations: tuple[Row, ...]
    findings: tuple[Row, ...]
    diagnostics: tuple[Row, ...]
    corrections: tuple[Row, ...]
    urls: tuple[str, ...]
    attachments: tuple[Row, ...]
    versions: tuple[Row, ...]
    same_reference: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the record as it is given to programs."""
        record = dict(self.row)
        for key in ("decision_components", "diagnostics"):
            record[key] = json.loads(record[key])
        return {
            **record,
            "has_attachments": bool(self.row["has_attachments"]),
            "fictional": bool(self.site["fictional"]),
            "citations": list(self.citations),
            "findings": list(self.findings),
            "diagnostic_messages": list(self.diagnostics),
            "corrections": list(self.corrections),
            "urls": list(self.urls),
            "attachments": list(self.attachments),
            "versions": list(self.versions),
        }


def read_response(conn: sqlite3.Connection, response_id: str) -> HeldResponse | None:
    """Return the response with this id, or None."""
    row = conn.execute("select * from responses where id = ?", (response_id,)).fetchone()
    if row is None:
        return None

    def rows(sql: str) -> tuple[Row, ...]:
        return tuple(dict(found) for found in conn.execute(sql, (response_id,)))

    others = conn.execute(
        "select id from responses where reference_key = ? and id <> ? order by id",
        (row["reference_key"], response_id),
    )
    return HeldResponse(
        row=dict(row),
        site=dict(conn.execute("select * from site where name = ?", (row["site"],)).fetchone()),
        citations=rows(
            """select c.*, p.title, p.kind, p.absolute, p.public_interest_test, s.title as section_title
               from citations c
               left join provisions p on p.act = c.act and p.provision = c.provision
               left join provisions s on s.act = c.act and s.provision = c.section
               where c.response_id = ? order by c.start_char, c.id"""
        ),
        findings=rows("select * from findings where response_id = ? order by id"),
        diagnostics=rows("select * from diagnostics where response_id = ? order by id"),
        corrections=rows("select * from corrections where response_id = ? order by id"),
        urls=tuple(found["url"] for found in rows("select url from urls where response_id = ? order by url")),
        attachments=rows("select * from attachments where response_id = ? order by place"),
        versions=rows("select * from versions where response_id = ? order by id desc"),
        same_reference=tuple(found["id"] for found in others),
    )


def find_id(conn: sqlite3.Connection, typed: str) -> str | None:
    """Return the id that ``typed`` is another spelling of: another case, or the reference with slashes."""
    typed = typed.rstrip("/")
    if (found := with_id(conn, typed)) or not (reference := _reference(typed)):
        return found
    row = conn.execute(
        "select id from responses where reference_key in (?, ?) order by id limit 1", reference.keys
    ).fetchone()
    return row["id"] if row else None


def near_references(conn: sqlite3.Connection, typed: str) -> tuple[Hit, ...]:
    """Return the responses whose references stand next to ``typed``; none where it is no reference."""
    reference = _reference(typed)
    if reference is None:
        return ()
    key = reference.keys[0]
    rows = conn.execute(
        """select * from (select rowid, reference_key from responses where reference_key < ?
                          order by reference_key desc limit 3)
           union all
           select * from (select rowid, reference_key from responses where reference_key > ?
                          order by reference_key limit 3)
           order by 2""",
        (key, key),
    )
    return tuple(hits(conn, [row[0] for row in rows], Query()))


def marked_columns(conn: sqlite3.Connection, response_id: str, query: Query) -> dict[str, str]:
    """Return title, request, answer and text with the query's words between MARK_START and MARK_END.

    Empty where none of them is found.
    """
    if not query.words:
        return {}
    found = conn.execute(
        """select highlight(responses_fts, 0, ?, ?) as title,
                  highlight(responses_fts, 1, ?, ?) as request_text,
                  highlight(responses_fts, 2, ?, ?) as answer_text,
                  highlight(responses_fts, 3, ?, ?) as text
           from responses_fts where responses_fts match ?
             and rowid = (select rowid from responses where id = ?)""",
        (MARK_START, MARK_END) * 4 + (match_expression(query.words), response_id),
    ).fetchone()
    return {key: found[key] or "" for key in found.keys()} if found else {}  # noqa: SIM118 - a Row, not a dict


def _reference(typed: str) -> Referenced | None:
    clauses = read_query(typed).clauses
    term = clauses[0][0].term if len(clauses) == 1 and len(clauses[0]) == 1 else None
    return term if isinstance(term, Referenced) and term.keys else None
