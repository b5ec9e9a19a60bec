"""One provision: what it is, how often it is used and with what, and the words that use it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from datasette.utils.asgi import AsgiStream, NotFound, Request, Response

from archive.search.asked import Filters
from archive.search.download import Cells
from archive.search.exemptions import (
    Combination,
    Period,
    ProvisionDetail,
    ProvisionUse,
    exemption_combinations,
    provision_detail,
    responses_behind,
    responses_with_all,
)
from archive.search.facets import Count
from archive.search.figures import figures_since
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.query import read_provision
from archive.search.results import Hit, count, newest
from archive.search.terms import GROUNDS, UNITS, Cites, Query
from archive.search.wordings import sentences, spellings
from parsers.measured import accuracy
from parsers.provisions import registry
from web.addresses import figures_address, provision_address, search_address
from web.charts import grouped_columns
from web.counting import Counting, counting_of
from web.database import read
from web.download import csv_file
from web.exemption_tables import Cell, cell, role_row
from web.frame import show
from web.pages.search_data import results_feed

if TYPE_CHECKING:
    from datasette.app import Datasette

COLUMNS = (
    "period", "published_responses", "act", "provision", "title", "any_use", "relied_on", "ncnd",
    "alternative",
)  # fmt: skip
_NEWEST = 10
_SPELLINGS = 6
_TOGETHER = 6
_OTHER_ROLES = ("procedural", "discussed")


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page shows, of one published file."""

    freshness: Freshness
    counting: Counting
    detail: ProvisionDetail | None
    hits: tuple[Hit, ...]
    sentences: Mapping[str, str]
    spellings: tuple[Count, ...]
    together: tuple[Combination, ...]
    named_only: Mapping[str, int]
    since: str  # the day from which the figures were published so


async def provision_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of a provision; other spellings of it are sent to the one address it has."""
    cited, address = _asked(request)
    if _path(request) != address:
        asked = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"{address}{asked}")
    found = await read(datasette, lambda conn: _figures(conn, request, cited))
    detail = found.detail
    if detail is None:
        raise NotFound(f"no law has a {cited.shown}")
    periods = [period.name for period in detail.periods]
    roles = [role for role in GROUNDS if getattr(detail.use.total, role)]
    series = [[getattr(use, role) for use in detail.use.periods] for role in roles]
    counting = found.counting
    return await show(
        datasette,
        request,
        "provision.html",
        found.freshness,
        canonical=datasette.absolute_url(request, address),
        cited=cited,
        unit=UNITS[cited.act],
        detail=detail,
        counting=counting,
        unused=counting.unused,
        at=lambda **shown: provision_address(cited.act, cited.provision, site=counting.site, **shown),
        roles=roles,
        grounds=GROUNDS,
        columns=grouped_columns(periods, series),
        rows=[
            (
                role,
                [
                    cell(n, responses_behind(cited, role, p), counting.site)
                    for n, p in zip(counts, periods, strict=True)
                ],
            )
            for role, counts in zip(roles, series, strict=True)
        ],
        totals=role_row(detail.use, counting),
        published=[cell(p.responses, responses_behind(period=p.name), counting.site) for p in detail.periods],
        below=[role_row(use, counting) for use in detail.below],
        older=[role_row(use, counting) for use in detail.older_forms],
        others=_others(cited, found.named_only, counting.site),
        since=found.since,
        as_published=figures_address(found.since, cited, shown=counting.shown),
        neither=_neither_forms(cited),
        everything=search_address(responses_behind(cited), site=counting.site),
        everything_csv=search_address(responses_behind(cited), form=".csv", site=counting.site),
        hits=found.hits,
        sentences=found.sentences,
        spellings=found.spellings,
        together=[
            (each, cell(each.responses, responses_with_all(each.sections), counting.site))
            for each in found.together
        ],
        accuracy=next((figure for figure in accuracy() if figure.field == "citations"), None),
    )


async def provision_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return the use of the provision and of each of its parts in each period, as CSV."""
    cited, _ = _asked(request)

    def rows(conn: Connection) -> Iterator[Cells]:
        counting = counting_of(request, read_freshness(conn))
        detail = provision_detail(conn, cited, counting.step, counting.year, counting.site)
        if detail is None:
            raise NotFound(f"no law has a {cited.shown}")
        yield from part_rows(detail.periods, (detail.use, *detail.below))

    name = re.sub(r"[^0-9A-Za-z]+", "-", f"foilog-{cited.shown}").strip("-")
    return await csv_file(datasette, f"{name}.csv", COLUMNS, rows)


def part_rows(periods: Sequence[Period], parts: Sequence[ProvisionUse]) -> Iterator[Cells]:
    """Yield a row of COLUMNS for each of ``parts`` in each period."""
    for place, period in enumerate(periods):
        for each in parts:
            yield period.name, period.responses, each.act, each.provision, each.title, *each.periods[place]


async def provision_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest responses that use the provision as a ground of refusal, as an Atom feed."""
    cited, page = _asked(request)
    address = provision_address(cited.act, cited.provision, ".atom")
    title = f"responses that use {cited.shown}"
    return await results_feed(request, datasette, responses_behind(cited), title, address, page)


def _asked(request: Request) -> tuple[Cites, str]:
    typed = unquote(request.url_vars["provision"])
    cited = read_provision(typed)
    if cited is None:
        raise NotFound(f"{typed[:100]} is no provision")
    return cited, provision_address(cited.act, cited.provision)


def _path(request: Request) -> str:
    return unquote(request.path)


def _figures(conn: Connection, request: Request, cited: Cites) -> Figures:
    freshness = read_freshness(conn)
    counting = counting_of(request, freshness)
    behind = responses_behind(cited)
    hits = newest(conn, replace(behind, filters=replace(behind.filters, site=counting.site)), _NEWEST)
    whole = cited.act == "FOIA2000" and "(" not in cited.provision
    together = [
        each
        for each in (exemption_combinations(conn, 1_000, counting.site) if whole else ())
        if cited.provision in each.sections and len(each.sections) == 2
    ]
    return Figures(
        freshness,
        counting,
        provision_detail(conn, cited, counting.step, counting.year, counting.site),
        hits,
        sentences(conn, cited, [hit.id for hit in hits]),
        spellings(conn, cited, _SPELLINGS),
        tuple(together[:_TOGETHER]),
        {
            role: count(conn, Query(), Filters(provision=cited, role=role, site=counting.site))
            for role in _OTHER_ROLES
        },
        figures_since(conn),
    )


def _others(cited: Cites, named_only: Mapping[str, int], site: str) -> list[tuple[str, Cell]]:
    """Return the uses that are no grounds of refusal, with the responses that make them."""
    return [
        (role, cell(number, responses_behind(cited, role), site))
        for role, number in named_only.items()
        if number
    ]


def _neither_forms(cited: Cites) -> list[str]:
    """Return the parts of the section that allow neither confirming nor denying."""
    section = cited.provision.partition("(")[0]
    return [
        known.provision
        for known in registry().values()
        if known.act == cited.act and known.parent == section and known.kind == "ncnd"
    ]
