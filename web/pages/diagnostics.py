"""For whoever looks after the rules: what the reading found odd, and the responses concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.search.diagnostics import PAGE_SIZE, Diagnosed, count_diagnostics, diagnosed_responses
from archive.search.facets import Count
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from web.database import read
from web.explanations import EXPLANATIONS
from web.frame import show
from web.paging import pages_of
from web.parameters import Parameters

if TYPE_CHECKING:
    from datasette.app import Datasette


async def diagnostics(request: Request, datasette: Datasette) -> Response:
    """Return the page of all codes, each with its meaning and the number of responses that have it."""

    def figures(conn: Connection) -> tuple[Freshness, tuple[Count, ...]]:
        return read_freshness(conn), count_diagnostics(conn)

    freshness, found = await read(datasette, figures)
    never = sorted(EXPLANATIONS.keys() - {count.value for count in found})
    return await show(
        datasette,
        request,
        "diagnostics.html",
        freshness,
        counts=(*found, *(Count(code, 0) for code in never)),
    )


async def diagnostic(request: Request, datasette: Datasette) -> Response:
    """Return the page of one code: the responses that have it, newest first."""
    code = request.url_vars["code"]
    asked = Parameters(request, "page")
    page = asked.page()

    def responses(conn: Connection) -> tuple[Freshness, int, tuple[Diagnosed, ...]]:
        total = next((count.responses for count in count_diagnostics(conn) if count.value == code), 0)
        return read_freshness(conn), total, diagnosed_responses(conn, code, page)

    freshness, total, found = await read(datasette, responses)
    if not total and code not in EXPLANATIONS:
        raise NotFound(f"no diagnostic is called {code[:100]}")
    return await show(
        datasette,
        request,
        "diagnostic.html",
        freshness,
        code=code,
        total=total,
        found=found,
        unused=asked.unused,
        page=page,
        pages=pages_of(total, PAGE_SIZE),
    )
