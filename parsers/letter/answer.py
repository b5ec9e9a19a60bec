"""The force's own words on a page, ready to be searched for what they show."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import islice

from parsers.letter.lines import find_quotations, lines_within, read_lines
from parsers.letter.list_items import unmarked
from parsers.models import Document, Sections, Span
from parsers.remembered import remembered
from parsers.rule_tables import LikelyRules, Rule, rule_table, words_of

SILENT = frozenset({"earlier", "hypothetical", "negated", "nothing"})  # rules of what shows nothing

_SENTENCE_ENDS = ("\n", ". ", "? ", "! ")
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
        self._sentences: dict[int, Span] = {}
        self._quotations = find_quotations(doc)
        self._starts = [span.start for span in self._quotations]
        self._asked = _asked(doc, sections)

    def fitting(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return those of ``rules`` that fit any words of the answer or of the notes before it."""
        return [rule for rule in rules if rule.name in self._places]

    def search(self, rule: Rule, spans: Sequence[Span]) -> Span | None:
        """Return the first place in ``spans`` where ``rule`` fits words that say what the force did."""
        places = self._places.get(rule.name, ())
        for span in spans:
            inside = (place for place in places if span.start <= place.start and place.end <= span.end)
            for place in islice(inside, _MOST_TRIED):
                if self._tells(rule, place.start):
                    return place
        return None

    @cached_property
    def _places(self) -> dict[str, list[Span]]:
        """Where the rules fit, by their names."""
        places: dict[str, list[Span]] = {}
        for part in (*self.notes, self.whole):
            for line in lines_within(self.doc, read_lines(self.doc), part):
                for name, start, end in _read_line(line.text):
                    place = Span(line.span.start + start, line.span.start + end)
                    places.setdefault(name, []).append(place)
        return places

    def sentence(self, at: int) -> Span:
        """Return the sentence around ``at`` without its stop, at most 400 characters either way."""
        if at not in self._sentences:
            self._sentences[at] = self._read_sentence(at)
        return self._sentences[at]

    def _read_sentence(self, at: int) -> Span:
        text = self.doc.folded
        start, stop = max(0, at - _WINDOW), min(len(text), at + _WINDOW)
        for end in _SENTENCE_ENDS:  # what is found brings the others nearer
            if (before := text.rfind(end, start, at)) >= 0:
                start = before + len(end)
            if (after := text.find(end, at, stop)) >= 0:
                stop = after
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


@remembered
def _read_line(line: str) -> tuple[tuple[str, int, int], ...]:
    """Return where rules of decisions and statements fit ``line``: their names, and from where to where."""
    return tuple(
        (rule.name, *place.span())
        for rule in _telling_rules().of(words_of(line))
        for place in islice(rule.places(line), _MOST_TRIED)
    )


@cache
def _telling_rules() -> LikelyRules:
    rules = (*rule_table("decisions"), *rule_table("statements"))
    return LikelyRules(rule for rule in rules if rule.value not in SILENT)


@cache
def _silent(value: str) -> Rule:
    return next(rule for rule in rule_table("decisions") if rule.value == value)


def _shows_nothing(value: str, words: str) -> bool:
    return _silent(value).pattern.search(words) is not None
