"""The counting views: a response counts once in a row, and what must stand apart does."""

import sqlite3
from collections.abc import Iterator

import pytest

from archive.building.write import COLUMNS
from tests.small_archive import archive_of, row

# Response, month, act, provision, provision in force, role.
CITED = (
    ("both limbs", "2024-01", "FOIA2000", "31(1)(a)", "31(1)(a)", "relied_on"),
    ("both limbs", "2024-01", "FOIA2000", "31(1)(b)", "31(1)(b)", "relied_on"),
    ("both limbs", "2024-01", "FOIA2000", "31(3)", "31(3)", "ncnd"),
    ("old form", "2024-02", "FOIA2000", "40(3)", "40(2)", "relied_on"),
    ("old form", "2024-02", "FOIA2000", "40(2)", "40(2)", "relied_on"),
    ("elsewhere", "2024-02", "FOIA2000", "21", "21", "relied_on"),
    ("elsewhere and more", "2024-02", "FOIA2000", "21", "21", "relied_on"),
    ("elsewhere and more", "2024-02", "FOIA2000", "31(1)(a)", "31(1)(a)", "relied_on"),
    ("cost", "2023-05", "FOIA2000", "12(1)", "12(1)", "relied_on"),
    ("vexatious", "2023-05", "FOIA2000", "14(1)", "14(1)", "relied_on"),
    ("repeated", "2023-06", "FOIA2000", "14(2)", "14(2)", "relied_on"),
    ("one of two", "2023-06", "FOIA2000", "23(1)", "23(1)", "alternative"),
    ("one of two", "2023-06", "FOIA2000", "24(1)", "24(1)", "alternative"),
    ("silent", "2023-06", "FOIA2000", "40(5B)", "40(5B)", "ncnd"),
    ("river", "2023-06", "EIR2004", "12(5)(e)", "12(5)(e)", "relied_on"),
    ("talk", "2023-06", "FOIA2000", "31", "31", "discussed"),
    ("talk", "2023-06", "FOIA2000", "17(1)", "17(1)", "procedural"),
    ("undated", "", "FOIA2000", "31(1)(a)", "31(1)(a)", "relied_on"),
)


def filled(table: str, **values: object) -> tuple[str, tuple[object, ...]]:
    return table, tuple(values.get(column, None if column == "rowid" else "") for column in COLUMNS[table])


def published(name: str, month: str) -> tuple[object, ...]:
    named = dict(zip(COLUMNS["responses"], row(name, name, "", None, ""), strict=True))
    return tuple({**named, "published": month or None}.values())


def cited(name: str, _: str, act: str, number: str, modern: str, role: str) -> tuple[str, tuple[object, ...]]:
    section = number.partition("(")[0]
    of = {"response_id": name, "act": act, "provision": number, "section": section, "modern": modern}
    return filled("citations", **of, role=role, start_char=0, end_char=0)


@pytest.fixture(scope="module")
def conn() -> Iterator[sqlite3.Connection]:
    dates = sorted({name: month for name, month, *_ in CITED}.items(), key=lambda item: item[1])
    with archive_of((published(*date) for date in dates), (cited(*each) for each in CITED)) as connection:
        yield connection


def rows(conn: sqlite3.Connection, sql: str) -> list[tuple[object, ...]]:
    return [tuple(found) for found in conn.execute(sql)]


def test_a_response_counts_once_in_each_number_of_a_section(conn: sqlite3.Connection) -> None:
    columns = "year, section, responses, relied_on, ncnd, alternative, legacy, alone, published"
    found = rows(conn, f"select {columns} from sections_by_year where act = 'FOIA2000' and section > '2'")
    assert found == [
        ("2023", "23", 1, 0, 0, 1, 0, 0, 7),
        ("2023", "24", 1, 0, 0, 1, 0, 0, 7),
        ("2023", "40", 1, 0, 1, 0, 0, 1, 7),
        ("2024", "21", 2, 2, 0, 0, 0, 1, 4),
        ("2024", "31", 2, 2, 1, 0, 0, 1, 4),
        ("2024", "40", 1, 1, 0, 0, 1, 1, 4),
        ("unknown", "31", 1, 1, 0, 0, 0, 1, 1),
    ]


def test_what_is_no_exemption_has_a_class_of_its_own(conn: sqlite3.Connection) -> None:
    classes = dict(rows(conn, "select act || ' ' || section, class from sections_by_year"))
    assert classes["FOIA2000 12"] == classes["FOIA2000 14"] == "refusal ground outside Part II"
    assert classes["FOIA2000 31"] == "Part II exemption"
    assert classes["EIR2004 12"] == "EIR exception"
    assert "FOIA2000 17" not in classes


def test_limbs_keep_the_form_that_was_cited_and_the_one_in_force(conn: sqlite3.Connection) -> None:
    limbs = rows(
        conn,
        "select year, provision, modern, role, responses from limbs_by_year where section in ('31', '40')",
    )
    assert limbs == [
        ("2023", "40(5B)", "40(5B)", "ncnd", 1),
        ("2024", "31(1)(a)", "31(1)(a)", "relied_on", 2),
        ("2024", "31(1)(b)", "31(1)(b)", "relied_on", 1),
        ("2024", "31(3)", "31(3)", "ncnd", 1),
        ("2024", "40(2)", "40(2)", "relied_on", 1),
        ("2024", "40(3)", "40(2)", "relied_on", 1),
        ("unknown", "31(1)(a)", "31(1)(a)", "relied_on", 1),
    ]


def test_what_has_to_stand_apart_does(conn: sqlite3.Connection) -> None:
    found = {
        year: dict(each) for each in conn.execute("select * from refusals_by_year") for year in [each["year"]]
    }
    assert {name: count for name, count in found["2023"].items() if name not in {"site", "year"}} == {
        "published": 7,
        "any_exemption": 2,
        "only_ncnd": 1,
        "section_23_or_24": 1,
        "section_21_only": 0,
        "section_40_only": 1,
        "section_12": 1,
        "section_14_1": 1,
        "section_14_2": 1,
        "any_eir_exception": 1,
        "not_held": 0,
    }
    apart = ("any_exemption", "only_ncnd", "section_21_only", "section_40_only")
    assert [found["2024"][name] for name in apart] == [4, 0, 1, 1]


def test_years_are_the_sums_of_their_months(conn: sqlite3.Connection) -> None:
    for view, counted in (
        ("sections", "responses"),
        ("refusals", "published"),
        ("refusals", "any_exemption"),
    ):
        dated = f"sum({counted}) from {view}_by_%s where %s <> 'unknown' group by 1"
        months = f"select substr(month, 1, 4), {dated % ('month', 'month')}"
        years = f"select year, {dated % ('year', 'year')}"
        assert rows(conn, months) == rows(conn, years)


def test_sections_used_together_stand_once(conn: sqlite3.Connection) -> None:
    found = rows(conn, "select section, other_section, responses from sections_together")
    assert found == [("21", "31", 1), ("23", "24", 1)]
