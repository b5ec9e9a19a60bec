"""The media types of files by what they are, whatever a server calls them."""

from __future__ import annotations

from collections.abc import Mapping

from parsers.files.records import FileKind

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[FileKind, str] = {
    "pdf": "application/pdf",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "csv": "text/csv",
    "text": "text/plain",
    "zip": "application/zip",
}
SPREADSHEETS = tuple(MEDIA_TYPES[kind] for kind in ("xlsx", "xlsb", "xls", "ods", "csv"))


def media_type(kind: FileKind, stated: str) -> str | None:
    """Return the media type of a file of this kind; for other kinds what was ``stated``, if anything."""
    return MEDIA_TYPES.get(kind) or stated.partition(";")[0].strip().lower() or None
