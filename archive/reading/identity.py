"""Which pages are one response, and what each response is called for ever."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from parsers.addresses import page_key

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_UNSAFE_IN_SLUG = re.compile(r"[^a-z0-9]+")  # a dot too: /r/ID.json must stay the JSON of /r/ID
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What identity needs to know of one page.

    ``key`` is the page key of its captures; ``slug`` is empty for a saved text without address.
    ``request`` is the folded request, or a digest of it, and empty where the page shows none.
    ``first_captured`` and ``captured_at`` (of its newest good capture) are UTC, ISO 8601.
    ``published_id`` is the id this page already has, or empty. ``leads_to`` is the key of the page that its
    address leads to by now, or empty.
    """

    key: str
    slug: str
    reference: str
    request: str
    first_captured: str
    captured_at: str
    published_id: str = ""
    leads_to: str = ""

    @property
    def addressed(self) -> bool:
        """Whether an address is known for the page."""
        return bool(self.slug)


def fold_request(text: str) -> str:
    """Return the words of a request alone, so that case, quotes, dashes and spacing make no difference."""
    return " ".join(_WORD.findall(text.casefold()))


def group_pages(pages: Iterable[KnownPage]) -> list[tuple[KnownPage, ...]]:
    """Return the responses among ``pages``, which share one reference; oldest response and page first.

    A page joins the response that has a page with its request or its slug, or one that leads to the other.
    A saved text without address joins the first response where none has its request, and the first page with
    an address joins a saved text. Two published ids are never one response, because an id that people cite
    must keep its page.
    """
    responses: list[list[KnownPage]] = []
    for page in sorted(pages, key=lambda page: (not page.published_id, not page.addressed, *_age(page))):
        homes = [response for response in responses if _may_join(page, response)]
        same_request = (home for home in homes if any(_same_request(page, known) for known in home))
        if homes:
            next(same_request, homes[0]).append(page)
        else:
            responses.append([page])
    return sorted((tuple(sorted(pages, key=_age)) for pages in responses), key=lambda pages: _age(pages[0]))


def shown_page(pages: tuple[KnownPage, ...]) -> KnownPage:
    """Return the page that a response shows: the newest, where any with an address outdoes a saved text."""
    return max(pages, key=lambda page: (page.addressed, page.captured_at, page.key))


def anchor(pages: tuple[KnownPage, ...]) -> KnownPage:
    """Return the page that a new id is given for: the first one seen, with an address if any has one."""
    return next((page for page in pages if page.addressed), pages[0])


def _age(page: KnownPage) -> tuple[str, str]:
    """Return what puts pages in order of age, to the day: in one night chance decides which came first."""
    return page.first_captured[:10], page.key


def _same_request(page: KnownPage, known: KnownPage) -> bool:
    return bool(page.request) and page.request == known.request


def _may_join(page: KnownPage, response: list[KnownPage]) -> bool:
    published = {page.published_id, *(known.published_id for known in response)} - {""}
    if len(published) > 1:
        return False
    addressed = [known for known in response if known.addressed]
    if not page.addressed or not addressed:
        return True
    return any(_is_same(page, known) for known in addressed)


def _is_same(page: KnownPage, known: KnownPage) -> bool:
    leads = page.leads_to == known.key or known.leads_to == page.key
    return leads or page.slug.lower() == known.slug.lower() or _same_request(page, known)


def key_of_address(typed: str) -> str:
    """Return the page key of an address as typed, with or without its scheme; empty for what is none.

    >>> key_of_address("www.met.police.uk/Foi-ai/a-b/"), key_of_address("01.FOI.24.012345")
    ('/foi-ai/a-b', '')
    """
    if "/" not in typed:
        return ""
    try:
        return page_key(typed if "://" in typed or typed.startswith("/") else f"https://{typed}")
    except ValueError:  # a port or host that is none
        return ""


def response_id(pages: tuple[KnownPage, ...], taken: Callable[[str], bool], prefix: str = "") -> str:
    """Return the id of the response made of ``pages``: the published one, else a readable one not ``taken``.

    That is ``prefix`` and the reference with dots for slashes, else the slug, else ``text-`` and the start of
    a digest; where another response has it, the same with ``-2``, ``-3`` and so on.
    """
    if published := next((page.published_id for page in pages if page.published_id), ""):
        return published
    wanted = prefix + _readable(anchor(pages))
    number = 2
    candidate = wanted
    while taken(candidate):
        candidate = f"{wanted}-{number}"
        number += 1
    return candidate


def _readable(page: KnownPage) -> str:
    if reference := _UNSAFE.sub("-", page.reference.replace("/", ".")).strip(".-"):
        return reference
    if slug := _UNSAFE_IN_SLUG.sub("-", unquote(page.slug).lower()).strip("-"):
        return slug
    if page.key.startswith("sha256:"):
        return f"text-{page.key.removeprefix('sha256:')[:12]}"
    return f"page-{hashlib.sha256(page.key.encode()).hexdigest()[:12]}"
