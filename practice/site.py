"""The site as a function from address to response. It listens on no port; see ``practice.server``."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from functools import cache, cached_property
from urllib.parse import parse_qs, unquote

from practice.files import XLSX, xlsx
from practice.furniture import item_page, plain_page
from practice.items import Item, plan_items
from practice.linked_files import LinkedFile, LinkedFiles
from practice.listing import ANOTHER_FORCE, LISTING, LONE_FILES, POLICY, Card, cards_of, listing_page
from practice.markup import Sheet
from practice.neighbours import neighbour_sites

HTML = "text/html; charset=utf-8"
# As another site of the same platform has it: Windows line ends, wildcards, a relative sitemap, no delay.
ROBOTS = "\r\n".join(
    (
        "user-agent: *",
        "Disallow: /*/mediacentre",
        "Disallow: /*/?u=media",
        "Disallow: /*/GetPdf/?",
        "Disallow: /*/GetPaginatedResults/?",
        "Disallow: /*.aspx$",
        "Disallow: /500.html",
        "Disallow: /api/*",
        "Sitemap: /sitemap.xml",
        "",
    )
)


@dataclass(frozen=True, slots=True)
class Response:
    """What the site answers. ``headers`` hold neither length nor date; the server adds those."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever its case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass(frozen=True)
class PracticeSite:
    """The items, oldest first, and every page and file of the site. Pages are written when asked for."""

    items: tuple[Item, ...]

    def responses(self, path: str, query: str = "", without: Collection[str] = ()) -> Response:
        """Return the answer to a GET. ``without`` are keys (see ``key``) of pages the listing leaves out."""
        at = key(path)
        if at == "/robots.txt":
            return _answer(ROBOTS.encode(), "text/plain")
        if at == key(LISTING):
            return _answer(listing_page(self._listed(without), _page_number(query)).encode())
        if item := self._pages.get(at):
            return self._item(item, at)
        if found := self._files.get(at):
            published, file = found
            return not_found() if file.body is None else _answer(file.body, file.media_type, published)
        if page := _neighbours().get(at):
            return _answer(page.encode())
        if at in {"", key(POLICY.path), key(ANOTHER_FORCE.path)}:
            return _answer(_other_page(at).encode())
        return not_found()

    @cached_property
    def cards(self) -> tuple[Card, ...]:
        """What the listing shows, newest first."""
        return tuple(cards_of(self.items))

    def item(self, path: str) -> Item:
        """Return the item at an address, an older one too; KeyError where there is none."""
        return self._pages[key(path)]

    def file(self, path: str) -> LinkedFile:
        """Return the file at an address; KeyError where there is none."""
        found = self._files.get(key(path))
        if found is None:
            raise KeyError(path)
        return found[1]

    def _listed(self, without: Collection[str]) -> tuple[Card, ...]:
        if not without:
            return self.cards
        return tuple(card for card in self.cards if key(card.path.partition("?")[0]) not in without)

    def _item(self, item: Item, at: str) -> Response:
        if item.redirects and at != key(item.path):
            return Response(301, (("Location", item.path), ("Content-Type", HTML)), b"")
        sheet = Sheet(item.title, item.published, item.letter.blocks)
        if item.encoding == "no charset":
            page = item_page(item.dialect, item.boilerplate, sheet, charset="")
            return _answer(page.encode(), "text/html", item.published)
        page = item_page(item.dialect, item.boilerplate, sheet)
        encoding = "cp1252" if item.encoding.startswith("windows-1252") else "utf-8"
        return _answer(page.encode(encoding), HTML, item.published)

    @cached_property
    def _pages(self) -> dict[str, Item]:
        return {key(path): item for item in self.items for path in (item.path, *item.older_paths)}

    @cached_property
    def _files(self) -> _Files:
        return _Files(self.items)


class _Files:
    """The files by address, made when asked for."""

    def __init__(self, items: tuple[Item, ...]) -> None:
        self._owners = {key(path): (item, path) for item in items for path in item.files}
        self._linked = LinkedFiles(path for item in items for path in item.files)

    def get(self, at: str) -> tuple[date, LinkedFile] | None:
        """Return the day and the file at a key, or None."""
        if owned := self._owners.get(at):
            item, path = owned
            return item.published, self._linked.make(path, item.title, item.topic().table)
        for card in LONE_FILES:
            if key(card.path) == at:
                rows = ((card.title,), ("Item", "Amount"), ("Umbrella stand", "512"), ("Fruit basket", "40"))
                return card.published, LinkedFile("workbook", "held", XLSX, xlsx({"Figures": rows}))
        return None


@cache
def _neighbours() -> dict[str, str]:
    """The pages of other forces by key; the main listing names none of them."""
    return {key(path): page for path, page in neighbour_sites().items()}


def generate(seed: int = 1, items: int = 320) -> PracticeSite:
    """Return a site of ``items`` items; the same seed gives the same bytes on every machine."""
    return PracticeSite(tuple(plan_items(seed, items)))


def key(path: str) -> str:
    """Return what makes two addresses of this site the same: no case, no slash at the end."""
    return unquote(path).lower().rstrip("/")


def not_found(status: int = 404) -> Response:
    """Return the page for an address that leads nowhere, dressed like any other page."""
    page = plain_page("Page not found", "Sorry, we can't find the page you are looking for. Try the search.")
    return Response(status, (("Content-Type", HTML),), page.encode())


def challenge(status: int = 403) -> Response:
    """Return the page a guard in front of the site shows to robots; with status 200 no header tells it."""
    body = (
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript "
        "and cookies to continue</noscript><script>(function(){window._cf_chl_opt={cvId:'3'};}());</script>"
        "</body></html>"
    )
    told = () if status == 200 else (("cf-mitigated", "challenge"),)
    headers = (("Content-Type", "text/html; charset=UTF-8"), ("Server", "cloudflare"), *told)
    return Response(status, headers, body.encode())


def _answer(body: bytes, media_type: str = HTML, changed: date | None = None) -> Response:
    headers = [("Content-Type", media_type), ("ETag", etag(body))]
    if changed:
        moment = datetime.combine(changed, time(9), UTC)
        headers.append(("Last-Modified", format_datetime(moment, usegmt=True)))
    return Response(200, tuple(headers), body)


def etag(body: bytes) -> str:
    """Return the tag that tells one body from another."""
    return f'"{hashlib.sha256(body).hexdigest()[:20]}"'


def _page_number(query: str) -> int:
    number = parse_qs(query).get("page", ["1"])[0]
    return max(1, int(number)) if number.isdecimal() else 1


def _other_page(at: str) -> str:
    if at == key(POLICY.path):
        return plain_page(POLICY.title, POLICY.description, "Section 4 of this policy deals with kennels.")
    if at == key(ANOTHER_FORCE.path):
        texts = (
            "FOI Reference: 433/2024",
            "Request:",
            "How many bicycles are there?",
            "Response:",
            "There are nine.",
        )
        return plain_page(ANOTHER_FORCE.title, *texts)
    return plain_page("Home", "Welcome to a police force that does not exist.")
