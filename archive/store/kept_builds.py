"""The statistics of every build published, kept in captures.db because no later build can tell them again."""

from __future__ import annotations

from archive.store.captures import CaptureStore
from archive.store.statistics import Statistics


def published_statistics(store: CaptureStore, site: str) -> tuple[Statistics, ...]:
    """Return the statistics of the site's builds, oldest first, from the last one with accepted drift on."""
    rows = store.execute(
        "select statistics from builds where site = ?1 and id >="
        " (select coalesce(max(id) filter (where accepted), 0) from builds where site = ?1) order by id",
        (site,),
    )
    return tuple(Statistics.from_json(text) for (text,) in rows)


def keep_statistics(
    store: CaptureStore, site: str, statistics: Statistics, *, watched: bool, accepted: bool
) -> None:
    """Keep the statistics of a build about to be published; the same as the last one's change nothing.

    ``watched``: it was compared with older ones. ``accepted``: a person took it as it is, so it counts anew.
    """
    store.execute(
        "insert into builds (site, statistics, accepted) select ?1, ?2, ?3 where ?4 or ?2 is not"
        " (select statistics from builds where site = ?1 order by id desc limit 1)",
        (site, statistics.to_json(), not watched, accepted),
    )
