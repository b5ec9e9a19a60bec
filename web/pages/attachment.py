"""One file of a response: what became of it, and its text by page or sheet, served from here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import AsgiStream, NotFound, Request, Response
from markupsafe import Markup

from archive.search.attachments import (
    HeldFile,
    Part,
    TableRow,
    every_row,
    read_file,
    read_rows,
    read_text,
    rows_before,
    width,
)
from archive.search.download import Cells, inert
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.passages import Field, marked
from archive.search.query import read_query
from archive.search.terms import Words
from archive.search.withdrawn import withdrawn_file
from web.addresses import file_address
from web.database import read
from web.download import csv_file
from web.frame import show
from web.held import taken_down, title_of
from web.letter import marked_spans, render
from web.paging import pages_of
from web.parameters import Parameters
from web.tables import Table, show_table
from web.wording import part_name, plural

if TYPE_CHECKING:
    from datasette.app import Datasette

_ROWS = 200  # of a table on one page
_TOGETHER = 200_000  # characters of the parts that are shown on one page
_MOST_PARTS = 40
_HEAD = 12  # rows among which headings are looked for


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A page or sheet with its text or table. ``page`` of ``pages`` counts the pages of a long table."""

    part: Part
    name: str
    address: str
    text: Markup | None = None
    table: Table | None = None
    csv: str = ""
    page: int = 1
    pages: int = 1


async def attachment_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of the file whose number the address names.

    ``?part=N`` shows one page or sheet, ``row`` and ``page`` a place in a long sheet, ``q`` marks words.
    """
    number = int(request.url_vars["id"])
    asked = Parameters(request, "part", "row", "page", "q")
    query = read_query(asked.text("q"))
    words = tuple(replace(term, column="") for term in query.words)

    def looked_up(conn: Connection) -> tuple[Freshness, HeldFile | None, list[ShownPart]]:
        held = read_file(conn, number)
        return read_freshness(conn), held, list(_shown(conn, held, asked, words)) if held else []

    freshness, held, shown = await read(datasette, looked_up)
    if held is None:
        if gone := await read(datasette, lambda conn: withdrawn_file(conn, number)):
            return await taken_down(request, datasette, freshness, gone)
        raise NotFound(f"there is no file {number}")
    return await show(
        datasette,
        request,
        "attachment.html",
        freshness,
        file=held.row,
        response=held.response,
        site=held.site,
        title=title_of(held.response),
        versions=held.versions,
        parts=[_plain(held, part, query.text) for part in held.parts],
        shown=shown,
        whole=len(shown) == len(held.parts),
        query=query.text,
        unused=asked.unused,
        permalink=datasette.absolute_url(request, file_address(number)),
    )


async def sheet_csv(request: Request, datasette: Datasette) -> AsgiStream | Response:
    """Return a table of the file as CSV, every cell in its place."""
    number, place = int(request.url_vars["id"]), int(request.url_vars["place"])

    def looked_up(conn: Connection) -> tuple[Part | None, int, TableRow | None]:
        held = read_file(conn, number)
        part = _part(held, place) if held else None
        if part is None or not part.rows:
            return None, 0, None
        return part, width(conn, number, part), next(every_row(conn, number, part))

    part, columns, first = await read(datasette, looked_up)
    if part is None or first is None:
        if gone := await read(datasette, lambda conn: withdrawn_file(conn, number)):
            return await taken_down(request, datasette, await read(datasette, read_freshness), gone)
        raise NotFound(f"there is no table {place} in file {number}")
    top = first.values if first.number == 1 else {}

    def rows(conn: Connection) -> Iterator[Cells]:
        at = 2
        for row in every_row(conn, number, part):
            if row.number > 1:
                yield from ((None,) * columns for _ in range(at, row.number))
                yield tuple(row.values.get(column) for column in range(1, columns + 1))
                at = row.number + 1

    headings = [str(inert(top.get(column, ""))) for column in range(1, columns + 1)]
    return await csv_file(datasette, f"foilog-{number}-{place}.csv", headings, rows)


def _shown(
    conn: Connection, held: HeldFile, asked: Parameters, words: Sequence[Words]
) -> Iterator[ShownPart]:
    """Yield the part that is asked for; else the parts from the first on, as many as make a page."""
    place = asked.number("part", "the number of a part")
    wanted = _part(held, place) if place else None
    if wanted:
        yield _shown_part(conn, held, wanted, asked, words, _page_wanted(conn, held, wanted, asked))
        return
    if place:
        asked.leave_out(str(place), f"is more than the {plural(len(held.parts), 'part')} of this file")
    for typed in filter(None, (asked.text("row"), asked.text("page"))):
        asked.leave_out(typed, "is a place in one part, which part= must name")
    left = _TOGETHER
    for part in held.parts[:_MOST_PARTS]:
        left -= part.characters if not part.rows else part.characters * min(part.rows, _ROWS) // part.rows
        if left < 0 and part.place > 1:
            return
        yield _shown_part(conn, held, part, asked, words, 1)


def _page_wanted(conn: Connection, held: HeldFile, part: Part, asked: Parameters) -> int:
    """Return the page of a part that is asked for, by its number or by a row on it; the last one at most."""
    row, page, pages = asked.number("row", "the number of a row"), asked.page(), pages_of(part.rows, _ROWS)
    if row:
        before = rows_before(conn, held.row["id"], part, row)
        page = before // _ROWS + 1
        if before >= part.rows:
            asked.leave_out(str(row), "is after the last row of this part")
    elif page > pages:
        asked.leave_out(str(page), f"is more than the {plural(pages, 'page')} of this part")
    return min(page, pages)


def _shown_part(
    conn: Connection, held: HeldFile, part: Part, asked: Parameters, words: Sequence[Words], page: int
) -> ShownPart:
    number = held.row["id"]
    plain = _plain(held, part, asked.text("q"))
    if not part.rows:
        text = read_text(conn, number, part)
        found = marked_spans(marked(words, Field("", text))) if words else ()
        return replace(
            plain, text=render(text, found=found, first_found=f"hit-{part.place}", place=plain.name)
        )
    pages = pages_of(part.rows, _ROWS)
    top = read_rows(conn, number, part, 0, _HEAD)
    rows = read_rows(conn, number, part, (page - 1) * _ROWS, _ROWS)
    table = show_table(top, rows, width(conn, number, part), words)
    return replace(plain, table=table, csv=file_address(number, csv=part.place), page=page, pages=pages)


def _plain(held: HeldFile, part: Part, words: str) -> ShownPart:
    name = part_name(part.name, table=part.rows > 0)
    return ShownPart(part, name, file_address(held.row["id"], part=part.place, words=words))


def _part(held: HeldFile, place: int) -> Part | None:
    return next((part for part in held.parts if part.place == place), None)
