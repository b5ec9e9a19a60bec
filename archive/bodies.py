"""Bodies as they lie in captures.db: packed where that saves room, and checked whenever they are read."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

import zstandard

_LEVEL = 3  # higher levels save a tenth and cost many times the time


class PackedBody(NamedTuple):
    """A body as kept. ``size`` counts bytes before packing; ``encoding`` is ``zstd`` or ``identity``."""

    sha256: str
    size: int
    encoding: str
    data: bytes


class BodyMismatch(ValueError):
    """The packed bytes do not give the body that their key promises; the message says how."""


def digest(body: bytes) -> str:
    """Return the key of ``body``: its SHA-256 in lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes) -> PackedBody:
    """Return ``body`` packed, after unpacking it again: what cannot be read back is never kept.

    Raises BodyMismatch, which would mean a fault of memory or of the library.
    """
    squeezed = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
    encoding, data = ("zstd", squeezed) if len(squeezed) < len(body) else ("identity", body)
    packed = PackedBody(digest(body), len(body), encoding, data)
    unpack(packed)
    return packed


def unpack(packed: PackedBody) -> bytes:
    """Return the body. Raises BodyMismatch when it is not the one that ``sha256`` names."""
    body = _plain(packed)
    if digest(body) != packed.sha256:
        raise BodyMismatch("its bytes do not hash to its key")
    return body


def _plain(packed: PackedBody) -> bytes:
    if packed.encoding == "identity":
        return packed.data
    if packed.encoding != "zstd":
        raise BodyMismatch(f"unknown encoding {packed.encoding!r}")
    try:
        # A damaged frame may promise any size, so look before making room for it.
        if zstandard.frame_content_size(packed.data) != packed.size:
            raise BodyMismatch("its packed bytes promise another size")
        return zstandard.ZstdDecompressor().decompress(packed.data)
    except zstandard.ZstdError as error:
        raise BodyMismatch(f"it cannot be unpacked: {error}") from error
