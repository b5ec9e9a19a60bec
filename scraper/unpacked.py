"""The plain bytes of a file that may be gzipped record by record, as a whole, or not at all.

Reading libraries stop without a word where a compressed file is cut, so gzip is undone here, where the end
and the checksum of every member are seen.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import Protocol

from scraper.content_coding import GZIP_MAGIC

# Records of web pages pack to a fifth, hardly ever to a fiftieth; what swells beyond this is a bomb.
MOST_SWELLING = 200
ALWAYS_ALLOWED_BYTES = 64 * 2**20

_CHUNK = 64 * 1024
_MEMBER = GZIP_MAGIC + b"\x08"
_GZIP = 16 + zlib.MAX_WBITS
_SURE = 256  # bytes in which a member that holds a record shows it
_LOOK_BACK = 8 * 2**20  # a damaged member may run on over its own end, so the search begins behind its start


class Readable(Protocol):
    """What can be read piece by piece."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        ...


class UnpackedStream:
    """The plain bytes of a file, part by part: each gzip member is a part, and a file without gzip is one.

    ``read`` gives the bytes of the current part, none at its end; ``finish`` reads what is left of it, and
    ``advance`` moves to the next. After ``finish``, ``damage`` says in one clause why the part is not whole,
    and is empty where it is; ``suspect`` says that bytes which it gave may be wrong.
    """

    def __init__(self, raw: Readable, packed_size: int) -> None:
        self.damage = ""
        self.suspect = False
        self._raw = raw
        self._most = max(ALWAYS_ALLOWED_BYTES, MOST_SWELLING * packed_size)
        self._given = 0
        self._ended = False
        self._waiting = self._more()
        self._packed = self._waiting.startswith(GZIP_MAGIC)
        self._member = zlib.decompressobj(_GZIP)
        self._taken = bytearray()  # packed bytes of this member, the last of them at least

    def read(self, size: int = _CHUNK, /) -> bytes:
        """Return some bytes of this part, at most ``size``; none at its end and at damage."""
        while not self._ended:
            self._waiting = self._waiting or self._more()
            if self._waiting:
                piece = self._unpack(size) if self._packed else self._take(size)
            else:
                piece = b""
                self._stop("it breaks off inside a compressed record" if self._packed else "")
            if piece:
                return self._counted(piece)
        return b""

    def finish(self) -> None:
        """Read what is left of this part, so that any damage in it is known."""
        while self.read():
            pass

    def advance(self) -> bool:
        """Move from a finished part to the next, behind any damage; False where there is none."""
        if not self._packed or self._given > self._most:
            return False
        if self.damage:
            found = self._find_record()
        else:
            self._skip_padding()
            found = bool(self._waiting)
        self.damage, self.suspect = "", False
        if found:
            self._member = zlib.decompressobj(_GZIP)
            self._taken.clear()
            self._ended = False
            if not self._waiting.startswith(GZIP_MAGIC):
                self._stop("something that is no compressed record stands between records")
        return found

    def _find_record(self) -> bool:
        """Go on to the next member that begins a record, after the start of the damaged one."""
        more = bytes(self._taken[1:]) + self._waiting
        self._waiting = b""
        while more:
            self._waiting += more
            more = self._more()
            while (at := self._waiting.find(_MEMBER)) >= 0:
                self._waiting = self._waiting[at:]
                if len(self._waiting) < _SURE and more:
                    break
                if _begins_record(self._waiting):
                    self._waiting += more
                    return True
                self._waiting = self._waiting[1:]
            else:
                self._waiting = self._waiting[1 - len(_MEMBER) :]
        return False

    def _skip_padding(self) -> None:
        """Leave out the zeros that some writers put at the end."""
        self._waiting = self._waiting.lstrip(b"\0")
        while len(self._waiting) < len(GZIP_MAGIC) and (more := self._more()):
            self._waiting = (self._waiting + more).lstrip(b"\0")

    def _more(self) -> bytes:
        try:
            return self._raw.read(_CHUNK)
        except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
            self.suspect = not isinstance(error, OSError)
            self._stop(f"it cannot be read further ({error})")
            return b""

    def _take(self, size: int) -> bytes:
        piece, self._waiting = self._waiting[:size], self._waiting[size:]
        return piece

    def _unpack(self, size: int) -> bytes:
        try:
            piece = self._member.decompress(self._waiting, size)
        except zlib.error as error:
            self.suspect = True
            self._stop(f"a compressed record is damaged ({error})")
            self._taken += self._waiting
            self._waiting = b""
            return b""
        rest = self._member.unconsumed_tail or self._member.unused_data
        self._taken += self._waiting[: len(self._waiting) - len(rest)]
        del self._taken[:-_LOOK_BACK]
        self._waiting = rest
        self._ended = self._member.eof
        return piece

    def _counted(self, piece: bytes) -> bytes:
        self._given += len(piece)
        if self._given <= self._most:
            return piece
        self._stop("it unpacks to far more than web pages do")
        return b""

    def _stop(self, damage: str) -> None:
        self._ended = True
        self.damage = self.damage or damage


def _begins_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(_GZIP).decompress(packed, 5) == b"WARC/"
    except zlib.error:
        return False
