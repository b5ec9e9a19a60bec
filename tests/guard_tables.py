"""Workbooks of other kinds (ODS, XLS, XLSB), and ZIPs, that hide something, and their look-alikes."""

import io
import struct
import zipfile
from collections.abc import Callable

import xlwt
from odf import dc, office
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    Style,
    TableCellProperties,
    TableColumnProperties,
    TableProperties,
    TableRowProperties,
    TextProperties,
)
from odf.table import (
    CellRangeSource,
    NamedExpressions,
    NamedRange,
    Scenario,
    Table,
    TableCell,
    TableColumn,
    TableRow,
    TableSource,
)
from odf.text import P
from xlwt.CompoundDoc import XlsDoc

from tests import guard_documents, guard_pdfs, guard_workbooks
from tests.compound import compound, properties
from tests.guard_examples import clean, hides
from tests.made_files import csv_text, rezipped, xlsb, zipped

SECRET = "heron-48151"
ROWS = (("Park", "Swans"), ("North pond", 4), ("South pond", 6), ("Mill", 2))


# OpenDocument ---------------------------------------------------------------------------------------------


class Sheet:
    """A sheet of OpenDocument with two columns, to be changed before it is saved."""

    def __init__(self) -> None:
        self.book = OpenDocumentSpreadsheet()
        self.table = Table(name="Swans")
        self.columns = [TableColumn(), TableColumn()]
        self.rows = [TableRow() for _ in ROWS]
        self.cells = [[TableCell(valuetype="string") for _ in row] for row in ROWS]
        for values, cells, row in zip(ROWS, self.cells, self.rows, strict=True):
            for value, cell in zip(values, cells, strict=True):
                cell.addElement(P(text=str(value)))
                row.addElement(cell)

    def style(self, family: str, *properties: object) -> Style:
        """Return a new style of the family."""
        style = Style(name=f"odd-{family}", family=family)
        for one in properties:
            style.addElement(one)
        self.book.automaticstyles.addElement(style)
        return style

    def saved(self) -> bytes:
        """Return the file."""
        for part in (*self.columns, *self.rows):
            self.table.addElement(part)
        self.book.spreadsheet.addElement(self.table)
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def ods(change: Callable[[Sheet], object] = lambda sheet: None) -> bytes:
    sheet = Sheet()
    change(sheet)
    return sheet.saved()


def styled(family: str, *properties: object) -> bytes:
    """Return a file in which one cell, row, column or table has a style with these properties."""

    def change(sheet: Sheet) -> None:
        places = {"table": sheet.table, "table-row": sheet.rows[2], "table-column": sheet.columns[1]}
        style = sheet.style(family, *properties)
        places.get(family, sheet.cells[2][0]).setAttribute("stylename", style)

    return ods(change)


@hides("ods", "hidden-sheet")
def a_hidden_sheet_of_opendocument() -> bytes:
    return styled("table", TableProperties(display="false"))


@hides("ods", "hidden-name")
def a_name_that_leads_to_a_hidden_sheet_of_opendocument() -> bytes:
    def change(sheet: Sheet) -> None:
        hidden = Table(name="Keepers", stylename=sheet.style("table", TableProperties(display="false")))
        sheet.book.spreadsheet.addElement(hidden)
        names = NamedExpressions()
        names.addElement(NamedRange(name="List", cellrangeaddress="$Keepers.$A$1:.$A$5"))
        sheet.book.spreadsheet.addElement(names)

    return ods(change)


@hides("ods", "hidden-rows")
def a_hidden_row_of_opendocument() -> bytes:
    return ods(lambda sheet: sheet.rows[2].setAttribute("visibility", "collapse"))


@hides("ods", "hidden-rows")
def a_row_without_height_of_opendocument() -> bytes:
    return styled("table-row", TableRowProperties(rowheight="0in"))


@hides("ods", "filtered-rows")
def a_filtered_row_of_opendocument() -> bytes:
    return ods(lambda sheet: sheet.rows[2].setAttribute("visibility", "filter"))


