"""The figures of exemptions as they were published on a day: an address for a number that is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from datasette.utils.asgi import AsgiStream, NotFound, Request, Response

from archive.search.download import Cells
from archive.search.exemptions import Frequency, Use
from archive.search.figures import ALWAYS, figures_on, figures_since, first_figures
from archive.search.labels import provision_label
from archive.search.opening import Connection
from archive.search.overview import Freshness, read_freshness
from archive.search.query import read_provision
from archive.search.terms import Cites
from web.addresses import exemptions_address, figures_address, provision_address
from web.counting import Counting, counting_of
from web.database import read
from web.download import csv_file
from web.frame import show
from web.law import title
from web.pages.exemptions import COLUMNS as SECTION_COLUMNS
from web.pages.exemptions import section_rows
from web.pages.provision import COLUMNS as PART_COLUMNS
from web.pages.provision import part_rows

if TYPE_CHECKING:
    from datasette.app import Datasette


class ThenAndNow(NamedTuple):
    """A number as it was published, and as it is published now."""

    then: int
    now: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted, in each period and in all; ``address`` leads to the same of a provision alone."""

    label: str
    title: str
    address: str
    cells: tuple[ThenAndNow, ...]
    total: ThenAndNow


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a day and of now. ``since`` is the day on which those of the day were published."""

    freshness: Freshness
    counting: Counting
    since: str
    then: Frequency
    now: Frequency


async def newest_figures(request: Request, datasette: Datasette) -> Response:
    """Send the reader to the figures of the day on which they last changed."""
    since = await read(datasette, figures_since)
    if not since:
        raise NotFound("no figures were published yet")
    return Response.redirect(figures_address(since))


async def figures_page(request: Request, datasette: Datasette) -> Response:
    """Return the figures of sections, or of a provision and its parts; parameters as of ``/exemptions``."""
    day, cited = _asked(request)
    found = await read(datasette, lambda conn: _figures(conn, request, day, cited))
    counting = found.counting
    rows = list(_rows(found, day, cited))
    live = provision_address(cited.act, cited.provision, **counting.shown) if cited else ""
    return await show(
        datasette,
        request,
        "figures.html",
        found.freshness,
        day=day,
        cited=cited,
        figures=found,
        counting=counting,
        unused=counting.unused,
        rows=rows,
        changed=sum(cell.then != cell.now for row in rows for cell in (*row.cells, row.total)),
        live=live or exemptions_address(**counting.shown),
        at=lambda form="", **shown: figures_address(day, cited, form, shown=counting.shown | shown),
    )


async def figures_csv(request: Request, datasette: Datasette) -> AsgiStream:
    """Return the figures of a day in the columns that those of now have."""
    day, cited = _asked(request)

    def rows(conn: Connection) -> Iterator[Cells]:
        then = _figures(conn, request, day, cited).then
        return part_rows(then.periods, then.sections) if cited else section_rows(then)

    name = f"foilog-figures-{day}.csv"
    return await csv_file(datasette, name, PART_COLUMNS if cited else SECTION_COLUMNS, rows)


def _asked(request: Request) -> tuple[str, Cites | None]:
    day = request.url_vars["day"]
    try:
        datetime.fromisoformat(day)
    except ValueError as error:
        raise NotFound(f"there is no {day}") from error
    if day > datetime.now(UTC).date().isoformat():
        raise NotFound(f"{day} has not come yet")
    typed = unquote(request.url_vars.get("provision", ""))
    cited = read_provision(typed) if typed else None
    if typed and cited is None:
        raise NotFound(f"{typed[:100]} is no provision")
    return day, cited


def _figures(conn: Connection, request: Request, day: str, cited: Cites | None) -> Figures:
    since = figures_since(conn, day)
    if not since:
        raise NotFound(
            f"no figures of {day} are kept; the first are of {first_figures(conn) or 'no day yet'}"
        )
    freshness = read_freshness(conn)
    counting = counting_of(request, freshness)
    then, now = (
        figures_on(conn, by, cited, counting.step, counting.year, counting.site) for by in (day, ALWAYS)
    )
    return Figures(freshness, counting, since, then, now)


def _rows(found: Figures, day: str, cited: Cites | None) -> Iterator[Row]:
    """Yield the denominators first, then each line of the table in the use that is counted."""
    then, now, use = found.then, found.now, found.counting.use
    names = [period.name for period in then.periods]
    published = {period.name: period.responses for period in now.periods}
    cells = [ThenAndNow(period.responses, published.get(period.name, 0)) for period in then.periods]
    yield Row("All published responses", "", "", tuple(cells), ThenAndNow(then.responses, now.responses))
    at = {period.name: place for place, period in enumerate(now.periods)}

    def row(label: str, words: str, address: str, before: _Counted, after: _Counted | None) -> Row:
        total, uses = before
        total_now, uses_now = after or (Use(0, 0, 0, 0), ())
        pairs = (
            (getattr(each, use), getattr(uses_now[at[name]], use) if uses_now and name in at else 0)
            for name, each in zip(names, uses, strict=True)
        )
        both = ThenAndNow(getattr(total, use), getattr(total_now, use))
        return Row(label, words, address, tuple(ThenAndNow(*pair) for pair in pairs), both)

    if cited is None:
        before, after = (then.exempting, then.exempting_periods), (now.exempting, now.exempting_periods)
        yield row("Any exemption", "", "", before, after)
    current = {(each.act, each.provision): (each.total, each.periods) for each in now.sections}
    for each in then.sections:
        address = figures_address(day, Cites(each.act, each.provision), shown=found.counting.shown)
        label = provision_label(each.act, each.provision)
        counted = current.get((each.act, each.provision))
        yield row(label, title(each.title), address, (each.total, each.periods), counted)


_Counted = tuple[Use, Sequence[Use]]  # in all, and in each period
