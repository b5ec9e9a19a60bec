"""The members of a ZIP, each read as the file it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from zipfile import ZipFile, ZipInfo

from parsers.files.containers import open_container, unpack
from parsers.files.kind import file_kind
from parsers.files.limits import Limits
from parsers.files.plain import without_controls
from parsers.files.records import FileKind, FilePart, FileReading, distinct
from parsers.files.unread import NO_TEXT, NotRead

TOO_DEEP = "It is packed too deep."

_OF_THE_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
_MOST_REASONS = 20  # members of which it is said why text is missing


def read_zip(
    body: bytes, kind: FileKind, limits: Limits, read: Callable[[bytes, FileKind, Limits], FileReading]
) -> FileReading:
    """Return the parts of all members, each named after its member. Raises NotRead.

    Nothing is written anywhere. ``read`` reads the members; a ZIP in a ZIP in a ZIP is not opened.
    """
    parts: list[FilePart] = []
    reasons: list[str] = []
    with open_container(body, limits) as container:
        members = [member for member in container.infolist() if _is_file(member)]
        limits = limits._replace(unpacked=limits.unpacked - sum(member.file_size for member in members))
        for member in members[: limits.members]:
            name = without_controls(member.filename)
            inner = _read_member(container, member, limits, read)
            found = [p._replace(name=_place(name, p.name, inner.kind)) for p in inner.parts if p.text]
            limits = limits.less(found)
            parts += found
            if inner.reason:
                reasons.append(f"{name}: {inner.reason}")
    if not parts and not reasons:
        raise NotRead(NO_TEXT)
    if len(members) > limits.members:
        reasons.append(f"Only {limits.members:,} of the {len(members):,} files in it are read.")
    if len(reasons) > _MOST_REASONS:
        reasons[_MOST_REASONS:] = [f"Text is missing of {len(reasons) - _MOST_REASONS:,} more files in it."]
    return FileReading(kind, tuple(distinct(parts)), reason=" ".join(reasons))


def _is_file(member: ZipInfo) -> bool:
    return not member.is_dir() and not _OF_THE_SYSTEM.search(member.filename)


def _read_member(
    container: ZipFile,
    member: ZipInfo,
    limits: Limits,
    read: Callable[[bytes, FileKind, Limits], FileReading],
) -> FileReading:
    try:
        body = b"".join(unpack(container, member))
    except NotRead as reason:
        return FileReading("other", reason=str(reason))
    kind = file_kind(body, member.filename, "")
    if kind == "zip":
        if not limits.nesting:
            return FileReading(kind, reason=TOO_DEEP)
        limits = limits._replace(nesting=limits.nesting - 1)
    return read(body, kind, limits)


def _place(member: str, part: str, kind: FileKind) -> str:
    if kind == "pdf":
        part = f"page {part}"
    return f"{member}: {part}" if part else member
