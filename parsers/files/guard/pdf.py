"""What a PDF hides: words that can be copied out of a page and cannot be seen on it, above all.

A look at the objects of a page tells whether it could hide words; if so the page is drawn, and each letter
that can be extracted must show where it stands. What is drawn decides, so white letters on a dark ground, a
shaded row behind words and a highlight over them hide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ctypes import byref, c_double, c_float, c_int, c_uint, c_ulong
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.files.guard.people import names_person
from parsers.files.guard.wording import EMBEDDED, author_hazard, counted
from parsers.files.limits import Limits
from parsers.files.records import Hazard

_SCALE = 2.0  # pixels for a point: the stem of a letter of 6 points is still darker than its ground
_PIXELS = 8_000_000  # of one page at most: an A3 page at that scale has 4 million
_READABLE = 2.0  # points; what is lower is a line of dots
_THIN = 2.0  # points; rules and borders cover no letter
_PALE = 160  # brightness from which letters may not show on paper
_FAINT = 24  # of 255: less between the darkest and the brightest point of its place, and a letter is not seen
_DARK = 128
_WHOLE_PAGE = 0.6  # of a page: a picture of that size is a scan, and its letters stand where OCR saw them
_CREATOR = re.compile(rb"<dc:creator>(.{1,2000}?)</dc:creator>", re.DOTALL)  # metadata is plain XML
_MARKUP = re.compile(rb"<[^>]*>")

_DRAWN_OVER = frozenset((
    pdfium.FPDF_ANNOT_SQUARE, pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_POLYGON, pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_POLYLINE,
))  # fmt: skip
_COMMENTED = _DRAWN_OVER - {pdfium.FPDF_ANNOT_FREETEXT}  # that one shows its words on the page
_LAYER = "OC\0".encode("utf-16-le")  # how what is on a layer is marked
_UNSEEN_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)


class Box(NamedTuple):
    """A rectangle in points, or in pixels of the page as it was drawn."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Its size."""
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)

    def meets(self, other: Box) -> bool:
        """Tell whether they have a place in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


def pdf_hazards(body: bytes) -> Iterator[Hazard]:
    """Yield what the document hides, page by page as far as pages are read; nothing if it is locked."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            return
        raise
    try:
        authors = (document.get_metadata_value("Author"), *map(_plain_text, _CREATOR.findall(body)))
        if any(map(names_person, authors)):
            yield author_hazard("author")
        if pdfium.FPDFDoc_GetAttachmentCount(document) > 0:
            yield EMBEDDED
        for number in range(1, min(len(document), Limits().parts) + 1):
            page = document[number - 1]
            yield from _page_hazards(page, number)
            page.close()
    finally:
        document.close()


def _plain_text(markup: bytes) -> str:
    return _MARKUP.sub(b" ", markup).decode("utf-8", "replace").strip()


def _page_hazards(page: pypdfium2.PdfPage, number: int) -> Iterator[Hazard]:
    drawn_over = False
    for kind, contents in _annotations(page):
        if kind == pdfium.FPDF_ANNOT_REDACT:
            message = f"Page {number} has words that were marked to be blacked out, and were not."
            yield Hazard("redaction", f"page {number}", message)
        elif kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
            yield EMBEDDED
        elif kind == pdfium.FPDF_ANNOT_TEXT or (contents and kind in _COMMENTED):
            yield Hazard("comment", f"page {number}", f"Page {number} has comments.")
        drawn_over |= kind in _DRAWN_OVER
    text = page.get_textpage()
    could_hide = text.count_chars() and (drawn_over or _could_hide(page))
    if could_hide and (unseen := _unseen_letters(page, text)):
        message = f"Page {number} has {counted(unseen, 'letter')} that can be copied and not seen."
        yield Hazard("covered-text", f"page {number}", message)
    text.close()


