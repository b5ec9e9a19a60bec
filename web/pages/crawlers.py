"""For crawlers: which pages they may visit, and where the responses stand."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from datasette.utils.asgi import NotFound, Request, Response

from archive.opening import Connection
from archive.search.published import PART_SIZE, Listed, count_responses, listed_responses
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
    "/-/",
)
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OURS = [(page, "") for page in ("/", "/about", "/help", "/exemptions", "/changes", "/coverage")]


async def robots(request: Request, datasette: Datasette) -> Response:
    """Return the rules for crawlers, with the address of the sitemap."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    sitemap = datasette.absolute_url(request, "/sitemap.xml")
    return Response.text(f"User-agent: *\n{closed}Allow: /\n\nSitemap: {sitemap}\n")


async def sitemap(request: Request, datasette: Datasette) -> Response:
    """Return the list of all responses, or of the parts of that list where one would be too long."""
    total = await read(datasette, count_responses)
    if total + len(_OURS) <= PART_SIZE:
        addresses = _OURS + await _part(datasette, 1)
        return _xml(request, datasette, "urlset", "url", addresses)
    parts = [(f"/sitemap-{number}.xml", "") for number in range(ceil(total / PART_SIZE) + 1)]
    return _xml(request, datasette, "sitemapindex", "sitemap", parts)


async def sitemap_part(request: Request, datasette: Datasette) -> Response:
    """Return one part of the list of all responses; part 0 has the other pages."""
    number = int(request.url_vars["part"])
    addresses = await _part(datasette, number) if number else _OURS
    if not addresses:
        raise NotFound(f"there is no part {number} of the sitemap")
    return _xml(request, datasette, "urlset", "url", addresses)


async def _part(datasette: Datasette, number: int) -> list[tuple[str, str]]:
    def listed(conn: Connection) -> tuple[Listed, ...]:
        return listed_responses(conn, number)

    found = await read(datasette, listed, DOWNLOAD_LIMIT_MS)
    return [(response_address(response.id), response.changed) for response in found]


def _xml(
    request: Request, datasette: Datasette, root: str, each: str, addresses: Iterable[tuple[str, str]]
) -> Response:
    document = ET.Element(root, xmlns=_SITEMAPS)
    for path, changed in addresses:
        node = ET.SubElement(document, each)
        ET.SubElement(node, "loc").text = str(datasette.absolute_url(request, path))
        if changed:
            ET.SubElement(node, "lastmod").text = changed
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(document, encoding="unicode")}'
    return Response(body, content_type="application/xml; charset=utf-8")
