"""A page read whole: every field of a disclosure with its proof, and what a maintainer should look at."""

from __future__ import annotations

from collections.abc import Iterator

from parsers.citing.citations import find_citations
from parsers.letter.answer_start import BY_WORDS
from parsers.letter.answer_text import find_answer_part, without_reasons
from parsers.letter.decision import classify_decision
from parsers.letter.fields import find_attachments, find_published, find_regime
from parsers.letter.questions import find_questions
from parsers.letter.reasons import find_reasons
from parsers.letter.reference import find_other_references, find_reference
from parsers.letter.sections import split_sections
from parsers.letter.title import find_title
from parsers.models import Diagnostic, Disclosure, Document, Found, ListingEntry, Sections
from parsers.profile import Profile


def parse_disclosure(doc: Document, profile: Profile, listing: ListingEntry | None = None) -> Disclosure:
    """Return what the page says, each value with its words and its rule.

    ``listing`` is what the listing said of the page; it serves where the page itself gives no title or date.
    Never raises on any text: odd prose gives diagnostics.
    """
    sections = split_sections(doc, profile)
    reference, reference_notes = find_reference(doc, profile, sections)
    title = find_title(doc, profile, sections, listing.title if listing else "")
    published = find_published(doc, sections, listing.date if listing else "")
    cited = find_citations(doc, sections)
    decided = classify_decision(doc, sections, cited.citations)
    places = (*cited.citations, *cited.mentions)
    given = find_answer_part(doc, sections, decided.decision, decided.stated)
    asked = find_questions(doc, sections, given.span if given else None)
    return Disclosure(
        reference=reference,
        other_references=find_other_references(doc, profile, reference),
        title=title,
        published=published,
        request=_request(doc, sections),
        decision=decided.decision,
        components=decided.components,
        stated=decided.stated,
        regime=find_regime(doc, sections, cited.citations),
        citations=cited.citations,
        mentions=cited.mentions,
        answer=without_reasons(doc, given, cited.citations),
        questions=asked.questions,
        answers=asked.answers,
        reasons=find_reasons(doc, sections, places),
        attachments=find_attachments(doc, profile),
        sections=sections,
        diagnostics=(
            *doc.diagnostics,
            *reference_notes,
            *_missing(title, published, sections),
            *cited.diagnostics,
            *decided.diagnostics,
        ),
    )


def _request(doc: Document, sections: Sections) -> Found[str] | None:
    if not sections.request:
        return None
    words = doc.quote(sections.request)
    return Found(words, sections.request, words, dict(sections.rules)["request"])


def _missing(
    title: Found[str] | None, published: Found[str] | None, sections: Sections
) -> Iterator[Diagnostic]:
    if title is None:
        yield Diagnostic("title.none", "no heading, no page title, no listing entry, no address")
    if published is None:
        yield Diagnostic("published.none", "no date on the page or its listing, no month in its address")
    if sections.request_state == "empty":
        yield Diagnostic("request.empty", "the answer follows the lead-in at once", sections.answer)
    if sections.request_state == "cut":
        yield Diagnostic("request.cut", "the request breaks off at a colon", sections.request)
    if sections.request_state == "absent":
        yield Diagnostic("request.none", "nothing leads into a request")
    if sections.answer is None:
        yield Diagnostic("answer.none", "no place where the force begins to speak")
    elif ("answer", BY_WORDS) in sections.rules:
        yield Diagnostic("answer.guessed", "no known words begin the answer", sections.answer)
