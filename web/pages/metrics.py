"""The figures that Prometheus fetches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import Response

from archive.search.standing import read_standing
from web.database import DATABASE, read
from web.metrics import exposition, measures

if TYPE_CHECKING:
    from datasette.app import Datasette


async def metrics(datasette: Datasette) -> Response:
    """Return how the archive stands and what this site has answered since it was started."""
    standing = await read(datasette, read_standing)
    public = datasette.databases[DATABASE]
    published = public.mtime_ns / 1e9 if public.mtime_ns else None
    body, content_type = exposition(measures(datasette), standing, published, public.size)
    return Response(body, content_type=content_type, headers={"cache-control": "no-store"})
