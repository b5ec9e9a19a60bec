"""The questions that an answer repeats or names, and the words that answer each.

A wrong pair is worse than a missing one. A question is known by its number, by the words of the request, or
by its question mark; its answer runs to the next question. Where several numbered questions stand one under
the other before any answer, nobody can say which of them the words answer, and they stay without one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.letter.lines import Line, read_lines, trimmed
from parsers.letter.list_items import unmarked
from parsers.letter.question_labels import Label, read_item, read_label
from parsers.models import Document, Found, Sections, Span
from parsers.remembered import remembered
from parsers.rule_tables import rule_table

_SHORTEST_REPEAT = 15
_FEWEST_ITEMS = 2
_FEWEST_SHARED = 3
_MOST_OF_IT = 0.75
_CELL = " | "
_ANSWER_HEADING = re.compile(r"(?:the |our )?(?:answer|response|reply)(?: \d{1,2})?\W*$")


@dataclass(frozen=True, slots=True)
class QuestionsRead:
    """Questions and answers in the order of the letter.

    The value of an answer is the number of its question, or the question's words where it has none. Its
    question is the last of ``questions`` that begins before it.
    """

    questions: tuple[Found[str], ...]
    answers: tuple[Found[str], ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as the answer names it. ``answer`` is where its answer begins on its own line, or -1."""

    words: str
    number: str
    span: Span
    rule: str
    answer: int = -1


@dataclass(frozen=True, slots=True)
class _End:
    """A line that belongs to no question: a heading, a closing sentence, prose about a question."""


_Mark = _Asked | _End | None


def find_questions(doc: Document, sections: Sections, part: Span | None) -> QuestionsRead:
    """Return the questions of the answer, and what answers them within ``part``. Never raises."""
    if not sections.answer:
        return QuestionsRead((), ())
    request = _Request(doc, sections)
    lines = [line for line in read_lines(doc) if line.span.start >= sections.answer.start]
    inside = [line for line in lines if part and part.start <= line.span.start < part.end]
    outside = [line for line in lines if not part or not part.start <= line.span.start < part.end]
    repeated = (request.repeated_by(line) for line in outside)
    pairs = _Pairs(doc)
    if part:
        pairs.read(_Marks(doc, request, inside).all(), inside, part.end)
    questions = [*pairs.questions, *(_found(doc, asked) for asked in repeated if asked)]
    return QuestionsRead(
        tuple(sorted(questions, key=lambda found: found.span or Span(0, 0))), tuple(pairs.answers)
    )


class _Request:
    """What was asked: the words of its lines, and its items by their numbers."""

    def __init__(self, doc: Document, sections: Sections) -> None:
        self.is_lost = sections.request_state in ("empty", "cut")
        self.numbers: list[str] = []
        self._number_of: dict[str, str] = {}
        self._doc = doc
        words_of: dict[str, str] = {}
        request = sections.request or Span(0, 0)
        top = ""
        for line in read_lines(doc):
            if not request.start <= line.span.start < request.end:
                continue
            number, start = _numbered(line.text, top)
            if number:
                top = number if number.isdigit() else top
                self.numbers.append(number)
                words_of[number] = doc.text[line.span.start + start : line.span.end]
            if len(asked := _asked(line.text)) >= _SHORTEST_REPEAT:
                self._number_of.setdefault(asked, number)
        counts = Counter(self.numbers)
        self.items = {number: words for number, words in words_of.items() if counts[number] == 1}

    def repeated_by(self, line: Line) -> _Asked | None:
        """Return the question of the request that ``line`` says again, or one it sets out as a question."""
        asked = _asked(line.text) if self._number_of else ""
        is_repeated = asked in self._number_of
        if not is_repeated and not _is_question(line.text):
            return None
        number, start = _numbered(line.text)
        words = self._doc.quote(line.span)
        if is_repeated:
            return _Asked(words, number or self._number_of[asked], line.span, "question.repeated")
        is_set_out = line.text.startswith("- ") or read_label(line.text) or number in self.items
        if is_set_out and start < len(line.text):
            return _Asked(words, number, line.span, "question.numbered")
        return None

    def is_like(self, number: str, words: str) -> bool:
        """Say whether ``words`` are those of the item with this number, shortened or in another order."""
        item = _folded(self.items.get(number, "").lower())
        words = _folded(words)
        if not item or not words:
            return False
        shared, said = set(item.split()) & set(words.split()), set(words.split())
        alike = len(shared) >= _FEWEST_SHARED and len(shared) >= _MOST_OF_IT * len(said)
        return alike or item.startswith(f"{words} ")


