"""The date of publication that a page states for machines, in its head or as JSON-LD."""

from __future__ import annotations

import html
import re

_HEAD_CHARACTERS = 100_000
_META = re.compile(r"<[mM][eE][tT][aA]\b[^>]*>")  # with a literal first, which a pattern for any case has not
_NAME = re.compile(
    r"""\b(?:property|name|itemprop)\s*=\s*["']?(?:(?:article|og):published_time|date_?published"""
    r"""|(?:dc|dcterms)\.(?:date\.)?(?:issued|created|date)|publication[_-]?date|pubdate|publish[_-]?date)["'\s/>]""",
    re.IGNORECASE,
)
_CONTENT = re.compile(r"""\bcontent\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_JSON = re.compile(r'"datePublished"\s*:\s*"([^"\\]*)"')


def stated_date(page: str) -> str:
    """Return the date as it is written, or an empty string.

    >>> stated_date('<meta content="2024-04-08T09:00:00Z" property="article:published_time">')
    '2024-04-08T09:00:00Z'
    """
    body = page.find("<body", 0, _HEAD_CHARACTERS)
    head = page[: body if body > 0 else _HEAD_CHARACTERS]
    for tag in _META.finditer(head):
        if _NAME.search(tag[0]) and (content := _CONTENT.search(tag[0])):
            return html.unescape(content[1] or content[2] or content[3] or "").strip()
    found = _JSON.search(page) if '"datePublished"' in page else None
    return found[1].strip() if found else ""
