"""How the pages of statistics count: by year or by the months of a year, and in which use of a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from datasette.utils.asgi import Request

from archive.search.exemptions import Step, Use


@dataclass(frozen=True, slots=True)
class Counting:
    """What an address asks for. ``year`` is given where months are counted; ``use`` is a field of Use."""

    step: Step
    year: str
    use: str

    @property
    def shown(self) -> dict[str, str]:
        """The parameters of the address; those that go without saying are empty."""
        by_month = self.step == "month"
        return {
            "by": "month" if by_month else "",
            "year": self.year if by_month else "",
            "use": "" if self.use == "any" else self.use,
        }


def counting_of(request: Request, newest: str | None) -> Counting:
    """Return what the address asks for; months without a year are those of the ``newest`` response's."""
    use = request.args.get("use") or ""
    use = use if use in Use._fields else "any"
    if request.args.get("by") != "month":
        return Counting("year", "", use)
    year = request.args.get("year") or ""
    return Counting("month", year if re.fullmatch(r"[12]\d{3}", year) else (newest or "")[:4], use)
