"""ZIP containers, which office files are as well: what they list, and whether it is safe to unpack."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from parsers.files.limits import Limits
from parsers.files.unread import DAMAGED, LOCKED, NotRead

_END = b"PK\x05\x06"
_END_WITHIN = 65_557  # bytes from the end: the longest comment, and the record itself
_ENTRY = struct.Struct("<4s24xHHH12x")  # of the directory; the name follows
_MANIFEST = "META-INF/manifest.xml"
_MOST_NAMES = 10_000
_CHUNK = 65_536
_SMALL = 10_000_000  # bytes; a member that stays below may be packed as tightly as it likes


def listed_names(body: bytes) -> Iterator[str]:
    """Yield the names in the directory at the end of a ZIP, as far as they can be read.

    A damaged or cut file yields none. Nothing is unpacked, and no more than 10,000 names are read.
    """
    end = body.rfind(_END, max(0, len(body) - _END_WITHIN))
    if end < 0 or end + 22 > len(body):
        return
    (size,) = struct.unpack_from("<I", body, end + 12)
    place = end - size
    for _ in range(_MOST_NAMES):
        if not 0 <= place <= end - _ENTRY.size:
            return
        signature, name, extra, comment = _ENTRY.unpack_from(body, place)
        if signature != b"PK\x01\x02":
            return
        place += _ENTRY.size
        yield body[place : place + name].decode("utf-8", "replace")
        place += name + extra + comment


def open_container(body: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the ZIP, after a look at what it says it holds. Raises NotRead, with the reason.

    What it says may be a lie; ``zipfile`` unpacks no more of a member than it is said to have, and
    other libraries are stopped by the limits of the process they run in.
    """
    try:
        container = zipfile.ZipFile(BytesIO(body))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise NotRead("The file is damaged or was cut short: its list of contents cannot be read.") from error
    members = container.infolist()
    if len(members) > _MOST_NAMES:
        raise NotRead(f"The file holds more than {_MOST_NAMES:,} packed files.")
    if sum(member.file_size for member in members) > limits.unpacked:
        raise NotRead(f"The file would unpack to more than {limits.unpacked // 1_000_000:,} MB.")
    for member in members:
        if member.file_size > max(_SMALL, limits.ratio * member.compress_size):
            raise NotRead(f"The file would unpack to more than {limits.ratio} times its size.")
    return container


def unpack(container: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a member, never more than the container says it has. Raises NotRead."""
    try:
        with container.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except RuntimeError as error:  # so it says that it wants a password
        raise NotRead(LOCKED) from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise NotRead(DAMAGED) from error


def is_locked(container: zipfile.ZipFile) -> bool:
    """Whether this is an OpenDocument file with a password: its members are then no XML."""
    if _MANIFEST not in container.namelist():
        return False
    return b":encryption-data" in b"".join(unpack(container, _MANIFEST))
