"""The bodies of captures.db: kept once each, the pages of one site against a page that is like them."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import NamedTuple

from archive.store.bodies import Base, BodyMismatch, PackedBody, digest, pack, unpack

_ROW = "sha256, size, encoding, data"
_BASES = 8  # tried for a body: as many looks of pages as sites and years have at a time
_READY = 32  # bases kept ready for reading, of a hundred kilobytes each
_SMALLEST, _LARGEST = 8_000, 2_000_000  # bytes of a body that has, or may be, a base


class BodyProblem(NamedTuple):
    """A body that is no longer what was received, and why."""

    sha256: str
    reason: str


class BodyStore:
    """The bodies of one database, by their digest. ``execute`` runs one statement; raises StorageError."""

    def __init__(self, execute: Callable[..., sqlite3.Cursor]) -> None:
        self._execute = execute
        self._ready: OrderedDict[str, Base] = OrderedDict()
        self._tried: OrderedDict[str, Base] | None = None  # the bases for the next body, the best one last

    def add(self, body: bytes) -> str:
        """Keep a body and return its key. Raises BodyMismatch where it could not be read back."""
        sha256 = digest(body)
        if self._has(sha256):
            return sha256
        alike = _is_markup(body)
        packed = pack(body, self._bases() if alike else ())
        self._execute(f"insert into bodies ({_ROW}) values (?, ?, ?, ?)", packed)  # noqa: S608 - own names
        if packed.base:
            self._execute("insert into body_bases (sha256) values (?) on conflict do nothing", (packed.base,))
            self._candidates.move_to_end(packed.base)
        elif alike and packed.encoding == "zstd":
            self._propose(Base(body))
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return the body with this key. Raises BodyMismatch where it is not held, or not what it was."""
        row = self._row(sha256)
        if row is None:
            raise BodyMismatch("it is not held")
        return self._unpack(row)

    def count(self) -> int:
        """Return the number of bodies held."""
        count: int = self._execute("select count(*) from bodies").fetchone()[0]
        return count

    def mean_size(self) -> int | None:
        """Return the mean number of bytes of a body before packing, None where none is held."""
        mean = self._execute("select avg(size) from bodies where size > 0").fetchone()[0]
        return None if mean is None else int(mean)

    def verify(self, tell: Callable[[int], None] = lambda done: None) -> Iterator[BodyProblem]:
        """Yield a problem for every body that is missing or not what was received; none means all is well.

        ``tell`` is called with the number of bodies looked at so far.
        """
        rows = self._execute(f"select {_ROW} from bodies order by sha256")  # noqa: S608 - own names
        for done, row in enumerate(rows, 1):
            packed = PackedBody(*row)
            try:
                self._unpack(packed)
            except BodyMismatch as mismatch:
                yield BodyProblem(packed.sha256, str(mismatch))
            tell(done)
        missing = self._execute(
            "select distinct sha256 from captures"
            " where sha256 not in (select sha256 from bodies) order by sha256"
        )
        for (sha256,) in missing:
            yield BodyProblem(sha256, "captures name it, but it is not held")

    def release(self, sha256: str) -> None:
        """Pack every body that needs this one alone, so that it may be erased. Raises BodyMismatch."""
        needing = self._execute(
            "select sha256, size, encoding, data from bodies where encoding = ?", (f"zstd:{sha256}",)
        )
        for row in needing.fetchall():
            alone = pack(self._unpack(PackedBody(*row)))
            self._execute(
                "update bodies set encoding = ?, data = ? where sha256 = ?",
                (alone.encoding, alone.data, alone.sha256),
            )
        self._execute("delete from body_bases where sha256 = ?", (sha256,))
        self._candidates.pop(sha256, None)
        self._ready.pop(sha256, None)

    # Bases

    @property
    def _candidates(self) -> OrderedDict[str, Base]:
        if self._tried is None:
            newest = self._execute("select sha256 from body_bases order by rowid desc limit ?", (_BASES,))
            self._tried = OrderedDict()
            for (key,) in reversed(newest.fetchall()):
                with suppress(BodyMismatch):  # which reading what needs it will tell
                    self._tried[key] = self._base(key)
        return self._tried

    def _bases(self) -> Iterator[Base]:
        """Yield the bases to try, the best first; a step that was undone may have taken one away."""
        for sha256, base in reversed(list(self._candidates.items())):
            if self._has(sha256):
                yield base
            else:
                del self._candidates[sha256]

    def _propose(self, base: Base) -> None:
        """Let the next bodies be tried against one that none of the others fitted."""
        self._candidates[base.sha256] = base
        if len(self._candidates) > _BASES:
            self._candidates.popitem(last=False)

    def _base(self, sha256: str) -> Base:
        if sha256 not in self._ready:
            row = self._row(sha256)
            if row is None:
                raise BodyMismatch(f"it is packed against {sha256}, which is not held")
            if row.base:
                raise BodyMismatch(f"it is packed against {sha256}, which is no base")
            self._ready[sha256] = Base(unpack(row))
            if len(self._ready) > _READY:
                self._ready.popitem(last=False)
        self._ready.move_to_end(sha256)
        return self._ready[sha256]

    def _unpack(self, packed: PackedBody) -> bytes:
        return unpack(packed, self._base(packed.base) if packed.base else None)

    def _row(self, sha256: str) -> PackedBody | None:
        row = self._execute(f"select {_ROW} from bodies where sha256 = ?", (sha256,)).fetchone()  # noqa: S608 - own names
        return PackedBody(*row) if row else None

    def _has(self, sha256: str) -> bool:
        return self._execute("select 1 from bodies where sha256 = ?", (sha256,)).fetchone() is not None


def _is_markup(body: bytes) -> bool:
    """Tell whether a body is a page: files are packed by themselves and share nothing."""
    return _SMALLEST <= len(body) <= _LARGEST and body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
