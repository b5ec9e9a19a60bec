"""References: the page's own, those of other requests it names, and one spelling for all forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from parsers.addresses import slug
from parsers.models import Diagnostic, Document, Found, Sections, Span
from parsers.profile import Profile
from parsers.remembered import remembered

_DOTTED = re.compile(r"(?:(\d{1,2})[./])?FOI[./](\d\d)[./](\d{5,8})(?:/?[A-Z])?")
_NUMBER = re.compile(r"[0-9][0-9][0-9]")  # no reference of any force seen is without
_OTHER_FORM = re.compile(r"[ :.-]{0,4}\n?\s?(\d{2,6} ?[-/] ?\d{2,4})(?![\d/-])")
_AFTER_LABEL = 80  # a reference stands on its label's line or at the start of the next


def reference_key(text: str) -> str:
    """Return one spelling for all forms of a reference, for joining.

    The Met's forms become ``01.FOI.YY.NNNNNN``: a lost first part is 01, a suffix letter is left out, and
    leading zeros are made to give six digits, because 01.FOI.25.0042216 is a slip for 042216 (seen once among
    210 pages). A number of seven digits without a leading zero stays. Other forces' forms are only put into
    capitals and their white space joined.

    >>> reference_key("1/foi/22/24049/X")
    '01.FOI.22.024049'
    """
    folded = " ".join(text.upper().split())
    match = _DOTTED.fullmatch(folded.replace(" ", ""))
    if not match:
        return folded
    first, year, number = match.groups()
    return f"{(first or '01').zfill(2)}.FOI.{year}.{number.lstrip('0').zfill(6)}"


def find_reference(
    doc: Document, profile: Profile, sections: Sections
) -> tuple[Found[str] | None, tuple[Diagnostic, ...]]:
    """Return the page's own reference: the first after the label, else the first above the request.

    Only the head of the page counts, since requests and answers name other requests. Where no text precedes
    the request, the address is asked: some forces put the reference there alone.
    """
    if sections.label:
        found = _after_label(doc, profile, sections.label)
        if found:
            return found, tuple(_ambiguous(doc, profile, found))
    else:
        found = _in_head(doc, profile, _head_end(doc, sections)) or _in_address(doc, profile)
        if found:
            return found, ()
    why = "the label stands without a number" if sections.label else "no label and no reference in the head"
    return None, (Diagnostic("reference.none", why, sections.label),)


def find_other_references(doc: Document, profile: Profile, own: Found[str] | None) -> tuple[Found[str], ...]:
    """Return the references of other requests that the page names, each at its first place."""
    seen = {reference_key(own.value)} if own else set()
    after = own.span.end if own and own.span else 0
    others = []
    named = _reader(profile.reference)
    while number := _NUMBER.search(doc.folded, after):  # most lines have none
        start = max(after, doc.folded.rfind("\n", after, number.start()) + 1)
        after = _line_end(doc, number.end())
        for place in named(doc.folded[start:after]):
            span = Span(start + place.start, start + place.end)
            key = reference_key(doc.folded[span.start : span.end])
            if key not in seen:
                seen.add(key)
                others.append(Found(doc.quote(span), span, doc.quote(span), "reference.other"))
    return tuple(others)


@cache
def _reader(reference: re.Pattern[str]) -> Callable[[str], tuple[Span, ...]]:
    """Return what tells where references stand in a line; the numbers in most are those of Acts."""
    return remembered(lambda line: tuple(Span(*match.span()) for match in reference.finditer(line)))


def _after_label(doc: Document, profile: Profile, label: Span) -> Found[str] | None:
    line_end = _line_end(doc, label.end)
    if not doc.text[label.end : line_end].strip(" :.-\u00a0"):
        line_end = _line_end(doc, line_end + 1)  # the label is a line of its own
    end = min(line_end, label.end + _AFTER_LABEL)
    span = _search(doc, profile, label.end, end) or _search_spaced(doc, profile, label.end, end)
    if not span:
        return _other_form(doc, label.end, end)
    quote = doc.quote(span)
    return Found("".join(quote.split()), span, quote, "reference.label")


def _other_form(doc: Document, start: int, end: int) -> Found[str] | None:
    """Return a number as other forces write it, straight after the label: "1017-2024", "100 - 25"."""
    match = _OTHER_FORM.match(doc.folded, start, end)
    if not match:
        return None
    span = Span(*match.span(1))
    return Found(doc.quote(span), span, doc.quote(span), "reference.other-form")


def _line_end(doc: Document, offset: int) -> int:
    at = doc.text.find("\n", offset)
    return len(doc.text) if at < 0 else at


def _search(doc: Document, profile: Profile, start: int, end: int) -> Span | None:
    match = profile.reference.search(doc.folded, start, end)
    return Span(*match.span()) if match and match.end() > match.start() else None


def _search_spaced(doc: Document, profile: Profile, start: int, end: int) -> Span | None:
    """Look again without white space, which slips into numbers: ``01.FOI.22. 024049``."""
    places = [at for at in range(start, end) if not doc.folded[at].isspace()]
    match = profile.reference.search("".join(doc.folded[at] for at in places))
    return Span(places[match.start()], places[match.end() - 1] + 1) if match and match[0] else None


def _head_end(doc: Document, sections: Sections) -> int:
    parts = [part.start for part in (sections.request, sections.answer, *sections.notes) if part]
    return min(parts, default=len(doc.text))


def _in_head(doc: Document, profile: Profile, end: int) -> Found[str] | None:
    span = _search(doc, profile, 0, end)
    return Found(doc.quote(span), span, doc.quote(span), "reference.head") if span else None


def _in_address(doc: Document, profile: Profile) -> Found[str] | None:
    match = profile.reference.search(slug(doc.url))
    return Found(match[0], None, doc.url, "reference.address") if match and match[0] else None


def _ambiguous(doc: Document, profile: Profile, own: Found[str]) -> Iterator[Diagnostic]:
    """Tell of a second, different reference on the line of the first."""
    assert own.span
    for match in profile.reference.finditer(doc.folded, own.span.end, _line_end(doc, own.span.end)):
        if reference_key(match[0]) != reference_key(own.value):
            span = Span(*match.span())
            yield Diagnostic("reference.ambiguous", f"beside {own.quote} stands {match[0]}", span)
            return
