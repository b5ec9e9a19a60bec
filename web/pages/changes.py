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
from web.paging import pages_of
from web.parameters import A_FORCE, Parameters
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
    """Return a page of changes, newest first; ``?kind=`` and ``?site=`` show those of one kind or force."""
    asked = Parameters(request, "kind", "site", "page")
    kind, number = _kind(asked), asked.page()

    def noticed(conn: Connection) -> tuple[Freshness, str, Mapping[str, int], list[Noticed]]:
        freshness = read_freshness(conn)
        site = asked.one_of("site", freshness.forces, A_FORCE)
        found = changes(conn, number, _PAGE_SIZE, kind, site)
        return freshness, site, count_changes(conn, site), [_noticed(conn, change) for change in found]

    freshness, site, counts, found = await read(datasette, noticed)
    total = counts.get(kind, 0) if kind else sum(counts.values())
    return await show(
        datasette,
        request,
        "changes.html",
        freshness,
        kind=kind,
        site=site,
        unused=asked.unused,
        counts=counts,
        total=total,
        days=[(day, list(of_day)) for day, of_day in groupby(found, lambda each: each.change.moment[:10])],
        most_passages=_PASSAGES,
        page=number,
        pages=pages_of(total, _PAGE_SIZE),
    )


async def changes_atom(request: Request, datasette: Datasette) -> Response:
    """Return the newest changes as an Atom feed; its title tells what of the address could not be used."""
    asked = Parameters(request, "kind", "site")
    kind = _kind(asked)

    def newest(conn: Connection) -> tuple[Freshness, str, tuple[Change, ...]]:
        freshness = read_freshness(conn)
        site = asked.one_of("site", freshness.forces, A_FORCE)
        return freshness, site, changes(conn, 1, LONGEST, kind, site)

    freshness, site, found = await read(datasette, newest)
    forces = {site: freshness.forces[site]} if site else freshness.forces

    def absolute(path: str) -> str:
        return str(datasette.absolute_url(request, path))

    title = f"changes: {_words(kind, forces)}" if kind else "changes"
    of_force = f" of {freshness.forces[site]}" if site and not kind else ""
    feed = Feed(
        name=changes_address(kind, site=site),
        title=" ".join((title + of_force, *(f"({said})" for said in asked.unused))),
        fictional=freshness.fictional,
        address=absolute(changes_address(kind, form=".atom", site=site)),
        page=absolute(changes_address(kind, site=site)),
        entries=[
            _entry(change, absolute(response_address(change.id)), freshness.forces[change.site])
            for change in found
        ],
    )
    return send(request, feed)


def _words(kind: str, forces: Mapping[str, str]) -> str:
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


def _kind(asked: Parameters) -> str:
    return asked.one_of("kind", get_args(Kind), "a kind of change")
