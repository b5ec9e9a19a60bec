"""How the pages of statistics count: by year or by the months of a year, and in which use of a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasette.utils.asgi import Request

from archive.search.exemptions import Step, Use
from archive.search.overview import Freshness


@dataclass(frozen=True, slots=True)
class Counting:
    """What an address asks for. ``year`` is given where months are counted; ``use`` is a field of Use.

    ``site`` is the name of the one force that is counted, empty for all.
    """

    step: Step
    year: str
    use: str
    site: str = ""

    @property
    def shown(self) -> dict[str, str]:
        """The parameters of the address; those that go without saying are empty."""
        by_month = self.step == "month"
        return {
            "by": "month" if by_month else "",
            "year": self.year if by_month else "",
            "use": "" if self.use == "any" else self.use,
            "site": self.site,
        }


def counting_of(request: Request, freshness: Freshness) -> Counting:
    """Return what the address asks for; months without a year are those of the newest response's."""
    site = request.args.get("site") or ""
    site = site if len(freshness.forces) > 1 and site in freshness.forces else ""
    use = request.args.get("use") or ""
    use = use if use in Use._fields else "any"
    if request.args.get("by") != "month":
        return Counting("year", "", use, site)
    year = request.args.get("year") or ""
    year = year if re.fullmatch(r"[12]\d{3}", year) else (freshness.newest or "")[:4]
    return Counting("month", year, use, site)
