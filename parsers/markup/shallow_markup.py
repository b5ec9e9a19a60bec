"""Markup nested so deeply that it is no page's intention, made shallow enough for a parser.

The HTML standard makes a parser look through all open elements at most tags, so its time grows with the
square of the depth: 80,000 open ``<div>`` take 16 seconds. Tags beyond a depth no editor reaches are left
out here before parsing. Their text stays.
"""

from __future__ import annotations

import re

_DEEPEST, _SURELY_SHALLOW = 5_000, 400
_MOST_STEPS = 100_000_000  # tags times open elements: about two seconds
_DEEPEST_STYLE, _SURELY_SHALLOW_STYLE = 100, 5
_MOST_COPIES = 1_000_000  # tags times open formatting elements, each of which may become an element
_MANY_TAGS = 10_000
_MANY_UNCLOSED = 2_000  # half of them formatting, half of them paragraphs: as many copies as are allowed
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)[^>]*>?")
# Open formatting elements are opened anew in each paragraph, which multiplies them.
_STYLE = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_NEVER_DEEP = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option"
    " path circle ellipse line polygon polyline rect stop use".split()
)  # fmt: skip


def shallow(html: str) -> str:
    """Return ``html`` itself, or another string without the tags that were nested too deeply."""
    tags = html.count("<")
    if tags < _MANY_UNCLOSED or (tags < _MANY_TAGS and tags - 2 * html.count("</") < _MANY_UNCLOSED):
        return html
    deepest = max(_SURELY_SHALLOW, min(_DEEPEST, _MOST_STEPS // tags))
    deepest_style = max(_SURELY_SHALLOW_STYLE, min(_DEEPEST_STYLE, _MOST_COPIES // tags))
    return _cut(html, deepest, deepest_style)


def _cut(html: str, deepest: int, deepest_style: int) -> str:
    kept: list[str] = []
    depth = style_depth = copied = 0
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name in _NEVER_DEEP:
            continue
        step = -1 if tag[1] else 1
        if name in _STYLE:
            style_depth = max(0, style_depth + step)
            too_deep = max(style_depth, style_depth - step) > deepest_style
        else:
            depth = max(0, depth + step)
            too_deep = max(depth, depth - step) > deepest
        if too_deep:
            kept += (html[copied : tag.start()], "" if name in _STYLE or name == "span" else "<br>")
            copied = tag.end()
    if not copied:
        return html
    return "".join([*kept, html[copied:]])
