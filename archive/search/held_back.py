"""The files that are held back, and why, as the public file tells it."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.search.opening import open_published


@dataclass(frozen=True, slots=True)
class HeldBackFile:
    """A file that may hurt somebody, the responses that link to it, and what it hides in plain words."""

    sha256: str
    url: str
    responses: tuple[str, ...]
    reason: str


def held_back(foi_db: Path) -> tuple[HeldBackFile, ...]:
    """Return the files that are held back, each once. Raises StorageError."""
    with closing(open_published(foi_db)) as conn:
        rows = conn.execute(
            "select sha256, min(url), json_group_array(distinct response_id), min(reason) from attachments"
            " where state = 'quarantined' and sha256 <> '' group by sha256 order by min(response_id)"
        )
        return tuple(
            HeldBackFile(sha256, url, tuple(json.loads(responses)), reason or "")
            for sha256, url, responses, reason in rows
        )
