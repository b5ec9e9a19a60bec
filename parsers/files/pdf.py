"""The text of a PDF, page by page."""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium

from parsers.files.limits import Limits
from parsers.files.plain import clean_text
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.files.unread import DAMAGED, LOCKED, NotRead


def read_pdf(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a part for each page with text, named by its number. Raises NotRead."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise NotRead(LOCKED if error.err_code == pdfium.FPDF_ERR_PASSWORD else DAMAGED) from error
    try:
        return _read_pages(document, kind, limits)
    finally:
        document.close()


def _read_pages(document: pypdfium2.PdfDocument, kind: FileKind, limits: Limits) -> FileReading:
    parts = []
    for number in range(1, min(len(document), limits.pages) + 1):
        page = document[number - 1]
        text = clean_text(page.get_textpage().get_text_bounded())
        page.close()
        if text:
            parts.append(FilePart(str(number), text))
    return FileReading(kind, tuple(parts))
