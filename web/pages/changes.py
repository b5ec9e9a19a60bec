"""What appeared, changed or went from the log, by the day we noticed; as a page and as a feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, get_args
from urllib.parse import quote

from datasette.utils.asgi import Request, Response

from archive.search.changes import Change, Kind, changes, count_changes
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.versions import versions_around
from web.addresses import changes_address, response_address
from web.database import read
from web.feed import LONGEST, Entry, Feed, send
from web.forces import names_of, spoken_of
from web.frame import show
from web.held import title_of
from web.history import Difference, difference
from web.paging import page_number, pages_of
from web.wording import CHANGES, DECISIONS, long_date

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE_SIZE = 50
_PASSAGES = 3  # shown of a changed response; the page of its versions has all


@dataclass(frozen=True, slots=True)
class Noticed:
    """A change with what differs between the versions before and after it, where there are two."""

    change: Change
    difference: Difference | None


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
        unknown=_unknown_kind(request),
        counts=counts,
        total=total,
        days=[(day, list(of_day)) for day, of_day in groupby(found, lambda each: each.change.moment[:10])],
        most_passages=_PASSAGES,
        page=number,
        pages=pages_of(total, _PAGE_SIZE),
    )


async def changes_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest changes as an Atom feed; its title tells of a kind that there is not."""
    kind, unknown = _kind(request), _unknown_kind(request)

    def newest(conn: Connection) -> tuple[Freshness, tuple[Change, ...]]:
        return read_freshness(conn), changes(conn, 1, LONGEST, kind)

    freshness, found = await read(datasette, newest)

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    title = f"changes: {_words(kind, freshness.forces)}" if kind else "changes"
    feed = Feed(
        name=changes_address(kind or ""),
        title=f"{title} (there is no kind “{unknown}”, so these are all)" if unknown else title,
        fictional=freshness.fictional,
        address=absolute(changes_address(kind or "", form=".atom")),
        page=absolute(changes_address(kind or "")),
        entries=[
            _entry(change, absolute(response_address(change.id)), freshness.forces[change.site])
            for change in found
        ],
    )
    return send(request, feed)


def _words(kind: Kind, forces: Mapping[str, str]) -> str:
    return spoken_of(names_of(forces).force, CHANGES[kind].words)


def _entry(change: Change, address: str, publisher: str) -> Entry:
    words = _words(change.kind, {change.site: publisher})
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
    around = (
        versions_around(conn, change.id, change.moment) if change.kind in {"changed", "returned"} else None
    )
    return Noticed(change, difference(*around) if around else None)


def _kind(request: Request) -> Kind | None:
    asked = request.args.get("kind")
    return next((kind for kind in get_args(Kind) if kind == asked), None)


def _unknown_kind(request: Request) -> str:
    """Return what was asked for as a kind and is none, or nothing."""
    asked: str = request.args.get("kind") or ""
    return "" if _kind(request) else asked[:40]
