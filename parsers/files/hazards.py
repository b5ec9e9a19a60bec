"""What a file hides, or tells more than was meant: looked for before anything of it goes anywhere public."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parsers.files.guard.archive import archive_hazards
from parsers.files.guard.binary_workbook import binary_workbook_hazards
from parsers.files.guard.old_workbook import old_workbook_hazards
from parsers.files.guard.opendocument import spreadsheet_hazards, text_hazards
from parsers.files.guard.pdf import pdf_hazards
from parsers.files.guard.word import document_hazards
from parsers.files.guard.workbook import workbook_hazards
from parsers.files.kind import is_locked_office
from parsers.files.records import FileKind, Hazard

NOT_SCREENED = Hazard("not-screened", "", "It cannot be looked through for what it hides.")

_SCREENS: dict[FileKind, Callable[[bytes], Iterable[Hazard]]] = {
    "pdf": pdf_hazards,
    "xlsx": workbook_hazards,
    "xlsb": binary_workbook_hazards,
    "xls": old_workbook_hazards,
    "ods": spreadsheet_hazards,
    "docx": document_hazards,
    "odt": text_hazards,
    "zip": lambda body: archive_hazards(body, find_hazards),
}


def find_hazards(body: bytes, kind: FileKind) -> tuple[Hazard, ...]:
    """Return what the file hides, in its order; empty for a file that may be shown.

    A file that cannot be looked through has ``NOT_SCREENED``, alone. One with a password, and one of a kind
    that no text is read of, has no hazard: nothing of it can be shown.
    """
    screen = _SCREENS.get(kind)
    if screen is None or is_locked_office(body):
        return ()
    try:
        return tuple(dict.fromkeys(screen(body)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 -- whatever a hostile file breaks, nothing of it is shown
        return (NOT_SCREENED,)
