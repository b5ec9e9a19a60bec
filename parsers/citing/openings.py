"""Whether a citation opens its paragraph, as a heading of the list or of the reasons does."""

from __future__ import annotations

import re
from typing import Literal

from parsers.models import Document, Span

Opening = Literal["", "plain", "titled"]

# What may stand before it on the line: a bullet, a number, "With regard to Question 1 -".
_LEAD = re.compile(r"[\s•*·\"'-]*(?:\(?[0-9a-z]{1,2}[.)]\s?)?(?:[^.;]{1,60}(?:\s-|:)\s?)?")
_LONGEST_LEAD = 70
# A line that ends so runs on into the next one, which therefore opens nothing.
_RUNS_ON = re.compile(r"(?:\b(?:under|of|by|and|or|in|at|to|with|see|the|sections?)|,)\s?$")
# "Section 31 - Law", "Section 31(1)(a)Law", "Section 31 (Law", "Section 31:", or nothing more on the line.
_TITLE = re.compile(r"\s?(?:$|[\n:-]|\([A-Z]|[A-Z])")
_TITLE_MARK = re.compile(r"\s?(?::|-\s)")


def read_opening(doc: Document, body: Span, sentence: Span, span: Span) -> Opening:
    """Return "titled" where a paragraph begins with ``span`` and a title follows it, "plain" without a title.

    Empty where ``span`` stands within a paragraph, unless its ``sentence`` is set out like a heading
    ("Section 40(1): ..."). ``body`` is the text that is read.
    """
    if span.start == sentence.start and _TITLE_MARK.match(doc.folded, span.end):
        return "titled"
    floor = max(body.start, span.start - _LONGEST_LEAD)
    line_feed = doc.text.rfind("\n", floor, span.start)
    if line_feed < 0 and floor > body.start:
        return ""
    start = max(floor, line_feed + 1)
    if not _LEAD.fullmatch(doc.lowered, start, span.start):
        return ""
    if line_feed >= 0 and _RUNS_ON.search(doc.lowered, max(body.start, line_feed - 12), line_feed):
        return ""
    return "titled" if _TITLE.match(doc.folded, span.end) else "plain"
