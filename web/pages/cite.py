"""The citation of a response as a file for reference managers, at an address that does not change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from web.addresses import response_address
from web.bibliography import Work, bibtex, csl_json, plain, ris, work_of
from web.database import read
from web.held import elsewhere, look_up, typed_id

if TYPE_CHECKING:
    from datasette.app import Datasette

_FORMS: Mapping[str, tuple[str, Callable[[Work, date], str]]] = {
    "txt": ("text/plain; charset=utf-8", lambda work, accessed: f"{plain(work)} {work.permalink}\n"),
    "bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
    "csl.json": ("application/vnd.citationstyles.csl+json; charset=utf-8", csl_json),
}
CITE_FORMS = tuple(_FORMS)


async def citation_file(request: Request, datasette: Datasette) -> Response:
    """Return the citation in the form that ends the address; the day it is asked for is the day of access."""
    typed, form = typed_id(request), request.url_vars["form"]
    found = await read(datasette, lambda conn: look_up(conn, typed))
    if found.held is None:
        return await elsewhere(request, datasette, typed, found, f".{form}")
    work = work_of(found.held, str(datasette.absolute_url(request, response_address(found.held.row["id"]))))
    content_type, written = _FORMS[form]
    return Response(written(work, datetime.now(UTC).date()), content_type=content_type)
