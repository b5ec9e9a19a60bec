"""The response that an address under /r/ names, or the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from archive.opening import Connection
from archive.search.lookup import HeldResponse, find_id, near_references, read_response
from archive.search.overview import Freshness, read_freshness
from archive.search.results import Hit
from web.addresses import response_address
from web.frame import show

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address under /r/: a response, the id it should be asked by, or neighbours."""

    freshness: Freshness
    held: HeldResponse | None
    known_as: str | None
    near: tuple[Hit, ...]


def typed_id(request: Request) -> str:
    """Return the id in the address, as it was typed."""
    return unquote(request.url_vars["id"])


def look_up(conn: Connection, typed: str) -> Found:
    """Return what is known of ``typed``: the response, its id in another spelling, or references near it."""
    freshness, held = read_freshness(conn), read_response(conn, typed)
    known_as = None if held else find_id(conn, typed)
    near = () if held or known_as else near_references(conn, typed)
    return Found(freshness, held, known_as, near)


def title_of(row: Mapping[str, Any]) -> str:
    """Return the title of a response, or its reference where it has none."""
    return row["title"] or f"FOI response {row['reference'] or row['id']}"


async def elsewhere(
    request: Request, datasette: Datasette, typed: str, found: Found, ending: str = ""
) -> Response:
    """Return the way to the response under its own id, or the page that says there is none.

    ``ending`` is what follows the id in the address, ".bib" for one.
    """
    if found.known_as:
        asked = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"{response_address(found.known_as)}{ending}{asked}")
    return await show(
        datasette,
        request,
        "error.html",
        found.freshness,
        404,
        heading="We hold nothing at this address",
        said=f"There is no response “{typed[:100]}” here. It may be newer than our last check.",
        near=found.near,
        typed=typed[:200],
    )
