"""What the process that reads files says: it arrives as it was, and what is no answer is none."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.files.answers import answer_lines, read_answer
from parsers.files.records import Cells, FilePart, FileReading, Hazard


def cells(*triples: tuple[int, int, str]) -> Cells:
    made = Cells()
    made.extend(*zip(*triples, strict=True))
    return made


TEXT = st.text(st.characters(codec="utf-8"))
TRIPLES = st.lists(st.tuples(st.integers(1, 2**20), st.integers(1, 2**14), TEXT), min_size=1)
PARTS = st.builds(FilePart, TEXT, TEXT, st.just(()) | TRIPLES.map(lambda triples: cells(*triples)))
HAZARDS = st.lists(st.builds(Hazard, TEXT, TEXT, TEXT), max_size=2).map(tuple)


@given(st.builds(FileReading, st.just("xlsx"), st.lists(PARTS, max_size=3).map(tuple), HAZARDS, TEXT))
def test_what_was_read_arrives_as_it_was(reading: FileReading) -> None:
    assert read_answer(io.BytesIO(b"".join(answer_lines(reading))), "xlsx", 10_000_000) == reading


def test_an_answer_that_is_longer_than_may_be_is_none() -> None:
    lines = b"".join(answer_lines(FileReading("pdf", (FilePart("1", "word " * 1000),))))
    assert read_answer(io.BytesIO(lines), "pdf", len(lines))
    assert read_answer(io.BytesIO(lines), "pdf", len(lines) - 20) is None


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff\xfe\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b"[" * 100_000 + b"\n",
        b'{"reason": "", "hazards": []',
        b'{"reason": 1, "hazards": []}\n',
        b'{"reason": "\\ud800", "hazards": []}\n',
        b'{"reason": "", "hazards": [[1, 2, 3]]}\n',
        b'{"reason": "", "hazards": [["a"]]}\n',
        b'{"name": 1, "text": ""}\n{"reason": "", "hazards": []}\n',
        b'{"cells": [[1], [1], ["a", "b"]]}\n{"reason": "", "hazards": []}\n',
        b'{"cells": [[-1], [1], ["a"]]}\n{"reason": "", "hazards": []}\n',
        b'{"cells": [["1"], [1], ["a"]]}\n{"reason": "", "hazards": []}\n',
        b'{"cells": [[1], [1], [{}]]}\n{"reason": "", "hazards": []}\n',
    ],
)
def test_what_is_no_answer_is_none(said: bytes) -> None:
    assert read_answer(io.BytesIO(said), "pdf", 1_000_000) is None


@given(st.binary())
def test_any_bytes_are_an_answer_or_none(said: bytes) -> None:
    read_answer(io.BytesIO(said), "pdf", 1_000_000)
