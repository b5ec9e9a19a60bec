"""For crawlers: which pages they may visit, and where the responses stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datasette.utils.asgi import NotFound, Request, Response

from archive.search.opening import Connection
from archive.search.published import PART_SIZE, count_responses, listed_responses
from web.addresses import response_address
from web.database import DOWNLOAD_LIMIT_MS, read

if TYPE_CHECKING:
    from datasette.app import Datasette

# Filters, tables and forms of data multiply without end; the responses themselves may be found.
_CLOSED = (
    "/search",
    "/citations.csv",
    "/foi",
    "/diagnostics",
    "/r/*.json$",
    "/r/*.bib$",
    "/r/*.ris$",
    "/r/*.txt$",
    "/r/*?",
    "/exemptions*?",
    "/changes*?",
    "/asked*?",
    "/-/",
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
Address = tuple[str, str]  # a path, and the day its page last changed, or empty
_OURS: list[Address] = [
    (page, "") for page in ("/", "/about", "/asked", "/help", "/exemptions", "/changes", "/coverage")
]


async def robots(request: Request, datasette: Datasette) -> Response:
    """Return the rules for crawlers, with the address of the sitemap."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    sitemap = datasette.absolute_url(request, "/sitemap.xml")
    return Response.text(f"User-agent: *\n{closed}Allow: /\n\nSitemap: {sitemap}\n")


async def sitemap(request: Request, datasette: Datasette) -> Response:
    """Return the list of all responses, or of the parts of that list where one would be too long."""
    total = await read(datasette, count_responses)
    if total + len(_OURS) <= PART_SIZE:
        return await _written(request, datasette, lambda conn: [*_OURS, *_part(conn, 1)])
    parts = [(f"/sitemap-{number}.xml", "") for number in range(ceil(total / PART_SIZE) + 1)]
    return _xml(_document(_root(request, datasette), "sitemapindex", "sitemap", parts))


async def sitemap_part(request: Request, datasette: Datasette) -> Response:
    """Return one part of the list of all responses; part 0 has the other pages."""
    number = int(request.url_vars["part"])
    return await _written(request, datasette, lambda conn: _part(conn, number) if number else _OURS)


async def _written(
    request: Request, datasette: Datasette, addresses: Callable[[Connection], Sequence[Address]]
) -> Response:
    """Return a sitemap. It is written where the database is read, so that others are answered meanwhile."""
    root = _root(request, datasette)

    def write(conn: Connection) -> str:
        found = addresses(conn)
        return _document(root, "urlset", "url", found) if found else ""

    document = await read(datasette, write, DOWNLOAD_LIMIT_MS)
    if not document:
        raise NotFound("there is no such part of the sitemap")
    return _xml(document)


def _part(conn: Connection, number: int) -> list[Address]:
    return [(response_address(each.id), each.changed) for each in listed_responses(conn, number)]


def _root(request: Request, datasette: Datasette) -> str:
    return str(datasette.absolute_url(request, "/"))[:-1]


def _document(root: str, name: str, each: str, addresses: Sequence[Address]) -> str:
    document = ET.Element(name, xmlns=_SITEMAPS)
    for path, changed in addresses:
        node = ET.SubElement(document, each)
        ET.SubElement(node, "loc").text = f"{root}{path}"
        if changed:
            ET.SubElement(node, "lastmod").text = changed
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(document, encoding="unicode")}'


def _xml(document: str) -> Response:
    return Response(document, content_type="application/xml; charset=utf-8")
