"""The parts of an HTML page: which of them holds the content, and which are the site's own.

Nothing here knows a class name. Elements and roles tell the parts apart, and none is trusted alone: sites
wrap whole pages in one form, or put a letter into an aside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Shown(IntEnum):
    """How much of a page is read: each step adds a kind of part to the ones before."""

    CONTENT = 1
    SIDE = 2  # forms, asides, buttons
    HIDDEN = 3  # dialogues too: a page is saved with or without them open
    SITE = 4  # menus, the site's header and footer


Attributes = Mapping[str, str | None]

_TAGS = {
    "form": Shown.SIDE, "aside": Shown.SIDE, "button": Shown.SIDE, "dialog": Shown.HIDDEN,
    "nav": Shown.SITE, "header": Shown.SITE, "footer": Shown.SITE,
}  # fmt: skip
_ROLES = {
    "search": Shown.SIDE, "complementary": Shown.SIDE, "dialog": Shown.HIDDEN, "alertdialog": Shown.HIDDEN,
    "navigation": Shown.SITE, "banner": Shown.SITE, "contentinfo": Shown.SITE,
}  # fmt: skip
# An element may be more than content only by its name or by one of these attributes: few have any.
PART_TAGS = frozenset(_TAGS)
TELLING = frozenset({"hidden", "aria-hidden", "style", "role"})
_SELECTOR = ",".join([*_TAGS, "[role]", "[hidden]", "[aria-hidden=true]", "[style*=none]", "[style*=hidden]"])
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SECTIONS = frozenset({"main", "article", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def find_content(tree: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """Return the one part of ``body`` that is marked as its content, or ``body`` if there is not just one."""
    for selector in ("main", "[role=main]", "article"):
        filled = [node for node in tree.css(selector) if node.text().strip()]
        # A page saved while a dialogue was open has all else hidden.
        found = [node for node in filled if not _is_hidden(node.attributes)] or filled
        ids = {node.mem_id for node in found}
        outermost = [node for node in found if not _has_above(node, ids)]
        if outermost:
            return outermost[0] if len(outermost) == 1 else body
    return body


class Parts:
    """Tells the parts of ``root`` apart, node by node: most readings never come to most of them."""

    def __init__(self, root: LexborNode) -> None:
        self._root = root

    def shown(self, node: LexborNode, tag: str, attributes: Attributes) -> Shown:
        """Return what ``node``, whose name and attributes are given, is part of by itself."""
        if not TELLING.isdisjoint(attributes):
            if _is_hidden(attributes) and attributes.get("id") not in self._opened:
                return Shown.HIDDEN
            if role := _ROLES.get((attributes.get("role") or "").lower()):
                return role
        if tag not in _TAGS:
            return Shown.CONTENT
        if tag == "button" and _within(node, self._root, _HEADINGS):  # they open what is below them
            return Shown.CONTENT
        if tag == "header" and _within(node, self._root, _SECTIONS):
            return Shown.CONTENT
        return _TAGS[tag]

    @cached_property
    def kinds(self) -> frozenset[Shown]:
        """All kinds of parts that stand in the root."""
        nodes = self._root.css(_SELECTOR)
        return frozenset(self.shown(node, node.tag or "", node.attributes) for node in nodes)

    @cached_property
    def _opened(self) -> frozenset[str]:
        """The ids of what buttons open: it is for the reader, hidden or not."""
        values = [node.attributes.get("aria-controls") or "" for node in self._root.css("[aria-controls]")]
        return frozenset(name for value in values for name in value.split())


def in_site_part(node: LexborNode) -> bool:
    """Whether ``node`` stands in a menu, or in the header or footer of the site."""
    above = node.parent
    while above is not None:
        if _TAGS.get(above.tag or "") is Shown.SITE:
            return True
        above = above.parent
    return False


def _is_hidden(attributes: Attributes) -> bool:
    if "hidden" in attributes:
        return (attributes["hidden"] or "").lower() != "until-found"  # a browser's search opens it
    if (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    return bool(_HIDING.search(attributes.get("style") or ""))


def _within(node: LexborNode, root: LexborNode, tags: frozenset[str]) -> bool:
    """Whether ``node`` stands in an element of ``tags``, ``root`` included."""
    above = node.parent
    while above is not None:
        if above.tag in tags:
            return True
        if above.mem_id == root.mem_id:
            return False
        above = above.parent
    return False


def _has_above(node: LexborNode, ids: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in ids:
            return True
        above = above.parent
    return False
