"""The few kilobytes of ``<main>`` cut out of a page before it is parsed.

Menus, drawings and scripts weigh ten times what the content does, and that is where a parser's time goes. A
stray end tag, too, cannot close a ``<main>`` that has been cut out.
"""

from __future__ import annotations

import re

# In lower case alone: ignoring case takes as long as parsing. Pages in capitals are older than <main>.
_TAG = re.compile(
    r"<(!--|(?:/?main|/head|script|style|title|textarea|noscript|template|iframe|svg)(?![\w-]))"
)
# What stands between the key and the value is none of the page's markup.
_RAW = {"!--": "-->"} | {
    name: f"</{name}" for name in "script style title textarea noscript template iframe svg".split()
}


def main_alone(html: str) -> str | None:
    """Return the head of ``html`` and its ``<main>``, or None unless each of them begins and ends once."""
    if "<main" not in html:
        return None
    places: dict[str, int] = {}
    at = 0
    while tag := _TAG.search(html, at):
        name, at = tag[1], tag.end()
        if name in _RAW:
            at = html.find(_RAW[name], at)
            if at < 0:
                return None
        elif name in places:
            return None
        else:
            places[name] = tag.start()
    if list(places) != ["/head", "main", "/main"]:
        return None
    return html[: places["/head"]] + html[places["main"] : places["/main"]]
