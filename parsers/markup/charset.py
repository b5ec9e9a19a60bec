"""From bytes to characters: what the page declares, corrected where the bytes say otherwise.

A page may declare its encoding in a byte order mark, the HTTP header or a meta element, in that order of
trust (WHATWG Encoding and HTML standards). Declarations are wrong often enough that none is believed
against the bytes: text in windows-1252 that calls itself UTF-8 is the usual case, and its reverse.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from parsers.models import Diagnostic

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# Only these: Python's registry also holds codecs that are no character encodings or are a danger (utf-7).
_LABELS = re.compile(
    r"utf-?8|utf-?16(?:le|be)?|iso-?8859-?(?:[2-9]|1[03-6])|windows-125[0-8]|koi8-[ru]|macintosh"
    r"|shift_jis|euc-jp|euc-kr|big5|gbk|gb2312|gb18030"
)
_READ_AS_1252 = re.compile(r"(?:iso-?|iso_)8859-1|latin-?1|l1|(?:us-)?ascii|(?:windows-|cp|x-cp)1252")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([^\s\"';,]+)", re.IGNORECASE)
_META = re.compile(
    rb"<(?:meta\b[^>]{0,500}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*[\"']?\s*([\w.:-]+)",
    re.IGNORECASE,
)
_PRESCAN = 4096  # the standard asks for 1024; scripts are often put before the meta element
_SAMPLE = 400

# The five bytes that Python's codec refuses are controls in the standard's table.
_WINDOWS_1252 = "".join(
    bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(256)
)


class Decoded(NamedTuple):
    """The characters of a page, and what had to be repaired to get them."""

    text: str
    diagnostics: tuple[Diagnostic, ...]


def decode(body: bytes, content_type: str) -> Decoded:
    """Return the text of ``body``. Never fails: bytes that no declaration explains are windows-1252.

    NUL characters are left out. ``content_type`` is the HTTP header, or empty.
    """
    notes: list[Diagnostic] = []
    encoding, start = _declared(body, content_type, notes)
    text = _repaired(body[start:] if start else body, encoding, notes)
    if b"\0" in body and (nuls := text.count("\0")):  # to look for it in bytes takes no time
        text = text.replace("\0", "")
        notes.append(Diagnostic("bytes.nul", f"{nuls} NUL characters were left out"))
    return Decoded(text, tuple(notes))


def _declared(body: bytes, content_type: str, notes: list[Diagnostic]) -> tuple[str, int]:
    """Return the encoding declared, or an empty string, and where the text begins."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return encoding, len(mark)
    refused = ""
    for label in _labels(body, content_type):
        if encoding := _encoding(label):
            if encoding.startswith("utf-16") and b"\0" not in body[:_SAMPLE]:
                encoding = "utf-8"  # read from ASCII bytes, so it cannot be
            return encoding, 0
        if label != refused:
            notes.append(Diagnostic("charset.unknown", f"no encoding is called {label[:40]!r}"))
        refused = label
    if encoding := _utf_16_by_its_zeros(body[:_SAMPLE]):
        notes.append(Diagnostic("charset.undeclared", f"no encoding declared; read as {encoding}"))
        return encoding, 0
    return "", 0


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    if header := _HEADER.search(content_type):
        yield header[1]
    if meta := _META.search(body, 0, _PRESCAN):
        yield meta[1].decode("ascii", "replace")


def _encoding(label: str) -> str:
    """Return Python's name of the encoding that browsers use for ``label``, or an empty string."""
    label = label.strip().lower()
    if _READ_AS_1252.fullmatch(label):
        return "windows-1252"
    if not _LABELS.fullmatch(label):
        return ""
    return codecs.lookup("utf-16-le" if label in ("utf-16", "utf16") else label).name


def _utf_16_by_its_zeros(sample: bytes) -> str:
    half = len(sample) // 2
    if half < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def _repaired(body: bytes, encoding: str, notes: list[Diagnostic]) -> str:
    if encoding in ("", "utf-8"):
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError as error:
            return _not_utf_8(body, error, bool(encoding), notes)
    if encoding == "windows-1252":
        return _called_1252(body, notes)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        notes.append(Diagnostic("charset.wrong", f"declared {encoding}, but not so at byte {error.start}"))
        return body.decode(encoding, "replace")


def _not_utf_8(body: bytes, error: UnicodeDecodeError, declared: bool, notes: list[Diagnostic]) -> str:
    if declared:
        message = f"declared utf-8, but not so from byte {error.start}; such bytes read as windows-1252"
        notes.append(Diagnostic("charset.wrong", message))
        return body.decode("utf-8", "foilog.windows-1252")
    message = f"no encoding declared, and not utf-8 at byte {error.start}; read as windows-1252"
    notes.append(Diagnostic("charset.undeclared", message))
    return _decode_1252(body)


def _called_1252(body: bytes, notes: list[Diagnostic]) -> str:
    """Windows-1252, unless it is UTF-8 throughout: old servers add the former to every page they send."""
    if body.isascii():
        return body.decode("ascii")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_1252(body)
    notes.append(Diagnostic("charset.wrong", "declared windows-1252, but is utf-8 throughout; read as utf-8"))
    return text


def _decode_1252(body: bytes) -> str:
    return codecs.charmap_decode(body, "strict", _WINDOWS_1252)[0]


def _bad_bytes_as_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _decode_1252(error.object[error.start : error.end]), error.end


codecs.register_error("foilog.windows-1252", _bad_bytes_as_1252)
