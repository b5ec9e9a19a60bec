"""Plain text, and what every text of a file has in common."""

from __future__ import annotations

import re

from parsers.files.limits import Limits
from parsers.files.records import FileKind, FilePart, FileReading
from parsers.files.unread import NO_TEXT, NotRead, cut_at
from parsers.markup.charset import decode

# Controls but line feed and tab, halves of surrogate pairs, what no character may be, and what only says
# where a line may be broken: a word with it would not be found.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f\xad\u200b\u2060\ud800-\udfff\ufeff\ufffe\uffff]")


BETWEEN_CELLS = " | "  # in a row of a table that is read as a line


def without_controls(text: str) -> str:
    """Return ``text`` with plain line feeds and without characters that nobody sees."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_plain_text(body: bytes, kind: FileKind, limits: Limits) -> FileReading:
    """Return the text as one part without a name."""
    text = without_controls(decode(body, "").text).strip()
    if not text:
        raise NotRead(NO_TEXT)
    cut = len(text) > limits.characters
    return FileReading(
        kind, (FilePart("", text[: limits.characters]),), reason=cut_at(limits.characters) if cut else ""
    )
