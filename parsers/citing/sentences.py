"""Where the sentences of a text stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from parsers.models import Span

# The end of a line, or a full stop before white space and anything but a small letter.
_END = re.compile(r"\n|([.?!][\"')\]]{0,3})\s{1,4}(?=[^a-z\s])")
# A full stop after these ends nothing: the first before a number, the others before a name.
_OF_NUMBERS = frozenset("s ss sec sect reg regs art no nos ref para v approx".split())
_OF_NAMES = frozenset("mr mrs ms dr st e.g i.e v".split())
_LONGEST = 7
_WORD_START = re.compile(r"[\s(]")


class Sentences:
    """The sentences of ``lowered[start:end]``: folded text whose ASCII letters are in lower case.

    ``folded`` tells capitals from small letters. A line feed always ends a sentence.
    """

    def __init__(self, folded: str, lowered: str, start: int, end: int) -> None:
        self._text, self._lowered, self._start, self._end = folded, lowered, start, end
        self._stops: list[int] = []  # where a sentence ends
        self._starts: list[int] = []  # where the next begins
        for match in _END.finditer(folded, start, end):
            at = match.start()
            if folded[at] == "." and _abbreviated(folded, lowered, max(start, at - _LONGEST), match):
                continue
            self._stops.append(at if folded[at] == "\n" else match.end(1))
            self._starts.append(match.end())
        self._known: dict[tuple[int, int], Span] = {}
        self._matched: dict[tuple[str, Span], bool] = {}

    def around(self, span: Span) -> Span:
        """Return the sentence ``span`` stands in, or all it touches where it is broken over lines."""
        before = bisect_right(self._starts, span.start)
        after = bisect_left(self._stops, span.end)
        if (before, after) not in self._known:
            start = self._starts[before - 1] if before else self._start
            end = self._stops[after] if after < len(self._stops) else self._end
            self._known[before, after] = _trim(self._text, Span(start, end))
        return self._known[before, after]

    def match(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Say whether ``pattern`` is found in ``span``; looked for once, however often it is asked."""
        key = (pattern.pattern, span)  # hashing the pattern itself would read all of it each time
        if key not in self._matched:
            self._matched[key] = pattern.search(self._lowered, *span) is not None
        return self._matched[key]

    def before(self, sentence: Span) -> Span | None:
        """Return the sentence that ends where ``sentence`` begins, or None."""
        at = bisect_right(self._stops, sentence.start) - 1
        if at < 0 or self._stops[at] <= self._start:
            return None
        return self.around(Span(self._stops[at] - 1, self._stops[at]))

    def after(self, sentence: Span) -> Span | None:
        """Return the sentence that follows on the same line, or None."""
        at = bisect_left(self._stops, sentence.end)
        if at >= len(self._stops) or self._text[self._stops[at]] == "\n" or self._starts[at] >= self._end:
            return None
        return self.around(Span(self._starts[at], self._starts[at] + 1))


def _abbreviated(folded: str, lowered: str, floor: int, stop: re.Match[str]) -> bool:
    word = _WORD_START.split(lowered[floor : stop.start()])[-1]
    following = folded[stop.end() : stop.end() + 1]
    return word in (_OF_NUMBERS if following.isdigit() else _OF_NAMES)


def _trim(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))
