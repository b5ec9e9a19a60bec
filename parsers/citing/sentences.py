"""Where the sentences of a text stand."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from parsers.models import Span

# A full stop before white space and anything but a small letter.
_STOP = re.compile(r"[.?!][\"')\]]{0,3}(\s{1,4})(?=[^a-z\s])")
# A full stop after these ends nothing: the first before a number, the others before a name.
_OF_NUMBERS = frozenset("s ss sec sect reg regs art no nos ref para v approx".split())
_OF_NAMES = frozenset("mr mrs ms dr st e.g i.e v".split())
_LONGEST = 7
_WORD_START = re.compile(r"[\s(]")


class _Line(NamedTuple):
    """The sentences of one line: where each begins, and where each ends."""

    starts: list[int]
    ends: list[int]


class Sentences:
    """The sentences of ``lowered[start:end]``: folded text whose ASCII letters are in lower case.

    ``folded`` tells capitals from small letters. A line feed always ends a sentence. Lines are read when they
    are asked for: few of them cite anything.
    """

    def __init__(self, folded: str, lowered: str, start: int, end: int) -> None:
        self._text, self._lowered = folded, lowered
        self._start, self._end = start, end
        self._line_starts = [start]
        for line in folded[start:end].split("\n")[:-1]:
            self._line_starts.append(self._line_starts[-1] + len(line) + 1)
        self._lines: dict[int, _Line] = {}
        self._matched: dict[tuple[str, Span], bool] = {}

    def around(self, span: Span) -> Span:
        """Return the sentence ``span`` stands in, or all it touches where it is broken over lines."""
        first = self._line(span.start)
        last = first if span.end <= first.ends[-1] else self._line(span.end)
        start = first.starts[bisect_right(first.starts, span.start) - 1]
        end = last.ends[bisect_left(last.ends, span.end)]
        return _trim(self._text, Span(start, end))

    def match(self, pattern: re.Pattern[str], span: Span) -> bool:
        """Say whether ``pattern`` is found in ``span``; looked for once, however often it is asked."""
        key = (pattern.pattern, span)  # hashing the pattern itself would read all of it each time
        if key not in self._matched:
            self._matched[key] = pattern.search(self._lowered, *span) is not None
        return self._matched[key]

    def before(self, sentence: Span) -> Span | None:
        """Return the sentence that ends where ``sentence`` begins, or None."""
        end = sentence.start
        while end > self._start and self._text[end - 1].isspace():
            end -= 1
        return self.around(Span(end - 1, end)) if end > self._start else None

    def after(self, sentence: Span) -> Span | None:
        """Return the sentence that follows on the same line, or None."""
        starts = self._line(sentence.end).starts
        at = bisect_left(starts, sentence.end)
        return self.around(Span(starts[at], starts[at] + 1)) if at < len(starts) else None

    def _line(self, at: int) -> _Line:
        """Return the line that ``at`` stands on; the line feed is its end."""
        number = bisect_right(self._line_starts, at)
        if number not in self._lines:
            last = self._line_starts[number] - 1 if number < len(self._line_starts) else self._end
            self._lines[number] = self._read(self._line_starts[number - 1], last)
        return self._lines[number]

    def _read(self, first: int, last: int) -> _Line:
        starts, ends = [first], []
        for stop in _STOP.finditer(self._text, first, last):
            if not self._abbreviates(stop, max(first, stop.start() - _LONGEST)):
                starts.append(stop.end())
                ends.append(stop.start(1))
        return _Line(starts, [*ends, last])

    def _abbreviates(self, stop: re.Match[str], floor: int) -> bool:
        if self._text[stop.start()] != ".":
            return False
        word = _WORD_START.split(self._lowered[floor : stop.start()])[-1]
        following = self._text[stop.end() : stop.end() + 1]
        return word in (_OF_NUMBERS if following.isdigit() else _OF_NAMES)


def _trim(text: str, span: Span) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))
