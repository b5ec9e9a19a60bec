"""Digests as archives state them: an algorithm, a colon, and the value in one of several spellings."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def new_digest(stated: str) -> _Hash | None:
    """Return a fresh digest of the algorithm that ``stated`` names; None where we do not know it."""
    algorithm, colon, _ = stated.partition(":")
    name = algorithm.strip().lower().replace("-", "")
    if not colon or name not in {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}:
        return None
    return hashlib.new(name, usedforsecurity=False)


def agrees(stated: str, computed: bytes) -> bool:
    """Whether the value in ``stated`` is ``computed``, in hexadecimal, base 32 or base 64."""
    value = stated.partition(":")[2].strip()
    return value.lower().rstrip("=") in {
        computed.hex(),
        base64.b32encode(computed).decode().lower().rstrip("="),
    } or value.rstrip("=") in {
        base64.b64encode(computed).decode().rstrip("="),
        base64.urlsafe_b64encode(computed).decode().rstrip("="),
    }


def contradicts(stated: str, *readings: bytes) -> bool:
    """Whether ``stated`` is a digest we can compute and none of ``readings`` has it."""
    for data in readings:
        digest = new_digest(stated)
        if digest is None:
            return False
        digest.update(data)
        if agrees(stated, digest.digest()):
            return False
    return True
