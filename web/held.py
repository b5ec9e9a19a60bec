"""The response that an address under /r/ names, or the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from datasette.utils.asgi import Request, Response

from archive.search.lookup import HeldResponse, find_id, near_references, read_response
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.results import Hit
from archive.search.withdrawn import Withdrawn, withdrawn_reference, withdrawn_response
from web.addresses import response_address
from web.errors import FOR_PROGRAMS
from web.frame import show
from web.wording import long_date

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind an address under /r/: a response, the id it should be asked by, or neighbours.

    ``withdrawn`` tells that it was taken down.
    """

    freshness: Freshness
    held: HeldResponse | None
    known_as: str | None
    near: tuple[Hit, ...]
    withdrawn: Withdrawn | None


def typed_id(request: Request) -> str:
    """Return the id in the address, as it was typed."""
    return unquote(request.url_vars["id"])


def look_up(conn: Connection, typed: str) -> Found:
    """Return what is known of ``typed``: the response, its id in another spelling, or references near it."""
    freshness, held = read_freshness(conn), read_response(conn, typed)
    withdrawn = None if held else withdrawn_response(conn, typed)
    known_as = None if held or withdrawn else find_id(conn, typed)
    if not held and not known_as:
        withdrawn = withdrawn or withdrawn_reference(conn, typed)
    near = () if held or known_as or withdrawn else near_references(conn, typed)
    return Found(freshness, held, known_as, near, withdrawn)


def title_of(row: Mapping[str, Any]) -> str:
    """Return the title of a response, or its reference where it has none."""
    return row["title"] or f"FOI response {row['reference'] or row['id']}"


async def taken_down(
    request: Request, datasette: Datasette, freshness: Freshness, withdrawn: Withdrawn
) -> Response:
    """Return the page that says since when and why there is nothing any more, as JSON for programs."""
    if request.path.endswith(FOR_PROGRAMS):
        gone = {"since": withdrawn.since, "reason": withdrawn.reason}
        return Response.json({"ok": False, "error": "taken down", "status": 410, **gone}, status=410)
    return await show(
        datasette,
        request,
        "error.html",
        freshness,
        410,
        heading="We have taken this down",
        said=f"What was at this address has not been public since {long_date(withdrawn.since)}."
        f" The reason: {withdrawn.reason.rstrip('.')}.",
    )


async def elsewhere(
    request: Request, datasette: Datasette, typed: str, found: Found, ending: str = ""
) -> Response:
    """Return the way to the response under its own id, or the page that says there is none.

    ``ending`` is what follows the id in the address, ".bib" for one.
    """
    if found.known_as:
        asked = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"{response_address(found.known_as)}{ending}{asked}")
    if found.withdrawn:
        return await taken_down(request, datasette, found.freshness, found.withdrawn)
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
