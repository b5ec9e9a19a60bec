"""A page without what weighs most and is never read, taken out before it is parsed.

Menus, drawings and styles weigh ten times what the rest does, and that is where a parser's time goes. Of a
page with one ``<main>`` its head and that part are enough. Neither a menu's mistakes nor a stray end tag in
front of ``</main>`` can then harm the letter.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# In lower case alone: ignoring case takes as long as parsing. Tags in capitals stay where they are.
_TAG = re.compile(
    rb"<(!--|(?:/(?:main|nav|svg|head)|main|nav|svg|script|style|title|textarea|noscript|template|iframe)(?![\w-]))"
)
# What stands between the key and the value is none of the page's markup.
_RAW = {b"!--": b"-->"} | {
    name: b"</%b>" % name for name in b"script title textarea noscript template iframe".split()
}
# Where the element ends, or what shows that its end tag is lost or late, so that a letter may stand in it:
# another that begins, the end of a paragraph or of a main heading.
_EMPTIED = {
    b"nav": re.compile(rb"<(?:/(?:nav|p|h1)|nav)(?![\w-])"),
    b"svg": re.compile(rb"<(?:/(?:svg|p|h1)|svg)(?![\w-])"),
    b"style": re.compile(rb"</style(?![\w-])"),
}


class Lean(NamedTuple):
    """A page without the content of menus, drawings and styles; and of that, head and ``<main>`` alone.

    ``main`` is None unless each of the two begins and ends once.
    """

    page: bytes
    main: bytes | None


def lean(html: bytes) -> Lean | None:
    """Return what is left of ``html``, or None where it does not show for sure what belongs to a menu.

    ``html`` is in an encoding in which a byte below 128 is always itself; what is not comes back whole.
    """
    kept: list[bytes] = []
    places: list[tuple[bytes, int]] = []
    copied = at = left_out = 0
    while tag := _TAG.search(html, at):
        name, at = tag[1], tag.end()
        if name in _EMPTIED:
            end = _EMPTIED[name].search(html, at)
            if end is None or end[0] != b"</" + name:
                return None
            kept += (html[copied:at], b">")
            left_out += end.start() - at - 1
            copied, at = end.span()
        elif name in _RAW:
            at = html.find(_RAW[name], at)
            if at < 0:
                return None
        elif name in (b"/nav", b"/svg"):
            return None
        else:
            places.append((name, tag.start() - left_out))
    page = b"".join([*kept, html[copied:]])
    if [name for name, _ in places] != [b"/head", b"main", b"/main"]:
        return Lean(page, None)
    head_end, main_start, main_end = (place for _, place in places)
    return Lean(page, page[:head_end] + page[main_start:main_end])
