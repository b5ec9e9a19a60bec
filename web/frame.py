"""What all of our pages share: the frame round them, with the dateline and the bands above it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import Request, Response

from archive.search.overview import Freshness
from web.forces import names_of
from web.wording import hours_since

if TYPE_CHECKING:
    from datasette.app import Datasette

STALE_AFTER_HOURS = 48


def is_stale(freshness: Freshness) -> bool:
    """Return whether the last complete check is too long ago, or never was."""
    last = freshness.last_check
    return last is None or hours_since(last, datetime.now(UTC)) > STALE_AFTER_HOURS


def banded(freshness: Freshness | None) -> dict[str, Any]:
    """Return what the bands and the dateline of every page say, Datasette's own pages among them."""
    behind = freshness is not None and freshness.last_check is not None and is_stale(freshness)
    names = names_of(freshness.forces if freshness else {})
    return {"freshness": freshness, "behind": behind, **names._asdict()}


async def show(
    datasette: Datasette,
    request: Request,
    template: str,
    freshness: Freshness | None,
    status: int = 200,
    **context: Any,
) -> Response:
    """Return the page made from ``template``; ``freshness`` is None where the database could not be asked."""
    frame = {
        **banded(freshness),
        "here": datasette.absolute_url(request, request.path),
        "share_image": datasette.absolute_url(request, "/static/share.png"),
    }
    html = await datasette.render_template(f"foilog/{template}", {**frame, **context}, request=request)
    return Response.html(html, status=status)
