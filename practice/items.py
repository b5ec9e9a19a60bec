"""The items of the log: what each is about, where and when it was published, and how its page looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from practice.asking import Ask
from practice.cases import ADDRESSES, ASKS, BOILERPLATES, ENCODINGS, OUTCOMES, Case, deal
from practice.letters import Letter, right_reading, write_letter
from practice.markup import DIALECTS
from practice.subjects import MONTHS, Topic, draw_topic, subjects

FOLDER = "/foi-ai/barchester-constabulary"
FILES = "/SysSiteAssets/foi-media/barchester-constabulary"
_FIRST, _LAST = date(2022, 1, 4), date(2026, 1, 29)
_GLUED = re.compile(rf"\b({'|'.join(MONTHS).lower()}) (\d{{4}})")
_TYPOS = (("information", "informaiton"), ("police", "polcie"), ("officers", "offciers"), ("and", "adn"))


@dataclass(frozen=True, slots=True)
class Item:
    """One page of the log before it is written. ``draw`` seeds everything said on it.

    ``reference`` is as the label has it, or None where the label stands without a number. ``older_paths`` are
    addresses it had before; they redirect or answer as well, by ``special``.
    """

    index: int
    draw: str
    published: date
    path: str
    older_paths: tuple[str, ...]
    reference: str | None
    earlier_reference: str
    title: str
    case: Case = field(repr=False)
    ask: Ask = field(repr=False)
    dialect: str
    boilerplate: str
    encoding: str
    special: str
    files: tuple[str, ...]

    def rng(self, purpose: str) -> Random:
        """Return the draw for one purpose, the same whenever it is asked for."""
        return Random(f"{self.draw}/{purpose}")

    def topic(self) -> Topic:
        """Return what the page is about, with its questions and figures."""
        return _topic(self.draw, self.case, self.published)

    @property
    def letter(self) -> Letter:
        """The letter on the page, written anew each time."""
        return write_letter(self)

    @property
    def tags(self) -> frozenset[str]:
        """Names of the cases the page holds, for a test to say which one failed."""
        return self.letter.tags

    @property
    def expected(self) -> dict[str, Any]:
        """The right reading of the page: see ``practice.letters.right_reading``."""
        return right_reading(self)

    @property
    def redirects(self) -> bool:
        """Whether the older addresses send the reader on."""
        return self.special == "moved: old address redirects"


def plan_items(seed: int, count: int) -> Iterator[Item]:
    """Yield ``count`` items, oldest first; nothing of their pages is written yet."""
    rng = Random(f"{seed}/deal")
    outcomes, asks = deal(rng, OUTCOMES, count), deal(rng, ASKS, count)
    dialects = deal(rng, [(name, 40) for name in DIALECTS], count)
    boilerplates, encodings = deal(rng, BOILERPLATES, count), deal(rng, ENCODINGS, count)
    specials = deal(rng, ADDRESSES, count)
    step = max(2, 26_000 // max(count, 1))
    span = (_LAST - _FIRST).days
    taken: set[str] = set()
    before: Item | None = None
    for index in range(count):
        published = _FIRST + timedelta(days=round(index * span / max(count - 1, 1)))
        item = _plan(
            index,
            f"{seed}/{index}",
            published,
            20_500 + index * step,
            outcomes[index],
            asks[index],
            dialects[index],
            boilerplates[index],
            encodings[index],
            specials[index],
        )
        item = _placed(item, taken)
        if item.special == "shared reference" and before:
            item = replace(item, reference=before.reference)
        taken |= {item.path, *item.older_paths}
        before = item
        yield item


def _plan(
    index: int,
    draw: str,
    published: date,
    number: int,
    case: Case,
    ask: Ask,
    dialect: str,
    boilerplate: str,
    encoding: str,
    special: str,
) -> Item:
    rng = Random(f"{draw}/plan")
    received = published - timedelta(days=rng.randint(20, 60))
    digits = f"{number + rng.randint(0, 1):06d}"
    if special == "seven-digit reference":
        digits = f"0{digits}"
    return Item(
        index=index,
        draw=draw,
        published=published,
        path="",
        older_paths=(),
        reference=None if special == "label without number" else f"01.FOI.{received:%y}.{digits}",
        earlier_reference=f"01.FOI.{received.year % 100 - 1:02d}.{number - 1_500:06d}",
        title=_topic(draw, case, published).title,
        case=case,
        ask=case.ask or ask,
        dialect=dialect,
        boilerplate=boilerplate,
        encoding=encoding,
        special=special,
        files=(),
    )


def _topic(draw: str, case: Case, published: date) -> Topic:
    rng = Random(f"{draw}/topic")
    keys = case.subjects or tuple(key for key, subject in subjects().items() if not subject.reserved)
    figures = Random(f"{draw.partition('/')[0]}/{case.figures}") if case.figures else None
    return draw_topic(rng, subjects()[rng.choice(keys)], published, figures)


def _placed(item: Item, taken: set[str]) -> Item:
    """Return the item with its addresses and those of its files; no address is given twice."""
    rng = item.rng("place")
    slug = slug_of(item.title)
    if item.special == "typo in the slug":
        for right, wrong in _TYPOS:
            slug = slug.replace(right, wrong, 1)
    ending = ".pdf" if item.special == "slug ending in .pdf" else ""
    folder = f"{FOLDER}/{_year_folder(item.published)}/{_month_folder(item.published)}"
    path = f"{folder}/{slug}{ending}/"
    number = 2
    while path in taken:
        path, number = f"{folder}/{slug}-{number}{ending}/", number + 1
    older: tuple[str, ...] = ()
    if item.special.startswith("moved"):
        earlier = item.published - timedelta(days=40)
        older = (f"{FOLDER}/{_year_folder(earlier)}/{_month_folder(earlier)}/{path.rsplit('/', 2)[1]}/",)
    return replace(
        item, path=path, older_paths=older, files=_file_paths(rng, item.published, path, item.case)
    )


def _file_paths(rng: Random, published: date, path: str, case: Case) -> tuple[str, ...]:
    if case.figures or rng.random() > 0.32:
        return ()
    folder = f"{FILES}/disclosure_{published.year}/{MONTHS[published.month - 1].lower()}_{published.year}"
    slug = path.rsplit("/", 2)[1].removesuffix(".pdf")
    endings = rng.choice(((".xlsx",), (".xlsx",), (".pdf",), (".csv",), (".xlsx", ".pdf"), ("",)))
    return tuple(f"{folder}/{slug}{ending}" for ending in endings)


def slug_of(title: str) -> str:
    """Return the address part of a title as the site's editors make it: dates glued, marks dropped.

    >>> slug_of("Lifts & stairs - Owlsham, March 2022 to May 2022")
    'lifts--stairs---owlsham-march2022-may2022'
    """
    lower = _GLUED.sub(r"\1\2", title.lower()).replace(" to ", " ")
    return re.sub(r"[^a-z0-9-]", "", lower.replace(" ", "-"))


def _year_folder(day: date) -> str:
    return "d" if day.year == 2022 else f"disclosure-{day.year}"


def _month_folder(day: date) -> str:
    hyphens = "---" if (day.year, day.month) == (2026, 1) else "-"
    return f"{MONTHS[day.month - 1].lower()}{hyphens}{day.year}"
