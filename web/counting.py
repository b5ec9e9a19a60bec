"""How the pages of statistics count: by year or by the months of a year, and in which use of a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasette.utils.asgi import Request

from archive.search.exemptions import Step, Use
from archive.search.overview import Freshness
from web.parameters import A_FORCE, Parameters

_YEAR = re.compile(r"[12]\d{3}")


@dataclass(frozen=True, slots=True)
class Counting:
    """What an address asks for. ``year`` is given where months are counted; ``use`` is a field of Use.

    ``site`` is the name of the one force that is counted, empty for all. ``unused`` says what could not be
    used, in sentences.
    """

    step: Step
    year: str
    use: str
    site: str = ""
    unused: tuple[str, ...] = ()

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
    asked = Parameters(request, "by", "year", "use", "site")
    site = asked.one_of("site", freshness.forces, A_FORCE)
    site = site if len(freshness.forces) > 1 else ""
    use = asked.one_of("use", Use._fields, "a use of a section") or "any"
    by, year = asked.one_of("by", ("year", "month"), "a period"), asked.text("year")
    if by != "month":
        if year:
            asked.leave_out(year, "is used with by=month alone")
        return Counting("year", "", use, site, tuple(asked.unused))
    if year and not _YEAR.fullmatch(year):
        asked.leave_out(year, "is not a year")
        year = ""
    return Counting("month", year or (freshness.newest or "")[:4], use, site, tuple(asked.unused))
