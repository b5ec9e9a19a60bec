"""The watch before publishing: a build that reads pages worse than the last good ones is not published.

captures ── read, write ──▶ foi.db.building ── statistics ──▶ worse than what was published?
                                                                │ no             │ yes
                                             kept in captures.db, swapped in     Drift: foi.db stays,
                                                                                 a sample is put aside
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.captures import CaptureStore, HeldCapture
from archive.comparing import READ, Fall, find_falls
from archive.kept_builds import published_statistics
from archive.publish import written_aside
from archive.reading import received
from archive.statistics import BuiltFile, Statistics
from parsers.impostors import recognise
from parsers.profile import Profile

_SAMPLES = "drift"  # folder beside captures.db


class Drift(Exception):
    """Pages are no longer read as they should. Mend the rules, or accept the build as it is."""

    def __init__(self, falls: Sequence[Fall], sample: Path | None) -> None:
        more = f" (and {len(falls) - 1} more falls like it)" if len(falls) > 1 else ""
        look = f"look at {sample}, named by its capture, then " if sample else ""
        super().__init__(
            f"{falls[0]}{more}; the published database was left as it was; {look}update foilog,"
            " or take it as it is with foilog build --accept-drift"
        )


def watch(
    building: Path,
    store: CaptureStore,
    profile: Profile,
    headings: Mapping[str, int],
    *,
    accept_drift: bool = False,
) -> Statistics:
    """Return how the newly written file at ``building`` says that the pages were read.

    ``headings`` are the commonest that no rule knows, with the number of pages they stand on. Raises Drift
    where builds published before read the pages better, unless told to ``accept_drift``.
    """
    with BuiltFile.open(building) as built:
        newest = _newest(store, profile, built)
        unread = [answer.digest for answer in newest if not answer.read]
        statistics = built.statistics(
            [answer.digest for answer in newest if answer.read], len(unread), headings
        )
        published = () if accept_drift else published_statistics(store, profile.name)
        if falls := find_falls(statistics, published, profile.drift):
            digest = unread[0] if unread and falls[0].measure == READ else built.sample(*falls[0].measure)
            raise Drift(falls, _put_aside(store, digest) if digest else None)
    return statistics


class _Answer(NamedTuple):
    """A page that the live site gave; ``read`` is whether it was recognised and is shown."""

    captured_at: str
    digest: str
    read: bool


def _newest(store: CaptureStore, profile: Profile, built: BuiltFile) -> list[_Answer]:
    """Return the answers that show how the site's pages look today, the newest first; half of all at most."""
    most = min(profile.drift.newest, built.live_responses() // 2)
    newest = [_Answer(captured_at, digest, read=True) for captured_at, digest in built.newest(most)]
    answers = (store.newest(profile.name, key) for key in _live_pages(store, profile.name))
    items = [*islice((a for a in answers if a and profile.kind(a.url) == "item"), most)]
    shown = built.shown(item.sha256 for item in items)
    for item in items:
        if item.sha256 not in shown and _is_unrecognised(store, item, profile):
            newest.append(_Answer(item.captured_at, item.sha256, read=False))
    return sorted(newest, reverse=True)[:most]


def _live_pages(store: CaptureStore, site: str) -> Iterator[str]:
    rows = store.execute(
        "select page_key from captures where site = ? and source = 'live' and status = 200"
        " group by page_key order by max(captured_at) desc, page_key",
        (site,),
    )
    return (key for (key,) in rows)


def _is_unrecognised(store: CaptureStore, answer: HeldCapture, profile: Profile) -> bool:
    return recognise(received(store, answer), profile) == "unrecognised"


def _put_aside(store: CaptureStore, digest: str) -> Path:
    """Write a copy of the body beside the databases, for a person to look at."""
    sample = store.path.parent / _SAMPLES / f"{digest}.html"
    with written_aside(sample) as aside:
        aside.write_bytes(store.read(digest))
    return sample
