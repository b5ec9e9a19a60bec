"""The public file from what was read: rows in one order, then the indexes over their text."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import astuple, fields
from heapq import merge
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from archive.building.rules import RULE_COLUMNS, count_uses, rule_rows
from archive.reading.covering import TableRow, Value, covered
from archive.reading.file_rows import FILE_COLUMNS, ROWS_OF_RESPONSE, file_rows
from archive.reading.readings import Readings
from archive.reading.records import NamedResponse
from archive.reading.rows import (
    CitationRow,
    CorrectionRow,
    DiagnosticRow,
    FindingRow,
    PageFields,
    VersionFields,
)
from archive.reading.sites import ReadSite
from archive.search.index import index_archive
from archive.store.captures import Run
from parsers.letter.reference_number import ReferenceNumber, reference_number
from parsers.provisions import Provision, registry

SCHEMA_VERSION = 1
APPLICATION_ID = int.from_bytes(b"foil")
_BATCH = 500  # rows of one table written in one go
_BATCH_OF = {"attachment_parts": 20, "attachment_cells": 5_000}  # of long and of short ones

COLUMNS: dict[str, tuple[str, ...]] = {
    "site": ("name", "title", "base_url", "fictional"),
    "provisions": tuple(field.name for field in fields(Provision)),
    "responses": (
        "rowid", "id", "site", "url", *PageFields._fields, "first_seen", "last_seen", "removed_at",
        "missing_from", "times_missing",
        "capture_sha256", "captured_at", "source", "has_attachments", "diagnostics", "text",
    ),
    "citations": ("rowid", "response_id", *CitationRow._fields),
    "findings": ("rowid", "response_id", *FindingRow._fields),
    "diagnostics": ("rowid", "response_id", *DiagnosticRow._fields),
    "corrections": ("rowid", "response_id", *CorrectionRow._fields),
    "rules": RULE_COLUMNS,
    "urls": ("response_id", "url"),
    "reference_numbers": ("response_id", "site", "month", *ReferenceNumber._fields),
    "response_sources": ("response_id", "source", "site"),
    **FILE_COLUMNS,
    "versions": (
        "rowid", "response_id", "first_seen", "last_seen", "state", *VersionFields._fields, "text_sha256",
        "text", "urls",
    ),
    "listing_entries": ("site", "url", "title", "date", "type", "description", "seen_at"),
    "suppressed": ("name", "since", "reason"),
    "runs": tuple(field.name for field in fields(Run)),
    "coverage": (
        "site", "month", "listed", "captured", "parsed", "failed", "attachments_held", "attachments_missing",
        "quarantined", "removed",
    ),
}  # fmt: skip


class Placed(NamedTuple):
    """A response of a site, and the row in which it stands."""

    number: int
    name: str
    site: ReadSite


def write_archive(sites: Sequence[ReadSite], runs: Iterable[Run], path: Path) -> None:
    """Write the public file of ``sites`` at ``path``.

    Rows stand in one order whatever was captured or imported first, responses by date of publication, so
    that two builds of the same captures give the same rows with the same numbers.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "pragma page_size = 4096; pragma journal_mode = off; pragma synchronous = off;"
            f"pragma application_id = {APPLICATION_ID}; pragma user_version = {SCHEMA_VERSION};"
        )
        connection.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        insert_rows(connection, archive_rows(sites, runs))
        for _, readings in sites:
            insert_rows(connection, coverage_rows(connection, readings))
        insert_rows(connection, (("rules", row) for row in rule_rows(count_uses(connection))))
        index_archive(connection)
        for table in ("responses", "citations", "findings", "urls"):  # runs differ from build to build
            connection.execute(f"analyze {table}")


def insert_rows(connection: sqlite3.Connection, rows: Iterable[TableRow]) -> Counter[str]:
    """Insert ``rows`` in their order, a batch of one table at a time; return how many of each table.

    With ``executemany``, because sqlite-utils' ``insert_all`` takes twice as long for rows this short.
    """
    written: Counter[str] = Counter()
    waiting: dict[str, list[tuple[Value, ...]]] = {table: [] for table in COLUMNS}
    for table, row in rows:
        waiting[table].append(row)
        if len(waiting[table]) >= _BATCH_OF.get(table, _BATCH):
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


def archive_rows(sites: Sequence[ReadSite], runs: Iterable[Run]) -> Iterator[TableRow]:
    """Yield every row but those of ``coverage``, in the order in which they are written."""
    for site, _ in sites:
        yield "site", (site.name, site.title, site.base_url, int(site.fictional))
    for provision in registry().values():
        act, number, parent, *rest = astuple(provision)
        yield "provisions", (act, number, parent or None, *rest)
    yield from rows_of_responses(placed(sites))
    yield from rows_of_all(sites, runs)


