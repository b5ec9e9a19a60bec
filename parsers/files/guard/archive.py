"""What the members of a ZIP hide, each looked through as the file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from parsers.files.containers import open_container, unpack
from parsers.files.kind import file_kind
from parsers.files.limits import Limits
from parsers.files.records import FileKind, Hazard
from parsers.files.unread import NotRead


def archive_hazards(
    body: bytes, screen: Callable[[bytes, FileKind], Iterable[Hazard]], nesting: int = Limits().nesting
) -> Iterator[Hazard]:
    """Yield what the members hide that would be read, named by their number: a name may tell too much.

    ``nesting`` is how many ZIPs in a ZIP are still opened.
    """
    with open_container(body, Limits()) as container:
        members = [member for member in container.infolist() if not member.is_dir()]
        for number, member in enumerate(members[: Limits().members], 1):
            try:
                inner = b"".join(unpack(container, member))
            except NotRead:
                continue
            kind = file_kind(inner, member.filename, "")
            if kind != "zip":
                found = screen(inner, kind)
            else:
                found = archive_hazards(inner, screen, nesting - 1) if nesting else ()
            for hazard in found:
                place = f"file {number}, {hazard.place}".removesuffix(", ")
                yield Hazard(hazard.code, place, f"File {number} in it: {hazard.message}")
