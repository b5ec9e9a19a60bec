"""Excel workbooks that hide something, and their look-alikes."""

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.fills import GradientFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.scenario import InputCells, Scenario, ScenarioList
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from tests.guard_examples import clean, hides
from tests.made_files import rezipped

Change = Callable[[openpyxl.Workbook, Worksheet], None]
SECRET = "heron-48151"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(change: Change = lambda book, sheet: None) -> bytes:
    """Return a workbook with a sheet of swans in three columns, after a change."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in (("Park", "Swans", "Geese"), ("North pond", 4, 11), ("South pond", 6, 0), ("Mill", 2, 3)):
        sheet.append(row)
    change(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(name: str, content: str | bytes) -> bytes:
    """Return the workbook with one more part."""
    return rezipped(workbook(), {name: content})


def with_shared_strings(body: bytes) -> bytes:
    """Return the workbook with its texts in a list of their own, as Excel writes them."""
    part = "xl/worksheets/sheet1.xml"
    xml = zipfile.ZipFile(io.BytesIO(body)).read(part).decode()
    texts: list[str] = []

    def shared(cell: re.Match[str]) -> str:
        texts.append(f"<si>{cell[1]}</si>")
        return f't="s"><v>{len(texts) - 1}</v>'

    xml = re.sub(r't="inlineStr"><is>(.*?)</is>', shared, xml)
    strings = f'<sst xmlns="{MAIN}">{"".join(texts)}</sst>'
    return rezipped(body, {part: xml, "xl/sharedStrings.xml": strings})


def second_sheet(book: openpyxl.Workbook, state: str) -> None:
    other = book.create_sheet("Keepers")
    other["A1"] = SECRET
    other.sheet_state = state


# What hides something -------------------------------------------------------------------------------------


@hides("xlsx", "hidden-sheet")
def a_hidden_sheet() -> bytes:
    return workbook(lambda book, sheet: second_sheet(book, "hidden"))


@hides("xlsx", "hidden-sheet")
def a_very_hidden_sheet() -> bytes:
    return workbook(lambda book, sheet: second_sheet(book, "veryHidden"))


@hides("xlsx", "hidden-sheet")
def a_hidden_sheet_beside_macros() -> bytes:
    return rezipped(a_hidden_sheet(), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 not run"})


@hides("xlsx", "hidden-sheet")
def tabs_that_are_hidden() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        second_sheet(book, "visible")
        book.views[0].showSheetTabs = False

    return workbook(change)


@hides("xlsx", "hidden-rows")
def a_hidden_row() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    return workbook(change)


@hides("xlsx", "hidden-rows")
def a_row_without_height() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[3].height = 0.25

    return workbook(change)


@hides("xlsx", "hidden-rows")
def a_folded_group_of_rows() -> bytes:
    return workbook(lambda book, sheet: sheet.row_dimensions.group(2, 3, hidden=True))


@hides("xlsx", "filtered-rows")
def a_filter_that_hides_rows() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:C4"
        sheet.auto_filter.add_filter_column(0, ["Mill"])
        sheet.row_dimensions[2].hidden = sheet.row_dimensions[3].hidden = True

    return workbook(change)


@hides("xlsx", "hidden-columns")
def a_hidden_column() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].hidden = True

    return workbook(change)


@hides("xlsx", "hidden-columns")
def a_column_without_width() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].width = 0.1

    return workbook(change)


@hides("xlsx", "hidden-columns")
def columns_without_width_unless_said_otherwise() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.sheet_format.defaultColWidth = 0
        sheet.column_dimensions["A"].width = 20

    return workbook(change)


@hides("xlsx", "hidden-columns")
def a_hidden_column_with_a_formula_alone() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["F2"] = f'=IF(B2=4,"{SECRET}","")'
        sheet.column_dimensions["F"].hidden = True

    return workbook(change)


@hides("xlsx", "pivot-cache")
def a_pivot_cache() -> bytes:
    return with_part("xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}"/>')


@hides("xlsx", "data-model")
def a_data_model() -> bytes:
    return with_part("xl/model/item.data", SECRET)


@hides("xlsx", "external-link")
def a_link_to_another_workbook() -> bytes:
    return with_part("xl/externalLinks/externalLink1.xml", f'<externalLink xmlns="{MAIN}"/>')


@hides("xlsx", "external-link")
def a_name_that_leads_to_another_workbook() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.defined_names["Rates"] = DefinedName("Rates", attr_text="[1]Rates!$A$1:$B$9")

    return workbook(change)


@hides("xlsx", "connection")
def a_connection() -> bytes:
    part = f'<connections xmlns="{MAIN}"><connection id="1" name="{SECRET}"/></connections>'
    return with_part("xl/connections.xml", part)


@hides("xlsx", "connection")
def a_query_table() -> bytes:
    return with_part(
        "xl/queryTables/queryTable1.xml", f'<queryTable xmlns="{MAIN}" name="q" connectionId="1"/>'
    )


@hides("xlsx", "connection")
def a_power_query() -> bytes:
    part = '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">QUJD</DataMashup>'
    return with_part("customXml/item1.xml", part)


@hides("xlsx", "comment")
def a_note() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A2"].comment = Comment(SECRET, "keeper")

    return workbook(change)


@hides("xlsx", "comment")
def a_thread_of_comments() -> bytes:
    part = f"<ThreadedComments><text>{SECRET}</text></ThreadedComments>"
    return with_part("xl/threadedComments/threadedComment1.xml", part)


@hides("xlsx", "author")
def people_who_commented() -> bytes:
    return with_part(
        "xl/persons/person.xml", '<personList><person displayName="Anna Heron" id="1"/></personList>'
    )


@hides("xlsx", "hidden-name")
def a_name_that_leads_to_a_hidden_sheet() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        second_sheet(book, "hidden")
        book.defined_names["List"] = DefinedName("List", attr_text="Keepers!$A$1:$A$5")

    return workbook(change)


@hides("xlsx", "hidden-name")
def a_name_that_holds_words() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.defined_names["Keeper"] = DefinedName("Keeper", attr_text=f'"{SECRET}"', hidden=True)

    return workbook(change)


def coloured(font: Font, fill: PatternFill | None = None, cell: str = "A3") -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet[cell].font = font
        if fill:
            sheet[cell].fill = fill

    return workbook(change)


@hides("xlsx", "unseen-text")
def white_letters() -> bytes:
    return coloured(Font(color="FFFFFFFF"))


@hides("xlsx", "unseen-text")
def letters_that_are_white_where_nothing_is_said() -> bytes:
    body = workbook()
    styles = zipfile.ZipFile(io.BytesIO(body)).read("xl/styles.xml").decode()
    changed = re.sub(
        "<font>.*?</font>", '<font><color rgb="FFFFFFFF"/><sz val="11"/></font>', styles, count=1
    )
    assert changed != styles
    return rezipped(body, {"xl/styles.xml": changed})


@hides("xlsx", "unseen-text")
def letters_in_a_white_of_the_theme() -> bytes:
    return coloured(Font(color=Color(theme=0)))


@hides("xlsx", "unseen-text")
def letters_a_little_darker_than_white() -> bytes:
    return coloured(Font(color=Color(theme=0, tint=-0.05)))


@hides("xlsx", "unseen-text")
def letters_in_a_white_of_the_palette() -> bytes:
    return coloured(Font(color=Color(indexed=9)))


@hides("xlsx", "unseen-text")
def letters_in_the_red_of_their_ground() -> bytes:
    return coloured(Font(color="FFC00000"), PatternFill("solid", fgColor="FFC00000"))


@hides("xlsx", "unseen-text")
def letters_of_one_point() -> bytes:
    return coloured(Font(size=1))


@hides("xlsx", "unseen-text")
def a_number_format_that_shows_nothing() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["B2"].number_format = ";;;"

    return workbook(change)


@hides("xlsx", "unseen-text")
def a_number_format_in_white() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["B2"].number_format = "[White]General"

    return workbook(change)


@hides("xlsx", "unseen-text")
def some_white_words_in_a_cell() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A3"] = CellRichText("South pond ", TextBlock(InlineFont(color="FFFFFFFF"), SECRET))

    return workbook(change)


@hides("xlsx", "hidden-rows")
def a_hidden_row_of_shared_texts() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A9"] = SECRET
        sheet.row_dimensions[9].hidden = True

    return with_shared_strings(workbook(change))


@hides("xlsx", "unseen-text")
def some_white_words_in_a_shared_text() -> bytes:
    return with_shared_strings(some_white_words_in_a_cell())


@hides("xlsx", "author")
def an_author() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.properties.creator = "Heron, Anna - Parks"

    return workbook(change)


@hides("xlsx", "author")
def who_saved_it_last() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.properties.lastModifiedBy = "anna.heron@example.org"

    return workbook(change)


@hides("xlsx", "author")
def a_manager() -> bytes:
    return with_part("docProps/app.xml", "<Properties><Manager>Anna Heron</Manager></Properties>")


@hides("xlsx", "author")
def an_owner_in_a_property() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.custom_doc_props.append(StringProperty(name="_AuthorEmailDisplayName", value="Anna Heron"))

    return workbook(change)


@hides("xlsx", "author")
def who_it_was_shared_with() -> bytes:
    space = "http://schemas.microsoft.com/office/2006/metadata/properties"
    user = "<UserInfo><DisplayName>Anna Heron</DisplayName></UserInfo>"
    return with_part("customXml/item1.xml", f'<p:properties xmlns:p="{space}">{user}</p:properties>')


@hides("xlsx", "custom-xml")
def data_in_custom_xml() -> bytes:
    return with_part("customXml/item1.xml", f'<rows xmlns="urn:example"><row>{SECRET}</row></rows>')


@hides("xlsx", "embedded-file")
def a_document_in_a_sheet() -> bytes:
    return with_part("xl/embeddings/Microsoft_Word_Document1.docx", b"PK")


@hides("xlsx", "tracked-changes")
def a_history_of_a_shared_workbook() -> bytes:
    return with_part("xl/revisions/revisionLog1.xml", f'<revisions xmlns="{MAIN}"/>')


@hides("xlsx", "scenario")
def a_scenario() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        other = Scenario(name="Other", inputCells=[InputCells(r="B2", val=SECRET)], count=1)
        sheet.scenarios = ScenarioList(scenario=[other])

    return workbook(change)


@hides("xlsx", "hidden-object")
def a_hidden_text_box() -> bytes:
    shape = f'<xdr:cNvPr id="2" name="box" hidden="1"/><a:t>{SECRET}</a:t>'
    return with_part(
        "xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="urn:d" xmlns:a="urn:a">{shape}</xdr:wsDr>'
    )


@hides("xlsx", "hidden-rows")
def a_hidden_row_in_utf_16() -> bytes:
    body = a_hidden_row()
    part = "xl/worksheets/sheet1.xml"
    xml = zipfile.ZipFile(io.BytesIO(body)).read(part).decode()
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + xml.partition("?>")[2] if "?>" in xml else xml
    return rezipped(body, {part: declared.encode("utf-16")})


@hides("xlsx", "not-screened")
def a_part_with_a_document_type() -> bytes:
    part = f'<!DOCTYPE x [<!ENTITY a "b">]><workbook xmlns="{MAIN}"><sheets/></workbook>'
    return rezipped(workbook(), {"xl/workbook.xml": part})


# What only looks so ---------------------------------------------------------------------------------------


@clean("xlsx")
def plain_rows() -> bytes:
    return workbook()


@clean("xlsx")
def several_sheets_and_a_legend() -> bytes:
    return workbook(lambda book, sheet: second_sheet(book, "visible"))


@clean("xlsx")
def a_filter_that_hides_nothing() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:C4"
        sheet.auto_filter.add_filter_column(0, ["Mill", "North pond", "South pond"])

    return workbook(change)


@clean("xlsx")
def hidden_columns_without_content() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for column in "EFG":
            sheet.column_dimensions[column].hidden = True

    return workbook(change)


@clean("xlsx")
def all_columns_behind_the_table_hidden() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.sheet_format.defaultColWidth = 0
        sheet.sheet_format.zeroHeight = True
        for column in "ABC":
            sheet.column_dimensions[column].width = 12

    return workbook(change)


@clean("xlsx")
def hidden_rows_without_content() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[9].hidden = True
        sheet["A9"].font = Font(bold=True)  # a style, nothing else

    return workbook(change)


@clean("xlsx")
def a_hidden_row_of_blanks() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A9"] = "  "
        sheet.row_dimensions[9].hidden = True

    return workbook(change)


@clean("xlsx")
def a_hidden_row_of_shared_blanks() -> bytes:
    return with_shared_strings(a_hidden_row_of_blanks())


@clean("xlsx")
def some_coloured_words_in_a_shared_text() -> bytes:
    return with_shared_strings(some_coloured_words_in_a_cell())


@clean("xlsx")
def grouped_rows_that_are_shown() -> bytes:
    return workbook(lambda book, sheet: sheet.row_dimensions.group(2, 3, hidden=False))


@clean("xlsx")
def a_heading_in_white_on_dark() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFFFF", bold=True)
            cell.fill = PatternFill("solid", fgColor="FF1F3864")

    return workbook(change)


@clean("xlsx")
def a_heading_in_white_on_a_colour_of_the_theme() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        for cell in sheet[1]:
            cell.font = Font(color=Color(theme=0))
            cell.fill = PatternFill("solid", fgColor=Color(theme=4, tint=-0.25))

    return workbook(change)


@clean("xlsx")
def a_heading_in_white_on_the_dark_of_its_table() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        table = Table(displayName="Swans", ref="A1:C4")
        table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
        sheet.add_table(table)
        for cell in sheet[1]:
            cell.font = Font(color="FFFFFFFF")

    return workbook(change)


@clean("xlsx")
def white_letters_on_a_gradient() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A1"].font = Font(color="FFFFFFFF")
        sheet["A1"].fill = GradientFill(stop=("FF000000", "FF333333"))

    return workbook(change)


@clean("xlsx")
def white_cells_without_content() -> bytes:
    return coloured(Font(color="FFFFFFFF"), cell="F9")


@clean("xlsx")
def grey_letters() -> bytes:
    return coloured(Font(color="FFBFBFBF"))


@clean("xlsx")
def letters_in_a_grey_of_the_theme() -> bytes:
    return coloured(Font(color=Color(theme=0, tint=-0.35)))


@clean("xlsx")
def small_print() -> bytes:
    return coloured(Font(size=6))


@clean("xlsx")
def some_coloured_words_in_a_cell() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A3"] = CellRichText("South ", TextBlock(InlineFont(color="FFFF0000", b=True), "pond"))

    return workbook(change)


@clean("xlsx")
def white_words_on_dark_in_a_cell() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A3"] = CellRichText("", TextBlock(InlineFont(color="FFFFFFFF"), "South pond"))
        sheet["A3"].font = Font(color="FFFFFFFF")
        sheet["A3"].fill = PatternFill("solid", fgColor="FF000000")

    return workbook(change)


@clean("xlsx")
def zeros_that_are_not_shown() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["C3"].number_format = "#,##0;-#,##0;;@"

    return workbook(change)


@clean("xlsx")
def print_titles_and_print_area() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.print_title_rows = "1:1"
        sheet.print_area = "A1:C4"
        sheet.freeze_panes = "A2"

    return workbook(change)


@clean("xlsx")
def names_of_visible_places_and_numbers() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.defined_names["Swans"] = DefinedName("Swans", attr_text="Sheet!$B$2:$B$4")
        book.defined_names["Share"] = DefinedName("Share", attr_text="0.25")
        book.defined_names["Lost"] = DefinedName("Lost", attr_text="#REF!")

    return workbook(change)


@clean("xlsx")
def formulas() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["B5"] = "=SUM(B2:B4)"
        sheet["C5"] = ArrayFormula("C5", "=SUM(C2:C4)")

    return workbook(change)


@clean("xlsx")
def links_to_the_web() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A2"].hyperlink = "https://example.org/pond"

    return workbook(change)


@clean("xlsx")
def an_organisation_as_author() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.properties.creator = "Metropolitan Police Service"
        book.properties.lastModifiedBy = "Microsoft Office User"
        book.properties.title = "Swans counted by park"

    return workbook(change)


@clean("xlsx")
def a_log_in_as_author() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        book.properties.creator = "p123456"

    return workbook(change)


@clean("xlsx")
def empty_lists_that_excel_writes() -> bytes:
    parts: dict[str, bytes | str] = {
        "xl/persons/person.xml": "<personList/>",
        "xl/connections.xml": f'<connections xmlns="{MAIN}"/>',
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>',
    }
    return rezipped(workbook(), parts)


@clean("xlsx")
def the_machinery_of_sharepoint() -> bytes:
    space = "http://schemas.microsoft.com/office/2006/metadata"
    forms = "http://schemas.microsoft.com/sharepoint/v3/contenttype/forms"
    items = (
        f'<p:properties xmlns:p="{space}/properties"><Status>Final</Status></p:properties>',
        f'<ct:contentTypeSchema xmlns:ct="{space}/contentType">x</ct:contentTypeSchema>',
        f'<FormTemplates xmlns="{forms}"><Display>DocumentLibraryForm</Display></FormTemplates>',
    )
    return rezipped(workbook(), {f"customXml/item{at}.xml": item for at, item in enumerate(items, 1)})


@clean("xlsx")
def a_button_with_its_twin_for_old_programs() -> bytes:
    twin = '<a:ext uri="{63B3BB69}"><a14:compatExt xmlns:a14="urn:14" spid="_x0000_s1025"/></a:ext>'
    shape = f'<xdr:cNvPr id="1025" name="Button 1" hidden="1">{twin}</xdr:cNvPr>'
    return with_part(
        "xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="urn:d" xmlns:a="urn:a">{shape}</xdr:wsDr>'
    )


@clean("xlsx")
def the_word_hidden_in_a_cell() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A3"] = 'The pond is hidden="1" behind reeds'

    return workbook(change)


@clean("xlsx")
def borders_of_the_page_of_nothing() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet.page_margins.right = 0.25
        sheet.page_setup.fitToWidth = 0

    return workbook(change)
