"""From an HTML page to the raw blocks of its content.

The part marked as content is read first, without menus, forms and hidden parts. If the profile's landmarks
are on the page but not in what was read, or most of the text was left out, wider readings are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.markup.html_blocks import BlockReader
from parsers.markup.html_parts import Parts, Shown, find_content, in_site_part
from parsers.markup.landmarks import Landmarks
from parsers.markup.raw_blocks import RawBlock, fold
from parsers.markup.shallow_markup import shallow
from parsers.markup.stated_date import stated_date
from parsers.models import Diagnostic, lower_ascii, straighten


class Content(NamedTuple):
    """The ``<title>`` of a page, its blocks, the date it states, and what had to be done to find them."""

    title: str
    blocks: list[RawBlock]
    stated_date: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


class _Reading(NamedTuple):
    """One try: what it read, how many kinds of landmarks that holds, how many characters.

    ``side`` counts the characters of the forms, asides and buttons it left out.
    """

    root: LexborNode
    shown: Shown
    blocks: list[RawBlock]
    seen: int
    size: int
    side: int


def read_lean(page: str, main: str | None, url: str, landmarks: Landmarks) -> Content | None:
    """Return the content of a page that was made lean, or None where that may not be all.

    ``main`` is its head and its ``<main>`` alone, where it has one.
    """
    piece = main or page
    if shallow(piece) is not piece:
        return None
    parsed = _Page(piece, url)
    reading = parsed.first(landmarks)
    if not parsed.is_enough(reading, landmarks) or (main and parsed.content.tag != "main"):
        return None
    if main and not _has_heading(reading.blocks) and "<h1" in page:
        parsed = _Page(shallow(page), url)
    return Content(parsed.title, parsed.headed(reading.blocks), stated_date(page))


def read_html(html: str, url: str, landmarks: Landmarks) -> Content:
    """Return the content of ``html``, which came from ``url``, after parsing all of it."""
    markup = shallow(html)
    page = _Page(markup, url)
    best = page.best(landmarks)
    notes = []
    if markup is not html:
        notes.append(Diagnostic("markup.deep", "tags nested too deeply were left out; their text was read"))
    if best.root is not page.content or best.shown is not Shown.CONTENT:
        notes.append(Diagnostic("content.misplaced", "the letter does not stand where content usually does"))
    return Content(page.title, page.headed(best.blocks), stated_date(html), tuple(notes))


# -- readings ------------------------------------------------------------------------------------------------


class _Page:
    """A parsed page and its readings."""

    def __init__(self, html: str, url: str) -> None:
        self._tree = LexborHTMLParser(html)
        body = self._tree.body or self._tree.root
        assert body is not None  # a parser of HTML makes one of anything
        self._body = body
        self._base = _base(self._tree, url)
        self.title = _title(self._tree)
        self.content = find_content(self._tree, self._body)
        self._parts = Parts(self.content)

    def first(self, landmarks: Landmarks) -> _Reading:
        """Return the narrowest reading."""
        return self._read(self.content, self._parts, Shown.CONTENT, landmarks)

    def is_enough(self, reading: _Reading, landmarks: Landmarks) -> bool:
        """Whether no wider reading can be better: all landmarks seen, and little of the content left out."""
        return reading.seen == len(landmarks) and 0 < reading.size >= reading.side

    def best(self, landmarks: Landmarks) -> _Reading:
        """Return the narrowest reading with as many landmarks as any, and with half the content or more."""
        best = self.first(landmarks)
        if self.is_enough(best, landmarks):
            return best
        if Shown.SIDE in self._parts.kinds:
            side = self._read(self.content, self._parts, Shown.SIDE, landmarks)
            if side.seen > best.seen or side.size > 2 * best.size:
                best = side
        on_page = landmarks.seen_in(lower_ascii(straighten(fold(self._body.text()))))
        for root, parts, shown in self._wider():
            if best.size and best.seen >= on_page:
                break
            reading = self._read(root, parts, shown, landmarks)
            if reading.seen > best.seen or not best.size:
                best = reading
        return best

    def _wider(self) -> Iterator[tuple[LexborNode, Parts, Shown]]:
        """Give what else to read, narrowest first, where there is more to see."""
        if Shown.HIDDEN in self._parts.kinds:
            yield self.content, self._parts, Shown.HIDDEN
        parts = self._parts
        if self.content is not self._body:
            parts = Parts(self._body)
            yield self._body, parts, Shown.CONTENT
            if Shown.SIDE in parts.kinds:
                yield self._body, parts, Shown.SIDE
        if not parts.kinds.isdisjoint((Shown.HIDDEN, Shown.SITE)):
            yield self._body, parts, Shown.SITE

    def _read(self, root: LexborNode, parts: Parts, shown: Shown, landmarks: Landmarks) -> _Reading:
        reader = BlockReader(self._base, parts, shown)
        blocks = reader.read(root)
        text = "\n".join(block.text for block in blocks)
        seen = landmarks.seen_in(lower_ascii(straighten(text)))
        return _Reading(root, shown, blocks, seen, len(text), reader.side)

    def headed(self, blocks: list[RawBlock]) -> list[RawBlock]:
        """Return ``blocks`` under the page's main heading, which may stand outside of its content."""
        if _has_heading(blocks):
            return blocks
        for node in self._tree.css("h1"):
            heading = BlockReader(self._base).read(node)
            title = fold(" ".join(block.text for block in heading))
            if title and (self.title.lower().startswith(title.lower()) or not in_site_part(node)):
                return [*heading, *blocks]
        return blocks


def _has_heading(blocks: list[RawBlock]) -> bool:
    return any(block.level == 1 and block.kind == "heading" for block in blocks)


def _title(tree: LexborHTMLParser) -> str:
    in_head = tree.head.css("title") if tree.head else []
    for node in in_head or tree.css("title"):
        if node.parent is not None and node.parent.tag != "svg":  # a drawing's title is no page's
            return fold(node.text())
    return ""


def _base(tree: LexborHTMLParser, url: str) -> str:
    """Return the address that links are relative to."""
    node = tree.head.css_first("base[href]") if tree.head else None
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        return urljoin(url, href)
    except ValueError:
        return url
