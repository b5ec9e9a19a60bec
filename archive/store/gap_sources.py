"""Which sources have each page of a site, for the estimate of what no source has."""

from __future__ import annotations

from collections.abc import Iterator

from archive.store.captures import CaptureStore

# What was received, and what the archives' indexes name: no archive is asked for what the live site gave.
_FOUND = """
select page_key, source from captures where site = ?1 and status = 200 and source <> 'file'
union
select page_key, source from mementos
where site = ?1 and kind = 'item' and state <> 'refused' and ifnull(status, 200) = 200
"""


def found_by(store: CaptureStore, site: str) -> Iterator[tuple[str, str]]:
    """Yield (page key, source) once for each source that has the page. What people saved is no source."""
    yield from store.execute(_FOUND, (site,))
