"""PDF, documents of word processors and plain text: what is read, where it stands, why some is missing."""

import io

import docx as python_docx
import pypdf
import pytest
from fpdf import FPDF
from PIL import Image

from parsers.files.limits import Limits
from parsers.files.pdf import NO_END, SCAN
from parsers.files.reading import read_parts
from parsers.files.records import FileKind
from parsers.files.unread import DAMAGED, LOCKED, NO_TEXT
from tests.made_files import (
    docx,
    header,
    locked_office,
    locked_xls,
    ods,
    odt,
    old_office,
    paragraph,
    pdf,
    rezipped,
    xls,
    xlsx,
    zipped,
)

PAGES = [
    "The harbour lanterns were lit on forty nights.",
    "Nine of them failed in March.",
    "No more is held.",
]


# -- PDF ---------------------------------------------------------------------------------------------------


def test_a_page_is_a_part_and_keeps_its_number() -> None:
    reading = read_parts(pdf([PAGES[0], "", PAGES[2]]), "pdf")
    assert [(part.name, part.text) for part in reading.parts] == [("1", PAGES[0]), ("3", PAGES[2])]
    assert reading.reason == ""


def test_a_second_reader_finds_the_same_words() -> None:
    lines = [f"Ward {number} lit {number * 7} lanterns and lost {number % 5}." for number in range(40)]
    body = pdf(["\n".join(lines), *PAGES])
    other = [page.extract_text().split() for page in pypdf.PdfReader(io.BytesIO(body)).pages]
    assert [part.text.split() for part in read_parts(body, "pdf").parts] == other


def test_a_hyphen_at_the_end_of_a_line_is_kept() -> None:
    (part,) = read_parts(pdf(["lanterns of the self-\nemployed"]), "pdf").parts
    assert part.text == "lanterns of the self-employed"


def scan(pages: int, text: str = "") -> bytes:
    """A PDF whose pages are pictures; the first may begin with a line of text."""
    document = FPDF()
    document.set_font("helvetica")
    for number in range(pages):
        document.add_page()
        if text and not number:
            document.cell(text=text)
        else:
            document.image(Image.new("RGB", (30, 30), "navy"), x=10, y=10, w=100)
    return bytes(document.output())


def cut(body: bytes, share: float) -> bytes:
    return body[: int(len(body) * share)]


@pytest.mark.parametrize(
    ("body", "reason", "parts"),
    [
        (scan(3), SCAN, 0),
        (scan(3, "Lanterns"), "2 of 3 pages are pictures without a text layer.", 1),
        (pdf(["", ""]), NO_TEXT, 0),
        (pdf(PAGES, password="harbour"), LOCKED, 0),
        (cut(pdf(PAGES), 0.5), DAMAGED, 0),
        (b"%PDF-1.7\n", DAMAGED, 0),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, DAMAGED, 0),
        (pdf(PAGES).replace(b"%%EOF", b""), NO_END, 3),
    ],
    ids=["scan", "scan in part", "blank", "password", "cut", "only a head", "rubbish", "no end"],
)
def test_a_pdf_says_why_text_is_missing(body: bytes, reason: str, parts: int) -> None:
    reading = read_parts(body, "pdf")
    assert (reading.reason, len(reading.parts)) == (reason, parts)


def test_a_pdf_that_anyone_may_open_is_read_whatever_they_may_not_do() -> None:
    document = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf(PAGES))))
    document.encrypt("", "owner", algorithm="RC4-128")
    out = io.BytesIO()
    document.write(out)
    assert [part.text for part in read_parts(out.getvalue(), "pdf").parts] == PAGES


@pytest.mark.parametrize(
    ("limits", "reason", "parts"),
    [
        (Limits(parts=2), "Only the first 2 of 3 pages are read.", 2),
        (Limits(parts=3), "", 3),
        (Limits(characters=75), "Only the first 2 of 3 pages are read.", 2),
        (Limits(characters=5), "Only the first 0 of 3 pages are read.", 0),
    ],
)
def test_a_long_pdf_is_read_up_to_a_limit(limits: Limits, reason: str, parts: int) -> None:
    reading = read_parts(pdf(PAGES), "pdf", limits)
    assert (reading.reason, len(reading.parts)) == (reason, parts)


