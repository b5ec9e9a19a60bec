"""The body inside an archived answer.

Archives keep bodies as they went over the wire, or unpacked with the old headers still on them, and web
browsers unpack before they save. So a header is a claim here, and the bytes decide.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from io import BytesIO

import brotli
import zstandard

from scraper.saved_errors import Damaged

GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
FILE_MAGICS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_HEAD = 512
_STEP = 4096


def decode_body(payload: bytes, content_encoding: str, transfer_encoding: str, most: int) -> bytes:
    """Return the body without transfer and content encoding, also where the headers are wrong about them.

    Raises Damaged where the body is cut or cannot be unpacked, or unpacks to more than ``most`` bytes.
    """
    body = unchunk(payload) if "chunked" in transfer_encoding.lower() else payload
    for name in reversed(content_encoding.lower().split(",")):
        if unpack := _UNPACK.get(name.strip()):
            body = unpack(body, most)
    return body


def unpack_again(body: bytes, most: int) -> bytes:
    """Return ``body`` unpacked once more where it is still gzip: some archives pack a packed page again."""
    return _gunzip(body, most)


def unchunk(payload: bytes) -> bytes:
    """Return ``payload`` without the frames of chunked transfer; unchanged where it has none.

    Raises Damaged where the frames begin well and break off.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        line_end = payload.find(b"\r\n", at, at + 64)
        size = _chunk_size(payload[at:line_end]) if line_end >= 0 else None
        if size is None:
            if at == 0:
                return payload
            raise Damaged("its chunks break off")
        if size == 0:
            return b"".join(parts)
        start, at = line_end + 2, line_end + 2 + size + 2
        if payload[at - 2 : at] != b"\r\n":
            raise Damaged("its chunks break off")
        parts.append(payload[start : at - 2])


def _chunk_size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None


def _gunzip(body: bytes, most: int) -> bytes:
    if not body.startswith(GZIP_MAGIC):
        return body
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as stream:
            return _not_more(stream.read(most + 1), most)
    except (EOFError, OSError, zlib.error) as error:
        raise Damaged(f"its gzip body is cut or damaged ({error})") from error


def _inflate(body: bytes, most: int) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # the standard says zlib, some servers send it bare
        stream = zlib.decompressobj(window)
        try:
            plain = stream.decompress(body, most + 1)
        except zlib.error:
            continue
        if stream.eof or len(plain) > most:
            return _not_more(plain, most)
    return _plain_after_all(body, "deflate")


def _unbrotli(body: bytes, most: int) -> bytes:
    stream = brotli.Decompressor()
    try:
        plain = bytearray(stream.process(body, output_buffer_limit=most + 1))
        while len(plain) <= most and not stream.is_finished():
            more = stream.process(b"", output_buffer_limit=most + 1)
            if not more:
                return _plain_after_all(body, "br")
            plain += more
    except brotli.error:
        return _plain_after_all(body, "br")
    return _not_more(bytes(plain), most)


def _unzstd(body: bytes, most: int) -> bytes:
    if not body.startswith(_ZSTD_MAGIC):
        return body
    stream = zstandard.ZstdDecompressor().decompressobj()
    plain = bytearray()
    try:
        for at in range(0, len(body), _STEP):
            plain += stream.decompress(body[at : at + _STEP])
            if stream.eof or len(plain) > most:
                return _not_more(bytes(plain), most)
    except zstandard.ZstdError as error:
        raise Damaged(f"its zstd body is damaged ({error})") from error
    raise Damaged("its zstd body is cut")


def _not_more(plain: bytes, most: int) -> bytes:
    if len(plain) > most:
        raise Damaged(f"it unpacks to more than {most:,} bytes")
    return plain


def _plain_after_all(body: bytes, encoding: str) -> bytes:
    """Return ``body`` where it reads as text or as a known kind of file, which ``encoding`` never does."""
    head = body[:_HEAD]
    readable = sum(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head)
    ascii_share = sum(0x20 <= byte < 0x7F or byte in b"\t\n\r\f" for byte in head)
    text = readable == len(head) and ascii_share * 2 > len(head)
    if text or head.startswith(FILE_MAGICS):
        return body
    raise Damaged(f"its {encoding} body is cut or damaged")


_UNPACK: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
