"""The body of an answer, whole or not at all.

httpx takes a gzip body that was cut short for a whole one, and hands over encodings it does not know
undecoded; so the bytes are taken raw and decoded here, with a look at the end of the stream.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterable, Iterator

import httpx

from scraper.fetch_errors import CutBody, TooLarge, UnreadableBody

_GZIP = 16 + zlib.MAX_WBITS
_SLOWEST_SECONDS = 600.0  # a server that drips bytes for ever must not hold the run


def read_whole(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the decoded body of a streamed ``response``.

    Raises CutBody where it ends too early, UnreadableBody for partial content, another encoding than gzip, or
    bytes that are not what the encoding says, TooLarge for more than ``max_bytes`` decoded; a length that is
    stated counts before anything is read. httpx raises for a body shorter than its Content-Length.
    """
    url = str(response.url)
    if response.status_code == httpx.codes.PARTIAL_CONTENT:
        raise UnreadableBody(url, "part of the page (206) was sent, though the whole was asked for")
    stated = response.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > max_bytes:
        raise TooLarge(url, f"{int(stated):,} bytes, more than {max_bytes:,}")
    chunks = _in_time(response.iter_raw(), url)
    encodings = [name for part in response.headers.get("content-encoding", "").split(",")
                 if (name := part.strip().lower()) not in {"", "identity"}]  # fmt: skip
    if encodings in (["gzip"], ["x-gzip"]):
        chunks = _gunzipped(chunks, url, max_bytes)
    elif encodings:
        raise UnreadableBody(url, f"encoded as {', '.join(encodings)}, which was not asked for")
    body = _joined(chunks, url, max_bytes)
    if not encodings and _cut_page(response, body):
        raise CutBody(url, "the page breaks off before its closing tag")
    return body


def read_raw(response: httpx.Response, max_bytes: int) -> bytes:
    """Return the body of a streamed ``response`` as it was sent, whatever its encoding.

    Raises CutBody where it takes too long, TooLarge for more than ``max_bytes``. httpx raises for a body
    shorter than its Content-Length.
    """
    url = str(response.url)
    return _joined(_in_time(response.iter_raw(), url), url, max_bytes)


def _joined(chunks: Iterable[bytes], url: str, max_bytes: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(url, f"larger than {max_bytes:,} bytes")
        parts.append(chunk)
    return b"".join(parts)


def _in_time(chunks: Iterable[bytes], url: str) -> Iterator[bytes]:
    last_moment = time.monotonic() + _SLOWEST_SECONDS
    for chunk in chunks:
        if time.monotonic() > last_moment:
            raise CutBody(url, f"not whole after {_SLOWEST_SECONDS:.0f} s")
        yield chunk


def _gunzipped(chunks: Iterable[bytes], url: str, max_bytes: int) -> Iterator[bytes]:
    """Yield what the gzip stream holds; it may have several members, and none where the body is empty.

    A piece is at most one byte larger than allowed, so that a small stream cannot swell without bound.
    """
    member = zlib.decompressobj(_GZIP)
    begun = False
    try:
        for chunk in chunks:
            rest, begun = chunk, True
            while rest:
                if member.eof:
                    member = zlib.decompressobj(_GZIP)
                yield member.decompress(rest, max_bytes + 1)
                rest = member.unconsumed_tail or member.unused_data
    except zlib.error as error:
        raise UnreadableBody(url, f"not the gzip stream it says it is ({error})") from error
    if begun and not member.eof:
        raise CutBody(url, "its gzip stream breaks off")


def _cut_page(response: httpx.Response, body: bytes) -> bool:
    """Whether a page whose end nothing but the closed connection marks lacks its closing tag."""
    framed = "content-length" in response.headers or "transfer-encoding" in response.headers
    return not framed and b"<html" in body[:4096].lower() and b"</html" not in body[-4096:].lower()
