"""How often each ground of refusal is used, by year or month, with what each number is out of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import AsgiStream, Request, Response

from archive.search.download import Cells
from archive.search.exemptions import (
    Combination,
    Frequency,
    ProvisionUse,
    exemption_combinations,
    exemption_frequency,
    provision_detail,
    responses_with_all,
)
from archive.search.figures import figures_since
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.terms import Cites
from web.addresses import exemptions_address, figures_address
from web.charts import share_columns
from web.counting import Counting, counting_of
from web.database import read
from web.download import csv_file
from web.exemption_tables import any_exemption_row, cell, published_row, role_row, small_charts, use_row
from web.frame import show

if TYPE_CHECKING:
    from datasette.app import Datasette

_SMALL_CHARTS = 8
_COMBINATIONS = 12
COLUMNS = (
    "period", "published_responses", "section", "title", "class", "any_use", "relied_on", "ncnd",
    "alternative",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistics:
    """All figures of the page, of one published file. ``years`` are those that have responses."""

    freshness: Freshness
    counting: Counting
    frequency: Frequency
    years: tuple[str, ...]
    limbs_of_14: tuple[ProvisionUse, ...]
    combinations: tuple[Combination, ...]
    since: str  # the day from which they were published so


async def exemptions_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of statistics; ``?by=month&year=2024`` counts months, ``?use=ncnd`` one use alone."""
    found = await read(datasette, lambda conn: _statistics(conn, request))
    frequency, counting = found.frequency, found.counting
    periods = [period.name for period in frequency.periods]
    part_ii = [section for section in frequency.sections if section.in_part_ii]
    outside = [section for section in frequency.sections if not section.in_part_ii]
    rows = [use_row(each, periods, counting) for each in part_ii]
    any_row = any_exemption_row(frequency, counting)
    top, charts = small_charts([row for row in rows if row.total.count][:_SMALL_CHARTS], frequency)
    return await show(
        datasette,
        request,
        "exemptions.html",
        found.freshness,
        frequency=frequency,
        counting=counting,
        unused=counting.unused,
        years=found.years,
        at=exemptions_address,
        since=found.since,
        as_published=figures_address(found.since, shown=counting.shown),
        published=published_row(frequency, counting),
        any_row=any_row,
        rows=rows,
        columns=share_columns(
            [
                (period.name, number.count, period.responses)
                for period, number in zip(frequency.periods, any_row.cells, strict=True)
            ]
        ),
        top=top,
        charts=charts,
        roles=[role_row(each, counting) for each in part_ii],
        outside=[role_row(each, counting) for each in (*outside, *found.limbs_of_14)],
        combinations=[
            (each.sections, cell(each.responses, responses_with_all(each.sections), counting.site))
            for each in found.combinations
        ],
    )


async def exemptions_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return the use of each section in each period as CSV, with the number it is out of."""

    def rows(conn: Connection) -> Iterator[Cells]:
        counting = counting_of(request, read_freshness(conn))
        return section_rows(exemption_frequency(conn, counting.step, counting.year, counting.site))

    return await csv_file(datasette, "foilog-exemptions.csv", COLUMNS, rows)


def section_rows(frequency: Frequency) -> Iterator[Cells]:
    """Yield a row of COLUMNS for each section in each period."""
    for place, period in enumerate(frequency.periods):
        for each in frequency.sections:
            kind = "exemption of Part II" if each.in_part_ii else "refusal that is no exemption"
            named = (period.name, period.responses, each.provision, each.title, kind)
            yield *named, *each.periods[place]


def _statistics(conn: Connection, request: Request) -> Statistics:
    freshness = read_freshness(conn)
    counting = counting_of(request, freshness)
    yearly = exemption_frequency(conn, site=counting.site)
    by_month = counting.step == "month"
    counted = (counting.step, counting.year, counting.site)
    section_14 = provision_detail(conn, Cites("FOIA2000", "14"), *counted)
    return Statistics(
        freshness,
        counting,
        exemption_frequency(conn, *counted) if by_month else yearly,
        tuple(period.name for period in yearly.periods),
        section_14.below if section_14 else (),
        exemption_combinations(conn, _COMBINATIONS, counting.site),
        figures_since(conn),
    )
