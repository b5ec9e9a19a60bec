"""Bodies as they lie in captures.db: packed where that saves room, and checked whenever they are read.

The pages of one site share nearly all their bytes, menus and scripts. A body packed with another whole page
as its dictionary, its base, takes a fifth of the room that it takes alone. A base is itself packed alone, so
that no chain of bodies grows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import zstandard

_LEVEL = 3  # higher levels save a tenth and cost many times the time
_BY_BASE = "zstd:"  # an encoding: the digest of the base follows
_SMALL = 10  # times smaller than before packing: then packing it alone is not even tried
_WORTH = 2  # times smaller than packed alone, or a base is not worth needing it


class PackedBody(NamedTuple):
    """A body as kept. ``size`` counts bytes before packing.

    ``encoding`` is ``identity``, ``zstd``, or ``zstd:`` and the key of the body that is its base.
    """

    sha256: str
    size: int
    encoding: str
    data: bytes

    @property
    def base(self) -> str | None:
        """The key of the body without which this one cannot be unpacked; None where it stands alone."""
        return self.encoding.removeprefix(_BY_BASE) if self.encoding.startswith(_BY_BASE) else None


class Base:
    """A body that others are packed against, made ready for it once."""

    def __init__(self, body: bytes) -> None:
        self.sha256 = digest(body)
        self._words = zstandard.ZstdCompressionDict(body, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
        self._unpacker = zstandard.ZstdDecompressor(dict_data=self._words)

    @cached_property
    def _packer(self) -> zstandard.ZstdCompressor:
        self._words.precompute_compress(level=_LEVEL)
        return zstandard.ZstdCompressor(level=_LEVEL, dict_data=self._words)

    def squeeze(self, body: bytes) -> bytes:
        """Return ``body`` packed against this one."""
        return self._packer.compress(body)

    def stretch(self, data: bytes) -> bytes:
        """Return the body of what ``squeeze`` gave. Raises ZstdError."""
        return self._unpacker.decompress(data)


class BodyMismatch(ValueError):
    """The packed bytes do not give the body that their key promises; the message says how."""


def digest(body: bytes) -> str:
    """Return the key of ``body``: its SHA-256 in lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def pack(body: bytes, bases: Iterable[Base] = ()) -> PackedBody:
    """Return ``body`` packed, after unpacking it again: what cannot be read back is never kept.

    It is packed against the first of ``bases`` that makes it small, else against the best where that is worth
    it. Raises BodyMismatch, which would mean a fault of memory or of the library.
    """
    best: tuple[Base, bytes] | None = None
    for base in bases:
        squeezed = base.squeeze(body)
        if best is None or len(squeezed) < len(best[1]):
            best = (base, squeezed)
        if len(squeezed) * _SMALL < len(body):
            break
    if best is None or len(best[1]) * _SMALL >= len(body):
        alone = zstandard.ZstdCompressor(level=_LEVEL).compress(body)
        if best is None or len(best[1]) * _WORTH > len(alone):
            return (
                _checked(body, "zstd", alone) if len(alone) < len(body) else _checked(body, "identity", body)
            )
    base, squeezed = best
    return _checked(body, f"{_BY_BASE}{base.sha256}", squeezed, base)


def _checked(body: bytes, encoding: str, data: bytes, base: Base | None = None) -> PackedBody:
    packed = PackedBody(digest(body), len(body), encoding, data)
    unpack(packed, base)
    return packed


def unpack(packed: PackedBody, base: Base | None = None) -> bytes:
    """Return the body, by the ``base`` it needs. Raises BodyMismatch when it is not what ``sha256`` names."""
    body = _plain(packed, base)
    if digest(body) != packed.sha256:
        raise BodyMismatch("its bytes do not hash to its key")
    return body


def _plain(packed: PackedBody, base: Base | None) -> bytes:
    if packed.encoding == "identity":
        return packed.data
    if packed.base != (base.sha256 if base else None):
        raise BodyMismatch("it is packed against another body")
    if packed.encoding != "zstd" and not base:
        raise BodyMismatch(f"unknown encoding {packed.encoding!r}")
    try:
        # A damaged frame may promise any size, so look before making room for it.
        if zstandard.frame_content_size(packed.data) != packed.size:
            raise BodyMismatch("its packed bytes promise another size")
        return base.stretch(packed.data) if base else zstandard.ZstdDecompressor().decompress(packed.data)
    except zstandard.ZstdError as error:
        raise BodyMismatch(f"it cannot be unpacked: {error}") from error
