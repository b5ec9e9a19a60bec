"""From an HTML page to the raw blocks of its content.

The part marked as content is read first, without menus, forms and hidden parts. If the profile's landmarks
are on the page but not in what was read, or most of the text was left out, wider readings are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.html_blocks import BlockReader
from parsers.html_parts import Part, Shown, find_content, find_parts, in_site_part
from parsers.landmarks import Landmarks
from parsers.models import Diagnostic, lower_ascii, straighten
from parsers.raw_blocks import RawBlock, fold
from parsers.shallow_markup import shallow


class Content(NamedTuple):
    """The ``<title>`` of a page, its blocks, and what had to be done to find them."""

    title: str
    blocks: list[RawBlock]
    diagnostics: tuple[Diagnostic, ...]


class _Reading(NamedTuple):
    """One try: what it read, how many kinds of landmarks that holds, how many characters."""

    root: LexborNode
    shown: Shown
    blocks: list[RawBlock]
    seen: int
    size: int


# Pairs an unclosed element of which keeps what follows from being what it looks like.
_SWALLOWING = (
    ("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<template", "</template"),
    ("<noscript", "</noscript"), ("<textarea", "</textarea"), ("<form", "</form"), ("<table", "</table"),
    ("<object", "</object"), ("<a ", "</a"),
)  # fmt: skip


def read_html(html: str, url: str, landmarks: Landmarks) -> Content:
    """Return the content of ``html``, which came from ``url``.

    Most pages weigh ten times what their ``<main>`` does, so its characters alone are parsed where that
    surely gives the same; ``read_whole_html`` says what the same is.
    """
    page = _main_alone(html)
    content = _read_main(page, html, url, landmarks) if page else None
    return content or read_whole_html(html, url, landmarks)


def read_whole_html(html: str, url: str, landmarks: Landmarks) -> Content:
    """Return the content of ``html`` after parsing all of it."""
    markup = shallow(html)
    tree = LexborHTMLParser(markup)
    body = tree.body or tree.root
    if body is None:
        return Content("", [], ())
    page = _Page(tree, body, url, "data-cfemail" in html)
    best = page.best(landmarks)
    notes = []
    if markup is not html:
        notes.append(Diagnostic("markup.deep", "tags nested too deeply were left out; their text was read"))
    if best.root is not page.content or best.shown is not Shown.CONTENT:
        notes.append(Diagnostic("content.misplaced", "the letter does not stand where content usually does"))
    return Content(page.title, page.headed(best.blocks), tuple(notes))


# -- <main> alone --------------------------------------------------------------------------------------------


def _main_alone(html: str) -> str | None:
    """Return the head of ``html`` and its one ``<main>``, or None if they cannot be told without parsing."""
    start, head = html.find("<main"), html.find("</head")
    if not 0 <= head < start or html.count("<main", start) != 1 or not 0 <= html.find("<title") < head:
        return None
    end = html.find("</main", start)
    if end < 0 or html[start + 5] not in " >\t\r\n" or html.find("</main", end + 1) >= 0:
        return None
    main = html[start:end]
    if "<h1" not in main and "<h1" in html:
        return None
    if _is_inside(html, 0, start) or _is_inside(html, start, end):
        return None
    return html[:head] + main


def _is_inside(html: str, start: int, end: int) -> bool:
    """Whether ``end`` lies in a tag, or in something opened since ``start`` that changes its sense."""
    if html.rfind("<", start, end) > html.rfind(">", start, end):
        return True
    for opening, closing in _SWALLOWING:
        opened = html.rfind(opening, start, end)
        if opened >= 0 and html.find(closing, opened, end) < 0:
            return True
    return False


def _read_main(page: str, html: str, url: str, landmarks: Landmarks) -> Content | None:
    """Return the content of ``page``, a piece of ``html``, or None if the whole page might say otherwise."""
    if shallow(page) is not page:
        return None
    tree = LexborHTMLParser(page)
    if tree.body is None:
        return None
    read = _Page(tree, tree.body, url, "data-cfemail" in html)
    first = read.first(landmarks)
    if read.content.tag != "main" or not read.is_enough(first, landmarks):
        return None
    return Content(read.title, first.blocks, ())


# -- readings ------------------------------------------------------------------------------------------------


class _Page:
    """A parsed page and its readings."""

    def __init__(self, tree: LexborHTMLParser, body: LexborNode, url: str, cloaked: bool) -> None:
        self._tree = tree
        self._body = body
        self._base = _base(tree, url)
        self._cloaked = cloaked
        self.title = _title(tree)
        self.content = find_content(tree, body)
        self._parts = find_parts(self.content)

    def first(self, landmarks: Landmarks) -> _Reading:
        """Return the narrowest reading."""
        return self._read(self.content, self._parts, Shown.CONTENT, landmarks)

    def is_enough(self, reading: _Reading, landmarks: Landmarks) -> bool:
        """Whether no wider reading can be better: all landmarks seen, and little of the content left out."""
        side = sum(part.size for part in self._parts if part.shown is not Shown.SITE)
        return reading.seen == len(landmarks) and 0 < reading.size >= side

    def best(self, landmarks: Landmarks) -> _Reading:
        """Return the narrowest reading with as many landmarks as any, and with half the content or more."""
        best = self.first(landmarks)
        if self.is_enough(best, landmarks):
            return best
        for reading in self._content_readings(landmarks):
            if reading.seen > best.seen or reading.size > 2 * best.size:
                best = reading
        on_page = landmarks.seen_in(lower_ascii(straighten(fold(self._body.text()))))
        for reading in self._page_readings(landmarks):
            if best.size and best.seen >= on_page:
                break
            if reading.seen > best.seen or not best.size:
                best = reading
        return best

    def _content_readings(self, landmarks: Landmarks) -> Iterator[_Reading]:
        """Give wider readings of the content. Each holds all that the one before does."""
        for shown in (Shown.SIDE, Shown.HIDDEN):
            if any(part.shown is shown for part in self._parts):
                yield self._read(self.content, self._parts, shown, landmarks)

    def _page_readings(self, landmarks: Landmarks) -> Iterator[_Reading]:
        """Give readings of the page as a whole, narrowest first."""
        parts = find_parts(self._body)
        for shown in (Shown.CONTENT, Shown.SIDE, Shown.SITE):
            if self.content is not self._body or shown is Shown.SITE:
                yield self._read(self._body, parts, shown, landmarks)

    def _read(self, root: LexborNode, parts: list[Part], shown: Shown, landmarks: Landmarks) -> _Reading:
        skip = {part.node for part in parts if part.shown > shown}
        blocks = BlockReader(self._base, skip, cloaked=self._cloaked).read(root)
        text = "\n".join(block.text for block in blocks)
        seen = landmarks.seen_in(lower_ascii(straighten(text)))
        return _Reading(root, shown, blocks, seen, len(text))

    def headed(self, blocks: list[RawBlock]) -> list[RawBlock]:
        """Return ``blocks`` under the page's main heading, which may stand outside of its content."""
        if any(block.level == 1 and block.kind == "heading" for block in blocks):
            return blocks
        for node in self._tree.css("h1"):
            heading = BlockReader(self._base).read(node)
            title = fold(" ".join(block.text for block in heading))
            if title and (self.title.lower().startswith(title.lower()) or not in_site_part(node)):
                return [*heading, *blocks]
        return blocks


def _title(tree: LexborHTMLParser) -> str:
    for node in tree.css("title"):
        if node.parent is not None and node.parent.tag != "svg":  # a drawing's title is no page's
            return fold(node.text())
    return ""


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Return the address that links are relative to."""
    node = tree.css_first("head base[href]")
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        return urljoin(url, href)
    except ValueError:
        return url
