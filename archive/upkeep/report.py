"""What the archive can tell of itself: how one response was read, and how the whole stands."""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from archive.files.loose import Unplaced
from archive.reading.linked_files import unplaced_files
from archive.search.coverage import Month, read_coverage
from archive.search.files_to_do import FileToDo, count_files, files_to_do
from archive.search.named import with_address, with_id, with_reference
from archive.search.opening import open_published
from archive.store.captures import WHOLE_SITE, CaptureStore, Run
from archive.store.manifests import Head, heads
from archive.upkeep.disk import Forecast, disk_by_kind, forecast
from parsers.letter.reference import reference_key

_NEAR = 5
_COUNTED = ("responses", "citations", "findings", "attachments", "versions", "listing_entries")


class NotOneResponse(LookupError):
    """A key that names no response, or several. ``near`` holds the ids that may be meant."""

    def __init__(self, message: str, near: tuple[str, ...]) -> None:
        super().__init__(f"{message}: {', '.join(near)}" if near else message)
        self.near = near


class UnknownKey(NotOneResponse):
    """No response has this id, reference or address. Try one of ``near``."""


class AmbiguousKey(NotOneResponse):
    """Several responses have this reference. Ask for one of ``near``."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value of a field, the words that prove it, and the rule that found it.

    ``start`` and ``end`` count characters of the text, and are None where the proof stands outside it.
    """

    field: str
    value: str
    start: int | None
    end: int | None
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class CitedProvision:
    """A provision, what the page does with it, the words it was read from, and the rule."""

    act: str
    provision: str
    role: str
    as_written: str
    start: int
    end: int
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A diagnostic: something to look at."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """A text and when it was seen, or a time without one (state removed); ``urls`` are where it stood."""

    first_seen: str
    last_seen: str
    state: str
    text_sha256: str | None
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one response was read, and from which capture; no capture where only a listing names it."""

    id: str
    title: str | None
    urls: tuple[str, ...]
    source: str
    captured_at: str | None
    capture_sha256: str | None
    fields: tuple[Evidence, ...]
    citations: tuple[CitedProvision, ...]
    diagnostics: tuple[Noticed, ...]
    versions: tuple[SeenVersion, ...]


