"""The title of a page, which the text of a letter never holds: heading, <title>, listing or address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from parsers.addresses import slug
from parsers.letter.line_rules import line_rule
from parsers.models import Block, Document, Found, Sections
from parsers.profile import Profile

_SITE = re.compile(
    r"\bpolice\b|\bconstabulary\b|^(?:the )?met$|^foi(?:[ -]ai)?$|^freedom of information$"
    r"|^disclosures?(?: logs?)?$|^published items$|^disclosure (?:log )?\d{4}$"
)
_SEPARATOR = re.compile(r"\s[|\u00bb\u2013\u2014-]\s|(?<!\s)\s*+\|\s*+|\s\u00b7\s")
_STRUCTURE = ("label", "lead-in", "answer-heading", "reasons", "disclosure", "annex", "furniture")


def find_title(
    doc: Document, profile: Profile, sections: Sections, listing_title: str = ""
) -> Found[str] | None:
    """Return the title: heading, else ``<title>`` without the site's name, else listing, else address.

    None for a saved text, which has none of them.
    """
    heading = next(_headings(doc, profile, sections), None)
    if heading:
        words = doc.quote(heading.span)
        return Found(" ".join(words.split()), heading.span, words, "title.heading")
    if named := _without_site(doc.page_title, profile):
        return Found(named, None, doc.page_title, "title.page-title")
    if listed := " ".join(listing_title.split()):
        return Found(listed, None, listing_title, "title.listing")
    if words := _from_slug(doc.url):
        return Found(words, None, doc.url, "title.address")
    return None


def _headings(doc: Document, profile: Profile, sections: Sections) -> Iterator[Block]:
    """Give the headings that may be a title: main headings of the page, then those above the letter."""
    headings = [block for block in doc.blocks if block.kind == "heading"]
    yield from (block for block in headings if block.level == 1 and _is_title(doc, block, profile))
    parts = (sections.label, sections.request, sections.answer)
    end = min((part.start for part in parts if part), default=len(doc.text))
    yield from (block for block in headings if block.span.start < end and _is_title(doc, block, profile))


def _is_title(doc: Document, block: Block, profile: Profile) -> bool:
    line = doc.lowered[block.span.start : block.span.end].strip()
    if not line or line in _names(profile) or profile.reference.fullmatch(line):
        return False
    return line_rule(line, *_STRUCTURE) is None


def _without_site(page_title: str, profile: Profile) -> str:
    """Take the site's names off the ends of a ``<title>``: "Knives found | Metropolitan Police"."""
    title = " ".join(page_title.split())
    while title:
        parts = list(_SEPARATOR.finditer(title))
        if not parts or not _is_site(title[parts[-1].end() :], profile):
            break
        title = title[: parts[-1].start()].strip()
    lowered = title.lower()
    return "" if lowered in _names(profile) or line_rule(lowered, "furniture") else title


def _names(profile: Profile) -> tuple[str, ...]:
    return profile.title.lower(), profile.title.lower().removesuffix(" service"), profile.name


def _is_site(words: str, profile: Profile) -> bool:
    lowered = words.strip().lower()
    return lowered in _names(profile) or bool(len(lowered) <= 50 and _SITE.search(lowered))


def _from_slug(url: str) -> str:
    words = " ".join(re.split(r"[-_\s]+", unquote(slug(url)).removesuffix(".pdf"))).strip()
    return words[:1].upper() + words[1:]
