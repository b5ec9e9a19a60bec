"""The privacy guard: every example that hides something is found, and none that only looks so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.files.guard.people import names_person
from parsers.files.hazards import NOT_SCREENED, find_hazards
from parsers.files.kind import file_kind
from parsers.files.reading import read_file
from parsers.files.records import FileKind
from tests import guard_documents, guard_pdfs, guard_tables, guard_workbooks
from tests.command import ROOT
from tests.compound import compound
from tests.guard_examples import EXAMPLES, Example
from tests.made_files import pdf, xlsx, zipped

HIDING = [example for example in EXAMPLES if example.code]
CLEAN = [example for example in EXAMPLES if not example.code]
SECRETS = ("heron", "anna", "48151", "keeper", "rates", "ring")  # what the examples hide
BODIES: dict[FileKind, bytes] = {
    "pdf": guard_pdfs.words_under_a_black_box(),
    "xlsx": guard_workbooks.a_hidden_row(),
    "xlsb": guard_tables.a_hidden_row_of_binary(),
    "xls": guard_tables.a_hidden_row_of_old(),
    "ods": guard_tables.a_hidden_row_of_opendocument(),
    "docx": guard_documents.hidden_words(),
    "odt": guard_documents.a_hidden_section(),
    "zip": guard_tables.a_workbook_in_a_zip(),
}


def named(example: Example) -> str:
    return example.name


@pytest.mark.parametrize("example", HIDING, ids=named)
def test_what_hides_something_is_found_and_told_without_repeating_it(example: Example) -> None:
    body = example.make()
    assert file_kind(body, f"file.{example.kind}", "") == example.kind
    hazards = find_hazards(body, example.kind)
    assert example.code in {hazard.code for hazard in hazards}
    for hazard in hazards:
        assert not [secret for secret in SECRETS if secret in f"{hazard.place} {hazard.message}".lower()]
        assert hazard.message[0].isupper()
        assert hazard.message.endswith(".")
    reading = read_file(body, example.kind, released=False)
    assert reading.parts == ()
    assert reading.hazards == hazards or reading.reason
    assert read_file(body, example.kind, released=True).hazards == ()


@pytest.mark.parametrize("example", CLEAN, ids=named)
def test_what_only_looks_so_passes(example: Example) -> None:
    body = example.make()
    assert file_kind(body, f"file.{example.kind}", "") == example.kind
    assert find_hazards(body, example.kind) == ()
    assert read_file(body, example.kind, released=False).parts


def test_the_shares_are_those_that_the_method_states() -> None:
    found = sum(bool(find_hazards(example.make(), example.kind)) for example in HIDING)
    alarms = sum(bool(find_hazards(example.make(), example.kind)) for example in CLEAN)
    told = " ".join((ROOT / "docs" / "method.md").read_text("utf-8").split())
    assert f"{found} of {len(HIDING)} files that hide something" in told
    assert f"{alarms} of {len(CLEAN)} that only look so" in told


def test_every_hazard_of_the_table_is_among_the_examples() -> None:
    rows = (
        (ROOT / "docs" / "operating.md").read_text("utf-8").split("## Files held back")[1].split("\n## ")[0]
    )
    codes = {code for line in rows.splitlines() if line.startswith("| `") for code in line.split("`")[1::2]}
    assert codes == {example.code for example in HIDING}


@pytest.mark.parametrize("kind", ["csv", "text", "html", "image", "other", "empty"])
def test_kinds_that_hide_nothing(kind: FileKind) -> None:
    assert find_hazards(b"swans", kind) == ()


def test_what_nobody_can_open_hides_nothing() -> None:
    assert find_hazards(pdf(["swans"], password="reeds"), "pdf") == ()
    locked = compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"})
    assert find_hazards(locked, "xlsx") == ()


@pytest.mark.parametrize("kind", BODIES)
def test_a_file_that_cannot_be_looked_through_is_held_back(kind: FileKind) -> None:
    assert find_hazards(BODIES[kind][: len(BODIES[kind]) // 3], kind) in ((NOT_SCREENED,), ())
    assert find_hazards(b"no such file at all", kind) == (NOT_SCREENED,)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BODIES)), st.floats(0, 1), st.binary(min_size=1, max_size=40))
def test_no_damage_ends_in_an_error(kind: FileKind, place: float, bytes_there: bytes) -> None:
    body = BODIES[kind]
    at = int(place * len(body))
    find_hazards(body[:at] + bytes_there + body[at + len(bytes_there) :], kind)


def test_two_parts_of_one_name_are_not_trusted() -> None:
    body = xlsx({"Swans": [["Mill", 2]]}).replace(b"docProps/app.xml", b"XL/workbook.xml\0"[:16])
    assert find_hazards(body, "xlsx") == (NOT_SCREENED,)


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "docx", "ods", "odt"])
def test_a_container_without_its_main_part_is_held_back(kind: FileKind) -> None:
    assert find_hazards(zipped({"xl/other.xml": "<x/>"}), kind) == (NOT_SCREENED,)


PEOPLE = """
Anna Heron | Heron, Anna | anna heron | ANNA HERON | Heron Anna - HQ Directorate | A Heron | A. Heron
Anna-Maria O'Neill | Seán Ó Briain | anna.heron@example.org | Anna Heron <aheron@example.org>
MET\\anna.heron
Anna.Heron | PC Heron | DC 1234 Teal | Dr Grebe | Heron Anna (Information Rights) | Anna Heron; Bert Teal
Heron A | Anna M. Heron | Mr Teal | Bert Ali Teal | van der Teal Bert | Li Wei | Sgt. Heron | Heron, A. B.
heron_anna@example.org | Anna Heron, Bert Teal, Cleo Swan | Anna Heron [Parks] | PS Teal
"""
NOT_PEOPLE = """
openpyxl | XlsxWriter | Microsoft Office User | python-docx | LibreOffice | Apache POI | User | Administrator
Admin | Owner | Author | Unknown | Windows User | Metropolitan Police | MPS | Information Rights Unit
p123456 | Home Office | FOI Team | foi@example.org | aheron | Microsoft® Word 2016 | Preferred Customer
Acrobat PDFMaker 20 for Word
Authorised User | Data Analysis | Normal.dotm | PScript5.dll Version 5.2.2
Mayor's Office for Policing And Crime
West Midlands Police | University of York | Test | 1234567 | Met Police
Disclosure Officer | data.office@example.org | DESKTOP-AB12 | CutePDF Writer | Crystal Reports
Strategy & Governance | Performance Team | London Borough of Camden | iText 2.1.7 | Office 365 | Finance Dept
"""


def _values(table: str) -> list[str]:
    return [value.strip() for value in table.replace("\n", "|").split("|") if value.strip()]


@pytest.mark.parametrize("value", _values(PEOPLE))
def test_names_of_people(value: str) -> None:
    assert names_person(value)


@pytest.mark.parametrize("value", ["", " ", *_values(NOT_PEOPLE)])
def test_names_of_programs_offices_and_nobody(value: str) -> None:
    assert not names_person(value)
