"""The same search as data: JSON for programs, CSV for spreadsheets, Atom for feed readers."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from datasette.utils.asgi import Request, Response

from archive.opening import Connection
from archive.search.download import DOWNLOAD_COLUMNS, download_rows
from archive.search.overview import Freshness, read_freshness
from archive.search.results import MARK_END, MARK_START, Hit, Results, find, newest
from web.addresses import response_address, search_address, search_parameters
from web.database import DOWNLOAD_LIMIT_MS, read
from web.pages.search import asked_for
from web.wording import DECISIONS

if TYPE_CHECKING:
    from datasette.app import Datasette

_FEED_LENGTH = 100
_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]")
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
        "reference": hit.reference,
        "title": hit.plain_title,
        "published": hit.published,
        "decision": hit.decision,
        "citations": [cited._asdict() for cited in hit.citations],
        "snippet": hit.snippet.translate(_MARKERS),
        "files": hit.files,
        "removed_at": hit.removed_at,
        "url": hit.url,
        "permalink": permalink,
        "json": f"{permalink}.json",
    }


def _json(value: dict[str, Any]) -> Response:
    return Response.json(value, headers={"access-control-allow-origin": "*"})


async def search_csv(request: Request, datasette: Datasette) -> Response:
    """Return all results as CSV: UTF-8 with a byte order mark, formulas inert."""
    search = asked_for(request)

    def rows(conn: Connection) -> list[dict[str, Any]]:
        return download_rows(conn, search)

    found = await read(datasette, rows, DOWNLOAD_LIMIT_MS)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*DOWNLOAD_COLUMNS, "permalink"])
    for row in found:
        permalink = datasette.absolute_url(request, response_address(row["id"]))
        writer.writerow([inert(row[column]) for column in DOWNLOAD_COLUMNS] + [permalink])
    return Response(
        "\ufeff" + out.getvalue(),
        headers={"content-disposition": 'attachment; filename="foilog-search.csv"'},
        content_type="text/csv; charset=utf-8",
    )


def inert(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe goes before one that looks so.

    >>> inert("=1+1"), inert("1+1")
    ("'=1+1", '1+1')
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


async def search_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest results as an Atom feed. An entry's id is its permanent id, whatever the address."""
    search = asked_for(request)

    def entries(conn: Connection) -> tuple[Freshness, tuple[Hit, ...]]:
        return read_freshness(conn), newest(conn, search, _FEED_LENGTH)

    freshness, found = await read(datasette, entries)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    feed = ET.Element("feed", xmlns=_ATOM)
    practice = "Practice data, invented: " if freshness.fictional else ""
    _add(feed, "title", f"{practice}foilog: {search.query.understood}")
    _add(feed, "id", absolute(search_address(search, form=".atom")))
    _add(feed, "updated", max((hit.first_seen for hit in found), default="1970-01-01T00:00:00Z"))
    ET.SubElement(feed, "link", rel="self", href=absolute(search_address(search, form=".atom")))
    ET.SubElement(feed, "link", href=absolute(search_address(search)))
    for hit in found:
        entry = ET.SubElement(feed, "entry")
        _add(entry, "title", hit.plain_title or f"FOI response {hit.reference or hit.id}")
        _add(entry, "id", f"urn:foilog:{hit.site}:{hit.id}")
        _add(entry, "updated", hit.first_seen)
        if hit.published and len(hit.published) == 10:
            _add(entry, "published", f"{hit.published}T00:00:00Z")
        ET.SubElement(entry, "link", href=absolute(response_address(hit.id)))
        author = ET.SubElement(entry, "author")
        _add(author, "name", "Metropolitan Police Service")
        _add(entry, "summary", f"{DECISIONS[hit.decision].badge}. {hit.snippet.translate(_MARKERS)}")
    body = ET.tostring(feed, encoding="unicode", xml_declaration=False)
    return Response(
        f'<?xml version="1.0" encoding="utf-8"?>\n{body}', content_type="application/atom+xml; charset=utf-8"
    )


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_XML.sub(" ", text)
