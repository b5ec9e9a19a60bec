"""The public file from what was read: rows in one order, then the indexes over their text."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import astuple, fields
from importlib.resources import files
from pathlib import Path
from urllib.parse import unquote

from archive.captures import Run
from archive.covering import TableRow, Value, covered
from archive.readings import Readings
from archive.records import FileAnswer, NamedResponse
from archive.rows import (
    CitationRow,
    CorrectionRow,
    DiagnosticRow,
    FindingRow,
    PageFields,
    VersionFields,
)
from archive.rules import RULE_COLUMNS, rule_rows
from archive.search.index import index_archive
from parsers.addresses import clean_address, slug
from parsers.profile import Profile
from parsers.provisions import Provision, registry

SCHEMA_VERSION = 1
APPLICATION_ID = int.from_bytes(b"foil")
_BATCH = 500  # rows of one table written in one go

COLUMNS: dict[str, tuple[str, ...]] = {
    "site": ("name", "title", "base_url", "fictional"),
    "provisions": tuple(field.name for field in fields(Provision)),
    "responses": (
        "id", "site", "url", *PageFields._fields, "first_seen", "last_seen", "removed_at",
        "missing_from", "times_missing",
        "capture_sha256", "captured_at", "source", "has_attachments", "diagnostics", "text",
    ),
    "citations": ("response_id", *CitationRow._fields),
    "findings": ("response_id", *FindingRow._fields),
    "diagnostics": ("response_id", *DiagnosticRow._fields),
    "corrections": ("response_id", *CorrectionRow._fields),
    "rules": RULE_COLUMNS,
    "urls": ("response_id", "url"),
    "attachments": ("response_id", "url", "filename", *FileAnswer._fields),
    "versions": (
        "response_id", "first_seen", "last_seen", "state", *VersionFields._fields, "text_sha256", "text",
    ),
    "listing_entries": ("url", "title", "date", "type", "description", "seen_at"),
    "suppressed": ("name", "since", "reason"),
    "runs": tuple(field.name for field in fields(Run)),
    "coverage": (
        "month", "listed", "captured", "parsed", "failed", "attachments_held", "attachments_missing",
        "quarantined", "removed",
    ),
}  # fmt: skip


def write_archive(readings: Readings, profile: Profile, runs: Iterable[Run], path: Path) -> dict[str, int]:
    """Write the public file at ``path``; return the number of rows of each table.

    Rows stand in one order whatever was captured or imported first, responses by date of publication, so
    that two builds of the same captures give the same rows with the same numbers.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off;"
            f"pragma application_id = {APPLICATION_ID}; pragma user_version = {SCHEMA_VERSION};"
        )
        connection.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        rows = covered(archive_rows(readings, profile, runs), COLUMNS, readings.mask)
        written = insert_rows(connection, rows)
        written += insert_rows(connection, coverage_rows(connection, readings))
        written += insert_rows(connection, (("rules", row) for row in rule_rows(connection)))
        index_archive(connection)
        for table in ("responses", "citations", "findings", "urls"):  # runs differ from build to build
            connection.execute(f"analyze {table}")
    return {table: written[table] for table in COLUMNS}


def insert_rows(connection: sqlite3.Connection, rows: Iterable[TableRow]) -> Counter[str]:
    """Insert ``rows`` in their order, a batch of one table at a time; return how many of each table.

    With ``executemany``, because sqlite-utils' ``insert_all`` takes twice as long for rows this short.
    """
    written: Counter[str] = Counter()
    waiting: dict[str, list[tuple[Value, ...]]] = {table: [] for table in COLUMNS}
    for table, row in rows:
        waiting[table].append(row)
        if len(waiting[table]) == _BATCH:
            written[table] += _insert(connection, table, waiting[table])
            waiting[table].clear()
    for table, last in waiting.items():
        written[table] += _insert(connection, table, last)
    return written


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[Value, ...]]) -> int:
    columns = COLUMNS[table]
    marks = ", ".join("?" * len(columns))
    with connection:
        connection.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", rows)  # noqa: S608 - own names
    return len(rows)


def archive_rows(readings: Readings, profile: Profile, runs: Iterable[Run]) -> Iterator[TableRow]:
    """Yield every row but those of ``coverage``, in the order in which they are written."""
    yield "site", (profile.name, profile.title, profile.base_url, int(profile.fictional))
    for provision in registry().values():
        act, number, parent, *rest = astuple(provision)
        yield "provisions", (act, number, parent or None, *rest)
    for response in readings.responses(profile.removal_hours):
        yield from response_rows(response, readings)
    for seen in readings.entries():
        yield "listing_entries", (*astuple(seen.entry), seen.seen_at)
    for withdrawn in readings.withdrawn():
        yield "suppressed", withdrawn
    for run in runs:
        yield "runs", (*astuple(run)[:4], json.dumps(run.sources), *astuple(run)[5:])


def response_rows(response: NamedResponse, readings: Readings) -> Iterator[TableRow]:
    """Yield the row of a response, then those that belong to it."""
    name, page, rows, gone = response.id, response.page, response.page.rows, response.removal
    diagnostics = [*rows.diagnostics]
    if response.others:
        shared = f"the same reference stands on {', '.join(response.others)}"
        diagnostics.append(DiagnosticRow("reference.shared", shared))
    yield (
        "responses",
        (
            name,
            readings.site,
            page.url or None,
            *rows.fields,
            response.first_seen,
            response.last_seen,
            *((gone.first_seen, gone.missing_from, gone.checks) if gone else (None, None, None)),
            page.capture_sha256,
            page.captured_at,
            page.source,
            int(bool(rows.links)),
            json.dumps(sorted({diagnostic.code for diagnostic in diagnostics})),
            response.text,
        ),
    )
    for citation in rows.citations:
        yield "citations", (name, *citation)
    for finding in rows.findings:
        yield "findings", (name, *finding)
    for diagnostic in diagnostics:
        yield "diagnostics", (name, *diagnostic)
    for correction in rows.corrections:
        yield "corrections", (name, *correction)
    for url in response.urls:
        yield "urls", (name, url)
    for url in dict.fromkeys(map(clean_address, rows.links)):
        yield "attachments", (name, url, unquote(slug(url)), *readings.file(url))
    for version in response.versions:
        seen, digest = (version.first_seen, version.last_seen), version.text_sha256
        if digest:
            said = ("present", *response.readings[digest], digest, readings.text(digest))
            yield "versions", (name, *seen, *said)
        else:
            yield "versions", (name, *seen, "removed", None, None, None, None, None)


def coverage_rows(connection: sqlite3.Connection, readings: Readings) -> Iterator[TableRow]:
    """Yield a row for each month of publication: what was listed, read and failed, what files are held."""
    files_and_removals = {
        month: counts
        for month, *counts in connection.execute(
            "select substr(coalesce(published, 'unknown'), 1, 7) as month, sum(held), sum(missing),"
            " sum(quarantined), sum(removed) from ("
            "  select published, 0 as held, 0 as missing, 0 as quarantined, removed_at is not null as removed"
            "  from responses"
            "  union all"
            "  select published, state in ('held', 'unreadable'), state in ('not_held', 'too_large'),"
            "   state = 'quarantined', 0"
            "  from attachments join responses on responses.id = response_id"
            ") group by month"
        )
    }
    for month, *pages in readings.coverage():
        yield "coverage", (month, *pages, *files_and_removals.get(month, (0, 0, 0, 0)))
