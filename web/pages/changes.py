"""What appeared, changed or went from the log, by the day we noticed; as a page and as a feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive.opening import Connection
from archive.search.changes import Change, Kind, changes, count_changes
from archive.search.overview import Freshness, read_freshness
from archive.search.versions import texts_around
from web.addresses import changes_address, response_address
from web.database import read
from web.difference import Passage, differences
from web.feed import LONGEST, Entry, Feed, send
from web.frame import show
from web.held import title_of
from web.paging import page_number, pages_of
from web.wording import CHANGES, DECISIONS, long_date

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE_SIZE = 50
_PASSAGES = 3  # shown of a changed response; the page of its versions has all


@dataclass(frozen=True, slots=True)
class Noticed:
    """A change with what differs in the text, where there are two texts; the first passages of it."""

    change: Change
    passages: tuple[Passage, ...]
    all_passages: int


async def changes_page(request: Request, datasette: Datasette) -> Response:
    """Return a page of changes, newest first; ``?kind=`` shows one kind alone."""
    kind, number = _kind(request), page_number(request)

    def noticed(conn: Connection) -> tuple[Freshness, Mapping[str, int], list[Noticed]]:
        found = changes(conn, number, _PAGE_SIZE, kind)
        return read_freshness(conn), count_changes(conn), [_noticed(conn, change) for change in found]

    freshness, counts, found = await read(datasette, noticed)
    total = counts.get(kind, 0) if kind else sum(counts.values())
    return await show(
        datasette,
        request,
        "changes.html",
        freshness,
        kind=kind,
        counts=counts,
        total=total,
        days=[(day, list(of_day)) for day, of_day in groupby(found, lambda each: each.change.moment[:10])],
        page=number,
        pages=pages_of(total, _PAGE_SIZE),
    )


async def changes_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest changes as an Atom feed."""
    kind = _kind(request)

    def newest(conn: Connection) -> tuple[Freshness, tuple[Change, ...]]:
        return read_freshness(conn), changes(conn, 1, LONGEST, kind)

    freshness, found = await read(datasette, newest)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    feed = Feed(
        name=changes_address(kind or ""),
        title=f"changes: {CHANGES[kind].words.lower()}" if kind else "changes",
        fictional=freshness.fictional,
        address=absolute(changes_address(kind or "", form=".atom")),
        page=absolute(changes_address(kind or "")),
        entries=[
            _entry(change, absolute(response_address(change.id)), freshness.publisher) for change in found
        ],
    )
    return send(request, feed)


def _entry(change: Change, address: str, publisher: str) -> Entry:
    words = CHANGES[change.kind].words
    title = title_of({"title": change.title, "reference": change.reference, "id": change.id})
    return Entry(
        id=f"urn:foilog:change:{quote(change.key, safe=':')}",
        title=f"{words}: {title}",
        updated=change.moment,
        address=address,
        author=publisher,
        summary=f"{words} on {long_date(change.moment)}. {DECISIONS[change.decision].badge}."
        f" Published {long_date(change.published)}.",
    )


def _noticed(conn: Connection, change: Change) -> Noticed:
    texts = texts_around(conn, change.id, change.moment) if change.kind in {"changed", "returned"} else None
    passages = differences(*texts) if texts else ()
    return Noticed(change, passages[:_PASSAGES], len(passages))


def _kind(request: Request) -> Kind | None:
    asked = request.args.get("kind")
    return next((kind for kind in get_args(Kind) if kind == asked), None)
