"""What an address under /search asks for: the query, the filters, the order and the page. Pure and total."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from archive.search.query import read_provision, read_query
from archive.search.terms import DECISIONS, Cites, Note, Query
from parsers.letter.dates import read_date
from parsers.models import Role

Order = Literal["relevance", "newest", "oldest"]
ORDERS: tuple[Order, ...] = ("relevance", "newest", "oldest")
ROLES = tuple(role.value for role in Role)
FILES = ("any", "spreadsheet", "pdf", "held_back", "none")
_FILES_ALSO = {
    "1": "any",
    "yes": "any",
    "true": "any",
    "on": "any",
    "0": "none",
    "no": "none",
    "false": "none",
}
KNOWN = ("q", "site", "decision", "provision", "role", "from", "to", "attachments", "sort", "page")
_NAMED = 5  # of the names that an address must not have
_SITE = re.compile(r"[a-z][a-z0-9-]{0,30}")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class Filters:
    """What results are narrowed to; empty values do not narrow.

    ``since`` and ``until`` are a year, a month or a day in ISO form, ``files`` is one of FILES, ``site`` the
    name of a force's site.
    """

    decision: str = ""
    provision: Cites | None = None
    role: str = ""
    since: str = ""
    until: str = ""
    files: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Search:
    """One page of one search. ``notes`` say what of the address could not be used."""

    query: Query = field(default_factory=Query)
    filters: Filters = field(default_factory=Filters)
    order: Order = "newest"
    page: int = 1
    notes: tuple[Note, ...] = ()


def read_search(parameters: Mapping[str, Sequence[str]]) -> Search:
    """Return what the address's parameters ask for; what could not be read is not used and has a note."""
    notes: list[Note] = []
    if strange := names_left_out(parameters, KNOWN):
        notes.append(Note(f"No part of a search, so left out: {strange}."))
    for name, values in parameters.items():
        if name in KNOWN and len({value for value in values if value.strip()}) > 1:
            notes.append(Note(f"Only one value of “{name}” is used at a time: the first."))
    given = {
        name: next((value.strip() for value in parameters.get(name, ()) if value.strip()), "")
        for name in KNOWN
    }
    query = read_query(given["q"])
    since, until = _dates(given["from"], given["to"], notes)
    if since and until and first_day(since) > last_day(until):
        notes.append(Note(f"{since} is later than {until}, so no date fits."))
    filters = Filters(
        decision=_one_of(given["decision"], DECISIONS, "a decision", notes),
        provision=_provision(given["provision"], notes),
        role=_one_of(given["role"], ROLES, "a use of a section", notes),
        since=since,
        until=until,
        files=_one_of(
            _FILES_ALSO.get(given["attachments"].lower(), given["attachments"]),
            FILES,
            "a kind of file",
            notes,
        ),
        site=_site(given["site"], notes),
    )
    return Search(
        query, filters, _order(given["sort"], query, notes), _page(given["page"], notes), tuple(notes)
    )


def names_left_out(names: Iterable[str], known: Collection[str]) -> str:
    """Return the names of parameters that are not ``known``, to be told; empty where there are none.

    >>> names_left_out(["q", "per-page"], ["q"])
    '“per-page”'
    """
    strange = [f"“{name[:60]}”" for name in names if name not in known]
    more = f" and {len(strange) - _NAMED} more" if len(strange) > _NAMED else ""
    return ", ".join(strange[:_NAMED]) + more


def natural_order(query: Query) -> Order:
    """Return the order of results when none is asked for: best match where there are words to match."""
    return "relevance" if query.ranked else "newest"


def first_day(typed: str) -> str:
    """Return the first day of a year, month or day, as an ISO date.

    >>> first_day("2024-03")
    '2024-03-01'
    """
    return typed + "-01-01"[len(typed) - 4 :] if len(typed) < 10 else typed


def last_day(typed: str) -> str:
    """Return a date not before the last day of a year, month or day; "2024-02-31" sorts as it should.

    >>> last_day("2024")
    '2024-12-31'
    """
    return typed + "-12-31"[len(typed) - 4 :] if len(typed) < 10 else typed


def _one_of(typed: str, known: Sequence[str], what: str, notes: list[Note]) -> str:
    value = typed.lower()
    if not value or value in known:
        return value
    notes.append(
        Note(f"“{typed[:60]}” is not {what}, so that filter is not used. Known: {', '.join(known)}.")
    )
    return ""


def _site(typed: str, notes: list[Note]) -> str:
    value = typed.lower()
    if not value or _SITE.fullmatch(value):
        return value
    notes.append(Note(f"“{typed[:60]}” is not the name of a force, so that filter is not used."))
    return ""


def _provision(typed: str, notes: list[Note]) -> Cites | None:
    if not typed:
        return None
    if found := read_provision(typed):
        return found
    unread = f"We could not read “{typed[:60]}” as a section, so that filter is not used."
    notes.append(Note(f"{unread} Write 31 or 31(1)(a)."))
    return None


def _dates(since: str, until: str, notes: list[Note]) -> tuple[str, str]:
    read = {typed: _date(typed) for typed in (since, until) if typed}
    for typed, iso in read.items():
        if not iso:
            unused = "that date is not used" if any(read.values()) else "no date filter is used"
            could_not = f"We could not read “{typed[:60]}”, so {unused}."
            notes.append(Note(f"{could_not} Write 2024, 2024-03 or 2024-03-14."))
        elif iso != typed:
            notes.append(Note(f"“{typed[:60]}” was read as {iso}."))
    return read.get(since, ""), read.get(until, "")


def _date(typed: str) -> str:
    """Return a year, month or day as an ISO date; empty where ``typed`` is none.

    >>> _date("2024"), _date("14 March 2024"), _date("14/03/2024"), _date("2024-02-31")
    ('2024', '2024-03-14', '2024-03-14', '')
    """
    if not (found := _DAY.fullmatch(typed)):
        return read_date(typed) or ""
    try:
        date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        return ""
    return typed


def _order(typed: str, query: Query, notes: list[Note]) -> Order:
    natural = natural_order(query)
    for order in ORDERS:
        if typed.lower() == order:
            if order == "relevance" and natural == "newest":
                notes.append(Note("Best match needs a word to match, so the newest come first."))
                return natural
            return order
    if typed:
        notes.append(Note(f"“{typed[:60]}” is not an order. Known: {', '.join(ORDERS)}."))
    return natural


def _page(typed: str, notes: list[Note]) -> int:
    if not typed:
        return 1
    if re.fullmatch(r"0*[1-9][0-9]{0,8}", typed):
        return int(typed)
    notes.append(Note(f"We could not read “{typed[:60]}” as a page number, so this is the first page."))
    return 1
