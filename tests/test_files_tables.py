"""Workbooks and tables in text: every cell at its place, written as a person sees it."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.files.kind import file_kind
from parsers.files.limits import Limits
from parsers.files.reading import read_parts
from parsers.files.records import Cell, FilePart
from parsers.files.sheets import shown
from tests.made_files import Rows, csv_text, member, ods, rezipped, xls, xlsb, xlsx

WORKBOOKS = (xlsx, xls, ods, xlsb)
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "windows-1252")

TABLES: dict[str, Rows] = {
    "one cell": [["Lanterns"]],
    "a head and figures": [["Borough", "Lanterns", "Lost"], ["Northwick", 12, 0], ["Southmere", 5, 3]],
    "fractions": [["Share", "Cost"], [0.125, 1234.5], [0.1, 99.99], [-0.5, 1e-07]],
    "large numbers": [["Count", "Number"], [1_000_000, 123_456_789_012], [999_999_999_999_999, -7]],
    "blank cells and rows": [[None, None], [None, "Late", None, 4], [], ["x", None, None, "y"]],
    "what looks like a number": [["Code", "Telephone"], ["007", "020 7946 0000"], ["1e5", "5.0"]],
    "what could be computed": [["Remark"], ["-none-"], ["@home"], ["+44"]],
    "signs and letters": [["Café", "Price"], ["naïve “quoted” – dash", "£5"], ["a, b; c", 'say "yes"']],
    "lines in a cell": [["Reason", "n"], ["first line\nsecond line", 2]],
    "wide and short": [[f"column {number}" for number in range(1, 61)], list(range(1, 61))],
    "a title above": [["Lanterns lit, by ward"], [], ["Ward", "2023", "2024"], ["Eastgate", 41, 39]],
}


def parts(body: bytes, name: str = "", limits: Limits = Limits()) -> tuple[FilePart, ...]:  # noqa: B008
    reading = read_parts(body, file_kind(body, name, ""), limits)
    assert reading.reason == ""
    return reading.parts


def cells(rows: Rows, written: Callable[..., str] = shown) -> list[Cell]:
    """The cells that are expected of a table."""
    return [
        Cell(row, column, written(value))
        for row, values in enumerate(rows, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    ]


@pytest.mark.parametrize("make", WORKBOOKS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_in_a_workbook_comes_back_cell_for_cell(table: str, make: Callable[..., bytes]) -> None:
    (part,) = parts(make({"Figures": TABLES[table]}))
    assert part.name == "Figures"
    assert list(part.cells) == cells(TABLES[table])


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("table", TABLES)
def test_a_table_in_text_comes_back_cell_for_cell(table: str, delimiter: str, encoding: str) -> None:
    body = csv_text(TABLES[table], DELIMITERS[delimiter], encoding)
    (part,) = parts(body, "table.csv")
    assert list(part.cells) == cells(TABLES[table], str)


@pytest.mark.parametrize("make", [xlsx, xls, ods], ids=lambda make: make.__name__)
def test_dates_are_iso_and_booleans_are_words(make: Callable[..., bytes]) -> None:
    (part,) = parts(make({"S": [[dt.date(2024, 2, 29), True, False]]}))
    assert [cell.text for cell in part.cells] == ["2024-02-29", "TRUE", "FALSE"]


def test_a_second_reader_finds_the_same_cells() -> None:
    body = xlsx(TABLES)
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = {part.name: list(part.cells) for part in parts(body)}
    for sheet in book.worksheets:
        other = [
            Cell(cell.row, cell.column, shown(cell.value))
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        assert found[sheet.title] == other


def test_sheets_keep_their_order_and_blank_ones_are_no_part() -> None:
    body = xlsx({"Summer": [["a"]], "Nothing": [], "Winter": [[None, "b"]]})
    assert [(part.name, part.text) for part in parts(body)] == [("Summer", "a"), ("Winter", "b")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it is", "as it is"),
        (5.0, "5"),
        (5, "5"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (1.5e-7, "0.00000015"),
        (1e300, "1e+300"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (True, "TRUE"),
        (dt.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05"),
        (dt.datetime(2024, 1, 2, 3, 4, 4, 999_998), "2024-01-02 03:04:05"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30, seconds=1), "30:00:01"),
        (dt.timedelta(minutes=-90), "-1:30:00"),
    ],
)
def test_a_value_is_written_as_a_person_sees_it(value: float, text: str) -> None:
    assert shown(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_keeps_fifteen_digits(value: float) -> None:
    assert float(shown(value)) == pytest.approx(value, rel=1e-14)


def test_text_shows_rows_as_lines() -> None:
    (part,) = parts(csv_text([["Ward", "Lit"], ["Eastgate\nand docks", " 41 "], [" ", "\u200b"]]), "a.csv")
    assert part.text == "Ward | Lit\nEastgate and docks | 41"
    assert part.cells[2:] == [Cell(2, 1, "Eastgate\nand docks"), Cell(2, 2, " 41 ")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"sep=;\r\na;b,c\r\n", [(1, 1, "a"), (1, 2, "b,c")]),
        (b"1,5;2,5\n2,5;3,5\n", [(1, 1, "1,5"), (1, 2, "2,5"), (2, 1, "2,5"), (2, 2, "3,5")]),
        (b"only one column\nof words\n", [(1, 1, "only one column"), (2, 1, "of words")]),
        (b'a,"b\nc"\rd,e', [(1, 1, "a"), (1, 2, "b\nc"), (2, 1, "d"), (2, 2, "e")]),
        (b'a,5" pipe\nb,6\n', [(1, 1, "a"), (1, 2, '5" pipe'), (2, 1, "b"), (2, 2, "6")]),
        (b"a,b\0\n", [(1, 1, "a"), (1, 2, "b")]),
    ],
)  # fmt: skip
def test_how_people_write_tables_in_text(body: bytes, expected: list[tuple[int, int, str]]) -> None:
    (part,) = read_parts(body, "csv").parts
    assert [tuple(cell) for cell in part.cells] == expected


def test_a_quote_that_is_never_closed_swallows_nothing() -> None:
    rows = "".join(f"{number},value\n" for number in range(30_000))
    (part,) = read_parts(f'a,"b\n{rows}'.encode(), "csv").parts
    assert part.cells[-1] == Cell(30_001, 2, "value")


@pytest.mark.parametrize(
    ("limits", "reason", "rows"),
    [
        (Limits(cells=10), "The sheet “S” is read up to row 5 of 9.", 5),
        (Limits(cells=11), "The sheet “S” is read up to row 5 of 9.", 5),
        (Limits(characters=12), "The sheet “S” is read up to row 2 of 9.", 2),
        (Limits(cells=18), "", 9),
        (Limits(cells=1), "The sheet “S” is read up to row 0 of 9.", 0),
    ],
)
def test_what_a_limit_cuts_off_is_said(limits: Limits, reason: str, rows: int) -> None:
    reading = read_parts(xlsx({"S": [["a", "b"]] * 9}), "xlsx", limits)
    assert reading.reason == reason
    assert len(reading.parts[0].text.split("\n") if reading.parts else ()) == rows


def test_a_limit_counts_over_all_sheets() -> None:
    book = xlsx({"One": [["a", "b"]] * 9, "Two": [["c", "d"]] * 9})
    reading = read_parts(book, "xlsx", Limits(cells=20))
    assert [len(part.cells) for part in reading.parts] == [18, 2]
    assert reading.reason == "The sheet “Two” is read up to row 1 of 9."
    assert read_parts(book, "xlsx", Limits(parts=1)).reason == "Only the first 1 sheets are read."


def test_a_table_in_text_that_is_cut_says_so() -> None:
    reading = read_parts(csv_text([["a", "b"]] * 9), "csv", Limits(cells=10))
    assert reading.reason == "The table is read up to row 5."
    assert len(reading.parts[0].cells) == 10
    nothing = read_parts(csv_text([["a", "b"]] * 9), "csv", Limits(cells=1))
    assert (nothing.parts, nothing.reason) == ((), "The table is read up to row 0.")


def test_a_damaged_sheet_leaves_the_others() -> None:
    body = xlsx({"Good": [["kept"]], "Bad": [["lost"]], "Last": [["kept too"]]})
    broken = rezipped(body, {"xl/worksheets/sheet2.xml": '<worksheet><sheetData><row r="1"><c r="A'})
    reading = read_parts(broken, "xlsx")
    assert [part.text for part in reading.parts] == ["kept", "kept too"]
    assert reading.reason == "The sheet “Bad” is damaged."


def test_of_two_sheets_of_one_name_the_second_is_said_to_be_missing() -> None:
    body = xlsx({"Figures": [["first"]], "Other": [["second"]]})
    book = member(body, "xl/workbook.xml").replace(b"Other", b"Figures")
    reading = read_parts(rezipped(body, {"xl/workbook.xml": book}), "xlsx")
    assert [(part.name, part.text) for part in reading.parts] == [("Figures", "first")]
    assert reading.reason == "There are two sheets “Figures”; only the first is read."


@pytest.mark.parametrize("body", [b"\n\n , \n", b'""\n'])
def test_a_table_without_a_value_says_so(body: bytes) -> None:
    reading = read_parts(body, "csv")
    assert (reading.parts, reading.reason) == ((), "There is no text in the file.")


def test_a_workbook_without_a_cell_says_so() -> None:
    assert read_parts(xlsx({"S": []}), "xlsx").reason == "There is no text in the file."
