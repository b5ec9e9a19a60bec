"""The parts of an HTML page: which of them holds the content, and which are the site's own.

Nothing here knows a class name. Elements and roles tell the parts apart, and none is trusted alone: sites
wrap whole pages in one form, or put a letter into an aside.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Shown(IntEnum):
    """How much of a page is read: each step adds a kind of part to the ones before."""

    CONTENT = 1
    SIDE = 2  # forms, asides, buttons
    HIDDEN = 3  # dialogues too: a page is saved with or without them open
    SITE = 4  # menus, the site's header and footer


class Part(NamedTuple):
    """A part that not every reading shows: the id of its node, and the length of its text."""

    node: int
    shown: Shown
    size: int


_TAGS = {
    "form": Shown.SIDE, "aside": Shown.SIDE, "button": Shown.SIDE, "dialog": Shown.HIDDEN,
    "nav": Shown.SITE, "header": Shown.SITE, "footer": Shown.SITE,
}  # fmt: skip
_ROLES = {
    "search": Shown.SIDE, "complementary": Shown.SIDE, "dialog": Shown.HIDDEN, "alertdialog": Shown.HIDDEN,
    "navigation": Shown.SITE, "banner": Shown.SITE, "contentinfo": Shown.SITE,
}  # fmt: skip
_SELECTOR = ",".join([*_TAGS, "[role]", "[hidden]", "[aria-hidden=true]", "[style*=none]", "[style*=hidden]"])
_HIDING = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_SECTIONS = frozenset({"main", "article", "section"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def find_content(tree: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """Return the one part of ``body`` that is marked as its content, or ``body`` if there is not just one."""
    for selector in ("main", "[role=main]", "article"):
        filled = [node for node in tree.css(selector) if node.text().strip()]
        # A page saved while a dialogue was open has all else hidden.
        found = [node for node in filled if not _is_hidden(node)] or filled
        ids = {node.mem_id for node in found}
        outermost = [node for node in found if not _has_above(node, ids)]
        if outermost:
            return outermost[0] if len(outermost) == 1 else body
    return body


def find_parts(root: LexborNode) -> list[Part]:
    """Return the parts of ``root`` that are not plainly content."""
    nodes = [(node, _is_hidden(node)) for node in root.css(_SELECTOR)]
    opened: set[str] = set()  # what a button opens is for the reader, hidden or not
    if any(hidden and node.id for node, hidden in nodes):
        opened = {name for node in root.css("[aria-controls]") for name in _words(node, "aria-controls")}
    shown = [(n, Shown.HIDDEN if hidden and n.id not in opened else _shown(n, root)) for n, hidden in nodes]
    return [Part(n.mem_id, step, len(n.text())) for n, step in shown if step is not Shown.CONTENT]


def in_site_part(node: LexborNode) -> bool:
    """Whether ``node`` stands in a menu, or in the header or footer of the site."""
    above = node.parent
    while above is not None:
        if _TAGS.get(above.tag or "") is Shown.SITE:
            return True
        above = above.parent
    return False


def _shown(node: LexborNode, root: LexborNode) -> Shown:
    """Return what ``node`` is by its role and name."""
    tag = node.tag or ""
    if role := _ROLES.get((node.attributes.get("role") or "").lower()):
        return role
    if tag == "button" and _within(node, root, _HEADINGS):  # such headings open what is below them
        return Shown.CONTENT
    if tag == "header" and _within(node, root, _SECTIONS):
        return Shown.CONTENT
    return _TAGS.get(tag, Shown.CONTENT)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
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


def _words(node: LexborNode, attribute: str) -> list[str]:
    return (node.attributes.get(attribute) or "").split()
