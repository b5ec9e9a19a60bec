import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.difference import Piece, differences

LINES = st.lists(st.text("ab £\t", max_size=12), max_size=8).map("\n".join)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the same", "the same", ()),
        (
            "of which 7 were renewed",
            "of which 9 were renewed",
            ((("same", "of which"), ("gone", " 7"), ("added", " 9"), ("same", " were renewed")),),
        ),
        ("first\nlast", "first\nnew\nlast", ((("added", "new"),),)),
        ("first\nold\nlast", "first\nlast", ((("gone", "old"),),)),
        ("", "all new", ((("added", "all new"),),)),
        (
            "Seven swans were escorted by an officer.",
            "No record is held by us of any such thing.",
            (
                (
                    ("gone", "Seven swans were escorted by an officer."),
                    ("added", "No record is held by us of any such thing."),
                ),
            ),
        ),
        ("a\nb\nc", "x\nb\ny", ((("gone", "a"), ("added", "x")), (("gone", "c"), ("added", "y")))),
    ],
)
def test_what_differs(old: str, new: str, expected: object) -> None:
    assert differences(old, new) == expected


def test_what_is_far_from_a_change_is_left_out() -> None:
    many = " ".join(f"word{number}" for number in range(100))
    (passage,) = differences(f"{many} 7 {many}", f"{many} 9 {many}")
    assert passage[0] == Piece("same", " … " + "".join(f" word{number}" for number in range(88, 100)))
    assert passage[-1].text.startswith(" word0 word1")
    assert passage[-1].text.endswith(" … ")


def test_a_passage_too_long_to_compare_is_shown_whole() -> None:
    old, new = ("x " * 2_000).strip(), ("y " * 2_000).strip()
    assert differences(old, new) == ((Piece("gone", old), Piece("added", new)),)


def test_long_tables_of_equal_rows_are_soon_compared() -> None:
    def letter(rows: list[str]) -> str:
        return "\n".join(["Year | Count", *rows, "Yours sincerely"])

    rows = ["0 | 0"] * 2_000
    assert differences(letter(rows), letter([*rows[:900], "7 | 7", *rows[900:]])) == (
        (Piece("added", "7 | 7"),),
    )
    started = time.monotonic()
    differences("\n".join(["a", *rows]), "\n".join(["b", *["0 | 0", "1 | 1"] * 1_000]))
    assert time.monotonic() - started < 5


@given(LINES, LINES)
def test_nothing_is_shown_that_stands_in_neither_text(old: str, new: str) -> None:
    pieces = [piece for passage in differences(old, new) for piece in passage]
    assert bool(pieces) == (old != new) or old.split() == new.split()
    assert all(piece.text in old for piece in pieces if piece.kind == "gone")
    assert all(piece.text in new for piece in pieces if piece.kind == "added")
