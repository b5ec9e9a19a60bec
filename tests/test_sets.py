from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.building.write import insert_rows
from archive.search.opening import empty_archive
from archive.search.sets import (
    keep_sets,
    kept_set,
    kept_sets,
    newest_first,
    oldest_first,
    read_citation,
    rows_as_set,
    union,
)
from tests.small_archive import row

ROWS = st.sets(st.integers(0, 500))


@given(ROWS, ROWS)
def test_a_number_is_a_set(one: set[int], other: set[int]) -> None:
    first, second = rows_as_set(one), rows_as_set(other)
    assert list(newest_first(first)) == sorted(one, reverse=True)
    assert list(oldest_first(first)) == sorted(one)
    assert first.bit_count() == len(one)
    assert set(newest_first(first & second)) == one & other
    assert set(newest_first(union((first, second)))) == one | other
    assert set(newest_first(first & ~second)) == one - other


def test_what_is_kept_is_what_is_written() -> None:
    with closing(empty_archive()) as conn:
        conn.execute("delete from response_sets")
        insert_rows(conn, [("responses", row(f"r{n}", "Owls", "How many?", None, "")) for n in range(12)])
        conn.execute("update responses set decision = iif(rowid % 2, 'not_held', 'unclear')")
        keep_sets(conn)
        assert list(oldest_first(kept_set(conn, "decision", "not_held"))) == [1, 3, 5, 7, 9, 11]
        assert {value: rows.bit_count() for value, rows in kept_sets(conn, "month").items()} == {
            "2024-01": 12
        }
        assert kept_set(conn, "decision", "withdrawn") == 0
        assert kept_sets(conn, "section") == {}


@pytest.mark.parametrize(
    ("value", "act", "number", "role"),
    [
        ("FOIA2000 31(1)(a) relied_on", "FOIA2000", "31(1)(a)", "relied_on"),
        ("FOIA2000 Sch 1 discussed", "FOIA2000", "Sch 1", "discussed"),
    ],
)
def test_a_citation_is_read_back(value: str, act: str, number: str, role: str) -> None:
    assert read_citation(value) == (act, number, role)


def test_rows_out_of_order_are_refused() -> None:
    with closing(empty_archive()) as conn:
        insert_rows(conn, [("responses", row(f"r{n}", "Owls", "How many?", None, "")) for n in range(2)])
        conn.execute("update responses set published = '2025-01-01' where rowid = 1")
        with pytest.raises(ValueError, match="order of their dates"):
            keep_sets(conn)
