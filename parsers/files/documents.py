"""Documents of word processors: their text in the order of the page, a row of a table as one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from parsers.files.containers import open_container, unpack
from parsers.files.limits import Limits
from parsers.files.plain import BETWEEN_CELLS, without_controls
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.files.unread import DAMAGED, NO_TEXT, NotRead, cut_at

HOSTILE = "The file defines entities of its own, which documents of this kind never do."


class _Form(NamedTuple):
    """How documents of one kind are written, in local names of XML elements.

    ``members`` are patterns of the names of those with text, in the order in which they are read. Where
    ``text`` is empty, all characters of a paragraph are text, else those within these elements.
    """

    members: tuple[str, ...]
    paragraphs: frozenset[str]
    text: frozenset[str]
    spaces: Mapping[str, str]
    table: str
    row: str
    cells: frozenset[str]
    left_out: frozenset[str]


_FORMS: Mapping[FileKind, _Form] = {
    "docx": _Form(
        members=tuple(
            rf"word/{name}\d*\.xml" for name in ("header", "document", "footnotes", "endnotes", "footer")
        ),
        paragraphs=frozenset({"p"}),
        text=frozenset({"t"}),
        spaces={"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
        table="tbl",
        row="tr",
        cells=frozenset({"tc"}),
        # What was moved stands at both places, and drawings a second time for programs that know no others.
        left_out=frozenset({"moveFrom", "Fallback"}),
    ),
    "odt": _Form(
        members=(r"styles\.xml", r"content\.xml"),  # headers and footers belong to the styles of pages
        paragraphs=frozenset({"p", "h"}),
        text=frozenset(),
        spaces={"tab": " ", "s": " ", "line-break": "\n"},
        table="table",
        row="table-row",
        cells=frozenset({"table-cell"}),
        left_out=frozenset({"tracked-changes", "annotation"}),
    ),
}


def read_document(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return a DOCX or ODT as one part without a name. Raises NotRead.

    Headers come first, then the text, then notes and footers.
    """
    with open_container(body, limits) as container:
        lines, whole = _read(container, _FORMS[kind], limits.characters)
    if not lines:
        raise NotRead(NO_TEXT)
    reason = "" if whole else cut_at(limits.characters)
    return FileReading(kind, (FilePart("", "\n".join(lines)),), reason=reason)


def _read(container: ZipFile, form: _Form, characters: int) -> tuple[list[str], bool]:
    lines: list[str] = []
    for pattern in form.members:
        for member in filter(re.compile(pattern).fullmatch, sorted(container.namelist())):
            for line in _lines(container, member, form):
                characters -= len(line) + 1
                if characters < 0:
                    return lines, False
                lines.append(line)
    return lines, True


def _lines(container: ZipFile, member: str, form: _Form) -> Iterator[str]:
    target = _Lines(form)
    parser = DefusedXMLParser(target=target)
    try:
        for chunk in unpack(container, member):
            parser.feed(chunk)
            yield from target.take()
        parser.close()
    except DefusedXmlException as error:
        raise NotRead(HOSTILE) from error
    except ParseError as error:
        raise NotRead(DAMAGED) from error
    yield from target.take()


class _Lines:
    """Takes what an XML parser finds, and gives lines: one for each paragraph or row of a table."""

    def __init__(self, form: _Form) -> None:
        self._form = form
        self._lines: list[str] = []
        self._paragraphs: list[list[str]] = []  # those that are open: one may stand in a box within another
        self._rows: list[list[list[str]]] = []  # of open tables the open row: the paragraphs of its cells
        self._text = 0  # open elements with text
        self._left_out = 0  # open elements that are left out, with all in them

    def take(self) -> list[str]:
        """Return the lines that are complete since the last time."""
        lines, self._lines = self._lines, []
        return lines

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if self._left_out or name in self._form.left_out:
            self._left_out += 1
        elif name in self._form.paragraphs:
            self._paragraphs.append([])
        elif name in self._form.text:
            self._text += 1
        elif name == self._form.table:
            self._rows.append([])
        elif name == self._form.row and self._rows:
            self._rows[-1].clear()
        elif name in self._form.cells and self._rows:
            self._rows[-1].append([])
        elif name in self._form.spaces:
            self._add(self._form.spaces[name])

    def data(self, text: str) -> None:
        if not self._left_out and (self._text or not self._form.text):
            self._add(text)

    def _add(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if self._left_out:
            self._left_out -= 1
        elif name in self._form.paragraphs and self._paragraphs:
            self._emit("".join(self._paragraphs.pop()))
        elif name in self._form.text:
            self._text -= 1
        elif name == self._form.row and self._rows:
            cells, self._rows[-1] = self._rows[-1], []
            self._close_row(cells)
        elif name == self._form.table and self._rows:
            self._rows.pop()

    def _emit(self, text: str) -> None:
        """Put a paragraph where it belongs: into the open cell of a table, or among the lines."""
        text = without_controls(text).strip()
        if not text:
            return
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(" ".join(text.split()))
        else:
            self._lines.append(text)

    def _close_row(self, cells: list[list[str]]) -> None:
        row = BETWEEN_CELLS.join(" ".join(paragraphs) for paragraphs in cells if paragraphs)
        outer = self._rows[-2] if len(self._rows) > 1 else []
        if row and outer:
            outer[-1].append(row)
        elif row:
            self._lines.append(row)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
