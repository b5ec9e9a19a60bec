"""The text of a file, in parts that can be found again: pages, sheets, members of a ZIP."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parsers.files.archives import read_zip
from parsers.files.containers import is_locked, open_container
from parsers.files.documents import read_document
from parsers.files.hazards import NOT_SCREENED, find_hazards
from parsers.files.kind import is_locked_office
from parsers.files.limits import Limits
from parsers.files.pdf import read_pdf
from parsers.files.plain import read_plain_text
from parsers.files.records import FileKind, FileReading
from parsers.files.tables import read_csv
from parsers.files.unread import LOCKED, NotRead
from parsers.files.unsupported import why_unsupported
from parsers.files.workbooks import read_workbook

_READERS: Mapping[FileKind, Callable[[bytes, FileKind, Limits], FileReading]] = {
    "pdf": read_pdf,
    "xlsx": read_workbook,
    "xlsb": read_workbook,
    "xls": read_workbook,
    "ods": read_workbook,
    "docx": read_document,
    "odt": read_document,
    "csv": read_csv,
    "text": read_plain_text,
}
_REASONS: Mapping[FileKind, str] = {
    "html": "A web page was given in the place of the file.",
    "image": "The file is a picture; what is written in it is not read.",
    "empty": "The file is empty.",
}
_CONTAINERS: frozenset[FileKind] = frozenset({"xlsx", "xlsb", "ods", "docx", "odt", "zip"})
_LIMITS = Limits()


def read_file(body: bytes, kind: FileKind, *, released: bool) -> FileReading:
    """Return what the file hides or, where it hides nothing or a person let it through, its parts.

    One that can be neither looked through nor read says why, as it has nothing that could be shown.
    """
    if refusal := _refusal(body, kind, _LIMITS):
        return FileReading(kind, reason=refusal)
    hazards = () if released else find_hazards(body, kind)
    if hazards not in ((), (NOT_SCREENED,)):
        return FileReading(kind, hazards=hazards)
    reading = read_parts(body, kind)
    return FileReading(kind, hazards=hazards) if hazards and reading.parts else reading


def read_parts(body: bytes, kind: FileKind, limits: Limits = _LIMITS) -> FileReading:
    """Return the parts of a file, and why some or all of its text is missing. Looks for no hazards.

    Raises what libraries raise for a file made to break them.
    """
    if reason := _refusal(body, kind, limits):
        return FileReading(kind, reason=reason)
    try:
        if kind == "zip":
            return read_zip(body, kind, limits, read_parts)
        if reader := _READERS.get(kind):
            return reader(body, kind, limits)
    except NotRead as reason:
        return FileReading(kind, reason=str(reason))
    return FileReading(kind, reason=_REASONS.get(kind) or why_unsupported(body))


def _refusal(body: bytes, kind: FileKind, limits: Limits) -> str:
    """Return why a file is given to no library at all, or ''."""
    if is_locked_office(body):
        return LOCKED
    if kind not in _CONTAINERS:
        return ""
    try:
        with open_container(body, limits) as container:
            return LOCKED if is_locked(container) else ""
    except NotRead as reason:
        return str(reason)
