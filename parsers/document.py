"""The door of reading: the bytes of a page become one clean text with blocks and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from parsers.markup.charset import decode
from parsers.markup.cloaked_email import PLACEHOLDER
from parsers.markup.furniture import without_furniture
from parsers.markup.html_content import Content, read_html
from parsers.markup.landmarks import landmarks
from parsers.markup.plain_blocks import read_plain
from parsers.markup.raw_blocks import RawBlock, shifted
from parsers.models import Block, Diagnostic, Document, Link, Span
from parsers.profile import Profile

Media = Literal["html", "plain"]

_HUGE_BYTES = 5_000_000
_PAGE_START = re.compile(r"\s*(?:<\?xml\b[^>]*>\s*)?<(?:!doctype html|html)\b", re.IGNORECASE)
_ANY_TAG = re.compile(
    r"<(?:!--|/?(?:!doctype|html|head|body|title|meta|main|article|section|form|div|span|p|br|a|b|i|em|strong|ul|ol"
    r"|li|dl|table|tr|td|h[1-6]|pre|font|center|blockquote|script|style)[\s/>])",
    re.IGNORECASE,
)


def read_document(body: bytes, content_type: str, url: str, profile: Profile) -> Document:
    """Return the text of a page without the site's furniture. Never fails; repairs leave a diagnostic.

    ``content_type`` is the header as received, or empty; ``url`` is where relative links start from.
    """
    text, repairs = decode(body, content_type)
    media = _media(text, content_type)
    marks = landmarks(profile.reading)
    content = read_html(text, url, marks) if media == "html" else Content("", read_plain(text))
    blocks = without_furniture(content.blocks, marks, content.title)
    notes = [*repairs, *content.diagnostics, *_oddities(body, blocks)]
    return _document(url, content.title, blocks, media, notes, content.stated_date)


def _media(text: str, content_type: str) -> Media:
    """Tell what ``text`` is: what it looks like counts for more than what it is called."""
    if content_type.partition(";")[0].strip().lower() == "text/plain":
        return "html" if _PAGE_START.match(text) else "plain"
    return "html" if _ANY_TAG.search(text) else "plain"


def _oddities(body: bytes, blocks: Sequence[RawBlock]) -> list[Diagnostic]:
    notes = []
    if not blocks:
        notes.append(Diagnostic("page.empty", f"no text was found in {len(body)} bytes"))
    if len(body) > _HUGE_BYTES:
        notes.append(Diagnostic("page.huge", f"{len(body)} bytes are much for a page"))
    if any(PLACEHOLDER in block.text for block in blocks):
        notes.append(Diagnostic("email.obfuscated", "an e-mail address was hidden from robots and is lost"))
    return notes


def _document(
    url: str,
    title: str,
    blocks: Sequence[RawBlock],
    media: Media,
    notes: Sequence[Diagnostic],
    stated: str,
) -> Document:
    """Join ``blocks``: here every offset is made."""
    placed: list[Block] = []
    links: list[Link] = []
    at = 0
    for kind, level, words, its_links in blocks:
        end = at + len(words)
        placed.append(Block(kind, level, Span(at, end)))
        links += shifted(its_links, at)
        at = end + 1
    text = "\n".join([block.text for block in blocks])
    return Document(url, title, text, tuple(placed), tuple(links), media, tuple(notes), stated)
