"""The words that answer the request, apart from the stock reasoning that many letters share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.letter.lines import read_lines, trimmed
from parsers.models import GROUND_ROLES, Citation, Decision, Document, Found, Sections, Span

_FIND_BELOW = re.compile(
    r"\s*please (?:find|see) (?:below|enclosed|attached) (?:[a-z]+ ){0,3}information pursuant to your request"
    r"(?: above)?\s?[.:]?\s*"
)
# A paragraph that begins as those of the reasons do: "Section 40(2) - Personal Information - ...".
_ARGUED = re.compile(
    r"\W{0,3}(?:sections?|s\.?|regulations?|reg\.?) ?(\d{1,2}[a-z]?)[0-9a-z()& ]{0,30}? ?[-:] "
)
_SENTENCE_END = re.compile(r"[.:;]+(?=\s|$)|\n|$")


def find_answer_part(
    doc: Document, sections: Sections, decision: Found[Decision], stated: Found[str] | None
) -> Found[str] | None:
    """Return the part of the letter that gives what was asked for, or None where no such part stands apart.

    That is the part under its heading or after "Please find below information pursuant to your request
    above."; in a letter that gives everything without either, what follows the decision.
    """
    if sections.disclosure:
        part, rule = sections.disclosure, "answer.disclosure"
        if lead := _FIND_BELOW.match(doc.lowered, *part):
            part = Span(lead.end(), part.end)
    elif decision.value.code == "full_disclosure" and sections.decision and not sections.exemption_list:
        part, rule = _after_decision(doc, sections.decision, stated), "answer.after-decision"
    else:
        return None
    span = trimmed(doc, part)
    return Found(doc.quote(span), span, doc.quote(span), rule) if span else None


def without_reasons(
    doc: Document, part: Found[str] | None, citations: Sequence[Found[Citation]]
) -> Found[str] | None:
    """Return ``part`` up to where a ground of refusal is argued in it."""
    if part is None or part.span is None:
        return part
    sections = {found.value.section.lower() for found in citations if found.value.role in GROUND_ROLES}
    end = part.span.end
    for line in read_lines(doc):
        argued = _ARGUED.match(line.text) if part.span.start <= line.span.start < end else None
        if argued and argued[1] in sections:
            end = line.span.start
            break
    span = trimmed(doc, Span(part.span.start, end))
    return Found(doc.quote(span), span, doc.quote(span), part.rule) if span else None


def _after_decision(doc: Document, part: Span, stated: Found[str] | None) -> Span:
    if stated is None or stated.span is None or not part.start <= stated.span.start < part.end:
        return part
    end = _SENTENCE_END.search(doc.folded, stated.span.end, part.end)
    return Span(end.end() if end else part.end, part.end)
