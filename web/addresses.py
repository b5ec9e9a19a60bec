"""Addresses of our own pages, built from what they show."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from archive.search.asked import Order, Search, natural_order
from archive.search.query import read_query
from archive.search.terms import Cites

_FRAGMENT_WORDS = 6  # at each end of a passage; fewer might stand elsewhere too


def response_address(response_id: str, search: Search | None = None) -> str:
    """Return the address of a response, with the search it was found by, to mark its words and lead back."""
    return _with(f"/r/{quote(response_id, safe='')}", search_parameters(search) if search else {})


def file_address(
    number: int, *, part: int = 0, row: int | None = None, page: int = 1, words: str = "", csv: int = 0
) -> str:
    """Return the address of a file, of one of its parts or a row in it, with search words to be marked.

    ``csv`` is the part that is wanted as CSV instead.
    """
    if csv:
        return f"/a/{number}/part-{csv}.csv"
    asked = {
        "part": str(part or ""),
        "row": str(row or ""),
        "page": str(page) if page > 1 else "",
        "q": words,
    }
    place = f"#part-{part}-row-{row}" if row else f"#part-{part}" if part else ""
    return _with(f"/a/{number}", asked) + place


def passage_address(response_id: str, words: str) -> str:
    """Return the address of a passage of a response: browsers scroll to the words in it and mark them."""
    lines = [line.split() for line in words.splitlines() if line.strip()]
    if not lines:
        return response_address(response_id)
    first, last = lines[0], lines[-1]
    whole = len(lines) == 1 and len(first) <= 2 * _FRAGMENT_WORDS
    ends = [first] if whole else [first[:_FRAGMENT_WORDS], last[-_FRAGMENT_WORDS:]]
    fragment = ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
    return f"{response_address(response_id)}#:~:text={fragment}"


def archived_address(url: str, captured_at: str) -> str:
    """Return where the Internet Archive shows its copy of ``url`` nearest to a moment (UTC, ISO 8601)."""
    moment = "".join(re.findall(r"\d", captured_at))[:14]
    return f"https://web.archive.org/web/{moment}/{url}"


def provision_parameter(act: str, provision: str) -> str:
    """Return a provision as the address takes it: "31(1)(a)", "reg:12(5)(e)"."""
    return f"reg:{provision}" if act == "EIR2004" else provision


def provision_address(act: str, provision: str, form: str = "", **shown: str) -> str:
    """Return the address of the page of a provision; empty for an Act that has no such pages.

    ``form`` is ".atom" for the feed of its responses, ".csv" for its figures; ``shown`` says by which period
    it counts.
    """
    if act not in {"FOIA2000", "EIR2004"}:
        return ""
    return _with(f"/exemptions/{quote(provision_parameter(act, provision), safe='():')}{form}", shown)


def exemptions_address(form: str = "", **shown: str) -> str:
    """Return the address of the statistics; ``shown`` says which, ``form`` is ".csv" for them as data."""
    return _with(f"/exemptions{form}", shown)


def figures_address(
    day: str, cited: Cites | None = None, form: str = "", *, shown: Mapping[str, str] | None = None
) -> str:
    """Return the address of the figures as published on ``day``: of sections, or of one and its parts."""
    path = f"/{quote(provision_parameter(cited.act, cited.provision), safe='():')}" if cited else ""
    return _with(f"/figures/{day}{path}{form}", shown or {})


def changes_address(kind: str = "", page: int = 1, form: str = "", site: str = "") -> str:
    """Return the address of the changes of a kind or force, or of all; ``form`` is ".atom" for the feed."""
    asked = {"kind": kind, "site": site, "page": str(page) if page > 1 else ""}
    return _with(f"/changes{form}", asked)


def asked_address(draft: str = "") -> str:
    """Return the address at which the responses nearest to a draft are shown."""
    return _with("/asked", {"q": draft})


def _with(path: str, parameters: Mapping[str, str]) -> str:
    used = urlencode({name: value for name, value in parameters.items() if value}, safe="():")
    return f"{path}?{used}" if used else path


def search_parameters(search: Search) -> dict[str, str]:
    """Return the parameters that ask for ``search``, but for its page; empty ones are left out."""
    filters = search.filters
    cited = filters.provision
    parameters = {
        "q": search.query.text,
        "site": filters.site,
        "decision": filters.decision,
        "provision": provision_parameter(cited.act, cited.provision) if cited else "",
        "role": filters.role,
        "from": filters.since,
        "to": filters.until,
        "attachments": filters.files,
        "sort": search.order if search.order != natural_order(search.query) else "",
    }
    return {name: value for name, value in parameters.items() if value}


def search_address(search: Search, page: int = 1, form: str = "", **filters: Any) -> str:
    """Return the address of ``search`` with other ``filters``.

    ``form`` is ".csv", ".json" or ".atom" for the same search as data.
    """
    parameters = search_parameters(replace(search, filters=replace(search.filters, **filters)))
    return _with(f"/search{form}", {**parameters, "page": str(page) if page > 1 else ""})


def citations_address(search: Search) -> str:
    """Return the address of all citations of all results, as CSV."""
    return _with("/citations.csv", search_parameters(search))


def reordered(search: Search, order: Order) -> str:
    """Return the address of ``search`` in another order."""
    return search_address(replace(search, order=order))


def reworded(search: Search, text: str) -> str:
    """Return the address of ``search`` with other words, in the order that is natural for them."""
    query = read_query(text)
    return search_address(replace(search, query=query, order=natural_order(query)))


def section(number: str) -> Cites:
    """Return section ``number`` of the FOIA as a filter."""
    return Cites("FOIA2000", number)
