"""How the captures of each page stand, by which a later build knows which pages to read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archive.store.captures import CaptureStore


class Standing(NamedTuple):
    """How many captures a page has, the newest id, and sums over the answers that say the same.

    Captures are only added, and answers of one only become more and later: every change raises one of them.
    """

    captures: int
    newest: int
    answers: int
    seen: int


def page_standings(store: CaptureStore, site: str) -> Iterator[tuple[str, Standing]]:
    """Yield the key of each page of ``site`` and how its captures stand, in the order of the keys."""
    rows = store.execute(
        "select page_key, count(*), max(id), total(answers), total(unixepoch(coalesce(seen_at, captured_at)))"
        " from captures left join looks on capture_id = id where site = ?"
        " group by page_key order by page_key",
        (site,),
    )
    for key, *standing in rows:
        yield key, Standing._make(map(int, standing))
