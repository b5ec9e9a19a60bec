"""The door of reading: the bytes of a page become one clean text with blocks and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from parsers.markup.charset import decode
from parsers.markup.cloaked_email import PLACEHOLDER
from parsers.markup.furniture import without_furniture
from parsers.markup.html_content import Content, read_html, read_lean
from parsers.markup.landmarks import Landmarks, landmarks
from parsers.markup.lean_markup import lean
from parsers.markup.plain_blocks import read_plain
from parsers.markup.raw_blocks import RawBlock, shifted
from parsers.markup.replay import undo_replay
from parsers.models import Block, Diagnostic, Document, Link, Span
from parsers.profile import Profile

Media = Literal["html", "plain"]

_HUGE_BYTES = 5_000_000
_UTF_8 = "text/html; charset=utf-8"
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
    marks = landmarks(profile.reading)
    media: Media = "html"
    content = _read_lean(body, content_type, url, marks)
    if content is None:
        text, repairs = decode(body, content_type)
        media = _media(text, content_type)
        content = _read_text(text, media, url, marks)
        content = content._replace(diagnostics=(*repairs, *content.diagnostics))
    blocks = without_furniture(content.blocks, marks, content.title)
    notes = [*content.diagnostics, *_oddities(body, blocks)]
    return _document(url, content, blocks, media, notes, profile.reading.abbreviation)


def _read_lean(body: bytes, content_type: str, url: str, marks: Landmarks) -> Content | None:
    """Return the content of most pages: HTML whose menus are left out before it is decoded and parsed.

    None where they cannot be told apart, where the rest has to be repaired, and where it is an archive's.
    """
    html = lean(body)
    if html is None:
        return None
    page, repairs = decode(html.page, content_type)
    if repairs or "/web/" in page or _media(page, content_type) != "html":
        return None
    main = decode(html.main, content_type).text if html.main else None
    return read_lean(page, main, url, marks)


def _read_text(text: str, media: Media, url: str, marks: Landmarks) -> Content:
    if media == "plain":
        return Content("", read_plain(text))
    original = undo_replay(text) if "/web/" in text else text
    content = None
    if original is not text:
        content = _read_lean(original.encode("utf-8", "replace"), _UTF_8, url, marks)
    return content or read_html(original, url, marks)


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
    content: Content,
    blocks: Sequence[RawBlock],
    media: Media,
    notes: Sequence[Diagnostic],
    abbreviation: str,
) -> Document:
    """Join ``blocks``: here every offset is made."""
    placed: list[Block] = []
    links: list[Link] = []
    at = 0
    for kind, level, words, its_links in blocks:
        end = at + len(words)
        placed.append(Block(kind, level, Span(at, end)))
        if its_links:
            links += shifted(its_links, at)
        at = end + 1
    text = "\n".join([block.text for block in blocks])
    return Document(
        url,
        content.title,
        text,
        tuple(placed),
        tuple(links),
        media,
        tuple(notes),
        content.stated_date,
        abbreviation,
    )
