"""The gap meter: what share of the reference numbers was ever published, with bounds. All of it estimates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from datasette.utils.asgi import AsgiStream, Request, Response

from archive.search.download import Cells
from archive.search.gaps import (
    Gap,
    Listed,
    Overlap,
    SeriesOrder,
    Step,
    read_gaps,
    read_listed,
    read_overlaps,
    read_sequences,
)
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from web.charts import Column, share_columns
from web.database import read
from web.download import csv_file
from web.frame import show
from web.parameters import Parameters

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Meter:
    """What the page says of one force. ``columns`` are empty where nothing could be estimated."""

    title: str
    gaps: tuple[Gap, ...]
    columns: tuple[Column, ...]
    sequences: tuple[SeriesOrder, ...]
    overlaps: tuple[Overlap, ...]
    listed: tuple[Listed, ...]


async def gaps_page(request: Request, datasette: Datasette) -> Response:
    """Return the gap meter of each force, by year or, with ``?by=month``, by month of publication."""
    asked = Parameters(request, "by")
    step = _step(asked)

    def figures(conn: Connection) -> tuple[Freshness, list[Meter]]:
        freshness = read_freshness(conn)
        return freshness, list(_meters(conn, freshness, step))

    freshness, meters = await read(datasette, figures)
    return await show(
        datasette, request, "gaps.html", freshness, step=step, meters=meters, unused=asked.unused
    )


async def gaps_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return the table of the page as CSV, of all forces."""
    step = _step(Parameters(request, "by"))

    def rows(conn: Connection) -> Iterator[Cells]:
        return (astuple(gap) for gap in read_gaps(conn, step))

    columns = tuple(field.name for field in fields(Gap))
    return await csv_file(datasette, f"foilog-gaps-by-{step}.csv", columns, rows)


def _step(asked: Parameters) -> Step:
    return "month" if asked.one_of("by", ("year", "month"), "a period") == "month" else "year"


def _meters(conn: Connection, freshness: Freshness, step: Step) -> Iterator[Meter]:
    gaps, sequences = read_gaps(conn, step), read_sequences(conn)
    overlaps, listed = read_overlaps(conn), read_listed(conn)
    for site, title in freshness.forces.items():
        mine = tuple(gap for gap in gaps if gap.site == site)
        yield Meter(
            title,
            mine,
            _columns(mine),
            tuple(sequence for sequence in sequences if sequence.site == site),
            tuple(overlap for overlap in overlaps if overlap.site == site),
            tuple(month for month in listed if month.site == site),
        )


def _columns(gaps: tuple[Gap, ...]) -> tuple[Column, ...]:
    """Return a column for each period: the numbers given out, and the published ones within."""
    estimated = [(gap.period, gap.published, round(gap.issued)) for gap in gaps if gap.issued is not None]
    return share_columns(estimated)
