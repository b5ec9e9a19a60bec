"""Files made for tests: one table in every format that holds tables, documents, containers, broken ones."""

from __future__ import annotations

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
import xlwt
from fpdf import FPDF
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.style import Footer, Header, MasterPage, PageLayout
from odf.table import Table, TableCell, TableRow
from odf.text import H, P

Value = str | int | float | bool | dt.date | None
Rows = Sequence[Sequence[Value]]


def xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of openpyxl."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book)


def xls(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of before 2007, by xlwt."""
    book = xlwt.Workbook()
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value, *([day] if isinstance(value, dt.date) else []))
    return _saved(book)


def ods(sheets: Mapping[str, Rows]) -> bytes:
    """Return a workbook of odfpy."""
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        book.spreadsheet.addElement(table)
    return _saved(book)


def _ods_cell(value: Value) -> TableCell:
    if value is None:
        return TableCell()
    if isinstance(value, bool):
        return TableCell(valuetype="boolean", booleanvalue=str(value).lower())
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=repr(value))
    if isinstance(value, dt.date):
        return TableCell(valuetype="date", datevalue=value.isoformat())
    cell = TableCell(valuetype="string")
    for line in value.split("\n"):
        cell.addElement(P(text=line))
    return cell


def xlsb(sheets: Mapping[str, Rows]) -> bytes:
    """Return a binary workbook with texts, numbers and booleans, written record by record ([MS-XLSB])."""
    names = list(sheets)
    bundle = b"".join(
        _record(0x9C, struct.pack("<II", 0, index) + _wide(f"rId{index}") + _wide(name))
        for index, name in enumerate(names, 1)
    )
    book = _record(0x83) + _record(0x8F) + bundle + _record(0x90) + _record(0x84)
    relation = '<Relationship Id="rId{0}" Type="{1}/worksheet" Target="worksheets/sheet{0}.bin"/>'
    relations = "".join(relation.format(index, _RELATIONS) for index, _ in enumerate(names, 1))
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
    }
    for index, rows in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{index}.bin"] = _binary_sheet(rows)
    return zipped(members)


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def _binary_sheet(rows: Rows) -> bytes:
    cells = b""
    for number, row in enumerate(rows):
        cells += _record(0x00, struct.pack("<I", number) + bytes(13))
        for column, value in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(value, bool):
                cells += _record(0x04, place + bytes([value]))
            elif isinstance(value, int | float):
                cells += _record(0x05, place + struct.pack("<d", value))
            elif value is not None:
                cells += _record(0x06, place + _wide(str(value)))
    extent = struct.pack("<IIII", 0, max(len(rows) - 1, 0), 0, max((len(row) for row in rows), default=1) - 1)
    return _record(0x81) + _record(0x94, extent) + _record(0x91) + cells + _record(0x92) + _record(0x82)


def _record(kind: int, payload: bytes = b"") -> bytes:
    return _packed_number(kind) + _packed_number(len(payload)) + payload


def _packed_number(number: int) -> bytes:
    """Return a record's number or length: seven bits in each byte, the lowest first."""
    out = b""
    while True:
        number, low = divmod(number, 128)
        out += bytes([low | (0x80 if number else 0)])
        if not number:
            return out


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def csv_text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return a table as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def pdf(pages: Iterable[str], password: str = "") -> bytes:
    """Return a PDF with a page for each text, locked where there is a password."""
    document = FPDF()
    document.set_font("helvetica", size=11)
    if password:
        document.set_encryption(owner_password="owner", user_password=password)
    for text in pages:
        document.add_page()
        if text:
            document.multi_cell(0, text=text)
    return bytes(document.output())


def docx(body: str, **members: str) -> bytes:
    """Return a Word document with this XML in its body; members such as ``header1`` stand beside it."""
    parts = {"document": f"<w:document {_WORD}><w:body>{body}</w:body></w:document>"} | members
    named: dict[str, bytes | str] = {f"word/{name}.xml": part for name, part in parts.items()}
    return zipped({"[Content_Types].xml": "<Types/>"} | named)


_WORD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def paragraph(text: str) -> str:
    """Return a paragraph of a Word document."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def header(text: str, name: str = "hdr") -> str:
    """Return the XML of a Word document's header, or of another part with paragraphs."""
    return f"<w:{name} {_WORD}>{paragraph(text)}</w:{name}>"


def odt(lines: Iterable[str], top: str = "", bottom: str = "") -> bytes:
    """Return a document of odfpy: a heading, paragraphs, and a header and a footer where they are given."""
    document = OpenDocumentText()
    layout = PageLayout(name="Layout")
    document.automaticstyles.addElement(layout)
    master = MasterPage(name="Standard", pagelayoutname=layout)
    document.masterstyles.addElement(master)
    for box, text in ((Header(), top), (Footer(), bottom)):
        if text:
            box.addElement(P(text=text))
            master.addElement(box)
    for number, line in enumerate(lines):
        document.text.addElement(P(text=line) if number else H(outlinelevel=1, text=line))
    return _saved(document)


def old_office(*streams: str) -> bytes:
    """Return the beginning of a file of Office before 2007, whose directory names these streams."""
    entries = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + entries


def locked_office() -> bytes:
    """Return what an office file with a password looks like from outside."""
    return old_office("EncryptionInfo", "EncryptedPackage")


def locked_xls() -> bytes:
    """Return an old workbook whose second record says that the rest is encrypted."""
    body = xls({"S": [["Lanterns"]]})
    begin = body.index(b"\x09\x08\x10\x00\x00\x06")  # the first record of the stream, of 16 bytes
    return body[: begin + 20] + b"\x2f\x00" + body[begin + 22 :]


def zipped(members: Mapping[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as container:
        for name, content in members.items():
            container.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def rezipped(body: bytes, changed: Mapping[str, bytes | str]) -> bytes:
    """Return a ZIP like ``body`` with some members changed or added."""
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        members: dict[str, bytes | str] = {name: container.read(name) for name in container.namelist()}
    return zipped(members | changed)


def member(body: bytes, name: str) -> bytes:
    """Return what a ZIP holds under this name."""
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        return container.read(name)


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()
