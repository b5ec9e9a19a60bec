"""From a part of an HTML tree to raw blocks: headings, paragraphs, list items with their markers, table rows.

The walk keeps its own stack, because pages nest deeper than Python's. White space is folded while text is
written, and links are noted at that moment, so nothing needs correcting afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from parsers.markup.cloaked_email import uncloak, uncloak_href
from parsers.markup.html_parts import PART_TAGS, TELLING, Attributes, Parts, Shown
from parsers.markup.list_markers import BULLET, Marker, MarkerSeries, marker_series
from parsers.markup.raw_blocks import RawBlock, fold_piece, join_raw_blocks, shifted
from parsers.models import Link, Span

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_CELLS = frozenset({"td", "th"})
# Elements that begin and end a line. Names unknown here are part of the line they stand in.
_LINES = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form header hgroup hr html legend li main nav optgroup option p pre search section"
    " summary table tbody td tfoot th thead tr".split()
).union(_HEADINGS, _LISTS)  # fmt: skip
_NEVER_SHOWN = frozenset(
    "script style template noscript svg iframe head input select textarea datalist video audio canvas embed"
    " applet map meter progress noembed noframes -comment".split()
)  # fmt: skip
_SHAPED = _LISTS.union(_HEADINGS, _CELLS, ("li", "tr", "pre"))  # lines that change how others are written
_NOTED = _LINES | {"a"}  # where something is done at the beginning and the end
_NOTED_IF_EMPTY = _SHAPED | {"a"}  # even where no line is being written
_LINE_BREAKS = re.compile(r"[\t\n\r]")
_NO_ADDRESS = ("#", "javascript:", "data:")
_BAR = RawBlock("row", 0, "|")
_MOST_PARAGRAPHS_IN_A_CELL = 3


@dataclass(slots=True)
class _OpenLink:
    """A link on the line being written; its label begins with the first word written while it is open."""

    href: str
    start: int
    end: int


class _Cell(NamedTuple):
    """What a table cell interrupts."""

    blocks: list[RawBlock]
    marker: Marker | None
    heading: int


class BlockReader:
    """Reads the blocks of one tree.

    ``base`` is the address that links are relative to. Of ``parts``, those beyond ``shown`` are left out;
    ``side`` counts the characters of forms, asides and buttons among them.
    """

    def __init__(self, base: str, parts: Parts | None = None, shown: Shown = Shown.SITE) -> None:
        self.side = 0
        self._base = base
        self._parts = parts
        self._shown = shown
        self._blocks: list[RawBlock] = []
        self._words: list[str] = []  # the line being written
        self._size = 0
        self._gap = False  # white space since the last word
        self._links: list[_OpenLink] = []
        self._link: _OpenLink | None = None
        self._href = ""
        self._labelled = False
        self._heading = 0
        self._pre = 0
        self._lists: list[MarkerSeries] = []
        self._marker: Marker | None = None
        self._rows: list[list[list[RawBlock]]] = []
        self._cells: list[_Cell] = []
        self._term = 0  # the size of a line "Term:" that its definition may join

    def read(self, root: LexborNode) -> list[RawBlock]:
        """Return the blocks of ``root``."""
        stack: list[LexborNode | str] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                if self._words or node in _NOTED_IF_EMPTY:
                    self._leave(node)
                else:
                    self._gap = False
                continue
            following = node.next
            if following is not None and node is not root:
                stack.append(following)
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if text.isspace() and not self._pre:  # half of all texts
                    self._gap = True
                else:
                    self._write(text)
                continue
            if tag in _NEVER_SHOWN:
                continue
            attributes = node.attributes
            is_plain = tag not in PART_TAGS and TELLING.isdisjoint(attributes)
            if not is_plain and node is not root and self._is_left_out(node, tag, attributes):
                continue
            if "data-cfemail" in attributes and self._write_address(tag, attributes):
                continue
            if tag in _NOTED:
                if self._words or tag in _NOTED_IF_EMPTY:
                    self._enter(tag, node, attributes)
                else:
                    self._gap = False
                stack.append(tag)
            child = node.child
            if child is not None:
                stack.append(child)
        self._end_line()
        self._keep_last_links()
        return self._blocks

    # -- elements -------------------------------------------------------------------------------------------

    def _is_left_out(self, node: LexborNode, tag: str, attributes: Attributes) -> bool:
        if self._parts is None:
            return False
        part = self._parts.shown(node, tag, attributes)
        if part <= self._shown:
            return False
        if part is Shown.SIDE:
            self.side += len(node.text())
        return True

    def _enter(self, tag: str, node: LexborNode, attributes: Attributes) -> None:
        if tag == "a":
            self._open_link(attributes.get("href") or "")
            return
        if self._term and self._term == self._size and tag in ("dd", "p", "div"):
            self._gap = True  # "Published:" and its date are one line
            return
        self._end_line()
        if tag not in _SHAPED:
            return
        if tag == "li":
            self._marker = self._next_marker(attributes)
        elif tag in _LISTS:
            self._lists.append(_marker_series(tag, node, attributes))
        elif tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag == "tr":
            self._rows.append([])
        elif tag in _CELLS and self._rows:
            self._cells.append(_Cell(self._blocks, self._marker, self._heading))
            self._blocks, self._marker, self._heading = [], None, 0
        elif tag == "pre":
            self._pre += 1

    def _leave(self, tag: str) -> None:
        if tag == "a":
            self._close_link()
            return
        if tag == "dt" and self._words and self._words[-1].endswith(":"):
            self._term = self._size
            return
        self._end_line()
        if tag not in _SHAPED:
            return
        if tag == "li":
            self._marker = None
        elif tag in _LISTS:
            self._lists.pop()
        elif tag in _HEADINGS:
            self._heading = 0
        elif tag == "tr":
            self._add_row(self._rows.pop())
        elif tag in _CELLS and self._rows:
            self._rows[-1].append(self._blocks)
            self._blocks, self._marker, self._heading = self._cells.pop()
        elif tag == "pre":
            self._pre -= 1

    def _next_marker(self, item: Attributes) -> Marker:
        if not self._lists:
            return Marker(BULLET, 0)
        marker = self._lists[-1].next_marker(item)
        outer = self._marker  # of an item that begins with a list: a browser draws both on one line
        if outer is None or outer.text in ("", BULLET):
            return marker
        return Marker(f"{outer.text} {marker.text}".rstrip(), marker.number)

    # -- words ----------------------------------------------------------------------------------------------

    def _write(self, text: str) -> None:
        if self._pre and "\n" in text:
            first, *others = text.split("\n")
            self._write_words(first)
            for line in others:
                self._end_line()
                self._write_words(line)
        else:
            self._write_words(text)

    def _write_words(self, text: str) -> None:
        before, words, after = fold_piece(text)
        if not words:
            self._gap = self._gap or before
            return
        if self._words and (self._gap or before):
            self._words.append(" ")
            self._size += 1
        self._words.append(words)
        self._size += len(words)
        self._gap = after
        if self._href:
            self._label(self._size - len(words))

    def _end_line(self) -> None:
        self._gap = False
        self._term = 0
        if not self._words:
            return
        text = "".join(self._words)
        links: tuple[Link, ...] = ()
        if self._links:
            links = tuple([Link(link.href, Span(link.start, link.end)) for link in self._links])
            self._links, self._link = [], None
        self._words, self._size = [], 0
        block = RawBlock("heading" if self._heading else "paragraph", self._heading, text, links)
        if self._marker is None:
            self._blocks.append(block)
        else:
            self._add(block)

    # -- links ----------------------------------------------------------------------------------------------

    def _open_link(self, href: str) -> None:
        self._href = uncloak_href(href) or _absolute(self._base, href)
        self._link = None
        self._labelled = False

    def _label(self, start: int) -> None:
        """Note that the words written from ``start`` on are the open link's."""
        if self._link is None:
            self._link = _OpenLink(self._href, start, self._size)
            self._links.append(self._link)
            self._labelled = True
        else:
            self._link.end = self._size

    def _close_link(self) -> None:
        if self._href and not self._labelled:  # a picture, say: the link is kept, and its label is empty
            self._links.append(_OpenLink(self._href, self._size, self._size))
        self._href = ""
        self._link = None

    def _keep_last_links(self) -> None:
        if self._links and self._blocks:
            last = self._blocks[-1]
            end = Span(len(last.text), len(last.text))
            links = tuple(Link(link.href, end) for link in self._links)
            self._blocks[-1] = last._replace(links=last.links + links)

    def _write_address(self, tag: str, attributes: Attributes) -> bool:
        """Write the e-mail address hidden in an element; False if none is."""
        address = uncloak(attributes["data-cfemail"] or "") if tag in ("a", "span") else None
        if address is None:
            return False
        if tag == "a":
            self._open_link(f"mailto:{address}")
        self._write_words(address)
        if tag == "a":
            self._close_link()
        return True

    # -- blocks ---------------------------------------------------------------------------------------------

    def _add(self, block: RawBlock) -> None:
        marker, self._marker = self._marker, None
        if marker is not None and (block.kind == "paragraph" or marker.text != BULLET):
            before = marker.before(block.text)
            block = block._replace(text=before + block.text, links=shifted(block.links, len(before)))
            if block.kind == "paragraph":
                block = block._replace(kind="item", level=len(self._lists))
        self._blocks.append(block)

    def _add_row(self, cells: Sequence[list[RawBlock]]) -> None:
        if _is_layout(cells):
            for cell in cells:
                for block in cell:
                    self._add(block)
        elif any(cells):
            self._add(join_raw_blocks([block for cell in cells for block in (_BAR, *cell)][1:]))


def _is_layout(cells: Sequence[list[RawBlock]]) -> bool:
    """Tell whether a row only places parts of the page side by side, so that their lines must stay apart."""
    if len(cells) == 1:
        return [block.kind for block in cells[0]] != ["paragraph"]
    return any(_is_page_part(cell) for cell in cells)


def _is_page_part(cell: Sequence[RawBlock]) -> bool:
    kinds = [block.kind for block in cell]
    heads_something = "heading" in kinds and len(kinds) > 1
    return heads_something or "row" in kinds or kinds.count("paragraph") > _MOST_PARAGRAPHS_IN_A_CELL


def _marker_series(tag: str, node: LexborNode, attributes: Attributes) -> MarkerSeries:
    length = 0
    if "reversed" in attributes:
        length = sum(child.tag == "li" for child in node.iter())
    return marker_series(tag == "ol", attributes, length)


def _absolute(base: str, href: str) -> str:
    """Return the address that ``href`` leads to, or an empty string if it leads nowhere else."""
    href = _LINE_BREAKS.sub("", href.strip())
    if not href or href.lower().startswith(_NO_ADDRESS):
        return ""
    try:
        return urljoin(base, href)
    except ValueError:  # such as an unclosed bracket in the host
        return href