def rows_of_all(sites: Sequence[ReadSite], runs: Iterable[Run]) -> Iterator[TableRow]:
    """Yield the rows that belong to no one response, but for those that come from other rows."""
    for _, readings in sites:
        for name, source in readings.response_sources():
            yield "response_sources", (name, source, readings.site)
        yield from covered(_entry_rows(readings), COLUMNS, readings.mask)
    withdrawn = {row[0]: (row, readings) for _, readings in sites for row in readings.withdrawn()}
    for _, (row, readings) in sorted(withdrawn.items()):
        yield from covered([("suppressed", row)], COLUMNS, readings.mask)
    first, readings = sites[0]
    yield from covered(_run_rows(runs, {site.name for site, _ in sites}, first.name), COLUMNS, readings.mask)


def placed(sites: Sequence[ReadSite]) -> Iterator[Placed]:
    """Yield all responses, oldest publication first: each stands in the row of its number."""
    oldest_first = merge(*(_places(site) for site in sites), key=itemgetter(0))
    for number, ((_, name), site) in enumerate(oldest_first, 1):
        yield Placed(number, name, site)


def _places(site: ReadSite) -> Iterator[tuple[tuple[str, str], ReadSite]]:
    for place in site.readings.places():
        yield place, site


def rows_of_responses(responses: Iterable[Placed]) -> Iterator[TableRow]:
    """Yield the rows of these responses and all that belongs to them."""
    for site, of_site in groupby(responses, key=lambda response: response.site):
        profile, readings = site
        rows = (
            row
            for number, name, _ in of_site
            for row in response_rows(readings.response(name, profile.removal_hours), readings, number)
        )
        yield from covered(rows, COLUMNS, readings.mask)


def _entry_rows(readings: Readings) -> Iterator[TableRow]:
    for seen in readings.entries():
        yield "listing_entries", (readings.site, *astuple(seen.entry), seen.seen_at)


def _run_rows(runs: Iterable[Run], sites: Set[str], first: str) -> Iterator[TableRow]:
    """Yield the runs of these sites; one that does not say its site was of the archive's first."""
    for run in runs:
        if (site := run.site or first) in sites:
            yield "runs", (*astuple(run)[:4], json.dumps(run.sources), *astuple(run)[5:-1], site)


def response_rows(response: NamedResponse, readings: Readings, number: int) -> Iterator[TableRow]:
    """Yield the row of a response, which will have this ``number``, then those that belong to it."""
    name, page, rows, gone = response.id, response.page, response.rows, response.removal
    diagnostics = [*rows.diagnostics]
    if response.others:
        shared = f"the same reference stands on {', '.join(response.others)}"
        diagnostics.append(DiagnosticRow("reference.shared", shared))
    yield (
        "responses",
        (
            number,
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
    if numbered := reference_number(rows.fields.reference_key or ""):
        yield "reference_numbers", (name, readings.site, (rows.fields.published or "")[:7], *numbered)
    first = number * ROWS_OF_RESPONSE + 1
    for row, citation in enumerate(rows.citations, first):
        yield "citations", (row, name, *citation)
    for row, finding in enumerate(rows.findings, first):
        yield "findings", (row, name, *finding)
    for row, diagnostic in enumerate(diagnostics, first):
        yield "diagnostics", (row, name, *diagnostic)
    for row, correction in enumerate(rows.corrections, first):
        yield "corrections", (row, name, *correction)
    for url in response.urls:
        yield "urls", (name, url)
    yield from file_rows(name, first, rows.links, readings)
    yield from _version_rows(response, first)


def _version_rows(response: NamedResponse, first: int) -> Iterator[TableRow]:
    for row, version in enumerate(response.versions, first):
        first_seen, last_seen, digest = version
        seen = (row, response.id, first_seen, last_seen)
        if digest:
            said = ("present", *response.readings[digest], digest, response.texts[digest])
            yield "versions", (*seen, *said, json.dumps(response.addresses_of(version)))
        else:
            yield "versions", (*seen, "removed", None, None, None, None, None, None)


def coverage_rows(connection: sqlite3.Connection, readings: Readings) -> Iterator[TableRow]:
    """Yield a row for each month of publication: what was listed, read and failed, what files are held."""
    files_and_removals = {
        month: counts
        for month, *counts in connection.execute(
            "select substr(coalesce(published, 'unknown'), 1, 7) as month, sum(held), sum(missing),"
            " sum(quarantined), sum(removed) from ("
            "  select published, 0 as held, 0 as missing, 0 as quarantined, removed_at is not null as removed"
            "  from responses where site = ?1"
            "  union all"
            "  select published, state in ('held', 'unreadable'), state in ('not_held', 'too_large'),"
            "   state = 'quarantined', 0"
            "  from attachments join responses on responses.id = response_id where site = ?1"
            ") group by month",
            (readings.site,),
        )
    }
    for month, *pages in readings.coverage():
        yield "coverage", (readings.site, month, *pages, *files_and_removals.get(month, (0, 0, 0, 0)))
