"""The hooks through which Datasette serves the archive. They do nothing beside another database."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from datasette.utils.asgi import BadRequest, Request, Response, asgi_static
from jinja2 import Environment, FileSystemLoader

from archive.search.overview import read_freshness
from web.database import is_ours, read
from web.errors import READING, error_page, refuse_access, refuse_address, refuse_method
from web.frame import banded
from web.headers import App, Receive, Scope, Send, is_datasettes, with_safe_headers
from web.metrics import measures
from web.pages.asked import asked_page
from web.pages.attachment import attachment_page, sheet_csv
from web.pages.changes import changes_atom, changes_page
from web.pages.cite import CITE_FORMS, citation_file
from web.pages.coverage import coverage_csv, coverage_page, files_csv
from web.pages.crawlers import robots, sitemap, sitemap_part
from web.pages.diagnostics import diagnostic, diagnostics
from web.pages.exemptions import exemptions_csv, exemptions_page
from web.pages.figures import figures_csv, figures_page, newest_figures
from web.pages.gaps import gaps_csv, gaps_page
from web.pages.home import home
from web.pages.metrics import metrics
from web.pages.plain import about, health, help_page
from web.pages.provision import provision_atom, provision_csv, provision_page
from web.pages.response import response_json, response_page
from web.pages.search import search_page
from web.pages.search_data import citations_csv, search_atom, search_csv, search_json
from web.pages.versions import versions_page
from web.template_words import FILTERS, GLOBALS

# Datasette loads its plugins while datasette.app is being imported, so only a type checker may ask for it,
# here and in what this module imports.
if TYPE_CHECKING:
    from datasette.app import Datasette

_HERE = Path(__file__).parent
_STATIC = ("/-/static/", "/-/static-plugins/")
_DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
_MOST_PARAMETERS = 40  # Datasette reads all of them again for each, while everybody waits
_DRAFT = ("POST", "/asked")  # a draft too long for an address; it is read, and nothing is kept of it
Route = tuple[str, Callable[..., Any]]
_ROUTES: tuple[Route, ...] = (
    (r"^/$", home),
    (r"^/search$", search_page),
    (r"^/asked$", asked_page),
    (r"^/search\.json$", search_json),
    (r"^/search\.csv$", search_csv),
    (r"^/search\.atom$", search_atom),
    (r"^/citations\.csv$", citations_csv),
    (rf"^/r/(?P<id>.+)\.(?P<form>{'|'.join(map(re.escape, CITE_FORMS))})$", citation_file),
    (r"^/r/(?P<id>.+)\.json$", response_json),
    (r"^/r/(?P<id>.+)/versions$", versions_page),
    (r"^/r/(?P<id>.+)$", response_page),
    (r"^/a/(?P<id>[0-9]{1,18})$", attachment_page),
    (r"^/a/(?P<id>[0-9]{1,18})/part-(?P<place>[0-9]{1,9})\.csv$", sheet_csv),
    (r"^/about$", about),
    (r"^/help$", help_page),
    (r"^/exemptions$", exemptions_page),
    (r"^/exemptions\.csv$", exemptions_csv),
    (r"^/exemptions/(?P<provision>[^/]+)\.atom$", provision_atom),
    (r"^/exemptions/(?P<provision>[^/]+)\.csv$", provision_csv),
    (r"^/exemptions/(?P<provision>[^/]+)$", provision_page),
    (r"^/figures$", newest_figures),
    (rf"^/figures/{_DAY}\.csv$", figures_csv),
    (rf"^/figures/{_DAY}$", figures_page),
    (rf"^/figures/{_DAY}/(?P<provision>[^/]+)\.csv$", figures_csv),
    (rf"^/figures/{_DAY}/(?P<provision>[^/]+)$", figures_page),
    (r"^/coverage$", coverage_page),
    (r"^/coverage\.csv$", coverage_csv),
    (r"^/coverage/files\.csv$", files_csv),
    (r"^/gaps$", gaps_page),
    (r"^/gaps\.csv$", gaps_csv),
    (r"^/changes$", changes_page),
    (r"^/changes\.atom$", changes_atom),
    (r"^/diagnostics$", diagnostics),
    (r"^/diagnostics/(?P<code>[^/]+)$", diagnostic),
    (r"^/healthz$", health),
    (r"^/metrics$", metrics),
    (r"^/robots\.txt$", robots),
    (r"^/sitemap\.xml$", sitemap),
    (r"^/sitemap-(?P<part>[0-9]{1,4})\.xml$", sitemap_part),
    (r"^/static/(?P<path>.+)$", asgi_static(_HERE / "static")),
)


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def register_routes(datasette: Datasette) -> list[Route]:
    """Return the addresses of our pages."""
    return [*_ROUTES] if is_ours(datasette) else []


@hookimpl  # type: ignore[untyped-decorator]
def skip_csrf(datasette: Datasette, scope: Scope) -> bool:
    """Ask for no token with a draft: sending one changes nothing, so nobody can be tricked into it."""
    return is_ours(datasette) and scope["path"] == _DRAFT[1]


@hookimpl  # type: ignore[untyped-decorator]
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Put our templates, and the words they use, before Datasette's."""
    if is_ours(datasette):
        env.loader.loaders.insert(0, FileSystemLoader(_HERE / "templates"))  # type: ignore[union-attr]
        env.filters.update(FILTERS)
        env.globals.update(GLOBALS)


@hookimpl  # type: ignore[untyped-decorator]
def extra_template_vars(
    datasette: Datasette, template: str
) -> dict[str, Any] | Callable[[], Awaitable[dict[str, Any]]]:
    """Tell Datasette's own pages what stands on every page."""

    async def freshness() -> dict[str, Any]:
        return banded(await read(datasette, read_freshness))

    return freshness if is_ours(datasette) and not template.startswith("foilog/") else {}


@hookimpl  # type: ignore[untyped-decorator]
def asgi_wrapper(datasette: Datasette) -> Callable[[App], App]:
    """Add the headers that keep readers safe, let nobody do more than read, and count what is answered."""

    def wrapped(app: App) -> App:
        return measures(datasette).around(with_safe_headers(_public_only(app, datasette)))

    return wrapped if is_ours(datasette) else lambda app: app


def _public_only(app: App, datasette: Datasette) -> App:
    """Keep out whoever wants to do more than read, or to read how the server is made: paths, settings."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        answer = None
        if scope["type"] == "http":
            # Datasette, which has not seen this request, would put a token for forms there.
            request = Request({**scope, "csrftoken": str}, receive)
            if scope["method"] not in READING and (scope["method"], scope["path"]) != _DRAFT:
                answer = await refuse_method(datasette, request)
            elif scope["path"].startswith("/-/") and not scope["path"].startswith(_STATIC):
                answer = await refuse_address(datasette, request)
            elif is_datasettes(scope["path"]) and scope["query_string"].count(b"&") >= _MOST_PARAMETERS:
                too_many = BadRequest(f"A table can be asked with at most {_MOST_PARAMETERS} parameters.")
                answer = await error_page(datasette, request, too_many)
        await (answer.asgi_send(send) if answer else app(scope, receive, send))

    return wrapped


@hookimpl  # type: ignore[untyped-decorator]
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Awaitable[Response]] | None:
    """Say in our own words what is not open to the public."""

    async def page() -> Response:
        return await refuse_access(datasette, request)

    return page if is_ours(datasette) else None


@hookimpl  # type: ignore[untyped-decorator]
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Awaitable[Response]] | None:
    """Show what went wrong in our own words."""

    async def page() -> Response:
        return await error_page(datasette, request, exception)

    return page if is_ours(datasette) else None