# -- Documents ---------------------------------------------------------------------------------------------


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def run(*inner: str) -> str:
    return f"<w:r>{''.join(f'<w:t>{text}</w:t>' if text[0] != '<' else text for text in inner)}</w:r>"


def wrapped(tag: str, *inner: str) -> str:
    return f"<{tag}>{''.join(inner)}</{tag}>"


def boxed(tag: str) -> str:
    return wrapped(tag, wrapped("w:txbxContent", paragraph("boxed")))


DOCUMENTS = {
    "a table among paragraphs": (
        paragraph("One") + table(("Ward", "Lit"), ("Eastgate", "41")) + paragraph("Two"),
        "One\nWard | Lit\nEastgate | 41\nTwo",
    ),
    "a table in a table": (
        wrapped("w:tbl", wrapped("w:tr", wrapped("w:tc", paragraph("a"), paragraph("b"), table(("x", "y"))))),
        "a b x | y",
    ),
    "a form": (wrapped("w:sdt", wrapped("w:sdtContent", paragraph("filled in"))), "filled in"),
    "tabs and breaks": (
        wrapped("w:p", run("two", "<w:tab/>", "words", "<w:br/>", "more")),
        "two words\nmore",
    ),
    "a link": (wrapped("w:p", wrapped("w:hyperlink", run("a link"))), "a link"),
    "a change": (
        wrapped("w:p", wrapped("w:ins", run("put in")), wrapped("w:del", run("<w:delText>gone</w:delText>"))),
        "put in",
    ),
    "a move": (
        wrapped("w:p", wrapped("w:moveFrom", run("once")), wrapped("w:moveTo", run("once"))),
        "once",
    ),
    "a field": (wrapped("w:p", run("<w:instrText>PAGE</w:instrText>", "4")), "4"),
    "a text box": (
        wrapped(
            "w:p", wrapped("mc:AlternateContent", boxed("mc:Choice"), boxed("mc:Fallback")), run("around")
        ),
        "boxed\naround",
    ),
    "soft hyphens": (paragraph("inform\u00adation &amp; more"), "information & more"),
}


