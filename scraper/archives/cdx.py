"""The Wayback Machine's index, as its CDX server answers: rows of fields, and a key to go on with.

Read from https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server and from bugs that others
met: see docs/archives.md.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from parsers.models import Memento
from scraper.archives.memento import NotAnIndex, SiteExcluded, read_memento, says_excluded, wayback_place

# The key to go on with is made from the fields asked for: without urlkey it leads to the wrong place.
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_NEEDED = frozenset({"timestamp", "original", "mimetype", "statuscode", "digest"})


class CdxPage(NamedTuple):
    """One page of the index. ``resume_key`` asks for the next one, and is empty at the end."""

    mementos: tuple[Memento, ...]
    resume_key: str


def read_cdx(body: bytes) -> CdxPage:
    """Return the rows of an answer in JSON; none for ``[]``, which says that nothing is held.

    Columns are known by the header row, so that one more does no harm. Raises NotAnIndex for text, a page, an
    answer that breaks off, or a row that does not fit its header; SiteExcluded where the archive says so.
    """
    rows = _rows(body)
    if not rows:
        return CdxPage((), "")
    resume_key = ""
    if len(rows) > 2 and not rows[-2] and len(rows[-1]) == 1:
        resume_key = rows[-1][0]
        rows = rows[:-2]
    header, *records = rows
    if missing := _NEEDED.difference(header):
        raise NotAnIndex(f"its header lacks {', '.join(sorted(missing))}")
    for number, record in enumerate(records, 1):
        if len(record) != len(header):
            raise NotAnIndex(f"row {number} has {len(record)} fields, not {len(header)}")
    found = (_memento(dict(zip(header, record, strict=True))) for record in records)
    return CdxPage(tuple(memento for memento in found if memento), resume_key)


def _memento(row: dict[str, str]) -> Memento | None:
    return read_memento(
        url=row["original"],
        timestamp=row["timestamp"],
        status=row["statuscode"],
        media_type=row["mimetype"],
        digest=row["digest"],
        place=wayback_place(row["timestamp"], row["original"]),
    )


def _rows(body: bytes) -> Sequence[Sequence[str]]:
    text = body.decode("utf-8", "replace").strip()
    if not text.startswith("[") and says_excluded(body):
        raise SiteExcluded(f"the archive does not show this site ({text[:120]})")
    try:
        rows: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotAnIndex(f"no index, or one that breaks off ({text[:80]!r})") from error
    if not isinstance(rows, list) or not all(_is_row(row) for row in rows):
        raise NotAnIndex(f"not rows of text ({text[:80]!r})")
    return rows


def _is_row(row: object) -> bool:
    return isinstance(row, list) and all(isinstance(field, str) for field in row)
