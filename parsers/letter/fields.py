"""Small fields of a page: date of publication, files, the law it was answered under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from parsers.addresses import clean_address, folder_month
from parsers.letter.dates import read_date
from parsers.models import GROUND_ROLES, Citation, Document, Found, Link, Sections, Span
from parsers.profile import Profile
from parsers.rule_tables import rule_table

_PUBLISHED = re.compile(
    r"^(?:(?:date )?(?:first )?published(?: on| date)?|publication date|date(?: of publication)?)\s*:?-?\s*"
)
_FILE = re.compile(r"\.(?:xlsx?|xlsm|ods|csv|tsv|pdf|docx?|odt|rtf|pptx?|txt|zip|msg|eml|jpe?g|png|mp4|wav)$")
_DIGIT = re.compile(r"\d")  # no date is without
_HEAD_LINES = 15


def find_published(doc: Document, sections: Sections, listing_date: str = "") -> Found[str] | None:
    """Return the date of publication: from the page, what it states for machines, the listing, or the folder.

    A date in the request or the answer is never one. The folder gives ``yyyy-mm``.
    """
    for span, words in _head_lines(doc, sections):
        if value := read_date(_PUBLISHED.sub("", words)):
            return Found(value, span, doc.quote(span), "published.page")
    if value := read_date(doc.stated_date):
        return Found(value, None, doc.stated_date, "published.metadata")
    if value := read_date(_PUBLISHED.sub("", listing_date.strip().lower())):
        return Found(value, None, listing_date, "published.listing")
    if value := folder_month(doc.url):
        return Found(value, None, doc.url, "published.folder")
    return None


def _head_lines(doc: Document, sections: Sections) -> Iterator[tuple[Span, str]]:
    parts = (sections.request, sections.answer, *sections.notes)
    end = min((part.start for part in parts if part), default=len(doc.text))
    for number, block in enumerate(doc.blocks):
        if block.span.end > end or (end == len(doc.text) and number >= _HEAD_LINES):
            return
        if block.span.end - block.span.start <= 80 and _DIGIT.search(doc.lowered, *block.span):
            yield from _pieces(doc, block.span)


def _pieces(doc: Document, line: Span) -> Iterator[tuple[Span, str]]:
    """Yield the parts of a line that bars divide: "Disclosure | Date: 4 March 2023"."""
    start = line.start
    for piece in doc.lowered[line.start : line.end].split(" | "):
        yield Span(start, start + len(piece)), piece.strip()
        start += len(piece) + len(" | ")


def find_attachments(doc: Document, profile: Profile) -> tuple[Link, ...]:
    """Return the links to files of this site, each address once, in the order of the page.

    A file is known by its folder, or by its name's ending; an item's address may end in ``.pdf`` too.
    """
    found: dict[str, Link] = {}
    for link in doc.links:
        kind = profile.kind(link.href)
        named = kind == "other" and profile.same_host(link.href) and is_file_name(link.href)
        if kind == "attachment" or named:
            found.setdefault(clean_address(link.href), link)
    return tuple(found.values())


def is_file_name(url: str) -> bool:
    """Whether an address ends like the name of a file."""
    return urlsplit(url).scheme in ("http", "https", "") and bool(_FILE.search(urlsplit(url).path.lower()))


def find_regime(doc: Document, sections: Sections, citations: Sequence[Found[Citation]]) -> Found[str]:
    """Return the law the request was answered under: ``FOIA`` unless the page shows ``EIR`` or ``DPA``.

    EIR: an exception of those Regulations is applied and no FOIA exemption but section 39, which leads there;
    or the letter says so.
    """
    grounds = [c for c in citations if c.value.role in GROUND_ROLES]
    exceptions = [c for c in grounds if c.value.act == "EIR2004"]
    if exceptions and all(c.value.act == "EIR2004" or c.value.section == "39" for c in grounds):
        return Found("EIR", exceptions[0].span, exceptions[0].quote, "regime.exceptions")
    start = sections.answer.start if sections.answer else len(doc.text)
    for rule in rule_table("regimes"):
        if match := rule.pattern.search(doc.lowered, start):
            span = Span(*match.span())
            return Found(rule.value, span, doc.quote(span), rule.name)
    label = sections.label
    return Found("FOIA", label, doc.quote(label) if label else "", "regime.default")
