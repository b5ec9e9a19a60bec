"""PDF documents that hide something, and their look-alikes."""

import io
from collections.abc import Callable

from fpdf import FPDF
from fpdf.enums import TextMode
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Rectangle
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from tests.guard_examples import clean, hides
from tests.made_files import pdf as pages_of_text

WORDS = "The swan of the mill pond, ring 48151, illicit III l 1."
LINE = (48.0, 88.0, 290.0, 16.0)  # where the words stand: left, top, width, height in points


def paper(draw: Callable[[FPDF], None]) -> bytes:
    """Return a page with something drawn on it."""
    document = FPDF(unit="pt", format="A4")
    document.set_font("Helvetica", size=11)
    document.add_page()
    draw(document)
    return bytes(document.output())


def words(document: FPDF, y: float = 100) -> None:
    document.text(50, y, WORDS)


def box(document: FPDF, grey: int = 0) -> None:
    document.set_fill_color(grey)
    document.rect(*LINE, style="F")


def annotated(annotation: DictionaryObject) -> bytes:
    """Return the words with an annotation over them."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper(words))))
    writer.add_annotation(0, annotation)
    return written(writer)


def over_the_words() -> tuple[float, float, float, float]:
    """Return where the words stand, counted from the bottom as annotations are."""
    left, top, width, height = LINE
    return left, 842 - top - height, left + width, 842 - top


def scan(patch: bool, words_seen: bool = True) -> bytes:
    """Return a picture of the words with the words themselves unseen over it, as programs for OCR make it."""
    picture = Image.new("L", (1190, 1684), 255)
    pen = ImageDraw.Draw(picture)
    if words_seen:
        pen.text((100, 176), WORDS, fill=0, font_size=22)
    if patch:
        pen.rectangle((90, 170, 700, 212), fill=0)

    def draw(document: FPDF) -> None:
        document.image(picture, 0, 0, 595, 842)
        document.text_mode = TextMode.INVISIBLE
        words(document)

    return paper(draw)


def layered(state: str) -> bytes:
    """Return the words on a layer that is ``/ON`` or ``/OFF``."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(paper(words))))
    page = writer.pages[0]
    said = {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Names")}
    layer = writer._add_object(DictionaryObject(said))
    page["/Resources"].get_object()[NameObject("/Properties")] = DictionaryObject({NameObject("/L"): layer})
    content = DecodedStreamObject()
    content.set_data(b"/OC /L BDC\n" + page.get_contents().get_data() + b"\nEMC")
    page[NameObject("/Contents")] = writer._add_object(content)
    default = DictionaryObject({NameObject(state): ArrayObject([layer])})
    layers = {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): default}
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject(layers)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# What hides something -------------------------------------------------------------------------------------


@hides("pdf", "covered-text")
def words_under_a_black_box() -> bytes:
    return paper(lambda page: (words(page), box(page)))  # type: ignore[arg-type, return-value]


@hides("pdf", "covered-text")
def words_under_a_white_box() -> bytes:
    return paper(lambda page: (words(page), box(page, 255)))  # type: ignore[arg-type, return-value]


@hides("pdf", "covered-text")
def one_word_under_a_black_box() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.set_fill_color(0)
        page.rect(205, 88, 40, 16, style="F")

    return paper(draw)


@hides("pdf", "covered-text")
def words_under_a_picture() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.image(Image.new("RGB", (20, 20), (0, 0, 0)), 48, 88, 290, 16)

    return paper(draw)


@hides("pdf", "covered-text")
def words_under_a_black_line() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.set_line_width(16)
        page.line(48, 96, 340, 96)

    return paper(draw)


@hides("pdf", "covered-text")
def words_under_a_rotated_page() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(words_under_a_black_box())))
    writer.pages[0].rotate(90)
    return written(writer)


@hides("pdf", "covered-text")
def words_under_a_square_that_somebody_drew() -> bytes:
    return annotated(Rectangle(rect=over_the_words(), interior_color="000000"))


@hides("pdf", "redaction")
def words_marked_to_be_blacked_out() -> bytes:
    left, bottom, right, top = map(FloatObject, over_the_words())
    return annotated(
        DictionaryObject({
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Redact"),
            NameObject("/Rect"): ArrayObject([left, bottom, right, top]),
        })
    )  # fmt: skip


@hides("pdf", "covered-text")
def words_in_white() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_text_color(255)
        words(page)

    return paper(draw)


@hides("pdf", "covered-text")
def words_in_the_black_of_a_box_before() -> bytes:
    def draw(page: FPDF) -> None:
        box(page)
        words(page)

    return paper(draw)


@hides("pdf", "covered-text")
def words_that_are_not_drawn() -> bytes:
    def draw(page: FPDF) -> None:
        page.text_mode = TextMode.INVISIBLE
        words(page)

    return paper(draw)


@hides("pdf", "covered-text")
def words_of_one_point() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_font_size(1)
        words(page)

    return paper(draw)


@hides("pdf", "covered-text")
def words_beside_the_page() -> bytes:
    return paper(lambda page: words(page, -40))


@hides("pdf", "covered-text")
def a_scan_with_a_black_patch() -> bytes:
    return scan(patch=True)


