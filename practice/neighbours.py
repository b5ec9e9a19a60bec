"""Two more fictional forces that the practice site serves: other addresses, layouts and references."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

_FOLDERS = {"dunmoor": "/foi-ai/dunmoor-police", "saltness": "/foi-ai/saltness-constabulary"}
_MONTHS = "january february march april may june july august september october november december".split()


@dataclass(frozen=True, slots=True)
class NeighbourPage:
    """A page of a neighbouring force: its address, its HTML, and what is the right answer for it."""

    force: str
    path: str
    title: str
    html: str
    reference: str
    published: str
    request_text: str
    decision: str


@cache
def neighbour_pages() -> tuple[NeighbourPage, ...]:
    """Return every item of the neighbouring forces, in the order of the data."""
    forces = tomllib.loads((files("practice") / "neighbours.toml").read_text("utf-8"))["force"]
    return tuple(_page(force, page) for force in forces for page in force["page"])


@cache
def neighbour_sites() -> Mapping[str, str]:
    """Return the HTML of every page of the neighbouring forces, listings among them, by address."""
    served = {page.path: page.html for page in neighbour_pages()}
    for force, folder in _FOLDERS.items():
        items = [page for page in neighbour_pages() if page.force == force]
        served[f"{folder}/published-items/"] = _listing(items)
    return served


def _page(force: Mapping[str, Any], page: Mapping[str, Any]) -> NeighbourPage:
    month, year = page["month"].split("-")
    published = f"{year}-{_MONTHS.index(month) + 1:02d}"
    headed = force["layout"] == "headed"
    reference = f"{page['number']}-{_business_year(published)}" if headed else f"{page['number']}-{year}"
    words = re.sub(r"[^a-z]+", "-", page["subject"].lower())
    slug = f"foi-{words}-{reference}" if headed else f"foi-{reference}--{month[:3]}-{year}--{words}"
    folder = "foi-disclosure-2021-22" if headed else f"foi-disclosure-{year}"
    body = (_headed if headed else _labelled)(page, reference)
    numbered = [f"{number}. {asked}" for number, asked in enumerate(page["questions"], 1)]
    return NeighbourPage(
        force=force["name"],
        path=f"{_FOLDERS[force['name']]}/{folder}/{page['month']}/{slug}/",
        title=page["subject"],
        html=_whole(page["subject"], force["title"], body),
        reference=reference,
        published=published,
        request_text=page["questions"][0] if headed else "\n".join(numbered),
        decision=page["decision"],
    )


def _business_year(published: str) -> str:
    """Return the year from April to March as such forces write it: "202425" for May 2024."""
    year, month = map(int, published.split("-"))
    first = year if month >= 4 else year - 1
    return f"{first}{(first + 1) % 100:02d}"


def _labelled(page: Mapping[str, Any], reference: str) -> str:
    answers = [f"Q{number} response: {said}" for number, said in enumerate(page["answers"], 1)]
    return "".join(
        (
            f"<p><b>FREEDOM OF INFORMATION REQUEST REFERENCE NO:</b> {reference}</p>",
            "<p>Your request for information was received as follows:</p>",
            f"<ol>{_each('li', page['questions'])}</ol>",
            "<p><b>Response:</b></p>",
            _each("p", [*_opening(page), *answers]),
        )
    )


def _headed(page: Mapping[str, Any], reference: str) -> str:
    del reference  # it stands in the address alone
    return "".join(
        (
            f"<h2>Request</h2>{_each('p', page['questions'])}",
            "<h2>Response</h2><h3>Extent and Result of Searches to Locate Information</h3>",
            "<p>To locate the information, enquiries were made of the harbour office.</p>",
            f"<h3>Decision</h3>{_each('p', [*_opening(page), *page.get('grounds', [])])}",
            "<h3>Disclosure</h3>" if page["answers"] else "",
            _each("p", page["answers"]),
        )
    )


def _opening(page: Mapping[str, Any]) -> list[str]:
    return [page["opening"]] if "opening" in page else []


def _each(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _listing(pages: Sequence[NeighbourPage]) -> str:
    cards = "".join(f'<li><a href="{page.path}">{escape(page.title)}</a></li>' for page in pages)
    return _whole("Published items", "FOI", f"<p>{len(pages)} results</p><ul>{cards}</ul>")


def _whole(title: str, force: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(title)} | {escape(force)}</title></head><body>"
        "<p>Quickly exit this site by pressing the Escape key</p>"
        f"<header><a href='/'>{escape(force)}</a></header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>\n"
    )
