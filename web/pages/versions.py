"""The history of a response: each text it had at its source, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from web.database import read
from web.difference import Passage, differences
from web.frame import show
from web.held import elsewhere, look_up, title_of, typed_id

if TYPE_CHECKING:
    from datasette.app import Datasette


@dataclass(frozen=True, slots=True)
class Version:
    """One stretch of time. ``changed`` is what differs from the text before it, None where there is none."""

    number: int
    row: Mapping[str, Any]
    changed: tuple[Passage, ...] | None


async def versions_page(request: Request, datasette: Datasette) -> Response:
    """Return the page of a response's versions, newest first, with what changed in each."""
    typed = typed_id(request)
    found = await read(datasette, lambda conn: look_up(conn, typed))
    if found.held is None:
        return await elsewhere(request, datasette, typed, found, "/versions")
    return await show(
        datasette,
        request,
        "versions.html",
        found.freshness,
        row=found.held.row,
        title=title_of(found.held.row),
        versions=list(_compared(found.held.versions[::-1]))[::-1],
    )


def _compared(oldest_first: Sequence[Mapping[str, Any]]) -> Iterator[Version]:
    before: str | None = None
    for number, row in enumerate(oldest_first, 1):
        text = row["text"]
        known = text is not None and before is not None
        yield Version(number, row, differences(before or "", text) if known else None)
        before = text if text is not None else before
