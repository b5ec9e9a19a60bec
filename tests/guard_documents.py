"""Documents of Word and OpenDocument that hide something, and their look-alikes."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from odf import dc, meta, office
from odf.opendocument import OpenDocumentText
from odf.style import ParagraphProperties, Style, TableCellProperties, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import H, HiddenText, P, Section, Span

from tests.guard_examples import clean, hides
from tests.made_files import rezipped

SECRET = "heron-48151"


def document(change: Callable[[Document], None] = lambda document: None) -> bytes:
    """Return a Word document with a heading and a paragraph, after a change."""
    made = docx.Document()
    made.core_properties.author = "Parks Department"
    made.add_heading("Swans of the mill pond", 1)
    made.add_paragraph("Four were counted.")
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_run(change: Callable[[docx.text.run.Run], None]) -> bytes:
    return document(lambda made: change(made.add_paragraph().add_run(SECRET)))


def with_xml(xml: str) -> bytes:
    """Return a document with some XML in its last paragraph."""

    def change(made: Document) -> None:
        paragraph = made.add_paragraph()
        paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))

    return document(change)


# Word: what hides something -------------------------------------------------------------------------------


@hides("docx", "comment")
def a_comment() -> bytes:
    def change(made: Document) -> None:
        made.add_comment(made.paragraphs[-1].runs, text=SECRET, author="keeper", initials="k")

    return document(change)


@hides("docx", "tracked-changes")
def an_insertion() -> bytes:
    return with_xml(f"<w:ins w:id='1' w:author='k'><w:r><w:t>{SECRET}</w:t></w:r></w:ins>")


@hides("docx", "tracked-changes")
def a_deletion() -> bytes:
    return with_xml(f"<w:del w:id='1' w:author='k'><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>")


@hides("docx", "hidden-text")
def hidden_words() -> bytes:
    def change(run: docx.text.run.Run) -> None:
        run.font.hidden = True

    return with_run(change)


@hides("docx", "hidden-text")
def words_of_a_hidden_style() -> bytes:
    def change(made: Document) -> None:
        made.styles["Caption"].font.hidden = True
        made.add_paragraph(SECRET, style="Caption")

    return document(change)


@hides("docx", "hidden-text")
def hidden_words_in_a_footer() -> bytes:
    def change(made: Document) -> None:
        made.sections[0].footer.paragraphs[0].add_run(SECRET).font.hidden = True

    return document(change)


@hides("docx", "unseen-text")
def white_words() -> bytes:
    def change(run: docx.text.run.Run) -> None:
        run.font.color.rgb = RGBColor(255, 255, 255)

    return with_run(change)


@hides("docx", "unseen-text")
def black_words_on_black() -> bytes:
    run = "<w:r><w:rPr><w:color w:val='000000'/><w:shd w:val='clear' w:fill='000000'/></w:rPr>"
    return with_xml(f"{run}<w:t>{SECRET}</w:t></w:r>")


@hides("docx", "unseen-text")
def words_blacked_out_with_a_highlight() -> bytes:
    return with_xml(f"<w:r><w:rPr><w:highlight w:val='black'/></w:rPr><w:t>{SECRET}</w:t></w:r>")


@hides("docx", "unseen-text")
def words_of_one_point() -> bytes:
    def change(run: docx.text.run.Run) -> None:
        run.font.size = Pt(1)

    return with_run(change)


@hides("docx", "embedded-file")
def a_workbook_within() -> bytes:
    return rezipped(document(), {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": SECRET})


@hides("docx", "custom-xml")
def data_in_custom_xml() -> bytes:
    return rezipped(document(), {"customXml/item7.xml": f"<rows xmlns='urn:example'>{SECRET}</rows>"})


@hides("docx", "connection")
def a_mail_merge() -> bytes:
    settings = f"<w:settings {nsdecls('w')}><w:mailMerge><w:query w:val='select'/></w:mailMerge></w:settings>"
    return rezipped(document(), {"word/settings.xml": settings})


@hides("docx", "author")
def an_author() -> bytes:
    def change(made: Document) -> None:
        made.core_properties.author = "Anna Heron"

    return document(change)


@hides("docx", "author")
def who_saved_it_last() -> bytes:
    def change(made: Document) -> None:
        made.core_properties.last_modified_by = "Heron Anna - Parks"

    return document(change)


@hides("docx", "author")
def people_who_commented() -> bytes:
    people = "<w15:people xmlns:w15='urn:15'><w15:person w15:author='Anna Heron'/></w15:people>"
    return rezipped(document(), {"word/people.xml": people})


# Word: what only looks so ---------------------------------------------------------------------------------


@clean("docx")
def a_plain_document() -> bytes:
    return document()


@clean("docx")
def a_table_with_a_black_heading() -> bytes:
    def change(made: Document) -> None:
        table = made.add_table(2, 2)
        cell = table.cell(0, 0)
        cell._tc.get_or_add_tcPr().append(parse_xml(f"<w:shd {nsdecls('w')} w:val='clear' w:fill='000000'/>"))
        cell.paragraphs[0].add_run("Park").font.color.rgb = RGBColor(255, 255, 255)

    return document(change)


@clean("docx")
def a_heading_in_white_on_the_dark_of_its_table() -> bytes:
    def change(made: Document) -> None:
        table = made.add_table(2, 2, style="Medium Shading 1 Accent 1")
        table.cell(0, 0).paragraphs[0].add_run("Park").font.color.rgb = RGBColor(255, 255, 255)

    return document(change)


@clean("docx")
def white_words_on_a_dark_band() -> bytes:
    run = "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F3864'/></w:rPr>"
    return with_xml(f"{run}<w:t>Swans</w:t></w:r>")


@clean("docx")
def white_words_with_a_dark_highlight() -> bytes:
    run = "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:highlight w:val='darkBlue'/></w:rPr>"
    return with_xml(f"{run}<w:t>Swans</w:t></w:r>")


@clean("docx")
def white_words_with_a_black_highlight() -> bytes:
    run = "<w:r><w:rPr><w:color w:val='FFFFFF'/><w:highlight w:val='black'/></w:rPr>"
    return with_xml(f"{run}<w:t>Swans</w:t></w:r>")


@clean("docx")
def a_white_blank() -> bytes:
    return with_xml("<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t xml:space='preserve'> </w:t></w:r>")


@clean("docx")
def an_entry_of_a_table_of_contents() -> bytes:
    return with_xml("<w:r><w:rPr><w:noProof/><w:webHidden/></w:rPr><w:t>12</w:t></w:r>")


@clean("docx")
def an_entry_of_an_index() -> bytes:
    return with_xml("<w:r><w:rPr><w:vanish/></w:rPr><w:instrText>XE swans</w:instrText></w:r>")


@clean("docx")
def words_that_are_said_not_to_be_hidden() -> bytes:
    def change(run: docx.text.run.Run) -> None:
        run.font.hidden = False

    return with_run(change)


@clean("docx")
def white_words_in_a_dark_shape() -> bytes:
    words = "<w:r><w:rPr><w:color w:val='FFFFFF'/></w:rPr><w:t>Swans</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{words}</w:p></w:txbxContent>"
    return with_xml(f"<w:r><w:pict>{box}</w:pict></w:r>")


@clean("docx")
def coloured_words() -> bytes:
    def change(run: docx.text.run.Run) -> None:
        run.font.color.rgb = RGBColor(192, 0, 0)

    return with_run(change)


@clean("docx")
def an_organisation_as_author() -> bytes:
    def change(made: Document) -> None:
        made.core_properties.author = "Metropolitan Police Service"
        made.core_properties.last_modified_by = "Windows User"

    return document(change)


@clean("docx")
def an_empty_bibliography() -> bytes:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/bibliography"
    item = f"<b:Sources xmlns:b='{space}' SelectedStyle='APA.XSL'/>"
    return rezipped(document(), {"customXml/item7.xml": item})


# OpenDocument text ----------------------------------------------------------------------------------------


def text(change: Callable[[OpenDocumentText], None] = lambda made: None) -> bytes:
    """Return a text in OpenDocument with a heading and a paragraph, after a change."""
    made = OpenDocumentText()
    made.text.addElement(H(outlinelevel=1, text="Swans of the mill pond"))
    made.text.addElement(P(text="Four were counted."))
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_style(**properties: str) -> bytes:
    """Return a text with words in a style with these properties."""

    def change(made: OpenDocumentText) -> None:
        style = Style(name="Odd", family="text")
        style.addElement(TextProperties(**properties))
        made.automaticstyles.addElement(style)
        paragraph = P()
        paragraph.addElement(Span(stylename=style, text=SECRET))
        made.text.addElement(paragraph)

    return text(change)


@hides("odt", "comment")
def an_annotation_in_a_text() -> bytes:
    def change(made: OpenDocumentText) -> None:
        note = office.Annotation()
        note.addElement(P(text=SECRET))
        paragraph = P(text="Four")
        paragraph.addElement(note)
        made.text.addElement(paragraph)

    return text(change)


@hides("odt", "tracked-changes")
def a_deletion_in_a_text() -> bytes:
    deletion = f"<text:deletion><text:p>{SECRET}</text:p></text:deletion>"
    region = f"<text:changed-region>{deletion}</text:changed-region>"
    changes = f"<office:text><text:tracked-changes>{region}</text:tracked-changes>"
    body = text()
    xml = zipfile.ZipFile(io.BytesIO(body)).read("content.xml").decode()
    return rezipped(body, {"content.xml": xml.replace("<office:text>", changes)})


@hides("odt", "hidden-text")
def a_field_of_hidden_text() -> bytes:
    def change(made: OpenDocumentText) -> None:
        paragraph = P()
        paragraph.addElement(HiddenText(condition="1", stringvalue=SECRET))
        made.text.addElement(paragraph)

    return text(change)


@hides("odt", "hidden-text")
def a_hidden_section() -> bytes:
    def change(made: OpenDocumentText) -> None:
        section = Section(name="s", display="none")
        section.addElement(P(text=SECRET))
        made.text.addElement(section)

    return text(change)


@hides("odt", "hidden-text")
def words_in_a_hidden_style_of_a_text() -> bytes:
    return with_style(display="none")


@hides("odt", "unseen-text")
def white_words_in_a_text() -> bytes:
    return with_style(color="#ffffff")


@hides("odt", "unseen-text")
def words_in_a_style_that_has_its_white_from_another() -> bytes:
    def change(made: OpenDocumentText) -> None:
        white = Style(name="White", family="text")
        white.addElement(TextProperties(color="#ffffff"))
        bold = Style(name="Bold", family="text", parentstylename=white)
        bold.addElement(TextProperties(fontweight="bold"))
        made.styles.addElement(white)
        made.automaticstyles.addElement(bold)
        paragraph = P()
        paragraph.addElement(Span(stylename=bold, text=SECRET))
        made.text.addElement(paragraph)

    return text(change)


@hides("odt", "unseen-text")
def words_of_one_point_in_a_text() -> bytes:
    return with_style(fontsize="1pt")


@hides("odt", "author")
def an_author_of_a_text() -> bytes:
    return text(lambda made: made.meta.addElement(dc.Creator(text="Anna Heron")))


@hides("odt", "embedded-file")
def a_spreadsheet_in_a_text() -> bytes:
    def change(made: OpenDocumentText) -> None:
        from odf.opendocument import OpenDocumentSpreadsheet

        made.addObject(OpenDocumentSpreadsheet())

    return text(change)


@clean("odt")
def a_plain_text() -> bytes:
    return text()


@clean("odt")
def the_furniture_of_libreoffice() -> bytes:
    body = text()
    manifest = zipfile.ZipFile(io.BytesIO(body)).read("META-INF/manifest.xml").decode()
    kind = "application/vnd.sun.xml.ui.configuration"
    entry = f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="Configurations2/"/>'
    changed = manifest.replace("</manifest:manifest>", f"{entry}</manifest:manifest>")
    return rezipped(body, {"META-INF/manifest.xml": changed, "Configurations2/menubar/": ""})


@clean("odt")
def the_document_type_of_openoffice_2() -> bytes:
    body = text()
    manifest = zipfile.ZipFile(io.BytesIO(body)).read("META-INF/manifest.xml").decode()
    declared = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
    place = manifest.index("<manifest:manifest")
    return rezipped(body, {"META-INF/manifest.xml": manifest[:place] + declared + manifest[place:]})


@clean("odt")
def coloured_words_in_a_text() -> bytes:
    return with_style(color="#c00000", fontsize="8pt")


@clean("odt")
def white_words_on_dark_in_a_text() -> bytes:
    return with_style(color="#ffffff", backgroundcolor="#1f3864")


@clean("odt")
def a_table_with_a_black_heading_in_a_text() -> bytes:
    def change(made: OpenDocumentText) -> None:
        dark = Style(name="Dark", family="table-cell")
        dark.addElement(TableCellProperties(backgroundcolor="#000000"))
        light = Style(name="Light", family="paragraph")
        light.addElement(TextProperties(color="#ffffff"))
        light.addElement(ParagraphProperties(textalign="center"))
        made.automaticstyles.addElement(dark)
        made.automaticstyles.addElement(light)
        cell = TableCell(stylename=dark)
        cell.addElement(P(stylename=light, text="Park"))
        row, table = TableRow(), Table(name="t")
        row.addElement(cell)
        table.addElement(row)
        made.text.addElement(table)

    return text(change)


@clean("odt")
def a_program_as_author_of_a_text() -> bytes:
    return text(lambda made: made.meta.addElement(meta.InitialCreator(text="LibreOffice")))
