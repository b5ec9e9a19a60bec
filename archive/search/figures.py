"""Figures of exemptions as they were published on a day, and not as the archive would count them now."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from archive.search.exemptions import Frequency, Period, Step, Use, by_number, described_use
from archive.search.terms import Act, Cites

PUBLISHED, ANY_GROUND, ANY_EXEMPTION = "published responses", "any ground", "any exemption"
UNDATED = "unknown"
ALWAYS = "9999-12-31"
_Counts = defaultdict[str, defaultdict[str, Counter[str]]]  # what is counted, how used, in which period


def figures_since(conn: sqlite3.Connection, day: str = ALWAYS) -> str:
    """Return the day on which figures last changed, by ``day``; '' where none were published by then."""
    return str(
        conn.execute("select ifnull(max(since), '') from figures where since <= ?", (day,)).fetchone()[0]
    )


def first_figures(conn: sqlite3.Connection) -> str:
    """Return the first day of which figures are kept; '' where there are none."""
    return str(conn.execute("select ifnull(min(since), '') from figures").fetchone()[0])


def figures_on(
    conn: sqlite3.Connection,
    day: str = ALWAYS,
    cited: Cites | None = None,
    step: Step = "year",
    year: str = "",
    site: str = "",
) -> Frequency:
    """Return the figures that were published on ``day``, or last before it: of sections, most used first.

    Of ``cited`` and all below it instead, if given. ``step``, ``year`` and ``site`` as in
    ``exemption_frequency``.
    """
    counts = _counts(conn, day, cited, step, year, site)
    published = counts[PUBLISHED]["any"]
    periods = sorted(name for name in published if name != UNDATED)
    exempting, *exempting_periods = _uses(counts[ANY_EXEMPTION], periods)
    used = []
    for what in set(counts) - {PUBLISHED, ANY_GROUND, ANY_EXEMPTION}:
        named, _, number = what.partition(" ")
        act: Act = "EIR2004" if named == "EIR2004" else "FOIA2000"
        total, *each = _uses(counts[what], periods)
        used.append(described_use(conn, act, number, total, tuple(each)))
    return Frequency(
        responses=published.total(),
        undated=published[UNDATED],
        refusing=_uses(counts[ANY_GROUND], periods)[0].any,
        exempting=exempting,
        exempting_periods=tuple(exempting_periods),
        periods=tuple(Period(name, published[name]) for name in periods),
        sections=tuple(
            sorted(used, key=lambda use: (0 if cited else -use.total.any, by_number(use.provision)))
        ),
    )


def _counts(
    conn: sqlite3.Connection, day: str, cited: Cites | None, step: Step, year: str, site: str
) -> _Counts:
    """Return what was counted by the way it was used and by period, where it is not 0."""
    whole = f"{cited.act} {cited.provision}" if cited else ""
    counts: _Counts = defaultdict(lambda: defaultdict(Counter))
    for what, use, month, responses, _ in conn.execute(
        """select what, use, month, responses, max(since) from figures
           where since <= :day and :site in ('', site) and month like :year || '%'
             and (what in (:published, :ground, :exemption)
               or iif(:whole = '', what like 'FOIA2000 %' and what not like '%(%',
                                   what = :whole or what like :whole || '(%'))
           group by site, what, use, month""",
        {
            "day": day,
            "site": site,
            "year": year,
            "whole": whole,
            "published": PUBLISHED,
            "ground": ANY_GROUND,
            "exemption": ANY_EXEMPTION,
        },
    ):
        if responses:
            counts[what][use][month[:4] if step == "year" and month != UNDATED else month] += responses
    return counts


def _uses(counts: Mapping[str, Counter[str]], periods: Sequence[str]) -> list[Use]:
    """Return the use in all, and in each of ``periods``."""
    none: Counter[str] = Counter()
    return [
        Use(*(counts.get(use, none).total() for use in Use._fields)),
        *(Use(*(counts.get(use, none)[period] for use in Use._fields)) for period in periods),
    ]
