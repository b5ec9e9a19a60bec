"""Hostile files are read in a process of their own: whatever they do to it, the next file is read."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from archive.files.child import TOO_MUCH_MEMORY, Allowance
from archive.files.reader import MAX_BYTES, READER_FAILED, TOO_SLOW, FileReader, ReaderNotStarted
from parsers.files.records import FileKind, FilePart
from tests.hostile_files import (
    LAUGHS,
    OUTSIDE,
    SHEETS,
    far_corner,
    many_pages,
    million_rows,
    repeated_cells,
    with_doctype,
)
from tests.made_files import (
    csv_text,
    docx,
    locked_office,
    locked_xls,
    member,
    ods,
    odt,
    old_office,
    paragraph,
    pdf,
    rezipped,
    xls,
    xlsb,
    xlsx,
    zipped,
)

GOOD = csv_text([["Ward", "Lit"], ["Eastgate", "41"]])
GOOD_TEXT = "Ward | Lit\nEastgate | 41"


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader.open() as reader:
        yield reader


def assert_next_is_read(reader: FileReader) -> None:
    outcome = reader.read(GOOD, "figures.csv", "")
    assert (outcome.state, outcome.reading.parts[0].text) == ("held", GOOD_TEXT)


# -- Good files --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (pdf(["Lanterns 5"]), "pdf"),
        (xlsx(SHEETS), "xlsx"),
        (xls(SHEETS), "xls"),
        (ods(SHEETS), "ods"),
        (xlsb(SHEETS), "xlsb"),
        (docx(paragraph("Lanterns 5")), "docx"),
        (odt(["Lanterns 5"]), "odt"),
        (zipped({"a.txt": "Lanterns 5"}), "zip"),
        (b"Lanterns 5", "text"),
    ],
)
def test_files_of_every_kind_come_through(reader: FileReader, body: bytes, kind: FileKind) -> None:
    outcome = reader.read(body, "", "", released=True)
    assert (outcome.state, outcome.reason, outcome.reading.kind) == ("held", "", kind)
    assert outcome.reading.parts[0].text.replace(" | ", " ") == "Lanterns 5"


def test_a_file_that_hides_something_gives_nothing_but_what_it_is(reader: FileReader) -> None:
    book = member(xlsx({"Seen": [["a"]], "Unseen": [["b"]]}), "xl/workbook.xml")
    place = book.index(b"visible", book.index(b"Unseen"))
    hidden = book[:place] + b"hidden" + book[place + len(b"visible") :]
    body = rezipped(xlsx({"Seen": [["a"]], "Unseen": [["b"]]}), {"xl/workbook.xml": hidden})
    outcome = reader.read(body, "", "")
    assert (outcome.state, outcome.reading.parts) == ("quarantined", ())
    assert outcome.reading.hazards[0].code == "hidden-sheet"
    assert outcome.reason
    assert len(reader.read(body, "", "", released=True).reading.parts) == 2


def test_one_process_reads_many_files(reader: FileReader) -> None:
    assert_next_is_read(reader)
    first = reader.process_id
    for _ in range(20):
        assert_next_is_read(reader)
    assert reader.process_id == first


# -- Hostile files -----------------------------------------------------------------------------------------

DEEP = 200_000
NOISE = random.Random(1).randbytes(5000)
LETTER = docx(paragraph("Lanterns"))
BOMB = {"xl/worksheets/sheet2.xml": bytes(30_000_000)}
DEEP_PDF = b"%PDF-1.7\n1 0 obj" + b"[" * DEEP + b"]" * DEEP + b" endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

UNREADABLE: dict[str, bytes] = {
    "rubbish called a PDF": b"%PDF-1.7\n" + NOISE,
    "rubbish called a workbook": b"PK\x03\x04" + NOISE,
    "rubbish called an old workbook": old_office("Workbook") + NOISE,
    "nothing": b"",
    "a page": b"<!doctype html><title>Log in</title>",
    "a locked PDF": pdf(["Lanterns"], password="harbour"),
    "a locked workbook": locked_office(),
    "an old locked workbook": locked_xls(),
    "half a PDF": pdf(["Lanterns"])[:400],
    "half a workbook": xlsx(SHEETS)[:2000],
    "a bomb": zipped({"a": bytes(30_000_000)}),
    "a bomb in a workbook": rezipped(xlsx(SHEETS), BOMB),
    "laughs in a document": with_doctype(LETTER, "word/document.xml", LAUGHS),
    "laughs in a workbook": with_doctype(xlsx(SHEETS), "xl/worksheets/sheet1.xml", LAUGHS),
    "laughs in an open document": with_doctype(odt(["Lanterns"]), "content.xml", LAUGHS),
    "an outside entity in a document": with_doctype(LETTER, "word/document.xml", OUTSIDE),
    "an outside entity in a workbook": with_doctype(xlsx(SHEETS), "xl/worksheets/sheet1.xml", OUTSIDE),
    "an outside entity in an open document": with_doctype(odt(["Lanterns"]), "content.xml", OUTSIDE),
    "a cell at either end": far_corner(),
    "a cell repeated": repeated_cells(),
    "a deep PDF": DEEP_PDF,
}
# Of these something may be read, for a reader that knows no entities has no need to refuse them.
HOSTILE = UNREADABLE | {
    "laughs in an open workbook": with_doctype(ods(SHEETS), "content.xml", LAUGHS),
    "an outside entity in an open workbook": with_doctype(ods(SHEETS), "content.xml", OUTSIDE),
    "a deep document": docx("<w:sdt>" * DEEP + paragraph("Lanterns") + "</w:sdt>" * DEEP),
}


@pytest.mark.parametrize("released", [False, True])
@pytest.mark.parametrize("case", HOSTILE)
def test_after_a_hostile_file_the_next_one_is_read(reader: FileReader, case: str, released: bool) -> None:
    outcome = reader.read(HOSTILE[case], "", "", released=released)
    read = " ".join(part.text for part in outcome.reading.parts)
    if case in UNREADABLE:
        assert outcome.state in ({"unreadable"} if released else {"unreadable", "quarantined"})
        assert outcome.reason
        assert not read
    assert "hahaha" not in read
    assert os.uname().nodename not in read
    assert_next_is_read(reader)


def test_macros_are_not_run_or_read(reader: FileReader) -> None:
    body = rezipped(xlsx(SHEETS), {"xl/vbaProject.bin": old_office("VBA") + b"Sub AutoOpen()"})
    outcome = reader.read(body, "figures.xlsm", "", released=True)
    assert [part.text for part in outcome.reading.parts] == ["Lanterns | 5"]


def test_of_a_million_rows_the_first_are_read(reader: FileReader) -> None:
    outcome = reader.read(million_rows(), "", "")
    assert (outcome.state, outcome.reason) == (
        "held",
        "The sheet “S” is read up to row 400,000 of 1,000,000.",
    )
    assert len(outcome.reading.parts[0].cells) == 400_000
    assert_next_is_read(reader)


def test_of_ten_thousand_pages_the_first_are_read(reader: FileReader) -> None:
    outcome = reader.read(many_pages(10_000), "", "")
    assert (outcome.state, outcome.reason) == ("held", "Only the first 5,000 of 10,000 pages are read.")
    assert outcome.reading.parts[-1] == FilePart("5000", "Lanterns")
    assert_next_is_read(reader)


def test_a_file_that_is_too_large_reaches_no_reader() -> None:
    with FileReader.open() as reader:
        outcome = reader.read(b"%PDF-1.7\n" + bytes(200_000_000), "", "")
        assert (outcome.state, outcome.reading.kind) == ("too_large", "pdf")
        assert outcome.reason == "The file has 200 MB; up to 100 MB are read."
        assert not reader.process_id


def test_the_largest_file_fits_the_memory_and_takes_none_from_the_next() -> None:
    with FileReader.open() as reader:
        outcome = reader.read(b"lantern " * (MAX_BYTES // 8), "a.txt", "")
        assert outcome.reason == "Only the first 10,000,000 characters of the file are read."
        first = reader.process_id
        assert_next_is_read(reader)
        assert reader.process_id != first


# -- What becomes of the process ---------------------------------------------------------------------------


def test_a_file_that_takes_too_long_by_the_clock_is_given_up() -> None:
    body = million_rows()
    with FileReader.open(seconds=1.5) as reader:
        begun = time.monotonic()
        outcome = reader.read(body, "", "")
        assert (outcome.state, outcome.reason) == ("unreadable", TOO_SLOW)
        assert time.monotonic() - begun < 30
        assert_next_is_read(reader)


def test_a_file_that_takes_too_much_of_the_processor_is_given_up() -> None:
    with FileReader.open(Allowance(cpu_seconds=0)) as reader:
        assert reader.read(million_rows(), "", "").reason == TOO_SLOW
        assert_next_is_read(reader)


@pytest.mark.parametrize("body", [b"lantern " * 5_000_000, far_corner()], ids=["noticed", "not noticed"])
def test_a_file_that_takes_too_much_memory_is_given_up(body: bytes) -> None:
    with FileReader.open(Allowance(memory=120_000_000)) as reader:
        outcome = reader.read(body, "a.txt", "", released=True)
        assert (outcome.state, outcome.reading.parts) == ("unreadable", ())
        assert outcome.reason in (TOO_MUCH_MEMORY, READER_FAILED)
        assert_next_is_read(reader)


def test_a_process_that_was_killed_between_two_files_is_started_anew(reader: FileReader) -> None:
    assert_next_is_read(reader)
    os.kill(reader.process_id, signal.SIGKILL)
    assert_next_is_read(reader)


def test_a_file_whose_process_was_killed_by_something_else_is_read_again() -> None:
    with FileReader.open() as reader:
        assert_next_is_read(reader)
        body = million_rows()
        killer = threading.Timer(0.3, os.kill, (reader.process_id, signal.SIGKILL))
        killer.start()
        outcome = reader.read(body, "", "", released=True)
        killer.join()
        assert (outcome.state, len(outcome.reading.parts[0].cells)) == ("held", 400_000)


def test_a_stopped_process_is_given_up() -> None:
    with FileReader.open(seconds=1.5) as reader:
        assert_next_is_read(reader)
        os.kill(reader.process_id, signal.SIGSTOP)
        assert reader.read(GOOD, "figures.csv", "").reason == TOO_SLOW
        assert_next_is_read(reader)


def test_no_process_is_left_behind() -> None:
    with FileReader.open() as reader:
        assert_next_is_read(reader)
        left = reader.process_id
    with pytest.raises(ProcessLookupError):
        os.kill(left, 0)


def test_a_reader_that_cannot_start_says_so() -> None:
    with (
        FileReader.open(Allowance(memory=2**80)) as reader,
        pytest.raises(ReaderNotStarted, match=r"files\.child"),
    ):
        reader.read(GOOD, "figures.csv", "")