def _annotations(page: pypdfium2.PdfPage) -> Iterator[tuple[int, str]]:
    """Yield the kind and the words of each annotation."""
    for place in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, place)
        size = pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
        words = (pdfium.FPDF_WCHAR * (size // 2))()
        pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", words, size)
        yield (
            pdfium.FPDFAnnot_GetSubtype(annotation),
            bytes(words).decode("utf-16-le", "replace").strip("\0 \r\n\t"),
        )
        pdfium.FPDFPage_CloseAnnot(annotation)


# Could it?


def _could_hide(page: pypdfium2.PdfPage) -> bool:
    """Tell whether some words of the page may be covered, pale, invisible, tiny or beside the page."""
    paper = _paper(page)
    words: list[Box] = []
    dark: list[Box] = []  # grounds on which dark words would not show
    for place in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, place)
        match pdfium.FPDFPageObj_GetType(thing):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                box = _bounds(thing)
                if _is_odd(thing, box, paper) or any(map(box.meets, dark)):
                    return True
                words.append(box)
            case pdfium.FPDF_PAGEOBJ_FORM:  # has objects of its own, with a scale of their own
                return True
            case pdfium.FPDF_PAGEOBJ_PATH if not _is_broad(thing):
                continue
            case kind:
                cover = _bounds(thing)
                if any(map(cover.meets, words)):
                    return True
                if kind == pdfium.FPDF_PAGEOBJ_PATH and not _is_pale(thing):
                    dark.append(cover)
    return False


def _is_odd(text: pdfium.FPDF_PAGEOBJECT, box: Box, paper: Box) -> bool:
    if pdfium.FPDFTextObj_GetTextRenderMode(text) in _UNSEEN_MODES:
        return True
    if box.area and (box.top - box.bottom < _READABLE or not box.meets(paper)):
        return True
    return _is_pale(text) or _is_on_a_layer(text)


def _is_pale(thing: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Tell whether letters or a ground are bright or let what is behind them through."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    if not pdfium.FPDFPageObj_GetFillColor(thing, byref(red), byref(green), byref(blue), byref(alpha)):
        return False  # black, as long as nothing else is said
    return alpha.value < _DARK or (red.value + green.value + blue.value) / 3 >= _PALE


def _is_on_a_layer(text: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Tell whether the words belong to a layer, which may be switched off."""
    size = c_ulong()
    for place in range(pdfium.FPDFPageObj_CountMarks(text)):
        mark = pdfium.FPDFPageObj_GetMark(text, place)
        name = (pdfium.FPDF_WCHAR * 3)()
        if pdfium.FPDFPageObjMark_GetName(mark, name, 6, byref(size)) and bytes(name) == _LAYER:
            return True
    return False


def _is_broad(path: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Tell whether a path is more than a thin line or the frame of something."""
    fill, stroke, width = c_int(), c_int(), c_float()
    pdfium.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke))
    if fill.value == pdfium.FPDF_FILLMODE_NONE:
        pdfium.FPDFPageObj_GetStrokeWidth(path, byref(width))
        return bool(stroke.value) and width.value > _THIN
    box = _bounds(path)
    return min(box.right - box.left, box.top - box.bottom) > _THIN


def _paper(page: pypdfium2.PdfPage) -> Box:
    """Return what of the page is shown."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, byref(box))
    return Box(box.left, box.bottom, box.right, box.top)


def _bounds(thing: pdfium.FPDF_PAGEOBJECT) -> Box:
    left, bottom, right, top = c_float(), c_float(), c_float(), c_float()
    pdfium.FPDFPageObj_GetBounds(thing, byref(left), byref(bottom), byref(right), byref(top))
    return Box(left.value, bottom.value, right.value, top.value)


# Does it?


def _unseen_letters(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> int:
    """Return how many letters and figures that can be copied do not show where they stand."""
    drawing = _Drawing(page)
    scan = _is_scan(page)
    unseen = 0
    box = pdfium.FS_RECTF()
    for place in range(text.count_chars()):
        if not chr(pdfium.FPDFText_GetUnicode(text, place)).isalnum():
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, place, byref(box)):
            continue
        unseen += drawing.hides(Box(box.left, box.bottom, box.right, box.top), scan=scan)
    return unseen


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    paper = _paper(page)
    images = page.get_objects((pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    return any(Box(*image.get_bounds()).area > _WHOLE_PAGE * paper.area for image in images)


class _Drawing:
    """A page as whoever opens it sees it, in grey."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        width, height = page.get_size()
        bitmap = page.render(scale=min(_SCALE, (_PIXELS / (width * height)) ** 0.5), grayscale=True)
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._points = bytes(bitmap.buffer)
        bitmap.close()

    def hides(self, letter: Box, *, scan: bool) -> bool:
        """Tell whether nothing shows in the box of a letter, which is in points.

        On a scan only a dark patch hides: elsewhere the letter may stand beside where it was seen.
        """
        if max(letter.right - letter.left, letter.top - letter.bottom) < _READABLE:
            return True
        left, right, top, bottom = self._place(letter)
        if right <= left or bottom <= top:  # beside the page
            return True
        lines = range(top * self._stride, bottom * self._stride, self._stride)
        rows = [self._points[line + left : line + right] for line in lines]
        darkest, brightest = min(map(min, rows)), max(map(max, rows))
        return brightest - darkest < _FAINT and not (scan and darkest > _DARK)

    def _place(self, letter: Box) -> tuple[int, int, int, int]:
        """Return left, right, top and bottom of the middle of the box in pixels, as far as it is drawn."""
        (x, y), (x2, y2) = self._pixel(letter.left, letter.bottom), self._pixel(letter.right, letter.top)
        left, right, top, bottom = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
        aside, above = round((right - left) / 10), round((bottom - top) / 8)
        return (
            max(0, left + aside),
            min(self._width, right - aside + 1),
            max(0, top + above),
            min(self._height, bottom - above + 1),
        )

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = c_int(), c_int()
        whole = (0, 0, self._width, self._height, 0)  # of the drawing, not turned
        pdfium.FPDF_PageToDevice(self._page, *whole, c_double(x), c_double(y), byref(across), byref(down))
        return across.value, down.value
