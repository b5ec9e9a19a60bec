"""The history of a response: each text it had at its source, and what changed from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.opening import Connection
from web.database import read
from web.frame import show
from web.held import Found, elsewhere, look_up, title_of, typed_id
from web.history import Version, compared, places_of
from web.paging import pages_of
from web.parameters import Parameters

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE_SIZE = 10  # versions compared on a page; the list of all stands above them


async def versions_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of a response's versions, newest first, with what changed in each."""
    typed, asked = typed_id(request), Parameters(request, "page")
    page = asked.page()

    def looked_up(conn: Connection) -> tuple[Found, list[Version]]:
        found = look_up(conn, typed)
        return found, compared(found.held.versions, page, _PAGE_SIZE) if found.held else []

    found, versions = await read(datasette, looked_up)
    if found.held is None:
        return await elsewhere(request, datasette, typed, found, "/versions")
    return await show(
        datasette,
        request,
        "versions.html",
        found.freshness,
        row=found.held.row,
        title=title_of(found.held.row),
        all_versions=found.held.versions,
        versions=versions,
        places=places_of(found.held.versions),
        unused=asked.unused,
        page=page,
        pages=pages_of(len(found.held.versions), _PAGE_SIZE),
    )
