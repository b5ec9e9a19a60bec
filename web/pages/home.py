"""The home page: the search box, what is inside, what is new, what is cited most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.asked import Search
from archive.search.opening import Connection
from archive.search.overview import Freshness, Overview, read_freshness, read_overview
from archive.search.results import Hit, newest
from web.database import read
from web.frame import show

if TYPE_CHECKING:
    from datasette.app import Datasette

_NEWEST = 6


async def home(request: Request, datasette: Datasette) -> Response:
    """Return the home page."""

    def figures(conn: Connection) -> tuple[Freshness, Overview, tuple[Hit, ...]]:
        return read_freshness(conn), read_overview(conn), newest(conn, Search(), _NEWEST)

    freshness, overview, newest_hits = await read(datasette, figures)
    return await show(datasette, request, "home.html", freshness, overview=overview, hits=newest_hits)
