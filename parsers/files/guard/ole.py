"""Files of Office before 2007: the streams of their container, and what their properties say of people."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from xlrd.compdoc import CompDoc

from parsers.files.guard.people import names_person
from parsers.files.guard.wording import CHANGES, EMBEDDED, PIVOT_CACHE, author_hazard
from parsers.files.records import Hazard

_PEOPLE = {
    "\x05SummaryInformation": {4: "author", 8: "last author"},
    "\x05DocumentSummaryInformation": {14: "manager"},
}
_CODE_PAGE, _NARROW, _WIDE = 1, 30, 31  # a property and the types of text, as [MS-OLEPS] numbers them
_STORAGES = {"_SX_DB_CUR": PIVOT_CACHE, "_SX_DB": PIVOT_CACHE, "Revision Log": CHANGES, "User Names": CHANGES}


def container_hazards(container: CompDoc) -> Iterator[Hazard]:
    """Yield what stands in the container beside the workbook: caches, other files, names of people."""
    for entry in container.dirlist:
        if entry.name in _STORAGES:
            yield _STORAGES[entry.name]
        if entry.name.startswith("MBD"):
            yield EMBEDDED
    for stream, people in _PEOPLE.items():
        said = container.get_named_stream(stream)
        for place, value in _texts(said) if said else ():
            if place in people and names_person(value):
                yield author_hazard(people[place])


def _texts(stream: bytes) -> Iterator[tuple[int, str]]:
    """Yield the properties of the first set that are texts, by their numbers."""
    (start,) = struct.unpack_from("<I", stream, 44)
    (count,) = struct.unpack_from("<I", stream, start + 4)
    places = [struct.unpack_from("<II", stream, start + 8 + 8 * number) for number in range(min(count, 1000))]
    code_page = 1252
    for number, offset in places:
        kind, size = struct.unpack_from("<II", stream, start + offset)
        if number == _CODE_PAGE:
            code_page = size & 0xFFFF
        if kind in (_NARROW, _WIDE):
            size *= 2 if kind == _WIDE else 1
            text = stream[start + offset + 8 : start + offset + 8 + size]
            yield (
                number,
                text.decode("utf-16-le" if kind == _WIDE else _codec(code_page), "replace").strip("\0 "),
            )


def _codec(code_page: int) -> str:
    return {65001: "utf-8", 1200: "utf-16-le", 10000: "mac-roman"}.get(code_page, "cp1252")