class _Marks:
    """What each line of the answer is."""

    def __init__(self, doc: Document, request: _Request, lines: Sequence[Line]) -> None:
        self._doc, self._request, self._lines = doc, request, lines
        self._top = ""

    def all(self) -> list[_Mark]:
        """Return a mark for each line."""
        marks = [self._mark(number) for number in range(len(self._lines))]
        return marks if any(isinstance(mark, _Asked) for mark in marks) else self._numbered_alike()

    def _mark(self, number: int) -> _Mark:
        line = self._lines[number]
        if _CELL in line.text:
            return None
        label = read_label(line.text)
        asked = self._request.repeated_by(line)
        if label and not label.several:
            self._top = label.number if label.number.isdigit() else self._top
            return asked or self._labelled(line, label, self._goes_on(number))
        if asked and not label:
            if asked.number.isalpha():
                return _Asked(asked.words, self._top + asked.number, asked.span, asked.rule)
            return asked
        return _End() if label or _closes(line) else None

    def _goes_on(self, number: int) -> bool:
        following = self._lines[number + 1] if number + 1 < len(self._lines) else None
        return following is not None and read_label(following.text) is None

    def _labelled(self, line: Line, label: Label, goes_on: bool) -> _Mark:
        rest = line.text[label.words :]
        if rest and not label.separated:
            return _End()
        name = Span(line.span.start, line.span.start + label.end)
        number = f"Request {label.number}" if label.requests else label.number
        item = self._request.items.get(number)
        words = item or self._doc.quote(name)
        if not rest:
            return _Asked(words, number, name, "question.named")
        if "?" in rest:
            end = line.span.start + label.words + rest.rindex("?") + 1
            return _Asked(
                self._doc.text[line.span.start : end],
                number,
                Span(line.span.start, end),
                "question.numbered",
                end,
            )
        is_phrase = rest[-1] not in ".;" and not rest[0].isdigit() and self._request.is_lost
        if goes_on and (is_phrase or self._request.is_like(number, rest)):
            return _Asked(self._doc.quote(line.span), number, line.span, "question.numbered")
        if label.short and item is None:
            return _End()  # it may be a quarter of a year
        return _Asked(words, number, name, "question.named", line.span.start + label.words)

    def _numbered_alike(self) -> list[_Mark]:
        """Mark the items of an answer that is one list with the very numbers of the request."""
        items = [None if _CELL in line.text else read_item(line.text) for line in self._lines]
        numbers = [item[0] for item in items if item]
        request = self._request
        is_alike = numbers == request.numbers and len(request.items) == len(numbers) >= _FEWEST_ITEMS
        if not is_alike or not items[0]:
            return [None] * len(items)
        return [
            self._item(line, *item) if item else (_End() if _closes(line) else None)
            for line, item in zip(self._lines, items, strict=True)
        ]

    def _item(self, line: Line, number: str, start: int) -> _Asked:
        at = line.span.start + start
        words = self._request.items[number]
        return _Asked(words, number, Span(line.span.start, at), "question.named", at)


class _Pairs:
    """Questions with what stands between them."""

    def __init__(self, doc: Document) -> None:
        self.questions: list[Found[str]] = []
        self.answers: list[Found[str]] = []
        self._doc = doc

    def read(self, marks: Sequence[_Mark], lines: Sequence[Line], end: int) -> None:
        """Read a part of a letter that ends at ``end``."""
        waiting: list[_Asked] = []
        running: tuple[_Asked, int] | None = None
        for line, mark in zip(lines, marks, strict=True):
            if mark is None:
                if waiting:
                    question = self._settle(waiting)
                    running = (question, line.span.start) if question else None
                    waiting = []
                continue
            self._close(running, line.span.start)
            running = None
            if isinstance(mark, _Asked) and mark.answer < 0:
                waiting.append(mark)
                continue
            self.questions += [_found(self._doc, asked) for asked in waiting]
            waiting = []
            if isinstance(mark, _Asked):
                self.questions.append(_found(self._doc, mark))
                running = (mark, mark.answer)
        self._close(running, end)
        self.questions += [_found(self._doc, asked) for asked in waiting]

    def _settle(self, waiting: Sequence[_Asked]) -> _Asked | None:
        """Return the question that the words after ``waiting`` answer; one question may be several lines."""
        numbers = {asked.number for asked in waiting if asked.number}
        only_stems = all(asked.words.rstrip().endswith(":") for asked in waiting[:-1])
        if len(numbers) > 1:
            self.questions += [_found(self._doc, asked) for asked in waiting]
            return waiting[-1] if only_stems else None
        question = waiting[0]
        if len(waiting) > 1:
            span = Span(question.span.start, waiting[-1].span.end)
            question = _Asked(self._doc.quote(span), "".join(numbers), span, waiting[-1].rule)
        self.questions.append(_found(self._doc, question))
        return question

    def _close(self, running: tuple[_Asked, int] | None, end: int) -> None:
        if running is None:
            return
        asked, start = running
        span = trimmed(self._doc, Span(start, end)) if start < end else None
        if span:
            rule = asked.rule.replace("question.", "answer.")
            self.answers.append(Found(asked.number or asked.words, span, self._doc.quote(span), rule))


def _found(doc: Document, asked: _Asked) -> Found[str]:
    return Found(asked.words, asked.span, doc.quote(asked.span), asked.rule)


def _numbered(line: str, top: str = "") -> tuple[str, int]:
    """Return the number of a question and where its words begin; nothing and 0 where it has none."""
    label = read_label(line)
    if label and label.separated and not label.several:
        return (f"Request {label.number}" if label.requests else label.number), label.words
    number, start = read_item(line) or ("", 0)
    return (top + number if number.isalpha() else number), start


@remembered
def _asked(line: str) -> str:
    """Return what a line asks, if it asks: its words without number and mark."""
    return _folded(unmarked(line))


def _folded(words: str) -> str:
    return " ".join(words.split()).rstrip(" .?:;,\"'")


def _is_question(line: str) -> bool:
    return line.rstrip("\"')").endswith("?")


def _closes(line: Line) -> bool:
    if any(rule.pattern.match(line.text) for rule in rule_table("questions")):
        return True
    return line.heading and not _ANSWER_HEADING.match(line.text)
