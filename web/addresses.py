"""Addresses of our own pages, built from what they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from archive.search.asked import Order, Search, natural_order
from archive.search.query import read_query
from archive.search.terms import Cites


def response_address(response_id: str, query: str = "") -> str:
    """Return the address of a response, with search words to mark where there are any."""
    address = f"/r/{quote(response_id, safe='')}"
    return f"{address}?{urlencode({'q': query})}" if query else address


def provision_parameter(act: str, provision: str) -> str:
    """Return a provision as the address takes it: "31(1)(a)", "reg:12(5)(e)"."""
    return f"reg:{provision}" if act == "EIR2004" else provision


def provision_address(act: str, provision: str) -> str:
    """Return the address of the responses that cite a provision; empty where an Act cannot be searched."""
    if act not in {"FOIA2000", "EIR2004"}:
        return ""
    return f"/search?{urlencode({'provision': provision_parameter(act, provision)}, safe='():')}"


def search_parameters(search: Search) -> dict[str, str]:
    """Return the parameters that ask for ``search``, but for its page; empty ones are left out."""
    filters = search.filters
    cited = filters.provision
    parameters = {
        "q": search.query.text,
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
    if page > 1:
        parameters["page"] = str(page)
    used = urlencode(parameters, safe="():")
    return f"/search{form}?{used}" if used else f"/search{form}"


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