@hides("ods", "hidden-columns")
def a_hidden_column_of_opendocument() -> bytes:
    return ods(lambda sheet: sheet.columns[1].setAttribute("visibility", "collapse"))


@hides("ods", "hidden-columns")
def a_column_without_width_of_opendocument() -> bytes:
    return styled("table-column", TableColumnProperties(columnwidth="0.01mm"))


@hides("ods", "comment")
def an_annotation() -> bytes:
    def change(sheet: Sheet) -> None:
        note = office.Annotation()
        note.addElement(P(text=SECRET))
        sheet.cells[1][0].addElement(note)

    return ods(change)


@hides("ods", "unseen-text")
def white_letters_of_opendocument() -> bytes:
    return styled("table-cell", TextProperties(color="#ffffff"))


@hides("ods", "unseen-text")
def letters_in_the_colour_of_their_ground_of_opendocument() -> bytes:
    ground = TableCellProperties(backgroundcolor="#c00000")
    return styled("table-cell", ground, TextProperties(color="#c00000"))


@hides("ods", "unseen-text")
def letters_of_one_point_of_opendocument() -> bytes:
    return styled("table-cell", TextProperties(fontsize="1pt"))


@hides("ods", "scenario")
def a_scenario_of_opendocument() -> bytes:
    scenario = Scenario(scenarioranges="Swans.A1:.B2", isactive="false")
    return ods(lambda sheet: sheet.table.addElement(scenario))


@hides("ods", "external-link")
def a_linked_sheet() -> bytes:
    return ods(lambda sheet: sheet.table.addElement(TableSource(href="rates.ods", tablename="Rates")))


@hides("ods", "external-link")
def linked_cells() -> bytes:
    source = CellRangeSource(name="r", href="rates.ods", lastcolumnspanned=1, lastrowspanned=1)
    return ods(lambda sheet: sheet.cells[1][0].addElement(source))


@hides("ods", "connection")
def a_query_of_a_database() -> bytes:
    query = '<table:database-source-sql table:database-name="keepers" table:sql-statement="select ring"/>'
    return rezipped(*_with_xml("</office:spreadsheet>", f"{query}</office:spreadsheet>"))


def _with_xml(old: str, new: str) -> tuple[bytes, dict[str, bytes | str]]:
    body = ods()
    xml = zipfile.ZipFile(io.BytesIO(body)).read("content.xml").decode()
    assert old in xml
    return body, {"content.xml": xml.replace(old, new)}


@hides("ods", "tracked-changes")
def changes_of_opendocument() -> bytes:
    changes = "<table:tracked-changes><table:cell-content-change/></table:tracked-changes>"
    return rezipped(*_with_xml("<office:spreadsheet>", f"<office:spreadsheet>{changes}"))


@hides("ods", "tracked-changes")
def an_older_version_of_opendocument() -> bytes:
    return rezipped(ods(), {"Versions/Version1": SECRET})


@hides("ods", "embedded-file")
def a_text_in_a_spreadsheet() -> bytes:
    return ods(lambda sheet: sheet.book.addObject(guard_documents.OpenDocumentText()))


@hides("ods", "author")
def an_author_of_opendocument() -> bytes:
    return ods(lambda sheet: sheet.book.meta.addElement(dc.Creator(text="Anna Heron")))


@clean("ods")
def plain_rows_of_opendocument() -> bytes:
    return ods()


@clean("ods")
def a_heading_in_white_on_dark_of_opendocument() -> bytes:
    ground = TableCellProperties(backgroundcolor="#1f3864")
    return styled("table-cell", ground, TextProperties(color="#ffffff"))


@clean("ods")
def hidden_columns_without_content_of_opendocument() -> bytes:
    hidden = TableColumn(numbercolumnsrepeated=20, visibility="collapse")
    return ods(lambda sheet: sheet.columns.append(hidden))


