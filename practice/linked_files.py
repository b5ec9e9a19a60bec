"""Which file stands at each address: sound ones of every kind, and what an archive meets besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from practice.files import DOCX, XLSX, Rows, archive, csv_file, docx, pdf, scan, xlsx

State = Literal["held", "quarantined", "unreadable", "not_held"]


@dataclass(frozen=True, slots=True)
class LinkedFile:
    """A file as the site gives it, and what an archive should say of it. None stands where it is missing."""

    case: str
    state: State
    media_type: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class _Case:
    name: str
    state: State
    media_type: str
    make: Callable[[str, Rows], bytes | None]


def _workbook(title: str, rows: Rows) -> bytes:
    return xlsx(_sheets(title, rows))


def _with_hidden_sheet(title: str, rows: Rows) -> bytes:
    names = (("Name", "Collar"), ("Ermintrude Quillfeather", "4471"))
    return xlsx({**_sheets(title, rows), "Staff names": names}, hidden=("Staff names",))


def _sheets(title: str, rows: Rows) -> dict[str, Rows]:
    heading, *figures = rows
    by_station = [("Station", *heading[1:]), *((_station(n), *row[1:]) for n, row in enumerate(figures))]
    notes = (
        ("How this was counted",),
        ("Tallied by hand from the occurrence books.",),
        ("Where a figure is below three it is shown as it is.",),
    )
    return {"Figures": ((title,), *rows), "By station": by_station, "Notes": notes}


def _station(number: int) -> str:
    stations = ("Kettle Green", "Saltmarsh Row", "Owlsham", "Plum Hill", "Nether Wallop Lane")
    return stations[number % len(stations)] + (" annexe" if number >= len(stations) else "")


def _pages(title: str, rows: Rows) -> bytes:
    return pdf(
        (title, *("  ".join(row) for row in rows)),
        ("Annex A: method", "Counted from duty rosters.", "Half days were rounded upwards."),
        ("Annex B: glossary", "Rota: the list of who works when.", "Annexe: a smaller building next door."),
    )


def _document(title: str, rows: Rows) -> bytes:
    return docx((title, "This note goes with the reply and has the same reference."), rows)


def _archive(title: str, rows: Rows) -> bytes:
    return archive({"figures.csv": csv_file(rows), "covering-note.pdf": pdf((title, "See the list."))})


_SHEETS = _Case("workbook of three sheets", "held", XLSX, _workbook)
_LETTER = _Case("document of three pages", "held", "application/pdf", _pages)
_HIDDEN = _Case("workbook with a hidden sheet", "quarantined", XLSX, _with_hidden_sheet)
_MISSING = _Case("missing", "not_held", XLSX, lambda title, rows: None)
_RUBBISH = _Case("rubbish", "unreadable", XLSX, lambda title, rows: bytes(range(256)) * 8)
_SCAN = _Case("scan", "unreadable", "application/pdf", lambda title, rows: scan(2))
_TABLE = _Case("table", "held", "text/csv", lambda title, rows: csv_file(rows))
# What the files with an ending are in turn; a small site has the sound ones.
_TURNS: Mapping[str, tuple[_Case, ...]] = {
    ".xlsx": (*[_SHEETS] * 7, _HIDDEN, *[_SHEETS] * 2, _MISSING, _SHEETS, _RUBBISH, *[_SHEETS] * 4),
    ".pdf": (*[_LETTER] * 4, _SCAN, *[_LETTER] * 4),
    ".csv": (_TABLE,),
    "": (
        _SHEETS,
        _Case("Word document without an ending", "held", DOCX, _document),
        _Case("archive of two files", "held", "application/zip", _archive),
    ),
}


class LinkedFiles:
    """The files at ``paths``, each made when asked for."""

    def __init__(self, paths: Iterable[str]) -> None:
        turns: Counter[str] = Counter()
        self._cases: dict[str, _Case] = {}
        for path in paths:
            ending = _ending(path)
            cases = _TURNS[ending]
            self._cases[path] = cases[turns[ending] % len(cases)]
            turns[ending] += 1

    def make(self, path: str, title: str, rows: Rows) -> LinkedFile:
        """Return the file at ``path``, about ``title`` and with these figures."""
        case = self._cases[path]
        return LinkedFile(case.name, case.state, case.media_type, case.make(title, rows))


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2]}" if "." in name else ""
