"""Addresses of our own pages, built from what they show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from archive.asked import Search
from archive.query import Cites, read_query


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


def search_address(search: Search, page: int = 1, form: str = "", **changes: Any) -> str:
    """Return the address of ``search`` with ``changes`` to its filters, query text or order.

    ``form`` is ".csv", ".json" or ".atom" for the same search as data.
    """
    text, order = changes.pop("text", search.query.text), changes.pop("order", search.order)
    filters = replace(search.filters, **changes)
    provision = filters.provision
    natural = "relevance" if read_query(text).words else "newest"
    parameters = {
        "q": text,
        "decision": filters.decision,
        "provision": provision_parameter(provision.act, provision.provision) if provision else "",
        "role": filters.role,
        "from": filters.since,
        "to": filters.until,
        "attachments": filters.files,
        "sort": "" if order == natural or (order == "relevance" and natural == "newest") else order,
        "page": str(page) if page > 1 else "",
    }
    used = urlencode({name: value for name, value in parameters.items() if value}, safe="():")
    return f"/search{form}?{used}" if used else f"/search{form}"


def section(number: str) -> Cites:
    """Return section ``number`` of the FOIA as a filter."""
    return Cites("FOIA2000", number)
