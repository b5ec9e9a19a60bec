"""The watch before publishing: a build that reads pages worse than the last good ones is not published.

captures ── read, write ──▶ foi.db.building ── statistics ──▶ worse than what was published?
                                                                │ no             │ yes
                                             kept in captures.db, swapped in     Drift: foi.db stays,
                                                                                 a sample is put aside
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from archive.building.comparing import READ, Fall, find_falls
from archive.publish import written_aside
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.kept_builds import published_statistics
from archive.store.received import received
from archive.store.statistics import BuiltFile, Statistics
from parsers.impostors import recognise
from parsers.profile import Profile

_SAMPLES = "drift"  # folder beside captures.db
_LOOKED_AT = 300  # answers; in an archive of so many pages or fewer, all


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
    with BuiltFile.open(building, profile.name) as built:
        answers = _newest_answers(store, profile)
        unread = _unread(answers, store, profile, built)
        most = min(profile.drift.newest, built.live_responses() // 2)
        newest = sorted([*built.newest(most), *((a.captured_at, a.sha256) for a in unread)], reverse=True)
        gone_bad = len(built.shown(_bodies(unread, store)))
        statistics = built.statistics([digest for _, digest in newest[:most]], gone_bad, headings)
        published = () if accept_drift else published_statistics(store, profile.name)
        if falls := find_falls(statistics, published, profile.drift):
            unreadable = falls[0].measure == READ and unread
            digest = unread[0].sha256 if unreadable else built.sample(*falls[0].measure)
            raise Drift(falls, _put_aside(store, digest) if digest else None)
    return statistics


def _newest_answers(store: CaptureStore, profile: Profile) -> list[HeldCapture]:
    """Return the items' pages that the live site gave last, the newest first."""
    keys = store.execute(
        "select page_key from captures where site = ? and source = 'live' and status = 200"
        " group by page_key order by max(captured_at) desc, page_key",
        (profile.name,),
    )
    answers = (store.newest(profile.name, key) for (key,) in keys)
    items = (answer for answer in answers if answer and profile.kind(answer.url) == "item")
    return [*islice(items, _LOOKED_AT)]


def _unread(
    answers: Sequence[HeldCapture], store: CaptureStore, profile: Profile, built: BuiltFile
) -> list[HeldCapture]:
    """Return those of the answers that no response shows because they are not recognised any more."""
    shown = built.shown(answer.sha256 for answer in answers)
    return [
        answer
        for answer in answers
        if answer.sha256 not in shown and recognise(received(store, answer), profile) == "unrecognised"
    ]


def _bodies(answers: Iterable[HeldCapture], store: CaptureStore) -> Iterator[str]:
    """Yield the digests of everything that the pages of these answers ever gave."""
    for answer in answers:
        yield from (capture.sha256 for capture in store.history(answer.site, answer.page_key))


def _put_aside(store: CaptureStore, digest: str) -> Path:
    """Write a copy of the body beside the databases, for a person to look at."""
    sample = store.path.parent / _SAMPLES / f"{digest}.html"
    with written_aside(sample) as aside:
        aside.write_bytes(store.read(digest))
    return sample
