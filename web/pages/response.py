"""One response: the page that reads like a document, and the record as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.asked import Search
from archive.search.in_files import FileHit, words_in_files
from archive.search.lookup import marked_columns
from archive.search.opening import Connection
from archive.search.passages import MARK_START
from archive.search.results import PAGE_SIZE, Place, place_of
from archive.search.similar import Similar, similar_responses
from web.addresses import response_address, search_address, search_parameters
from web.answers import gather_answers
from web.bibliography import head_tags, plain, work_of
from web.database import read
from web.evidence import gather_proofs
from web.frame import show
from web.grounds import gather_grounds
from web.held import Found, elsewhere, look_up, taken_down, typed_id
from web.history import times_away
from web.letter import highlighted, marked_spans, render
from web.pages.search import asked_for
from web.reasons import gather_reasons
from web.wording import GROUNDS, correction_note

if TYPE_CHECKING:
    from datasette.app import Datasette

_SIMILAR = 4
_PLACES_IN_FILES = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page shows beside the response itself.

    ``marked`` has its texts with the search words between markers, ``place`` is where it stands among the
    results it was found in, ``in_files`` where its files have the words, and ``similar`` are the responses
    most like it.
    """

    marked: Mapping[str, str]
    place: Place | None
    in_files: tuple[FileHit, ...]
    similar: tuple[Similar, ...]


async def response_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of the response whose id the address names, or send the reader to it."""
    typed, search = typed_id(request), asked_for(request)

    def looked_up(conn: Connection) -> tuple[Found, Surroundings | None]:
        found = look_up(conn, typed)
        if found.held is None:
            return found, None
        place = place_of(conn, search, typed) if search_parameters(search) else None
        marked = marked_columns(conn, typed, search.query)
        filed = words_in_files(conn, typed, search.query.words, _PLACES_IN_FILES)
        return found, Surroundings(marked, place, filed, similar_responses(conn, typed, _SIMILAR))

    found, around = await read(datasette, looked_up)
    held = found.held
    if held is None or around is None:
        return await elsewhere(request, datasette, typed, found)
    row, marked = held.row, around.marked
    proofs, reasons = gather_proofs(held), gather_reasons(held)
    hits = {column: marked_spans(text) for column, text in marked.items() if MARK_START in text}
    in_letter = hits.get("text", ())
    answers = gather_answers(held, in_letter)
    asked = render(
        row["request_text"] or "",
        found=hits.get("request_text", ()),
        first_found="hit-request",
        place="the request",
    )
    work = work_of(held, str(datasette.absolute_url(request, response_address(row["id"]))))
    return await show(
        datasette,
        request,
        "response.html",
        found.freshness,
        held=held,
        row=row,
        title=work.title,
        marked_title=highlighted(marked["title"]) if "title" in hits else work.title,
        parts=json.loads(row["decision_components"]),
        grounds=list(gather_grounds(held.citations)),
        named=[citation for citation in held.citations if citation["role"] not in GROUNDS],
        proofs=proofs,
        reasons=reasons,
        answers=answers,
        found_in_answers=sum(pair.found for pair in answers),
        asked=asked,
        letter=render(row["text"], proofs.evidence, in_letter, "hit-letter", anchors=reasons.anchors),
        hits={column: len(spans) for column, spans in hits.items()},
        search=search,
        back=_back(search, around.place),
        around=around,
        times_away=times_away(held.versions),
        work=work,
        citation_line=plain(work),
        head_tags=head_tags(work),
    )


def _back(search: Search, place: Place | None) -> str:
    """Return the address of the page of results that the reader came from; empty where there was none."""
    page = (place.number - 1) // PAGE_SIZE + 1 if place else 1
    return search_address(search, page) if search_parameters(search) else ""


async def response_json(request: Request, datasette: Datasette) -> Response:
    """Return the record with its citations, findings, files, addresses and versions."""
    typed = typed_id(request)
    found = await read(datasette, lambda conn: look_up(conn, typed))
    if found.held is None:
        if found.known_as:
            return Response.redirect(f"{response_address(found.known_as)}.json")
        if found.withdrawn:
            return await taken_down(request, datasette, found.freshness, found.withdrawn)
        return Response.json({"ok": False, "error": f"no response {typed}", "status": 404}, status=404)
    record = found.held.as_json()
    record["corrections"] = [{**made, "note": correction_note(made)} for made in found.held.corrections]
    record["permalink"] = str(datasette.absolute_url(request, response_address(found.held.row["id"])))
    return Response.json(record, headers={"access-control-allow-origin": "*"})
