"""A capture as it leaves the archive: all that its row says, apart from its bytes."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from archive.store.captures import HeldCapture

# How long a page stayed so, and the number of the row, are of this archive; the rest is of the capture.
_NOT_OF_THE_CAPTURE = {"id", "seen_at", "answers"}
_FIELDS = tuple(field.name for field in fields(HeldCapture) if field.name not in _NOT_OF_THE_CAPTURE)


def capture_record(capture: HeldCapture) -> dict[str, Any]:
    """Return what is kept of the capture, by name; ``sha256`` is of its bytes."""
    return {name: getattr(capture, name) for name in _FIELDS}


def record_bytes(capture: HeldCapture) -> bytes:
    """Return the record as JSON, in the one form that manifests have the digest of."""
    return f"{json.dumps(capture_record(capture), ensure_ascii=False)}\n".encode()
