"""Rows of the public tables about the files that a response links to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import count, groupby
from urllib.parse import unquote

from archive.reading.covering import TableRow
from archive.reading.readings import Readings
from archive.reading.records import FileAnswer, FileVersion
from parsers.addresses import clean_address, page_key, slug
from parsers.files.records import distinct

FILE_COLUMNS: dict[str, tuple[str, ...]] = {
    "attachments": ("id", "response_id", "place", "url", "filename", *FileAnswer._fields),
    "attachment_versions": ("rowid", "attachment_id", *FileVersion._fields),
    "attachment_parts": ("id", "attachment_id", "place", "part", "text"),
    "attachment_cells": ("attachment_id", "part", "row", "col", "value", "number"),
}
# The id of what belongs to a response holds the row of the response. So it depends on no other response, and
# the response of what the full-text index finds in files is known without a look at any table.
ROWS_OF_RESPONSE = 2**20
_ID_BITS = 53  # as many as a number in JavaScript keeps
_NUMBER = re.compile(r"[-+]?(?:£\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


def file_rows(name: str, first: int, links: Iterable[str], readings: Readings) -> Iterator[TableRow]:
    """Yield what is known of the files of the response called ``name``.

    ``first`` is the first id of its rows. Of a file that is held back nothing of its content.
    """
    part_ids, version_ids = count(first), count(first)
    urls = {page_key(link): clean_address(link) for link in links}
    for nth, (key, url) in enumerate(urls.items(), 1):
        answer, capture_id = readings.file(key)
        number = attachment_id(name, key)
        yield "attachments", (number, name, nth, url, unquote(slug(url)), *answer)
        for version in readings.file_versions(key):
            yield "attachment_versions", (next(version_ids), number, *version)
        if answer.state == "held" and capture_id is not None:
            parts = (
                part._replace(name=readings.mask.covered(part.name)) for part in readings.parts_of(capture_id)
            )
            for place, part in enumerate(distinct(parts), 1):
                yield "attachment_parts", (next(part_ids), number, place, part.name, part.text)
                for row_number, several in groupby(part.cells, key=lambda cell: cell.row):
                    cells = [*several]
                    values = readings.mask.pieces([cell.text for cell in cells])
                    for cell, value in zip(cells, values, strict=True):
                        yield (
                            "attachment_cells",
                            (number, part.name, row_number, cell.column, value, number_in(value)),
                        )


def attachment_id(response_id: str, key: str) -> int:
    """Return the id of a file by the response that links to it and its address's key, for ever the same.

    >>> attachment_id("01.FOI.22.024049", "/files/a.xlsx")
    7498065539279293
    """
    digest = hashlib.sha256(f"{response_id}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8]) >> (64 - _ID_BITS)


def number_in(value: str) -> float | None:
    """Return the number that a cell shows, None for anything else.

    >>> [number_in(value) for value in ("1,204", "-3.5", "£20", "12%", "", "1,20", "2024-01-05")]
    [1204.0, -3.5, 20.0, None, None, None, None]
    """
    plain = value.strip()
    if not plain or not _NUMBER.fullmatch(plain) or not any(sign.isdigit() for sign in plain):
        return None
    return float(plain.replace(",", "").replace("£", "").replace(" ", ""))
