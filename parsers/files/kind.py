"""What kind of file some bytes are: told by their signature first, then by what name and server say.

Servers send error pages with the type of a spreadsheet, and people save spreadsheets with the name of a PDF.
"""

from __future__ import annotations

import re

from parsers.files.containers import listed_names
from parsers.files.records import FileKind
from parsers.markup.charset import decode

_PDF_WITHIN = 1024  # bytes before the signature that readers of PDF put up with
_SAMPLE = 4096

_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"
_OPEN_DOCUMENT = re.compile(rb"mimetypeapplication/vnd\.oasis\.opendocument\.(spreadsheet|text)(?!-)")
_OFFICE_MEMBER = re.compile(r"\[content_types\]\.xml|_rels/|docprops/|xl/|word/|mimetype$", re.IGNORECASE)
_OPEN_MEMBERS = {"content.xml", "meta-inf/manifest.xml"}
_FOLDERS: tuple[tuple[str, FileKind], ...] = (("xl/", "xlsx"), ("word/", "docx"), ("ppt/", "other"))
_HTML = re.compile(
    r"(?:\s|<\?xml[^>]{0,200}>|<!--(?:(?!-->).){0,2000}-->)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|p|h1)\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")

_BY_SUFFIX: dict[str, FileKind] = {
    "xlsx": "xlsx",
    "xlsm": "xlsx",
    "xltx": "xlsx",
    "xlsb": "xlsb",
    "xls": "xls",
    "ods": "ods",
    "docx": "docx",
    "docm": "docx",
    "odt": "odt",
    "csv": "csv",
    "tsv": "csv",
    "tab": "csv",
}
_BY_TYPE: dict[str, FileKind] = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": "xlsx",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": "xlsb",
    "application/vnd.ms-excel": "xls",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.oasis.opendocument.text": "odt",
    "text/csv": "csv",
    "application/csv": "csv",
    "text/tab-separated-values": "csv",
}
# Each stream of an OLE file has its name in a directory entry of fixed size, filled up with zeros.
_OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "other"),
)
_TABLES = ("csv", "xls", "xlsx", "xlsb", "ods")  # some name a table in text like a workbook
_PACKAGES = ("xlsx", "xlsb", "ods", "docx", "odt")
_LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")


def file_kind(body: bytes, name: str, content_type: str) -> FileKind:
    """Return what ``body`` is; ``name`` is its path or file name, ``content_type`` the HTTP header or ''.

    ``other`` is what no reader is for. A text that is named or sent as a table is ``csv``.
    """
    if not body.strip(b"\0 \t\r\n"):
        return "empty"
    claimed = _claimed(name, content_type)
    if body.startswith(_EMPTY_ZIP):
        return "zip"
    if body.startswith(_ZIP):  # before PDF, for one may stand unpacked in a ZIP
        return _zip_kind(body, claimed)
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith(OLE):
        return _ole_kind(body, claimed)
    if body.startswith(_IMAGES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return "image"
    return _text_kind(body, claimed)


def is_locked_office(body: bytes) -> bool:
    """Whether this is an office file with a password, which stands encrypted in an OLE file."""
    return body.startswith(OLE) and _LOCKED_STREAM in body


def _claimed(name: str, content_type: str) -> FileKind | None:
    suffix = name.rpartition(".")[2].strip().lower()
    return _BY_SUFFIX.get(suffix) or _BY_TYPE.get(content_type.partition(";")[0].strip().lower())


def _zip_kind(body: bytes, claimed: FileKind | None) -> FileKind:
    if document := _OPEN_DOCUMENT.search(body, 0, 200):
        return "ods" if document[1] == b"spreadsheet" else "odt"
    names = {name.replace("\\", "/").lstrip("/").lower() for name in listed_names(body)}
    if "[content_types].xml" in names:
        if any(name.startswith("xl/workbook") and name.endswith(".bin") for name in names):
            return "xlsb"
        for folder, kind in _FOLDERS:
            if any(name.startswith(folder) for name in names):
                return kind
    if names >= _OPEN_MEMBERS:  # an OpenDocument file that does not begin with what it is
        return claimed if claimed in ("ods", "odt") else "other"
    if claimed in _PACKAGES and (not names or any(_OFFICE_MEMBER.match(name) for name in names)):
        return claimed
    return "zip"


def _ole_kind(body: bytes, claimed: FileKind | None) -> FileKind:
    if is_locked_office(body):
        return claimed or "xlsx"
    # A document may hold another of a different kind, which stands behind it.
    found = [
        (place, kind)
        for stream, kind in _OLE_STREAMS
        if (place := body.find(stream.encode("utf-16-le") + bytes(4))) >= 0
    ]
    return min(found)[1] if found else "other"


def _text_kind(body: bytes, claimed: FileKind | None) -> FileKind:
    if body.startswith(b"{\\rtf"):
        return "other"
    start = decode(body[:_SAMPLE], "")
    if _HTML.match(start.text):
        return "html"
    if _CONTROL.search(start.text) or any(note.code == "bytes.nul" for note in start.diagnostics):
        return "other"
    return "csv" if claimed in _TABLES else "text"
