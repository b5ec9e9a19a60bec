"""Digests of whole files, in lists that ``sha256sum --check`` reads too."""

from __future__ import annotations

import hashlib
from pathlib import Path

SUMS = "SHA256SUMS"


def file_digest(path: Path) -> str:
    """Return the SHA-256 of the file at ``path`` in lower-case hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_line(digest: str, name: str) -> str:
    """Return the line of a list that says which digest the file called ``name`` has."""
    return f"{digest}  {name}\n"