@clean("ods")
def hidden_rows_without_content_of_opendocument() -> bytes:
    def change(sheet: Sheet) -> None:
        row = TableRow(numberrowsrepeated=500, visibility="collapse")
        row.addElement(TableCell(numbercolumnsrepeated=2))
        sheet.rows.append(row)

    return ods(change)


@clean("ods")
def a_visible_table_with_a_style() -> bytes:
    return styled("table", TableProperties(display="true"))


@clean("ods")
def a_chart_in_a_spreadsheet() -> bytes:
    from odf.opendocument import OpenDocumentChart

    return ods(lambda sheet: sheet.book.addObject(OpenDocumentChart()))


@clean("ods")
def a_name_that_leads_to_a_visible_sheet() -> bytes:
    def change(sheet: Sheet) -> None:
        names = NamedExpressions()
        names.addElement(NamedRange(name="List", cellrangeaddress="$Swans.$A$1:.$A$4"))
        sheet.book.spreadsheet.addElement(names)

    return ods(change)


# Excel before 2007 ----------------------------------------------------------------------------------------

Change = Callable[[xlwt.Workbook, xlwt.Worksheet], object]


def xls_stream(change: Change = lambda book, sheet: None, style: str = "") -> bytes:
    """Return the records of a workbook in which one cell has a style."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Swans")
    for number, row in enumerate(ROWS):
        for column, value in enumerate(row):
            odd = (number, column) == (2, 0) and style
            sheet.write(number, column, value, xlwt.easyxf(style) if odd else xlwt.Style.default_style)
    change(book, sheet)
    return bytes(book.get_biff_data())


def xls(change: Change = lambda book, sheet: None, style: str = "") -> bytes:
    """Return a workbook as xlwt packs it."""
    out = io.BytesIO()
    XlsDoc().save(out, xls_stream(change, style))
    return out.getvalue()


def with_record(number: int, content: bytes, *, in_sheet: bool = False) -> bytes:
    """Return a workbook with one more record, behind all others or as the last of the sheet."""
    stream = xls_stream()
    place = len(stream) - 4 if in_sheet else len(stream)
    record = struct.pack("<HH", number, len(content)) + content
    return compound({"Workbook": stream[:place] + record + stream[place:]})


@hides("xls", "hidden-sheet")
def a_hidden_sheet_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        book.add_sheet("Keepers").visibility = 1

    return xls(change)


@hides("xls", "hidden-sheet")
def a_very_hidden_sheet_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        book.add_sheet("Keepers").visibility = 2

    return xls(change)


@hides("xls", "hidden-rows")
def a_hidden_row_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.row(2).hidden = True

    return xls(change)


@hides("xls", "hidden-rows")
def a_row_without_height_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.row(2).height_mismatch = True
        sheet.row(2).height = 2

    return xls(change)


@hides("xls", "hidden-rows")
def a_row_of_height_zero_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.row(2).height_mismatch = True
        sheet.row(2).height = 0

    return xls(change)


@hides("xls", "hidden-columns")
def a_hidden_column_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.col(1).hidden = True

    return xls(change)


@hides("xls", "hidden-columns")
def a_column_without_width_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.col(1).width = 20

    return xls(change)


@hides("xls", "unseen-text")
def white_letters_of_old() -> bytes:
    return xls(style="font: color white")


@hides("xls", "unseen-text")
def letters_in_the_colour_of_their_ground_of_old() -> bytes:
    return xls(style="font: color red; pattern: pattern solid, fore_color red")


@hides("xls", "unseen-text")
def letters_of_one_point_of_old() -> bytes:
    return xls(style="font: height 20")


@hides("xls", "unseen-text")
def a_number_format_that_shows_nothing_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.write(5, 0, 48151, xlwt.easyxf(num_format_str=";;;"))

    return xls(change)


@hides("xls", "comment")
def a_note_of_old() -> bytes:
    author = b"\x06\x00\x00keeper"
    return with_record(0x001C, struct.pack("<HHHH", 1, 0, 0, 1) + author, in_sheet=True)


@hides("xls", "external-link")
def a_link_to_another_workbook_of_old() -> bytes:
    return with_record(0x01AE, struct.pack("<HHB", 1, 9, 0) + b"rates.xls")


@hides("xls", "connection")
def a_query_of_old() -> bytes:
    return with_record(0x01AD, bytes(20))


@hides("xls", "scenario")
def a_scenario_of_old() -> bytes:
    return with_record(0x00AF, bytes(20))


@hides("xls", "pivot-cache")
def a_pivot_cache_of_old() -> bytes:
    return compound({"Workbook": xls_stream(), "_SX_DB_CUR": b"0001"})


@hides("xls", "embedded-file")
def a_document_in_a_sheet_of_old() -> bytes:
    return compound({"Workbook": xls_stream(), "MBD0001A2B3": b"a document"})


@hides("xls", "tracked-changes")
def a_history_of_old() -> bytes:
    return compound({"Workbook": xls_stream(), "Revision Log": b"what it said before"})


@hides("xls", "author")
def an_author_of_old() -> bytes:
    said = properties({4: "Anna Heron", 18: "Microsoft Excel"})
    return compound({"Workbook": xls_stream(), "\x05SummaryInformation": said})


@hides("xls", "author")
def who_saved_it_last_of_old() -> bytes:
    said = properties({4: "Parks Department", 8: "Heron, Anna"})
    return compound({"Workbook": xls_stream(), "\x05SummaryInformation": said})


@clean("xls")
def plain_rows_of_old() -> bytes:
    return xls()


@clean("xls")
def a_heading_in_white_on_dark_of_old() -> bytes:
    return xls(style="font: color white; pattern: pattern solid, fore_color dark_blue")


@clean("xls")
def hidden_columns_without_content_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        for column in range(4, 9):
            sheet.col(column).hidden = True

    return xls(change)


@clean("xls")
def hidden_rows_without_content_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        sheet.row(9).hidden = True

    return xls(change)


@clean("xls")
def several_sheets_of_old() -> bytes:
    def change(book: xlwt.Workbook, sheet: xlwt.Worksheet) -> None:
        book.add_sheet("Legend").write(0, 0, "A swan is white")
        sheet.write(5, 1, xlwt.Formula("SUM(B2:B4)"))

    return xls(change)


@clean("xls")
def a_program_as_author_of_old() -> bytes:
    said = properties({4: "Parks Department", 8: "User", 18: "Microsoft Excel"})
    return compound({"Workbook": xls_stream(), "\x05SummaryInformation": said})


# Excel in its binary form ---------------------------------------------------------------------------------


def binary(part: str, old: bytes, new: bytes, **more: bytes) -> bytes:
    """Return a binary workbook with some bytes of a part replaced."""
    body = xlsb({"Swans": ROWS, "Legend": (("A swan is white",),)})
    content = zipfile.ZipFile(io.BytesIO(body)).read(part)
    assert old in content
    return rezipped(body, {part: content.replace(old, new, 1)})


def row_head(number: int, flags: int = 0) -> bytes:
    return struct.pack("<I", number) + bytes(7) + bytes([flags]) + bytes(5)


def font(points: float, colour: bytes) -> bytes:
    """Return the record of a font."""
    content = struct.pack("<HHHHBBBB", int(points * 20), 0, 400, 0, 0, 0, 0, 0)
    content += b"\x05\xff\x00\x00" + colour + b"\xff" + b"\x00" + struct.pack("<I", 0)
    return bytes([43, len(content)]) + content


def binary_styles(points: float, colour: bytes) -> bytes:
    """Return a binary workbook whose only style has that font on no ground."""
    fill = struct.pack("<I", 0) + bytes(64)
    style = struct.pack("<HHHHH", 0, 0, 0, 0, 0) + bytes(6)
    parts = font(points, colour) + bytes([45, len(fill)]) + fill
    parts += b"\xe9\x04\x04" + struct.pack("<I", 1) + bytes([47, len(style)]) + style + b"\xea\x04\x00"
    return rezipped(xlsb({"Swans": ROWS}), {"xl/styles.bin": parts})


@hides("xlsb", "hidden-sheet")
def a_hidden_sheet_of_binary() -> bytes:
    return binary("xl/workbook.bin", struct.pack("<II", 0, 2), struct.pack("<II", 1, 2))


@hides("xlsb", "hidden-rows")
def a_hidden_row_of_binary() -> bytes:
    return binary("xl/worksheets/sheet1.bin", row_head(2), row_head(2, 0x10))


@hides("xlsb", "hidden-columns")
def a_hidden_column_of_binary() -> bytes:
    column = b"\x3c\x12" + struct.pack("<IIIIH", 1, 1, 2304, 0, 1)
    return binary("xl/worksheets/sheet1.bin", b"\x91\x01\x00", column + b"\x91\x01\x00")


@hides("xlsb", "unseen-text")
def white_letters_of_binary() -> bytes:
    return binary_styles(11, b"\xff\xff\xff")


@hides("xlsb", "unseen-text")
def letters_of_one_point_of_binary() -> bytes:
    return binary_styles(1, b"\x00\x00\x00")


@hides("xlsb", "comment")
def a_note_of_binary() -> bytes:
    return rezipped(xlsb({"Swans": ROWS}), {"xl/comments1.bin": b"\x00"})


@hides("xlsb", "pivot-cache")
def a_pivot_cache_of_binary() -> bytes:
    return rezipped(xlsb({"Swans": ROWS}), {"xl/pivotCache/pivotCacheDefinition1.bin": b"\x00"})


@hides("xlsb", "external-link")
def a_link_to_another_workbook_of_binary() -> bytes:
    return rezipped(xlsb({"Swans": ROWS}), {"xl/externalLinks/externalLink1.bin": b"\x00"})


@hides("xlsb", "connection")
def a_connection_of_binary() -> bytes:
    return rezipped(xlsb({"Swans": ROWS}), {"xl/connections.bin": b"\x00"})


@hides("xlsb", "author")
def an_author_of_binary() -> bytes:
    return rezipped(xlsb({"Swans": ROWS}), {"docProps/core.xml": "<p><creator>Anna Heron</creator></p>"})


@clean("xlsb")
def plain_rows_of_binary() -> bytes:
    return xlsb({"Swans": ROWS, "Legend": (("A swan is white",),)})


@clean("xlsb")
def black_letters_of_binary() -> bytes:
    return binary_styles(11, b"\x00\x00\x00")


@clean("xlsb")
def hidden_columns_without_content_of_binary() -> bytes:
    column = b"\x3c\x12" + struct.pack("<IIIIH", 9, 99, 2304, 0, 1)
    return binary("xl/worksheets/sheet1.bin", b"\x91\x01\x00", column + b"\x91\x01\x00")


# ZIP ------------------------------------------------------------------------------------------------------


@hides("zip", "hidden-sheet")
def a_workbook_in_a_zip() -> bytes:
    return zipped({"readme.txt": "swans", "swans.xlsx": guard_workbooks.a_hidden_sheet()})


@hides("zip", "covered-text")
def a_pdf_in_a_zip_in_a_zip() -> bytes:
    return zipped({"inner.zip": zipped({"letter.pdf": guard_pdfs.words_under_a_black_box()})})


@clean("zip")
def clean_files_in_a_zip() -> bytes:
    return zipped({
        "swans.csv": csv_text(ROWS),
        "swans.xlsx": guard_workbooks.plain_rows(),
        "letter.pdf": guard_pdfs.pages_of_words(),
        "__MACOSX/._swans.xlsx": b"\x00\x05\x16\x07",
    })  # fmt: skip


# Text -----------------------------------------------------------------------------------------------------


@clean("csv")
def a_table_as_text() -> bytes:
    return csv_text(ROWS)


@clean("text")
def a_plain_text_file() -> bytes:
    return b"hidden swans"
