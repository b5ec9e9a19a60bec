"""The same search as data: JSON for programs, CSV for spreadsheets, Atom for feed readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import AsgiStream, Request, Response

from archive.search.asked import Search
from archive.search.download import CITATION_COLUMNS, RESPONSE_COLUMNS, Cells, citation_rows, response_rows
from archive.search.in_files import FileHit
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.passages import MARK_END, MARK_START
from archive.search.results import Hit, Results, find, newest
from web.addresses import file_address, response_address, search_address, search_parameters
from web.database import read
from web.download import csv_file
from web.feed import LONGEST, Entry, Feed, response_urn, send
from web.pages.search import asked_for
from web.wording import DECISIONS

if TYPE_CHECKING:
    from datasette.app import Datasette

_MARKERS = str.maketrans("", "", MARK_START + MARK_END)


async def search_json(request: Request, datasette: Datasette) -> Response:
    """Return a page of results as JSON; ``next`` is the address of the next page or null."""
    search = asked_for(request)

    def results(conn: Connection) -> tuple[Freshness, Results]:
        return read_freshness(conn), find(conn, search)

    freshness, found = await read(datasette, results)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    following = search_address(search, search.page + 1, ".json") if search.page < found.pages else None
    return _json(
        {
            "query": search.query.text,
            "understood": search.query.understood,
            "notes": [note.text for note in (*search.query.notes, *search.notes)],
            "filters": {key: value for key, value in search_parameters(search).items() if key != "q"},
            "fictional": freshness.fictional,
            "last_complete_check": freshness.last_check,
            "total": found.total,
            "page": search.page,
            "pages": found.pages,
            "next": absolute(following) if following else None,
            "results": [_result(hit, absolute(response_address(hit.id))) for hit in found.hits],
        }
    )


def _result(hit: Hit, permalink: str) -> dict[str, Any]:
    return {
        "id": hit.id,
        "site": hit.site,
        "reference": hit.reference,
        "title": hit.plain_title,
        "published": hit.published,
        "decision": hit.decision,
        "citations": [cited._asdict() for cited in hit.citations],
        "snippet": hit.snippet.translate(_MARKERS),
        "files": hit.files,
        "in_file": _in_file(hit.in_file, permalink) if hit.in_file else None,
        "removed_at": hit.removed_at,
        "missing_from": hit.missing_from,
        "times_missing": hit.times_missing,
        "url": hit.url,
        "permalink": permalink,
        "json": f"{permalink}.json",
    }


def _in_file(found: FileHit, permalink: str) -> dict[str, Any]:
    archive = permalink[: permalink.rindex("/r/")]
    return {
        **asdict(found),
        "snippet": found.snippet.translate(_MARKERS),
        "permalink": f"{archive}{file_address(found.attachment_id, part=found.place, row=found.row)}",
    }


def _json(value: dict[str, Any]) -> Response:
    return Response.json(value, headers={"access-control-allow-origin": "*"})


async def search_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return all results as CSV."""
    return await _table(request, datasette, "foilog-search.csv", RESPONSE_COLUMNS, response_rows)


async def citations_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return all citations of all results as CSV, one row for each, with its sentence."""
    return await _table(request, datasette, "foilog-citations.csv", CITATION_COLUMNS, citation_rows)


async def _table(
    request: Request,
    datasette: Datasette,
    name: str,
    columns: Sequence[str],
    rows: Callable[[Connection, Search], Iterator[Cells]],
) -> AsgiStream:
    """Send the table with the permalink of each row's response, whose id is in its first column."""
    search = asked_for(request)
    archive = str(datasette.absolute_url(request, "/"))[:-1]

    def with_permalinks(conn: Connection) -> Iterator[Cells]:
        return ((*row, f"{archive}{response_address(str(row[0]))}") for row in rows(conn, search))

    return await csv_file(datasette, name, (*columns, "permalink"), with_permalinks)


async def search_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest results as an Atom feed."""
    search = asked_for(request)
    address, page = search_address(search, form=".atom"), search_address(search)
    return await results_feed(request, datasette, search, search.query.understood, address, page)


async def results_feed(
    request: Request, datasette: Datasette, search: Search, title: str, address: str, page: str
) -> Response:
    """Return the newest results of ``search`` as an Atom feed that stands at ``address``, beside ``page``.

    An entry's id is the response's permanent id, whatever the addresses.
    """

    def entries(conn: Connection) -> tuple[Freshness, tuple[Hit, ...]]:
        return read_freshness(conn), newest(conn, search, LONGEST)

    freshness, found = await read(datasette, entries)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    feed = Feed(
        name=page,
        title=title,
        fictional=freshness.fictional,
        address=absolute(address),
        page=absolute(page),
        entries=[
            _entry(hit, absolute(response_address(hit.id)), freshness.forces[hit.site]) for hit in found
        ],
    )
    return send(request, feed)


def _entry(hit: Hit, address: str, publisher: str) -> Entry:
    return Entry(
        id=response_urn(hit.site, hit.id),
        title=hit.plain_title or f"FOI response {hit.reference or hit.id}",
        updated=hit.first_seen,
        published=hit.published or "",
        address=address,
        author=publisher,
        summary=f"{DECISIONS[hit.decision].badge}. {hit.snippet.translate(_MARKERS)}",
    )
