"""One file of a response: what became of it, and its text by page or sheet, served from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.opening import Connection
from archive.search.attachments import HeldFile, read_file
from archive.search.overview import Freshness, read_freshness
from web.database import read
from web.frame import show
from web.held import title_of
from web.letter import render

if TYPE_CHECKING:
    from datasette.app import Datasette


async def attachment_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of the file whose number the address names."""
    number = int(request.url_vars["id"])

    def looked_up(conn: Connection) -> tuple[Freshness, HeldFile | None]:
        return read_freshness(conn), read_file(conn, number)

    freshness, held = await read(datasette, looked_up)
    if held is None:
        raise NotFound(f"there is no file {number}")
    return await show(
        datasette,
        request,
        "attachment.html",
        freshness,
        file=held.row,
        response=held.response,
        title=title_of(held.response),
        parts=[(part["part"], render(part["text"], place=f"part {part['part']}")) for part in held.parts],
    )
