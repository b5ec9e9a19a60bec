"""Small answers: the pages about the archive and about searching it, and its health for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.overview import read_freshness
from archive.search.runs import newest_manifest
from parsers.measured import accuracy
from web.database import read
from web.frame import is_stale, show

if TYPE_CHECKING:
    from datasette.app import Datasette


async def about(request: Request, datasette: Datasette) -> Response:
    """Return the page that says what this is, how it is made and how right it is."""
    contact = (datasette.plugin_config("foilog") or {}).get("contact", "")
    return await show(
        datasette,
        request,
        "about.html",
        await read(datasette, read_freshness),
        contact=str(contact),
        accuracy=accuracy(),
        manifest=await read(datasette, newest_manifest),
    )


async def help_page(request: Request, datasette: Datasette) -> Response:
    """Return the page about the query language, and what the results mean."""
    return await show(datasette, request, "help.html", await read(datasette, read_freshness))


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
        "newest_manifest": await read(datasette, newest_manifest),
    }
    return Response.json(body, status=503 if stale else 200, headers={"cache-control": "no-store"})
