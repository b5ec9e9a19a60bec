"""From the bytes of a page to its record, against what one would write first and against bare parses.

What one would write first is Beautiful Soup with ``html.parser``, ``get_text`` and the obvious patterns. The
ways take turns on the same pages, which are the practice site's: 70 to 130 KB each, most of it furniture.
Every round has pages of its own, which nothing has read before: only what the letters of one force share can
be remembered.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import lxml.html
from bs4 import BeautifulSoup
from selectolax.lexbor import LexborHTMLParser

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.markup.charset import decode
from parsers.markup.html_content import read_html
from parsers.markup.landmarks import landmarks
from parsers.profile import read_profile
from practice.profile import profile_text
from practice.site import generate

_TARGET = 15.0  # pages to records in the time of one page of _beautiful_soup
_OBVIOUS, _RECORD = "Beautiful Soup, naive patterns", "bytes to record"
_LEXBOR, _LXML = "bare Lexbor parse", "bare lxml parse"
_PROFILE = read_profile(profile_text("http://127.0.0.1:8000"), "practice")
_LANDMARKS = landmarks(_PROFILE.reading)
_NAIVE = [
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"freedom of information request reference no:\s*(\S+)",
        r"\b\d{1,2}[./]FOI[./]\d\d[./]\d{5,8}\b",
        r"i note you seek access to the following information:",
        r"^\s*(decision|response|reason for decision|disclosure)\s*:?\s*$",
        r"\bsections?\s*\d+[A-Z]?(\s*\([0-9a-z]{1,3}\))*",
        r"\bs\.?\s?\d+[A-Z]?(\([0-9a-z]{1,3}\))+",
        r"\bregulation\s*\d+(\([0-9a-z]{1,3}\))*",
        r"i have today decided to disclose.*",
        r"by virtue of the following exemptions?",
        r"\bneither confirms? n?or den(y|ies)\b",
        r"\b(does|do) not hold\b",
        r"\b(exceed|over) the (cost|appropriate) limit\b",
        r"\brefusal notice\b",
        r"\b\d{1,2}(st|nd|rd|th)? (january|february|march|april|may|june|july|august|september|october"
        r"|november|december) \d{4}\b",
        r"\b[\w.+-]+@[\w-]+\.[\w.]+\b",
        r"^\s*(q\d+|\d+[.)]|[a-z]\)|•).*",
    )
]


class _Page(NamedTuple):
    body: bytes
    content_type: str
    url: str


def main(arguments: Sequence[str]) -> int:
    """Print time and ratios; return 1 when reading is not fast enough."""
    options = argparse.ArgumentParser(prog="python -m bench reading", description=__doc__)
    options.add_argument("--pages", type=int, default=96)
    options.add_argument("--rounds", type=int, default=7)
    chosen = options.parse_args(arguments)
    ways = {
        _OBVIOUS: _beautiful_soup,
        _LEXBOR: _lexbor,
        _LXML: _lxml,
        "bytes to blocks, all of it parsed": _whole,
        "bytes to document": _document,
        _RECORD: _record,
    }
    ratios = []
    for what, seed, sign in (("marked up in eight ways", 5, b""), ("those with <main>", 1005, b"<main")):
        rounds = [_pages(chosen.pages, seed + number, sign) for number in range(chosen.rounds + 1)]
        sizes = [len(page.body) for pages in rounds for page in pages]
        print(f"{len(sizes)} pages of {min(sizes)} to {max(sizes)} bytes, {what}:")
        times = _in_turns(ways, rounds)
        _print(times, against=(_OBVIOUS, _LEXBOR, _LXML))
        ratios.append(_ratio(times, _RECORD, _OBVIOUS))
    verdict = "reached" if ratios[0] >= _TARGET else "MISSED"
    print(f"{_RECORD} in the time of the obvious way: {ratios[0]:.1f} times, target {_TARGET:.0f}: {verdict}")
    return int(ratios[0] < _TARGET)


def _pages(count: int, seed: int, sign: bytes) -> list[_Page]:
    site = generate(seed=seed, items=count)
    found = ((site.responses(item.path), _PROFILE.absolute(item.path)) for item in site.items)
    pages = (_Page(answer.body, answer.header("content-type") or "", url) for answer, url in found)
    return [page for page in pages if sign in page.body]


# -- ways --------------------------------------------------------------------------------------------------


def _beautiful_soup(page: _Page) -> None:
    soup = BeautifulSoup(page.body, "html.parser")
    for tag in soup(["script", "style", "nav", "header", "footer", "noscript"]):
        tag.decompose()
    text = (soup.find("main") or soup).get_text("\n")
    for pattern in _NAIVE:
        for _ in pattern.finditer(text):
            pass
    for link in soup.find_all("a", href=True):
        link.get_text()


def _lexbor(page: _Page) -> None:
    LexborHTMLParser(page.body)


def _lxml(page: _Page) -> None:
    lxml.html.document_fromstring(page.body)


def _document(page: _Page) -> None:
    read_document(*page, _PROFILE)


def _record(page: _Page) -> None:
    parse_disclosure(read_document(*page, _PROFILE), _PROFILE)


def _whole(page: _Page) -> None:
    read_html(decode(page.body, page.content_type).text, page.url, _LANDMARKS)


# -- measuring ---------------------------------------------------------------------------------------------

Times = dict[str, list[float]]  # CPU seconds a page, of each round


def _in_turns(ways: Mapping[str, Callable[[_Page], None]], rounds: Sequence[Sequence[_Page]]) -> Times:
    times: Times = {name: [] for name in ways}
    names = list(ways)
    for turn, pages in enumerate(rounds):  # the first warms caches of patterns and counts for nothing
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            start = time.process_time()
            for page in pages:
                ways[name](page)
            if turn:
                times[name].append((time.process_time() - start) / len(pages))
    return times


def _ratio(times: Times, name: str, other: str) -> float:
    """Return how many times as fast ``name`` is as ``other``: the median over the rounds."""
    return statistics.median(b / a for a, b in zip(times[name], times[other], strict=True))


def _print(times: Times, against: Sequence[str]) -> None:
    for name, seconds in times.items():
        each = statistics.median(seconds)
        ratios = ", ".join(
            f"{_ratio(times, name, other):.2f} x {other}" for other in against if other != name
        )
        print(f"{name:36} {each * 1000:7.2f} ms a page {1 / each:7.0f} pages/s   {ratios}")
