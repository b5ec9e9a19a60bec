"""The bytes of linked files: spreadsheets, documents, lists, archives and what goes wrong with them.

All by the standard library, and the same contents always give the same bytes.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

Rows = Sequence[Sequence[str]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FORMAT = "application/vnd.openxmlformats-officedocument"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELS = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'


def csv_file(rows: Rows) -> bytes:
    """Return rows as comma-separated values in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def xlsx(sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook of these sheets by name, of which those that are ``hidden`` are not shown."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        f'ContentType="{_FORMAT}.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"{_state(name, hidden)}/>'
        for n, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return _package(
        {
            "[Content_Types].xml": _types("/xl/workbook.xml", "spreadsheetml.sheet.main", overrides),
            "_rels/.rels": _root("xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f"{links}</Relationships>",
            **{f"xl/worksheets/sheet{n}.xml": _sheet(rows) for n, rows in enumerate(sheets.values(), 1)},
        }
    )


def docx(paragraphs: Sequence[str], rows: Rows) -> bytes:
    """Return a document of paragraphs with a table below them."""
    words = "".join(map(_paragraph, paragraphs))
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{_paragraph(value)}</w:tc>' for value in row)}</w:tr>" for row in rows
    )
    body = f"{words}<w:tbl>{table}</w:tbl>{_paragraph('')}"
    return _package(
        {
            "[Content_Types].xml": _types("/word/document.xml", "wordprocessingml.document.main", ""),
            "_rels/.rels": _root("word/document.xml"),
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
        }
    )


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name, body in members.items():
            packed.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), body)
    return out.getvalue()


def pdf(*pages: Sequence[str]) -> bytes:
    """Return a document in which each page has its lines of text one below another."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return _pdf([_text_stream(lines) for lines in pages], b"/Font << /F1 3 0 R >>", font)


def scan(pages: int) -> bytes:
    """Return a document of pictures: on each page a grey sheet of paper and no text."""
    image = _stream(
        b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8",
        bytes((200, 230, 230, 200)),
    )
    shown = _stream(b"", b"q 495 0 0 742 50 50 cm /I1 Do Q")
    return _pdf([shown] * pages, b"/XObject << /I1 3 0 R >>", image)


def _pdf(contents: Sequence[bytes], resources: bytes, resource: bytes) -> bytes:
    """Return a document of pages with these contents; all use one resource, which is object 3."""
    first = 4
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        resource,
    ]
    for number, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << %s >> >>"
            % (first + 2 * number + 1, resources)
        )
        objects.append(content)
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _text_stream(lines: Sequence[str]) -> bytes:
    shown = "".join(f"({_pdf_text(line)}) Tj T* " for line in lines)
    return _stream(b"", f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("cp1252"))


def _stream(about: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (about, len(content), content)


def _package(parts: Mapping[str, str]) -> bytes:
    return archive({name: f"{_XML}{xml}".encode() for name, xml in parts.items()})


def _types(part: str, kind: str, more: str) -> str:
    main = f'<Override PartName="{part}" ContentType="{_FORMAT}.{kind}+xml"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{_RELS}{main}{more}</Types>'


def _root(target: str) -> str:
    link = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="{target}"/>'
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{link}</Relationships>'


def _state(name: str, hidden: Sequence[str]) -> str:
    return ' state="hidden"' if name in hidden else ""


def _sheet(rows: Rows) -> str:
    cells = "".join(
        f'<row r="{n}">{"".join(_cell(value, n, m) for m, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{cells}</sheetData></worksheet>'


def _cell(value: str, row: int, column: int) -> str:
    place = f"{chr(ord('A') + column)}{row}"
    if value.isdigit():
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{escape(words)}</w:t></w:r></w:p>"


def _pdf_text(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
