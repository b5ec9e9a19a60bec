"""Questions and answers of a letter, side by side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from archive.search.lookup import HeldResponse
from parsers.letter.question_labels import without_label
from web.letter import render

_NUMBER = re.compile(r"\d{1,2}[a-z]?|[a-z]")
_NAME = re.compile(r"Request \d{1,2}[a-z]?")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its answer. ``name`` is "Question 1", or empty; ``question`` may be empty too.

    ``found`` is the number of search words in the answer.
    """

    name: str
    question: str
    answer: Markup
    found: int


def gather_answers(held: HeldResponse, found: Sequence[tuple[int, int]]) -> tuple[Answered, ...]:
    """Return the pairs that the reading found, in the letter's order, with the search words ``found`` marked.

    The first of those words has the id ``hit-answer``.
    """
    return tuple(_pairs(held, found))


def _pairs(held: HeldResponse, found: Sequence[tuple[int, int]]) -> Iterator[Answered]:
    questions = sorted(_of_field(held, "question"), key=lambda finding: finding["start_char"])
    starts = [finding["start_char"] for finding in questions]
    ident = "hit-answer"
    for number, answer in enumerate(_of_field(held, "answer"), 1):
        start, end = answer["start_char"], answer["end_char"]
        before = bisect_left(starts, start) - 1
        if before < 0:
            continue
        inside = [(s - start, e - start) for s, e in found if start <= s and e <= end]
        yield Answered(
            _name(answer["value"]),
            without_label(questions[before]["value"]),
            render(
                held.row["text"][start:end],
                found=inside,
                first_found=ident,
                place=f"answer {number}",
            ),
            len(inside),
        )
        ident = "" if inside else ident


def _of_field(held: HeldResponse, field: str) -> list[Mapping[str, Any]]:
    return [f for f in held.findings if f["field"] == field and f["start_char"] is not None]


def _name(value: str) -> str:
    if _NUMBER.fullmatch(value):
        return f"Question {value}"
    return value if _NAME.fullmatch(value) else ""
