"""The force's own words on a page, ready to be searched for what they show."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from itertools import islice

from parsers.letter.lines import find_quotations
from parsers.letter.list_items import unmarked
from parsers.models import Document, Sections, Span
from parsers.rule_tables import Rule, rule_table

_SENTENCE_ENDS = (". ", "? ", "! ", "\n")
_CLAUSE_END = re.compile(r"[;:,]\s|\b(?:but|and)\b")
_MOST_TRIED = 20  # places tried for one rule; where twenty show nothing, more would not
_WINDOW = 400  # characters looked at on either side for the ends of a sentence


class Answer:
    """An answer without its annex. Quotations and repeated questions in it are not the force's words."""

    def __init__(self, doc: Document, sections: Sections) -> None:
        self.doc = doc
        parts = [part for part in (sections.decision, sections.reasons, sections.disclosure) if part]
        answer = sections.answer or Span(0, 0)
        self.whole = Span(answer.start, max((part.end for part in parts), default=answer.end))
        self.decision = sections.decision
        self.outside_reasons = _without(self.whole, sections.reasons)
        self.notes = sections.notes
        self._quotations = find_quotations(doc)
        self._starts = [span.start for span in self._quotations]
        self._asked = _asked(doc, sections)

    def search(self, rule: Rule, spans: Sequence[Span]) -> Span | None:
        """Return the first place in ``spans`` where ``rule`` fits words that say what the force did."""
        text = self.doc.lowered
        for start, end in spans:
            if not rule.search(text, start, end):  # true of most, and cheaper than to begin an iteration
                continue
            for match in islice(rule.pattern.finditer(text, start, end), _MOST_TRIED):
                if self._tells(rule, match.start()):
                    return Span(*match.span())
        return None

    def sentence(self, at: int) -> Span:
        """Return the sentence around ``at`` without its stop, at most 400 characters either way."""
        text = self.doc.folded
        low, high = max(0, at - _WINDOW), min(len(text), at + _WINDOW)
        start, stop = low, high
        for end in _SENTENCE_ENDS:
            if (before := text.rfind(end, low, at)) >= 0:
                start = max(start, before + len(end))
            if (after := text.find(end, at, high)) >= 0:
                stop = min(stop, after)
        words = text[start:stop]
        start += len(words) - len(words.lstrip())
        return Span(start, start + len(words.strip().rstrip(" .;:,")))

    def _tells(self, rule: Rule, at: int) -> bool:
        sentence = self.sentence(at)
        if self._is_quoted(at) or self._is_question(sentence):
            return False
        words = self.doc.lowered[sentence.start : sentence.end]
        speaks_of_now = rule.value == "repeated" or "today" in words
        if not speaks_of_now and _shows_nothing("earlier", words):
            return False
        if rule.value == "disclosed":
            return not _shows_nothing("negated", self._clause_before(sentence, at))
        if rule.value == "exempt" and _shows_nothing("nothing", self._clause_before(sentence, at)):
            return False
        # What a holding letter says of exemptions is always what might be.
        return rule.value == "holding" or not _shows_nothing("hypothetical", words)

    def _clause_before(self, sentence: Span, at: int) -> str:
        """Return the words of the sentence from the beginning of the clause to ``at``."""
        return _CLAUSE_END.split(self.doc.lowered[sentence.start : at])[-1]

    def _is_quoted(self, at: int) -> bool:
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and at < self._quotations[before].end

    def _is_question(self, sentence: Span) -> bool:
        """Tell whether the sentence is a question, or its line one of the request over again."""
        text = self.doc.lowered
        if "?" in text[sentence.end : sentence.end + 2] or text.endswith("?", sentence.start, sentence.end):
            return True
        start = text.rfind("\n", max(0, sentence.start - _WINDOW), sentence.start) + 1
        end = text.find("\n", sentence.end, sentence.end + _WINDOW)
        return unmarked(text[start or sentence.start : end if end >= 0 else len(text)].strip()) in self._asked


def _without(whole: Span, part: Span | None) -> tuple[Span, ...]:
    if part is None:
        return (whole,)
    return tuple(
        Span(start, end) for start, end in ((whole.start, part.start), (part.end, whole.end)) if start < end
    )


def _asked(doc: Document, sections: Sections) -> frozenset[str]:
    if not sections.request:
        return frozenset()
    lines = doc.lowered[sections.request.start : sections.request.end].split("\n")
    return frozenset(unmarked(line.strip()) for line in lines)


@cache
def _silent(value: str) -> Rule:
    return next(rule for rule in rule_table("decisions") if rule.value == value)


def _shows_nothing(value: str, words: str) -> bool:
    return _silent(value).search(words, 0, len(words)) is not None
