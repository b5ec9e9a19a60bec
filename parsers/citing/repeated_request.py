"""Words of the requester that the answer repeats: they cite nothing on the force's behalf."""

from __future__ import annotations

import re
from functools import cached_property

from parsers.letter.lines import find_quotations
from parsers.models import Document, Sections, Span

_SENTENCE_END = re.compile(r"\n|(?<=[.?!])\s")
_MARK = re.compile(r"(?:[\W\d_]|q(?:uestion)?(?=[\s\d]))+")
# Shorter sentences may be the force's own by chance, longer ones are no question.
_SHORTEST, _LONGEST = 15, 2000


class RepeatedRequest:
    """Tells whether a sentence of the answer is a question, or a sentence of the request over again."""

    def __init__(self, doc: Document, sections: Sections) -> None:
        self._lowered = doc.lowered
        self._request = _own_words(doc, sections.request)

    def holds(self, sentence: Span) -> bool:
        """Say whether ``sentence`` is the requester's."""
        if sentence.end - sentence.start > _LONGEST:
            return False
        words = self._lowered[sentence.start : sentence.end]
        if words.endswith("?"):
            return True
        words = _without_marks(words)
        return words in self._request and words in self._asked  # the first is most often wrong, and cheap

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The sentences of the request."""
        asked = map(_without_marks, _SENTENCE_END.split(self._request))
        return frozenset(words for words in asked if len(words) >= _SHORTEST)


def _own_words(doc: Document, request: Span | None) -> str:
    """Return the request without what it quotes: a decision quoted from an earlier letter may come again."""
    if not request:
        return ""
    words, at = "", request.start
    for quotation in find_quotations(doc):
        if at <= quotation.start < request.end:
            words += doc.lowered[at : quotation.start] + "\n"
            at = quotation.end
    return words + doc.lowered[at : max(at, request.end)]


def _without_marks(sentence: str) -> str:
    """Return the words without their number ("Q1 - ") and the full stop or question mark."""
    mark = _MARK.match(sentence)
    return sentence[mark.end() if mark else 0 :].rstrip(" .?:")
