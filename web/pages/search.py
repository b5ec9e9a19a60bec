"""The page of search results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archive.search.asked import Filters, Search, read_search
from archive.search.facets import Facets, find_with_facets
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.query import read_query
from archive.search.results import PAGE_SIZE, Results, count
from archive.search.suggesting import Suggestion, suggest
from archive.search.terms import Query, Words
from web.addresses import citations_address, reordered, reworded, search_address, search_parameters, section
from web.database import read
from web.frame import show
from web.wording import DECISIONS, FILE_FILTERS, ROLE_FILTERS, long_date

if TYPE_CHECKING:
    from datasette.app import Datasette

_FACET_SECTIONS = 5
_WORDS_ALONE = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words, and the number of responses behind it where that is known."""

    label: str
    address: str
    responses: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """What a reader whose search found nothing may look for instead; ``meant`` is with or without filters."""

    meant: Suggestion | None = None
    meant_address: str = ""
    unfiltered: bool = False
    looser: tuple[Link, ...] = ()
    alone: tuple[Link, ...] = ()


def asked_for(request: Request) -> Search:
    """Return the search that the request's address asks for."""
    given = request.args  # which Datasette reads anew each time it is asked for
    return read_search({name: given.getlist(name) for name in given})


async def search_page(request: Request, datasette: Datasette) -> Response:
    """Return a page of results; any address answers, and says how it was understood."""
    search = asked_for(request)

    def results(conn: Connection) -> tuple[Freshness, Results, Facets, Help]:
        found, facet = find_with_facets(conn, search)
        return read_freshness(conn), found, facet, _help(conn, search, found)

    freshness, found, facet, helped = await read(datasette, results)
    return await show(
        datasette,
        request,
        "search.html",
        freshness,
        search=search,
        results=found,
        facets=facet,
        filterable=any(count.responses for group in astuple(facet) for count in group),
        facet_sections=_FACET_SECTIONS,
        helped=helped,
        removals=removals(search, freshness.forces),
        pages=_pages(search, found),
        first=(search.page - 1) * PAGE_SIZE + 1,
        at=search_address,
        citations=citations_address(search),
        reordered=reordered,
        reworded=reworded,
        parameters=search_parameters(search),
        section=section,
        notes=(*search.query.notes, *search.notes),
    )


def removals(search: Search, forces: Mapping[str, str]) -> list[Link]:
    """Return the filters in use, each with the address without it. ``forces`` are titles by site."""
    filters = search.filters
    found = []
    if filters.site:
        found.append(Link(forces.get(filters.site, filters.site), search_address(search, site="")))
    if filters.decision:
        found.append(Link(DECISIONS[filters.decision].badge, search_address(search, decision="")))
    if filters.provision:
        found.append(Link(f"cites {filters.provision.shown}", search_address(search, provision=None)))
    if filters.role:
        found.append(Link(f"Section: {ROLE_FILTERS[filters.role].lower()}", search_address(search, role="")))
    if filters.since or filters.until:
        found.append(Link(_dates(filters), search_address(search, since="", until="")))
    if filters.files:
        found.append(Link(FILE_FILTERS[filters.files], search_address(search, files="")))
    return found


def _dates(filters: Filters) -> str:
    since, until = (long_date(day) if len(day) > 4 else day for day in (filters.since, filters.until))
    if since == until:
        return since
    if not since:
        return f"Until {until}"
    return f"{since} to {until}" if until else f"From {since}"


def _pages(search: Search, found: Results) -> list[Link | None]:
    """Return links to the first, last and nearby pages, with None where pages are left out."""
    near = {1, found.pages, *range(search.page - 1, search.page + 2)}
    numbers = sorted(page for page in near if 1 <= page <= found.pages)
    links: list[Link | None] = []
    for index, page in enumerate(numbers):
        if index and page - numbers[index - 1] > 1:
            links.append(None)
        links.append(Link(str(page), search_address(search, page)))
    return links


def _help(conn: Connection, search: Search, found: Results) -> Help:
    if found.total:
        return Help()
    without = replace(search, filters=Filters())
    meant = suggest(conn, search) or suggest(conn, without)
    unfiltered = meant is not None and not count(conn, read_query(meant.query), search.filters)
    address = reworded(without if unfiltered else search, meant.query) if meant else ""
    looser, alone = _looser(conn, search), _each_word(conn, search)
    return Help(meant, address, unfiltered, tuple(looser), tuple(alone))


def _looser(conn: Connection, search: Search) -> list[Link]:
    """Return changes to a search that found nothing, with what each would find."""
    changes: list[tuple[str, Search]] = []
    filtered = search.filters != Filters()
    if filtered:
        changes.append(("The same words, without the filters", replace(search, filters=Filters())))
    if len(search.query.clauses) > 1 and len(search.query.words) > 1:
        any_word = replace(search, query=read_query(" OR ".join(words.shown for words in search.query.words)))
        changes.append(("Any of the words instead of all", any_word))
        if filtered:
            changes.append(("Any of the words, without the filters", replace(any_word, filters=Filters())))
    counted = [(label, changed, count(conn, changed.query, changed.filters)) for label, changed in changes]
    return [Link(label, search_address(changed), number) for label, changed, number in counted if number]


def _each_word(conn: Connection, search: Search) -> list[Link]:
    """Return each word of a search alone, with what it would find."""
    links = []
    for words in search.query.words[:_WORDS_ALONE]:
        query = _alone(words)
        links.append(Link(words.shown, reworded(Search(), query.text), count(conn, query, Filters())))
    return links


def _alone(words: Words) -> Query:
    field = {"": "", "title": "title:", "request_text": "request:", "answer_text": "answer:"}[words.column]
    return read_query(f"{field}{words.shown}")
