"""Files that no reader is for: what they are, so that their place in the archive can say so."""

from __future__ import annotations

from parsers.files.kind import OLE

_KINDS = (
    (b"{\\rtf", "Documents in the Rich Text Format (.rtf)"),
    (b"PK", "Presentations (.pptx)"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip archives (.7z)"),
    (b"Rar!", "RAR archives (.rar)"),
    (b"\x1f\x8b", "Files packed with gzip (.gz)"),
)
_OLD_OFFICE = (
    ("WordDocument", "Old Word documents (.doc)"),
    ("PowerPoint Document", "Old PowerPoint presentations (.ppt)"),
    ("__properties_version1.0", "Outlook messages (.msg)"),
)
_OTHERS = "Files of this kind"


def why_unsupported(body: bytes) -> str:
    """Return a sentence that says what kind of file is not read."""
    names = [name for start, name in _KINDS if body.startswith(start)]
    if body.startswith(OLE):
        names = [name for stream, name in _OLD_OFFICE if stream.encode("utf-16-le") in body]
    return f"{names[0] if names else _OTHERS} are not read."
