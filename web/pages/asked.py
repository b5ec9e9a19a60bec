"""Was it asked before? The responses nearest to a request that somebody is writing."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from datasette.utils.asgi import Request, Response

from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.similar import LONGEST, Nearest, nearest_to_draft
from web.addresses import asked_address
from web.database import read
from web.frame import show
from web.parameters import Parameters

if TYPE_CHECKING:
    from datasette.app import Datasette

_SHORT = 1_000  # characters of a draft that goes into an address, which can be kept and sent
_MOST_BYTES = 16 * LONGEST  # of what is sent; a character takes 12 where it is escaped


async def asked_page(request: Request, datasette: Datasette) -> Response:
    """Return the page with the ten responses nearest to a draft, which is not kept.

    A short draft that is sent is led to its own address.
    """
    sent = request.method == "POST"
    asked = Parameters(request, "q")
    draft = (await _sent(request)) if sent else asked.text("q")
    if sent and 0 < len(draft) <= _SHORT:
        return Response.redirect(asked_address(draft), status=303)

    def looked_up(conn: Connection) -> tuple[Freshness, Nearest]:
        return read_freshness(conn), nearest_to_draft(conn, draft)

    freshness, nearest = await read(datasette, looked_up)
    return await show(
        datasette,
        request,
        "asked.html",
        freshness,
        draft=draft[:LONGEST].replace("\0", " "),
        cut=len(draft) > LONGEST,
        longest=LONGEST,
        nearest=nearest,
        unused=asked.unused,
    )


async def _sent(request: Request) -> str:
    """Return the draft in the body of a request, as far as it is read; what is longer is let pass unread."""
    body, more = b"", True
    while more:
        message = await request.receive()
        body = (body + message.get("body", b""))[:_MOST_BYTES]
        more = message.get("more_body", False)
    return parse_qs(body.decode("utf-8", "replace"), errors="replace").get("q", [""])[0]
