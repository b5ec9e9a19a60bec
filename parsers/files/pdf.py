"""The text of a PDF, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from parsers.files.limits import Limits
from parsers.files.plain import without_controls
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.files.unread import DAMAGED, LOCKED, NO_TEXT, NotRead

SCAN = "The file is a scan: its pages are pictures without a text layer."
NO_END = "The end of the file is missing."

_LINE_END_HYPHEN = "\x02"  # so pdfium gives the hyphen of a word that goes on in the next line
_DEPTH = 3  # of groups of objects, where pictures are looked for


class _Page(NamedTuple):
    text: str
    picture: bool = False
    damaged: bool = False


def read_pdf(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a part for each page with text, named by its number. Raises NotRead."""
    try:
        document = PdfDocument(body)
    except PdfiumError as error:
        raise NotRead(LOCKED if error.err_code == pdfium.FPDF_ERR_PASSWORD else DAMAGED) from error
    try:
        pages = _read_pages(document, limits)
        reasons = list(_reasons(pages, len(document)))
    finally:
        document.close()
    if b"%%EOF" not in body:
        reasons.append(NO_END)
    parts = tuple(FilePart(str(number), page.text) for number, page in enumerate(pages, 1) if page.text)
    return FileReading(kind, parts, reason=" ".join(reasons))


def _read_pages(document: PdfDocument, limits: Limits) -> list[_Page]:
    pages: list[_Page] = []
    left = limits.characters
    for index in range(min(len(document), limits.parts)):
        page = _read_page(document, index)
        left -= len(page.text)
        if left < 0:
            break
        pages.append(page)
    return pages


def _read_page(document: PdfDocument, index: int) -> _Page:
    try:
        page = document[index]
    except PdfiumError:
        return _Page("", damaged=True)
    try:
        text = page.get_textpage().get_text_bounded().replace(_LINE_END_HYPHEN, "-")
        text = without_controls(text).strip()
        return _Page(text, picture=not text and _has_picture(page))
    finally:
        page.close()  # and its text with it


def _has_picture(page: PdfPage) -> bool:
    pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH)
    return next(pictures, None) is not None


def _reasons(pages: list[_Page], all_pages: int) -> Iterator[str]:
    """Yield why text is missing. Raises NotRead where there is none at all."""
    pictures = sum(page.picture for page in pages)
    damaged = sum(page.damaged for page in pages)
    looked_at = pages or not all_pages  # the first page alone may be longer than the limit
    if looked_at and not any(page.text for page in pages):
        raise NotRead(SCAN if pictures else DAMAGED if damaged else NO_TEXT)
    if len(pages) < all_pages:
        yield f"Only the first {len(pages):,} of {all_pages:,} pages are read."
    if pictures:
        yield f"{pictures:,} of {all_pages:,} pages are pictures without a text layer."
    if damaged:
        yield f"{damaged:,} of {all_pages:,} pages are damaged."
