"""One address for every kind of page that the site has, over the archive of ``tests.site_fixture``."""

import html
import re

from tests.site_fixture import HOSTILE, KENNELS

KINDS = (
    "/",
    "/search?q=knife",
    "/search?q=zzqqxx+knife&decision=not_held",
    f"/r/{KENNELS.id}?q=propeller&provision=31",
    f"/r/{HOSTILE.id}",
    "/r/01.FOI.20.900005",
    "/r/01.FOI.24.900199",
    f"/r/{KENNELS.id}/versions",
    "/a/1",
    "/a/2",
    "/exemptions",
    "/exemptions/31",
    "/changes",
    "/coverage",
    "/gaps",
    "/help",
    "/about",
    "/diagnostics",
    "/diagnostics/request.empty",
    "/asked?q=knives+and+machetes+handed+in",
)
OUR_PAGES = (
    *KINDS,
    "/search",
    "/search?page=99",
    f"/r/{KENNELS.id}",
    "/r/stop-and-search-forms",
    "/r/01.FOI.20.900005/versions",
    "/exemptions?by=month&year=2023&use=ncnd",
    "/exemptions/31(1)(a)?by=month",
    "/exemptions/reg:12(5)(e)",
    "/exemptions/17",
    "/changes?kind=changed",
    "/gaps?by=month",
    "/changes?kind=nonsense",
    "/asked",
    "/asked?q=please",
    "/nowhere",
)
DATASETTE_PAGES = ("/foi", "/foi/responses", "/foi/citations", "/foi/responses/stop-and-search-forms")


def spoken(page: str) -> str:
    """Return the words of a page or a piece of one, with a space wherever a tag was."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
