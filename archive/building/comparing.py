"""Whether pages are read worse than before: the statistics of a build against those published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from archive.store.statistics import Statistics, Tally
from parsers.profile import DriftLimits

_FEW = 10  # pages that say nothing of how pages are
_USUAL = 0.8  # what a smaller share of all pages has may well be missing on most of the newest


class Measure(NamedTuple):
    """What is counted: pages with a field, pages without a diagnostic or heading, decisions, citations."""

    kind: Literal["field", "diagnostic", "heading", "decision", "citations"]
    name: str = ""


READ = Measure("field", "page")  # pages that could be read at all


@dataclass(frozen=True, slots=True)
class Fall:
    """A measure that is lower than it should be, among ``pages`` pages: all of them, or the newest."""

    measure: Measure
    found: int
    expected: int
    pages: int
    among: Literal["all", "the newest"]

    def __str__(self) -> str:
        kind, name = self.measure
        pages = f"{self.among} {self.pages} pages"
        before = "before" if self.among == "all" else "usually"
        if self.measure == READ:
            return f"{self.found} of {pages} can be read, {before} {self.expected}"
        if kind == "citations":
            return f"{self.found} citations are found on {pages}, {before} {self.expected}"
        if kind in {"diagnostic", "heading"}:
            named = f"unknown heading {name!r}" if kind == "heading" else name
            noticed, usual = self.pages - self.found, max(self.pages - self.expected, 0)
            return f"{named} is noticed on {noticed} of {pages}, {before} on {usual}"
        named = f"decision {name}" if kind == "decision" else name
        return f"{named} is found on {self.found} of {pages}, {before} on {self.expected}"


def find_falls(now: Statistics, published: Sequence[Statistics], limits: DriftLimits) -> tuple[Fall, ...]:
    """Return what was lost since the builds ``published``, the deepest fall first; none for a first build.

    First all pages: what more of them once had than have it now. Pages that came since take nothing away, so
    an archive that grows shows no fall. Then the pages that the live site gave last, beside the others: what
    nearly all others have and these have not, as when the site changes its pages.
    """
    if not published:
        return ()
    falls = (*_falls_of_all(now, published, limits), *_falls_of_newest(now, published, limits))
    return tuple(sorted(falls, key=lambda fall: (fall.measure != READ, fall.found / fall.expected)))


def _falls_of_all(now: Statistics, published: Sequence[Statistics], limits: DriftLimits) -> Iterator[Fall]:
    most_pages = max(earlier.whole.pages for earlier in published) or 1
    for measure in _measures(now, *published):
        found = _count(now, measure)
        once = max(_count(earlier, measure) for earlier in published)
        one_page = once / most_pages if measure.kind == "citations" else 1
        if once - found >= max(limits.pages * one_page, limits.lost * once, 1):
            yield Fall(measure, found, once, now.whole.pages, "all")


def _falls_of_newest(now: Statistics, published: Sequence[Statistics], limits: DriftLimits) -> Iterator[Fall]:
    newest, others = now.newest, now.whole.without(now.newest)
    if min(newest.pages, others.pages) < _FEW:
        return
    earlier = [statistics.newest for statistics in published if statistics.newest.pages >= _FEW]
    for measure in _measures(now):
        if measure.kind not in {"field", "diagnostic"}:
            continue
        # What the newest pages never had since the operator let it through is usual for them.
        usual = min(_share(others, measure), max((_share(e, measure) for e in earlier), default=1.0))
        found, expected = _having(newest, measure), round(usual * newest.pages)
        if usual >= _USUAL and found < (1 - limits.newest_lost) * expected:
            yield Fall(measure, found, expected, newest.pages, "the newest")


def _measures(*builds: Statistics) -> tuple[Measure, ...]:
    every: dict[Measure, None] = {}
    for build in builds:
        every.update(dict.fromkeys(Measure("field", name) for name in build.whole.fields))
        every.update(dict.fromkeys(Measure("diagnostic", code) for code in build.whole.diagnostics))
        every.update(dict.fromkeys(Measure("heading", heading) for heading in build.headings))
        every.update(dict.fromkeys(Measure("decision", code) for code in build.decisions))
    every.pop(Measure("decision", "unclear"), None)  # fewer of them are no loss
    return (*every, Measure("citations"))


def _count(build: Statistics, measure: Measure) -> int:
    if measure.kind == "citations":
        return build.citations
    if measure.kind == "heading":
        return build.whole.pages - build.headings.get(measure.name, 0)
    if measure.kind == "decision":
        return build.decisions.get(measure.name, 0)
    return _having(build.whole, measure)


def _having(tally: Tally, measure: Measure) -> int:
    if measure.kind == "diagnostic":
        return tally.pages - tally.diagnostics.get(measure.name, 0)
    return tally.fields.get(measure.name, 0)


def _share(tally: Tally, measure: Measure) -> float:
    return _having(tally, measure) / tally.pages
