"""The statistics of exemptions as tables and charts; every number leads to the responses behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.asked import Search
from archive.search.exemptions import (
    Frequency,
    ProvisionUse,
    Use,
    responses_behind,
    responses_with_any,
)
from archive.search.labels import provision_label
from archive.search.terms import GROUNDS, Cites
from web.addresses import provision_address, search_address
from web.charts import Column, small_columns, top_of_scale
from web.counting import Counting
from web.law import title


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, and the address of the responses behind it."""

    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted, in each period and in all; ``address`` leads to its own page, if it has one."""

    label: str
    title: str
    address: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True, slots=True)
class SmallChart:
    """A section's share of the published responses in each period."""

    row: Row
    shares: tuple[float, ...]
    columns: tuple[Column, ...]


def cell(count: int, behind: Search, site: str) -> Cell:
    """Return a number with its address, of one force's ``site`` or, where that is empty, of all."""
    return Cell(count, search_address(behind, site=site))


def published_row(frequency: Frequency, counting: Counting) -> Row:
    """Return the denominators: all published responses."""
    cells = [
        cell(period.responses, responses_behind(period=period.name), counting.site)
        for period in frequency.periods
    ]
    total = cell(frequency.responses, responses_behind(period=counting.year), counting.site)
    return Row("All published responses", "", "", tuple(cells), total)


def any_exemption_row(frequency: Frequency, counting: Counting) -> Row:
    """Return the responses that use at least one exemption of Part II."""
    sections = [section.provision for section in frequency.sections if section.in_part_ii]
    role = "" if counting.use == "any" else counting.use

    def behind(use: Use, period: str) -> Cell:
        return cell(getattr(use, counting.use), responses_with_any(sections, role, period), counting.site)

    cells = [
        behind(use, period.name)
        for use, period in zip(frequency.exempting_periods, frequency.periods, strict=True)
    ]
    return Row("Any exemption", "", "", tuple(cells), behind(frequency.exempting, counting.year))


def use_row(used: ProvisionUse, periods: Sequence[str], counting: Counting) -> Row:
    """Return one provision in the use that is counted."""
    cited = Cites(used.act, used.provision)
    role = "" if counting.use == "any" else counting.use

    def behind(use: Use, period: str) -> Cell:
        return cell(getattr(use, counting.use), responses_behind(cited, role, period), counting.site)

    cells = [behind(use, period) for use, period in zip(used.periods, periods, strict=True)]
    return Row(*_named(used), tuple(cells), behind(used.total, counting.year))


def role_row(used: ProvisionUse, counting: Counting) -> Row:
    """Return one provision with a cell for each of GROUNDS; the total is any of them."""
    cited = Cites(used.act, used.provision)

    def behind(count: int, role: str) -> Cell:
        return cell(count, responses_behind(cited, role, counting.year), counting.site)

    cells = [behind(getattr(used.total, role), role) for role in GROUNDS]
    return Row(*_named(used), tuple(cells), behind(used.total.any, ""))


def small_charts(rows: Sequence[Row], frequency: Frequency) -> tuple[float, tuple[SmallChart, ...]]:
    """Return the share at which the common scale ends, and a chart for each of ``rows``."""
    shares = [
        tuple(
            number.count / period.responses if period.responses else 0
            for number, period in zip(row.cells, frequency.periods, strict=True)
        )
        for row in rows
    ]
    top = top_of_scale([share for of_row in shares for share in of_row])
    return top, tuple(
        SmallChart(row, of_row, small_columns(of_row, top)) for row, of_row in zip(rows, shares, strict=True)
    )


def _named(used: ProvisionUse) -> tuple[str, str, str]:
    label = provision_label(used.act, used.provision)
    return label, title(used.title), provision_address(used.act, used.provision)
