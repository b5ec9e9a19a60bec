"""Files made to harm whoever reads them."""

from __future__ import annotations

from functools import cache

from tests.made_files import Rows, member, ods, rezipped, xlsx

SHEETS: dict[str, Rows] = {"S": [["Lanterns", 5]]}
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = f'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "{"&a;" * 9}"><!ENTITY c "{"&b;" * 9}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY c SYSTEM "file:///etc/hostname">]>'


def with_doctype(body: bytes, name: str, doctype: str) -> bytes:
    """An office file in which a member begins with a document type, and whose text names its entity."""
    text = member(body, name).decode().replace("Lanterns", "&c;")
    start = text.find("?>") + 2 if text.startswith("<?xml") else 0
    return rezipped(body, {name: text[:start] + doctype + text[start:]})


def sheet_xml(rows: str) -> str:
    return f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'


def with_sheet(rows: str) -> bytes:
    """A workbook whose sheet has these rows."""
    return rezipped(xlsx(SHEETS), {"xl/worksheets/sheet1.xml": sheet_xml(rows)})


@cache
def million_rows() -> bytes:
    return with_sheet("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 1_000_001)))


def far_corner() -> bytes:
    """A workbook with a cell at either end, for a reader that makes room for all cells between them."""
    last = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    return with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{last}')


def repeated_cells() -> bytes:
    """An OpenDocument table that says of one cell that it is there seventeen thousand million times."""
    content = member(ods(SHEETS), "content.xml").decode()
    content = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    content = content.replace(
        "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '
    )
    return rezipped(ods(SHEETS), {"content.xml": content})


def many_pages(count: int) -> bytes:
    """A PDF of as many pages, all with one content."""
    content = b"BT /F1 12 Tf 72 700 Td (Lanterns) Tj ET"
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    pieces, places = [b"%PDF-1.7\n"], []
    place = len(pieces[0])
    for number, thing in enumerate([*objects, *[page] * count], 1):
        places.append(place)
        pieces.append(b"%d 0 obj%s endobj\n" % (number, thing))
        place += len(pieces[-1])
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    size = len(places) + 1
    pieces.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    pieces.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, place))
    return b"".join(pieces)