@pytest.mark.parametrize(("body", "text"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_word_document_is_read_in_its_order(body: str, text: str) -> None:
    (part,) = read_parts(docx(body), "docx").parts
    assert (part.name, part.text) == ("", text)


def test_headers_come_before_the_text_and_notes_and_footers_after_it() -> None:
    body = docx(
        paragraph("Text"),
        footer1=header("Foot", "ftr"),
        header1=header("Head"),
        footnotes=header("Note", "footnotes"),
        comments=header("A comment", "comments"),
    )
    assert read_parts(body, "docx").parts[0].text == "Head\nText\nNote\nFoot"


def test_a_document_of_another_program_is_read_alike() -> None:
    document = python_docx.Document()
    document.add_heading("Lanterns")
    document.add_paragraph("Lit in winter", style="List Bullet")
    rows = document.add_table(2, 2).rows
    for number, cell in enumerate(cell for row in rows for cell in row.cells):
        cell.text = f"cell {number}"
    document.sections[0].footer.paragraphs[0].text = "Harbour Office"
    out = io.BytesIO()
    document.save(out)
    (part,) = read_parts(out.getvalue(), "docx").parts
    assert part.text == "Lanterns\nLit in winter\ncell 0 | cell 1\ncell 2 | cell 3\nHarbour Office"


def test_an_open_document_is_read_in_its_order() -> None:
    body = odt(["Lanterns", "Lit in  winter"], top="Head", bottom="Foot")
    (part,) = read_parts(body, "odt").parts
    assert part.text == "Head\nFoot\nLanterns\nLit in  winter"


ODT_TABLE = (
    "<table:table><table:table-row><table:table-cell><text:p>Ward</text:p></table:table-cell>"
    "<table:table-cell><text:p>41<text:note><text:note-body><text:p>see below</text:p></text:note-body>"
    "</text:note></text:p></table:table-cell></table:table-row></table:table>"
)
ODT_CHANGES = (
    "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
    "<text:p>a<text:tab/>b<text:line-break/>c<office:annotation><text:p>said</text:p></office:annotation></text:p>"
)


@pytest.mark.parametrize(
    ("inner", "text"), [(ODT_TABLE, "Ward | see below 41"), (ODT_CHANGES, "a b\nc")], ids=["table", "changes"]
)
def test_tables_and_changes_of_an_open_document(inner: str, text: str) -> None:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table")
    )
    content = f"<office:document-content{names}>{inner}</office:document-content>"
    (part,) = read_parts(rezipped(odt(["x"]), {"content.xml": content}), "odt").parts
    assert part.text == text


NO_LIST = "The file is damaged or was cut short: its list of contents cannot be read."
LOCKED_ODF = {"META-INF/manifest.xml": "<manifest:encryption-data/>"}


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (docx(""), "docx", NO_TEXT),
        (docx("<w:p>"), "docx", DAMAGED),
        (cut(docx(paragraph("Lanterns")), 0.7), "docx", NO_LIST),
        (cut(xlsx({"S": [["Lanterns"]]}), 0.7), "xlsx", NO_LIST),
        (cut(xls({"S": [["Lanterns"]]}), 0.3), "xls", DAMAGED),
        (zipped({"[Content_Types].xml": "<Types/>"}), "docx", NO_TEXT),
        (zipped({"[Content_Types].xml": "<Types/>"}), "xlsx", DAMAGED),
        (locked_office(), "docx", LOCKED),
        (locked_office(), "xlsx", LOCKED),
        (locked_xls(), "xls", LOCKED),
        (rezipped(odt(["x"]), LOCKED_ODF), "odt", LOCKED),
        (rezipped(ods({"S": [["x"]]}), LOCKED_ODF), "ods", LOCKED),
        (old_office("WordDocument"), "other", "Old Word documents (.doc) are not read."),
        (old_office("PowerPoint Document"), "other", "Old PowerPoint presentations (.ppt) are not read."),
        (b"{\\rtf1 Lanterns}", "other", "Documents in the Rich Text Format (.rtf) are not read."),
        (b"MZ\x90\0", "other", "Files of this kind are not read."),
        (b"\x89PNG\r\n\x1a\n", "image", "The file is a picture; what is written in it is not read."),
        (b"<html>", "html", "A web page was given in the place of the file."),
        (b"", "empty", "The file is empty."),
        (b"\xef\xbb\xbf \n", "text", NO_TEXT),
    ],
)
def test_a_file_without_text_says_why(body: bytes, kind: FileKind, reason: str) -> None:
    reading = read_parts(body, kind)
    assert (reading.kind, reading.parts, reading.reason) == (kind, (), reason)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"Dear reader,\r\nfive lanterns.\r\n", "Dear reader,\nfive lanterns."),
        ("£5 – “lit”".encode("cp1252"), "£5 – “lit”"),
        ("£5 – “lit”".encode("utf-16"), "£5 – “lit”"),
        ("\ufeff£5".encode(), "£5"),
        (b"a\0b\x07c\x0cd", "abcd"),
    ],
)
def test_plain_text_in_any_encoding(body: bytes, text: str) -> None:
    assert read_parts(body, "text").parts[0].text == text


@pytest.mark.parametrize("kind", ["text", "docx", "odt"])
def test_a_long_text_is_read_up_to_a_limit(kind: FileKind) -> None:
    bodies = {
        "text": b"lantern " * 100,
        "docx": docx(paragraph("lantern") * 100),
        "odt": odt(["lantern"] * 100),
    }
    reading = read_parts(bodies[kind], kind, Limits(characters=80))
    assert len(reading.parts[0].text) <= 80
    assert reading.reason == "Only the first 80 characters of the file are read."