@hides("pdf", "covered-text")
def words_of_a_template_under_a_black_box() -> bytes:
    """Words within a form, as programs for layout write them."""
    inner = PdfReader(io.BytesIO(words_under_a_black_box())).pages[0]
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    page.merge_transformed_page(inner, (1, 0, 0, 1, 0, 0))
    return written(writer)


@hides("pdf", "covered-text")
def words_on_a_layer_that_is_off() -> bytes:
    return layered("/OFF")


@hides("pdf", "comment")
def a_note() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.text_annotation(300, 300, "ask the keeper")

    return paper(draw)


@hides("pdf", "embedded-file")
def a_file_within() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.embed_file(bytes=b"ring,48151", basename="rings.csv")

    return paper(draw)


@hides("pdf", "author")
def an_author() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_author("Anna Heron")
        words(page)

    return paper(draw)


@hides("pdf", "author")
def a_creator_in_its_metadata() -> bytes:
    creators = "<rdf:Seq><rdf:li>Heron, Anna</rdf:li></rdf:Seq>"
    packet = f"<x:xmpmeta><rdf:RDF><dc:creator>{creators}</dc:creator></rdf:RDF></x:xmpmeta>"

    def draw(page: FPDF) -> None:
        page.set_xmp_metadata(packet)
        words(page)

    return paper(draw)


# What only looks so ---------------------------------------------------------------------------------------


@clean("pdf")
def pages_of_words() -> bytes:
    return pages_of_text([WORDS * 20, WORDS])


@clean("pdf")
def words_on_a_layer_that_is_on() -> bytes:
    return layered("/ON")


@clean("pdf")
def a_black_box_with_nothing_under_it() -> bytes:
    def draw(page: FPDF) -> None:
        words(page, 300)
        box(page)

    return paper(draw)


@clean("pdf")
def a_heading_in_white_on_black() -> bytes:
    def draw(page: FPDF) -> None:
        box(page)
        page.set_text_color(255)
        words(page)

    return paper(draw)


@clean("pdf")
def a_table_with_a_black_heading_and_shaded_rows() -> bytes:
    def draw(page: FPDF) -> None:
        for number in range(20):
            page.set_fill_color(0 if number == 0 else 225)
            page.set_text_color(255 if number == 0 else 0)
            for column in ("Park", "Swans", str(number * 11)):
                page.cell(90, 14, column, border=1, fill=number % 2 == 0)
            page.ln()

    return paper(draw)


@clean("pdf")
def a_border_of_the_page_before_the_words() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_fill_color(250)
        page.rect(20, 20, 555, 802, style="DF")
        words(page)

    return paper(draw)


@clean("pdf")
def a_highlight_over_words() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.set_fill_color(255, 255, 0)
        with page.local_context(fill_opacity=0.4):
            page.rect(*LINE, style="F")

    return paper(draw)


@clean("pdf")
def words_that_are_underlined_and_struck() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.set_fill_color(0)
        page.rect(48, 102, 290, 1, style="F")
        page.rect(48, 96, 290, 0.6, style="F")

    return paper(draw)


@clean("pdf")
def a_frame_around_words() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.rect(*LINE, style="D")

    return paper(draw)


@clean("pdf")
def a_square_that_somebody_drew_around_words() -> bytes:
    return annotated(Rectangle(rect=over_the_words()))


@clean("pdf")
def grey_words_of_six_points() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_text_color(170)
        page.set_font_size(6)
        words(page)

    return paper(draw)


@clean("pdf")
def words_on_a_dark_picture() -> bytes:
    def draw(page: FPDF) -> None:
        page.image(Image.new("RGB", (20, 20), (20, 40, 90)), 0, 0, 595, 300)
        page.set_text_color(255)
        words(page)

    return paper(draw)


@clean("pdf")
def a_scan_with_its_words() -> bytes:
    return scan(patch=False)


@clean("pdf")
def a_scan_with_words_beside_where_they_were_seen() -> bytes:
    return scan(patch=False, words_seen=False)


@clean("pdf")
def a_logo_beside_words() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.image(Image.new("RGB", (20, 20), (0, 0, 0)), 400, 20, 60, 60)

    return paper(draw)


@clean("pdf")
def a_rotated_page() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_heading_in_white_on_black())))
    writer.pages[0].rotate(90)
    return written(writer)


@clean("pdf")
def a_program_as_author() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_author("Information Rights Unit")
        page.set_creator("Microsoft Word")
        words(page)

    return paper(draw)


@clean("pdf")
def a_link() -> bytes:
    def draw(page: FPDF) -> None:
        words(page)
        page.link(*LINE, link="https://example.org/pond")

    return paper(draw)


@clean("pdf")
def a_watermark_behind_words() -> bytes:
    def draw(page: FPDF) -> None:
        page.set_font_size(60)
        page.set_text_color(225)
        page.text(100, 130, "COPY")
        page.set_font_size(11)
        page.set_text_color(0)
        words(page)

    return paper(draw)


@clean("pdf")
def a_dark_bubble() -> bytes:
    def draw(page: FPDF) -> None:
        words(page, 60)
        page.set_fill_color(0, 60, 140)
        page.ellipse(140, 260, 160, 100, style="F")
        page.set_text_color(255)
        page.text(180, 310, "swans")

    return paper(draw)
