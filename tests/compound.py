"""Files of Office before 2007 ([MS-CFB]), with several streams in their container."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_LEAST = 4096  # bytes; shorter streams would stand elsewhere, so they are filled up


def compound(streams: Mapping[str, bytes]) -> bytes:
    """Return a container with these streams."""
    bodies = [body.ljust(_LEAST, b"\0") for body in streams.values()]
    bodies = [body + bytes(-len(body) % _SECTOR) for body in bodies]
    directory_sectors = -(-(len(streams) + 1) // 4)
    used = directory_sectors + sum(len(body) // _SECTOR for body in bodies)
    fat_sectors = 1
    while fat_sectors * (_SECTOR // 4) < used + fat_sectors:
        fat_sectors += 1
    fat = [_FAT] * fat_sectors + _chain(fat_sectors, directory_sectors)
    entries = [_entry("Root Entry", 5, 1, _END, 0)]
    for at, (name, body) in enumerate(zip(streams, bodies, strict=True), 1):
        following = at + 1 if at < len(bodies) else _FREE
        entries.append(_entry(name, 2, _FREE, len(fat), len(body), following))
        fat += _chain(len(fat), len(body) // _SECTOR)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * _SECTOR, b"\xff")
    directory = b"".join(entries).ljust(directory_sectors * _SECTOR, b"\0")
    return _header(fat_sectors) + table + directory + b"".join(bodies)


def properties(texts: Mapping[int, str]) -> bytes:
    """Return the stream of a set of properties that are texts, by their numbers ([MS-OLEPS])."""
    places, values = b"", b""
    start = 8 + 8 * len(texts)
    for number, text in texts.items():
        encoded = text.encode("cp1252") + b"\0"
        places += struct.pack("<II", number, start + len(values))
        values += struct.pack("<II", 30, len(encoded)) + encoded + bytes(-len(encoded) % 4)
    section = struct.pack("<II", start + len(values), len(texts)) + places + values
    return struct.pack("<HHI16sI16sI", 0xFFFE, 0, 0, b"", 1, b"", 48) + section


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), _END]


def _entry(name: str, kind: int, child: int, start: int, size: int, right: int = _FREE) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)


def _header(fat_sectors: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 62, 3, 0xFFFE, 9, 6, 0, fat_sectors, fat_sectors, 0, _LEAST, _END, 0, _END, 0
    )
    return head + struct.pack("<109I", *range(fat_sectors), *[_FREE] * (109 - fat_sectors))