@dataclass(frozen=True, slots=True)
class Newest:
    """The response published last."""

    id: str
    title: str | None
    published: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the archive stands; what only the public file tells is empty where there is none.

    ``last_check`` is the newest run that asked a source and missed nothing, ``last_run`` the newest of all.
    ``counts`` are rows by table, ``diagnostics`` responses by code, ``disk`` bytes by kind; ``forecast`` is
    None before there are captures. ``failed`` is the number of pages asked for that gave no text. ``files``
    counts files by state, ``files_to_do`` are those not held or not read, and ``unplaced`` the saved files
    that no known page links to. ``manifest`` is the newest of the chain, None before anything was published.
    """

    last_check: Run | None
    last_run: Run | None
    newest: Newest | None = None
    counts: dict[str, int] = field(default_factory=dict)
    coverage: tuple[Month, ...] = ()
    failed: int = 0
    diagnostics: dict[str, int] = field(default_factory=dict)
    disk: dict[str, int]
    forecast: Forecast | None
    files: dict[str, int] = field(default_factory=dict)
    files_to_do: tuple[FileToDo, ...] = ()
    unplaced: tuple[Unplaced, ...]
    manifest: Head | None


_EXPLAINED = "select id, title, source, captured_at, capture_sha256 from responses where id = ?"
_URLS = "select url from urls where response_id = ? order by url"
_FINDINGS = (
    "select field, value, start_char, end_char, quote, rule from findings where response_id = ? order by id"
)
_CITATIONS = (
    "select act, provision, role, as_written, start_char, end_char, sentence, rule from citations"
    " where response_id = ? order by start_char, id"
)
_DIAGNOSTICS = "select code, message from diagnostics where response_id = ? order by id"
_VERSIONS = (
    "select first_seen, last_seen, state, text_sha256, urls from versions where response_id = ? order by id"
)


def explain(foi_path: Path, key: str) -> Explanation:
    """Return how the response with this id, reference (in any spelling) or address was read.

    Raises UnknownKey or AmbiguousKey, and StorageError for a file that is missing or no public database.
    """
    with closing(open_published(foi_path)) as archive:
        archive.row_factory = None
        found = find_response(archive, key.strip())

        def rows(sql: str) -> Iterator[tuple[Any, ...]]:
            return archive.execute(sql, (found,))

        ((response, title, source, captured_at, sha256),) = rows(_EXPLAINED)
        return Explanation(
            id=response,
            title=title,
            urls=tuple(url for (url,) in rows(_URLS)),
            source=source,
            captured_at=captured_at,
            capture_sha256=sha256,
            fields=tuple(Evidence(*row) for row in rows(_FINDINGS)),
            citations=tuple(CitedProvision(*row) for row in rows(_CITATIONS)),
            diagnostics=tuple(Noticed(*row) for row in rows(_DIAGNOSTICS)),
            versions=tuple(
                SeenVersion(first_seen, last_seen, state, digest, tuple(json.loads(urls or "[]")))
                for first_seen, last_seen, state, digest, urls in rows(_VERSIONS)
            ),
        )


def find_response(archive: sqlite3.Connection, key: str) -> str:
    """Return the id of the response with this id (in any case), reference (in any spelling) or address.

    Raises UnknownKey or AmbiguousKey.
    """
    if same := with_id(archive, key):
        return same
    found = with_reference(archive, key) or with_address(archive, key)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousKey(f"several responses have the reference {key}", found)
    ids = [response for (response,) in archive.execute("select id from responses order by id")]
    near = difflib.get_close_matches(reference_key(key), ids, _NEAR)
    raise UnknownKey(f"no response has the id, reference or address {key!r}", tuple(near))


def status(data_dir: Path) -> Status:
    """Return how the archive in ``data_dir`` stands; what is not there yet counts as nothing.

    Raises StorageError for a file that is there and cannot be read.
    """
    runs: tuple[Run, ...] = ()
    foreseen: Forecast | None = None
    unplaced: tuple[Unplaced, ...] = ()
    chain: tuple[Head, ...] = ()
    disk = disk_by_kind(data_dir)
    if (data_dir / "captures.db").exists():
        with CaptureStore.open(data_dir / "captures.db", read_only=True) as store:
            runs = store.runs()
            foreseen = forecast(store, disk, datetime.now(UTC))
            unplaced = unplaced_files(store)
            chain = heads(store)
    held = Status(
        last_check=last_complete_check(runs),
        last_run=_last(runs),
        disk=disk,
        forecast=foreseen,
        unplaced=unplaced,
        manifest=chain[-1] if chain else None,
    )
    return _with_published(held, data_dir / "foi.db") if disk["foi.db"] else held


def _with_published(held: Status, foi_path: Path) -> Status:
    """Return how the archive stands with what the public file tells of it."""
    with closing(open_published(foi_path)) as archive:
        archive.row_factory = None
        newest = archive.execute(
            "select id, title, published from responses where published is not null"
            " order by published desc, id desc limit 1"
        ).fetchone()
        coverage = read_coverage(archive)
        return replace(
            held,
            newest=Newest(*newest) if newest else None,
            counts={
                table: archive.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608 - own names
                for table in _COUNTED
            },
            coverage=coverage,
            failed=sum(month.failed for month in coverage),
            diagnostics=dict(
                archive.execute(
                    "select code, count(distinct response_id) as responses from diagnostics"
                    " group by code order by responses desc, code"
                ).fetchall()
            ),
            files=count_files(archive),
            files_to_do=tuple(files_to_do(archive)),
        )


def last_complete_check(runs: Sequence[Run]) -> Run | None:
    """Return the newest run that looked at everything the site has; an import or a limited run did not.

    Of several sites, that of the one where it is longest ago.
    """
    newest = {run.site: run for run in runs if run.exit_code == 0 and WHOLE_SITE in run.sources}
    if len(newest) > 1:
        newest.pop("", None)  # of an earlier version, which had one site
    return min(newest.values(), key=lambda run: run.finished or "", default=None)


def _last(runs: Sequence[Run]) -> Run | None:
    return runs[-1] if runs else None
