"""What a file is, told from its bytes before its name and its type."""

from zipfile import ZIP_STORED

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.files.kind import file_kind, is_locked_office
from parsers.files.records import FileKind
from tests.made_files import (
    csv_text,
    docx,
    locked_office,
    member,
    ods,
    odt,
    old_office,
    pdf,
    xls,
    xlsb,
    xlsx,
    zipped,
)

SHEETS = {"S": [["Lanterns", 5]]}
TABLE = [["Lanterns", "Lost"], [5, 1]]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = b"<!DOCTYPE html><html><head><title>Log in</title></head><body>Please wait</body></html>"

BY_BYTES: dict[str, tuple[bytes, FileKind]] = {
    "pdf": (pdf(["Lanterns"]), "pdf"),
    "pdf after other bytes": (b"\r\n\x00junk" + pdf(["Lanterns"]), "pdf"),
    "xlsx": (xlsx(SHEETS), "xlsx"),
    "xlsb": (xlsb(SHEETS), "xlsb"),
    "xls": (xls(SHEETS), "xls"),
    "ods": (ods(SHEETS), "ods"),
    "docx": (docx("<w:p><w:r><w:t>Lanterns</w:t></w:r></w:p>"), "docx"),
    "odt": (odt(["Lanterns"]), "odt"),
    "zip": (zipped({"a.txt": "Lanterns"}), "zip"),
    "empty zip": (zipped({}), "zip"),
    "zip that holds a workbook unpacked": (zipped({"a.xlsx": xlsx(SHEETS)}, ZIP_STORED), "zip"),
    "presentation": (zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"}), "other"),
    "old Word": (old_office("WordDocument"), "other"),
    "old Word with a table in it": (old_office("WordDocument", "Workbook"), "other"),
    "old Excel with a letter in it": (old_office("Workbook", "WordDocument"), "xls"),
    "Excel 5": (old_office("Book"), "xls"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(20), "image"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(20), "image"),
    "tiff": (b"II*\0" + bytes(20), "image"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
    "sound": (b"RIFF\x10\0\0\0WAVEfmt ", "other"),
    "page": (PAGE, "html"),
    "page with a mark": (b"\xef\xbb\xbf\n<!-- saved -->\n<html>", "html"),
    "page in utf-16": ("<html><body>".encode("utf-16"), "html"),
    "table of a page": (b"<table><tr><td>Lanterns</td></tr></table>", "html"),
    "rtf": (b"{\\rtf1 Lanterns}", "other"),
    "program": (b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", "other"),
    "nothing": (b"", "empty"),
    "only blanks": (b" \r\n\0\0", "empty"),
}  # fmt: skip


@pytest.mark.parametrize(
    "claim", [("", ""), ("figures.xlsx", EXCEL), ("/media/letter.pdf", "application/pdf")]
)
@pytest.mark.parametrize("case", BY_BYTES)
def test_bytes_tell_what_a_file_is_whatever_it_is_called(case: str, claim: tuple[str, str]) -> None:
    body, kind = BY_BYTES[case]
    assert file_kind(body, *claim) == kind


def odt_without_type() -> bytes:
    """An OpenDocument file packed again by a program that knows nothing of its order."""
    body = odt(["Lanterns"])
    return zipped({name: member(body, name) for name in ("content.xml", "META-INF/manifest.xml")})


BY_NAME_OR_TYPE: list[tuple[bytes, str, str, FileKind]] = [
    (csv_text(TABLE), "figures.csv", "", "csv"),
    (csv_text(TABLE), "/media/figures.CSV", "application/octet-stream", "csv"),
    (csv_text(TABLE), "export", "text/csv; charset=utf-8", "csv"),
    (csv_text(TABLE, "\t"), "figures.tsv", "", "csv"),
    (csv_text(TABLE, "\t", "utf-16"), "figures.xls", "application/vnd.ms-excel", "csv"),
    (csv_text(TABLE), "figures.xlsx", "", "csv"),
    (csv_text(TABLE), "notes.txt", "text/plain", "text"),
    (csv_text(TABLE), "letter.docx", "", "text"),
    (b"Dear reader", "", "", "text"),
    (b"Dear reader", "letter.pdf", "application/pdf", "text"),
    ("Dear reader, \u00a35".encode("cp1252"), "letter.txt", "", "text"),
    (xlsx(SHEETS)[:800], "figures.xlsx", "", "xlsx"),
    (xlsx(SHEETS)[:800], "figures", EXCEL, "xlsx"),
    (xlsx(SHEETS)[:800], "figures", "", "zip"),
    (zipped({"a.txt": "x"})[:40], "figures.xlsx", "", "xlsx"),
    (zipped({"a.txt": "x"}), "figures.xlsx", "", "zip"),
    (odt_without_type(), "letter.odt", "", "odt"),
    (odt_without_type(), "letter", "application/vnd.oasis.opendocument.text", "odt"),
    (odt_without_type(), "letter.zip", "", "other"),
    (locked_office(), "figures.xlsx", "", "xlsx"),
    (locked_office(), "letter.docx", "", "docx"),
    (locked_office(), "letter", "", "xlsx"),
    (xls(SHEETS)[:600], "figures.xls", "", "other"),
]


@pytest.mark.parametrize(
    ("body", "name", "content_type", "kind"), BY_NAME_OR_TYPE, ids=map(str, range(len(BY_NAME_OR_TYPE)))
)
def test_name_and_type_decide_where_bytes_do_not(
    body: bytes, name: str, content_type: str, kind: FileKind
) -> None:
    assert file_kind(body, name, content_type) == kind


def test_only_an_encrypted_package_is_locked() -> None:
    assert is_locked_office(locked_office())
    assert not is_locked_office(old_office("Workbook"))
    assert not is_locked_office(csv_text([["EncryptedPackage"]], encoding="utf-16-le"))


STARTS = (b"", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


@given(st.sampled_from(STARTS), st.binary(max_size=300), st.binary(max_size=30))
def test_any_bytes_have_a_kind(start: bytes, body: bytes, more: bytes) -> None:
    assert file_kind(start + body, "figures.xlsx", "")
    assert file_kind(start + body + b"PK\x05\x06" + more, "", "")
