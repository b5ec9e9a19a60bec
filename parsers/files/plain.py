"""Plain text, and what every text of a file has in common."""

from __future__ import annotations

import re

from parsers.files.limits import Limits
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.markup.charset import decode

# Controls but line feed and tab, halves of surrogate pairs, and what no character may be.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")


def clean_text(text: str) -> str:
    """Return ``text`` with plain line feeds, without control characters and without space at the ends."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read_plain_text(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return the text as one part without a name."""
    text = clean_text(decode(body, "").text)
    return FileReading(kind, (FilePart("", text[: limits.characters]),))
