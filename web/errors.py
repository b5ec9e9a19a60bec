"""Pages for what went wrong, in our own look and words."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archive.search.opening import Connection, Misuse
from archive.search.overview import Freshness, read_freshness
from web.database import TooSlow, read
from web.frame import show
from web.headers import is_datasettes

if TYPE_CHECKING:
    from datasette.app import Datasette

logger = logging.getLogger(__name__)
READING = ("GET", "HEAD")
FOR_PROGRAMS = (".json", ".csv", ".atom")
# What Datasette's pages run into where an address asks the tables for what makes no sense.
_NONSENSE = (ValueError, LookupError, Misuse)


async def error_page(datasette: Datasette, request: Request, exception: Exception) -> Response:
    """Return the answer to ``exception``: a page, or JSON for programs.

    Datasette prints the traceback of what was not expected, whoever answers.
    """
    status, _, said = _words(request, exception)
    if request.path.endswith(FOR_PROGRAMS):
        return Response.json({"ok": False, "error": said, "status": status}, status=status)
    return await _page(datasette, request, exception)


async def refuse_address(datasette: Datasette, request: Request) -> Response:
    """Return the answer at an address that is not for the public, the same as where there is nothing."""
    return await _page(datasette, request, NotFound("not public"))


async def _page(datasette: Datasette, request: Request, exception: Exception) -> Response:
    status, heading, said = _words(request, exception)
    return await show(
        datasette, request, "error.html", await _freshness(datasette), status, heading=heading, said=said
    )


async def refuse_access(datasette: Datasette, request: Request) -> Response:
    """Return the answer to whoever asks for what Datasette gives to its owner alone: SQL, the file itself."""
    said = (
        "No SQL that is sent here is run, and the database file is not handed out."
        " Its tables can be filtered, and read as JSON and CSV."
    )
    if request.path.endswith(FOR_PROGRAMS):
        return Response.json({"ok": False, "error": said, "status": 403}, status=403)
    freshness = await _freshness(datasette)
    return await show(
        datasette, request, "error.html", freshness, 403, heading="Not open to the public", said=said
    )


async def refuse_method(datasette: Datasette, request: Request) -> Response:
    """Return the answer to whoever wants to do anything but read."""
    said = f"This site can be read, and nothing can be sent to it: {request.method[:20]} is not possible."
    freshness = await _freshness(datasette)
    page = await show(datasette, request, "error.html", freshness, 405, heading="Only for reading", said=said)
    page.headers["allow"] = ", ".join(READING)
    return page


def _words(request: Request, exception: Exception) -> tuple[int, str, str]:
    if isinstance(exception, TooSlow):
        said = "This search took too long and was stopped. Add a word or a date."
        return 503, "Too slow", said
    status = getattr(exception, "status", 500)
    if status == 404:
        return 404, "We hold nothing at this address", f"There is no page at {request.path[:200]}."
    if status == 410:
        return 410, "We have taken this down", str(exception)
    if _expected(exception):  # Datasette gives some of its refusals no status of their own
        return 400 if status == 500 else status, "This cannot be shown", str(exception)
    if is_datasettes(request.path) and isinstance(exception, _NONSENSE):
        return 400, "This cannot be shown", "The tables cannot be read in the way that this address asks for."
    said = "Something went wrong on our side. It has been noted; please try again later."
    return 500, "Our mistake", said


def _expected(exception: Exception) -> bool:
    """Whether Datasette raised it on purpose: its errors carry the status to answer with."""
    return isinstance(getattr(exception, "status", None), int)


async def _freshness(datasette: Datasette) -> Freshness | None:
    def freshness(conn: Connection) -> Freshness:
        return read_freshness(conn)

    try:
        return await read(datasette, freshness)
    except Exception:  # the database itself may be what went wrong
        logger.exception("the database could not be asked")
        return None
