"""What the site's own list has, what is held of it and what is missing; and how the last visits ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from datasette.utils.asgi import AsgiStream, Request, Response

from archive.search.coverage import Month, read_coverage
from archive.search.download import Cells
from archive.search.files_to_do import FileToDo, count_files, files_to_do
from archive.search.opening import Connection
from archive.search.overview import Freshness, Overview, read_freshness, read_overview
from archive.search.runs import latest_runs
from archive.store.captures import Run
from web.database import read
from web.download import csv_file
from web.frame import is_stale, show
from web.paging import pages_of
from web.parameters import Parameters
from web.wording import hours_since, plural, run_ended

if TYPE_CHECKING:
    from datasette.app import Datasette

_RUNS = 7
_MONTHS = 12
_FILES = 25


@dataclass(frozen=True, slots=True)
class Health:
    """How far the archive can be trusted to be complete, in a word and in a sentence."""

    word: str
    sentence: str
    good: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What the page is made of: ``states`` counts files, ``to_do`` is one page of those to work through."""

    freshness: Freshness
    overview: Overview
    months: tuple[Month, ...]
    runs: tuple[Run, ...]
    states: dict[str, int]
    to_do: tuple[FileToDo, ...]


async def coverage_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of what is held and what is missing.

    ``?months=all`` shows every month, ``?page=N`` a page of the files that are not held or not read.
    """
    asked = Parameters(request, "months", "page")
    page, whole = asked.page(), asked.one_of("months", ("all",), "a choice of months")
    found = await read(datasette, lambda conn: _found(conn, page))
    freshness = found.freshness
    months = sorted(found.months, key=lambda month: (month.month != "unknown", month.month), reverse=True)
    shown = months if whole else months[:_MONTHS]
    all_to_do = sum(number for state, number in found.states.items() if state != "held")
    return await show(
        datasette,
        request,
        "coverage.html",
        freshness,
        health=_health(freshness, found.runs),
        overview=found.overview,
        listed=sum(month.listed for month in months),
        parsed=sum(month.parsed for month in months),
        failed=sum(month.failed for month in months),
        held_back=sum(month.quarantined for month in months),
        months=shown,
        most=max((max(month.listed, month.parsed) for month in shown), default=1) or 1,
        all_months=len(months),
        runs=found.runs,
        states=found.states,
        to_do=found.to_do,
        all_to_do=all_to_do,
        unused=asked.unused,
        page=page,
        pages=pages_of(all_to_do, _FILES),
    )


def _found(conn: Connection, page: int) -> _Found:
    return _Found(
        freshness=read_freshness(conn),
        overview=read_overview(conn),
        months=read_coverage(conn),
        runs=latest_runs(conn, _RUNS),
        states=count_files(conn),
        to_do=tuple(files_to_do(conn, (page - 1) * _FILES, _FILES)),
    )


async def files_csv(datasette: Datasette) -> AsgiStream:
    """Return all files that are not held or not read as CSV."""

    def rows(conn: Connection) -> Iterator[Cells]:
        return (astuple(file) for file in files_to_do(conn))

    columns = tuple(field.name for field in fields(FileToDo))
    return await csv_file(datasette, "foilog-files-to-do.csv", columns, rows)


async def coverage_csv(datasette: Datasette) -> AsgiStream:
    """Return the coverage of all months as CSV."""

    def rows(conn: Connection) -> Iterator[Cells]:
        return (astuple(month) for month in read_coverage(conn))

    columns = tuple(field.name for field in fields(Month))
    return await csv_file(datasette, "foilog-coverage.csv", columns, rows)


def _health(freshness: Freshness, runs: tuple[Run, ...]) -> Health:
    last = freshness.last_check
    if last is None:
        said = "No run has looked at everything the Met lists, so what is missing is not known."
        return Health("Never checked whole", _with_last(said, runs), good=False)
    if not is_stale(freshness):
        said = "The last complete check looked at everything the Met lists."
        return Health("Up to date", said, good=True)
    days = int(hours_since(last, datetime.now(UTC)) // 24)
    said = "Newer responses may be missing; what is here is unchanged."
    return Health(f"Behind for {plural(days, 'day')}", _with_last(said, runs), good=False)


def _with_last(said: str, runs: tuple[Run, ...]) -> str:
    if not runs:
        return said
    ended = run_ended(runs[0].exit_code)
    return f"{said} Last run: {ended.word.lower()}. {ended.advice}".strip()
