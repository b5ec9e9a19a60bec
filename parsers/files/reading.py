"""The text of a file, in parts that can be found again: pages, sheets, members of a ZIP."""

from __future__ import annotations

from collections.abc import Callable

from parsers.files.containers import open_container
from parsers.files.hazards import find_hazards
from parsers.files.limits import Limits
from parsers.files.pdf import read_pdf
from parsers.files.plain import read_plain_text
from parsers.files.records import FileKind, FileReading
from parsers.files.tables import read_csv
from parsers.files.unread import NotRead
from parsers.files.workbooks import read_workbook

Reader = Callable[[bytes, FileKind, Limits], FileReading]

_READERS: dict[FileKind, Reader] = {
    "pdf": read_pdf,
    "xlsx": read_workbook,
    "xlsb": read_workbook,
    "xls": read_workbook,
    "ods": read_workbook,
    "csv": read_csv,
    "text": read_plain_text,
}
_REASONS: dict[FileKind, str] = {
    "html": "A web page was given in the place of the file.",
    "image": "The file is a picture; what is written in it is not read.",
    "empty": "The file is empty.",
}


_CONTAINERS: tuple[FileKind, ...] = ("xlsx", "xlsb", "ods", "docx", "odt", "zip")
_LIMITS = Limits()


def read_file(body: bytes, kind: FileKind, *, released: bool) -> FileReading:
    """Return what the file hides or, where it hides nothing or a person let it through, its parts.

    A ZIP that would unpack to too much is given to no library at all.
    """
    if kind in _CONTAINERS and body.startswith(b"PK"):
        try:
            open_container(body, _LIMITS).close()
        except NotRead as reason:
            return FileReading(kind, reason=str(reason))
    if not released and (hazards := find_hazards(body, kind)):
        return FileReading(kind, hazards=hazards)
    return read_parts(body, kind)


def read_parts(body: bytes, kind: FileKind, limits: Limits = _LIMITS) -> FileReading:
    """Return the parts of a file, and why some or all of its text is missing.

    It is not looked at for hazards. Raises what libraries raise for a file made to break them.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return FileReading(kind, reason=_REASONS.get(kind, "Files of this kind are not read."))
    try:
        return reader(body, kind, limits)
    except NotRead as reason:
        return FileReading(kind, reason=str(reason))
