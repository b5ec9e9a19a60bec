"""Small answers: the page about the archive, its health for machines, what crawlers may visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.overview import read_freshness
from parsers.measured import accuracy
from web.database import read
from web.frame import is_stale, show

if TYPE_CHECKING:
    from datasette.app import Datasette

# Filters and tables multiply without end; the responses themselves may be found.
_ROBOTS = (
    "User-agent: *\nDisallow: /search\nDisallow: /foi\nDisallow: /diagnostics\nDisallow: /-/\nAllow: /\n"
)


async def about(request: Request, datasette: Datasette) -> Response:
    """Return the page that says what this is, how it is made and how to search."""
    contact = (datasette.plugin_config("foilog") or {}).get("contact", "")
    return await show(
        datasette,
        request,
        "about.html",
        await read(datasette, read_freshness),
        contact=str(contact),
        accuracy=accuracy(),
    )


async def health(datasette: Datasette) -> Response:
    """Return 200 while the last complete check is recent, else 503, with the figures as JSON."""
    freshness = await read(datasette, read_freshness)
    stale = is_stale(freshness)
    body = {
        "status": "stale" if stale else "fresh",
        "last_complete_check": freshness.last_check,
        "newest_response": freshness.newest,
        "responses": freshness.held,
        "fictional": freshness.fictional,
    }
    return Response.json(body, status=503 if stale else 200, headers={"cache-control": "no-store"})


async def robots() -> Response:
    """Return the rules for crawlers."""
    return Response.text(_ROBOTS)
