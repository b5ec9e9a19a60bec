"""From captures to the public file: read every page, find what is one response, write, check, publish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from archive.building.amend import amend_archive, find_changing
from archive.building.basis import basis_of, file_identity
from archive.building.check import check_archive
from archive.building.correcting import apply_corrections
from archive.building.corrections import Correction, load_corrections
from archive.building.drift import watch
from archive.building.figures import Row, add_figures, keep_figures
from archive.building.write import write_archive
from archive.cache import Cache
from archive.files.library import FileLibrary
from archive.files.releases import released
from archive.publish import written_aside
from archive.reading.changed_pages import changed_pages
from archive.reading.linked_files import find_files
from archive.reading.reading import read_captures
from archive.reading.readings import Readings
from archive.reading.sites import ReadSite, keep_site, published_sites, site_in_ids
from archive.store.captures import CaptureStore, Run
from archive.store.gap_sources import found_by
from archive.store.heads import tell_heads
from archive.store.kept_builds import keep_statistics
from archive.store.manifests import FOLDER, seal, write_manifests
from archive.store.statistics import Statistics
from archive.takedown.erasing import erase
from archive.takedown.suppressions import Suppression, load_suppressions
from archive.takedown.withdrawing import Withdrawal, mask_of, remember_erased, withdraw
from parsers.profile import Profile

Progress = Callable[[int, int], None]
_IDS_AT_ONCE = 500
_HEADINGS = 20  # kept of those that no rule knows; what stands on a fifth of all pages is among them


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build read and published at ``path``.

    ``unread`` counts addresses of pages that were asked for and never gave a text; ``rewritten`` how many
    responses were written anew in a copy of the file before, None where the file was written whole;
    ``unused`` has a line for each correction that means no response, or several; ``withdrawal`` tells what
    was left out, of which some is still to be erased.
    """

    path: Path
    pages: int
    unread: int
    responses: int
    rewritten: int | None = None
    unused: tuple[str, ...] = ()
    withdrawal: Withdrawal = field(default_factory=Withdrawal)


class _Watched(NamedTuple):
    """How the pages of a site were read, compared with earlier builds or not, and taken as it is or not."""

    site: str
    statistics: Statistics
    compared: bool
    accepted: bool


def build_and_publish(
    data_dir: Path,
    profile: Profile,
    progress: Progress | None = None,
    *,
    accept_drift: bool = False,
    full: bool = False,
) -> BuildReport:
    """Build ``data_dir/foi.db`` from ``data_dir/captures.db``, which is made where there is none yet.

    ``progress`` is called with the number of pages read so far and of all pages. What earlier builds read of
    pages and files is used, unless it is to be a ``full`` build. Raises StorageError, also for faults in
    ``data_dir/corrections.toml``, and Drift unless ``accept_drift``; the public file that was there before
    then stands as it was.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    corrections = load_corrections(data_dir)
    with CaptureStore.open(data_dir / "captures.db") as store:
        out = data_dir / "foi.db"
        report = build_archive(
            store, profile, out, progress, corrections, accept_drift=accept_drift, full=full
        )
        erase(store, profile, report.withdrawal.erasures)
        return report


def build_archive(
    store: CaptureStore,
    profile: Profile,
    out: Path,
    progress: Progress | None = None,
    corrections: Sequence[Correction] = (),
    *,
    accept_drift: bool = False,
    full: bool = False,
) -> BuildReport:
    """Publish at ``out`` what all captures say, put right by ``corrections``.

    It is a function of captures, ids, profiles, rules and corrections. The sites that captures are held of
    are read with the profiles that ``store`` keeps of them, that of ``profile`` with this one. What was read
    before is taken from the cache beside ``out``, which is only quicker, unless it is to be a ``full`` build.

    Ids given for the first time are kept in ``store`` just before the new file takes its place, so that no
    published id is ever forgotten, whatever happens in between. Raises StorageError, and Drift where pages
    are read worse than in the file that stands there and this is not to be ``accept_drift``.
    """
    suppressions = load_suppressions(out.parent)
    profiles = published_sites(store, profile)
    release = released(out.parent)
    by_hand = (suppressions, tuple(corrections), sorted(release))
    basis = basis_of(store, profiles, by_hand)
    stands = out.exists()  # nothing is better than a bad file only where one stands
    with _opened(profiles, out, afresh=full) as sites:
        all_readings = [site.readings for site in sites]
        with (
            written_aside(out) as building,
            Cache.open(out.with_name("cache.db"), empty=full) as cache,
            FileLibrary.open(store, cache, release) as library,
            ExitStack() as tentative,
        ):
            made_into = set()
            for site in sites:
                made_into.add(_read_site(store, site, basis, suppressions, cache, library, progress))
                site.readings.name_responses(site_in_ids(site.profile, profiles))
            changed = [readings.take_touched() for readings in all_readings]
            for readings in all_readings:
                tentative.enter_context(readings.tentative())
            unused = apply_corrections(all_readings, corrections)
            withdrawal = withdraw(store, all_readings, suppressions)
            adjusted = [readings.take_touched() for readings in all_readings]
            touched = _responses_of(all_readings, changed) | _responses_of(all_readings, adjusted)
            follows = out if stands and made_into == {file_identity(out)} else None
            runs = tuple(withdrawal.without(store.runs()))
            rewritten = _write(sites, runs, touched, follows, building)
            figures = add_figures(store, building)
            if rewritten is None:
                check_archive(building, all_readings[0].mask)  # the masks of all sites have the same words
            watched = []
            for site in sites:
                accepted = accept_drift and site.profile.name == profile.name
                compared = stands and not accepted
                watched.append(_watch(building, store, site, compared=compared, accepted=accepted))
            _keep(store, profile, all_readings, watched, figures, building)
            pages = [readings.pages() for readings in all_readings]
            responses = sum(readings.count_responses() for readings in all_readings)
        basis = basis_of(store, profiles, by_hand) | {"file": file_identity(out)}
        for readings, keys in zip(all_readings, adjusted, strict=True):
            readings.add_adjusted(keys)
            readings.keep(_kept(out, readings.site), basis)
    write_manifests(store, out.parent / FOLDER)
    read, unread = map(sum, zip(*pages, strict=True))
    return BuildReport(out, read, unread, responses, rewritten, unused, withdrawal)


def _responses_of(all_readings: Iterable[Readings], keys: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the responses that have one of these pages or files, those of each site."""
    of_sites = zip(all_readings, keys, strict=True)
    return frozenset().union(*(readings.touched_responses(of_site) for readings, of_site in of_sites))


def _write(
    sites: Sequence[ReadSite],
    runs: Sequence[Run],
    touched: frozenset[str],
    follows: Path | None,
    building: Path,
) -> int | None:
    """Write the public file: whole, or as a copy of the one that it ``follows``, which all else stands in.

    Return how many responses were written anew in a copy.
    """
    changing = find_changing(sites, touched, follows) if follows else None
    if follows is None or changing is None:
        write_archive(sites, runs, building)
        return None
    amend_archive(sites, runs, changing, follows, building)
    return len(changing.anew)


@contextmanager
def _opened(profiles: Sequence[Profile], out: Path, *, afresh: bool) -> Iterator[tuple[ReadSite, ...]]:
    """Give readings of each site, as the last build left them or empty, in files beside ``out``."""
    with ExitStack() as stack:
        sites = []
        for site in profiles:
            kept = None if afresh else _kept(out, site.name)
            readings = stack.enter_context(Readings.open(_aside(out, site.name), site.name, kept))
            sites.append(ReadSite(site, readings))
        yield tuple(sites)


def _aside(out: Path, site: str) -> Path:
    return out.with_name(f"{out.name}.reading-{site}")


def _kept(out: Path, site: str) -> Path:
    return out.with_name(f"readings-{site}.db")


def _read_site(
    store: CaptureStore,
    site: ReadSite,
    basis: Mapping[str, str],
    suppressions: Sequence[Suppression],
    cache: Cache,
    library: FileLibrary,
    progress: Progress | None,
) -> str:
    """Read the pages of a site, then the files that they link to: those alone that changed, if that will do.

    Return the identity of the public file that was made of the others, nothing where all were read.
    """
    profile, readings = site
    readings.mask, readings.library = mask_of(suppressions, profile), library
    known = readings.basis()
    same = all(known.get(name) == value for name, value in basis.items())
    changed = changed_pages(store, profile, readings) if same else None
    if changed is None:
        readings.renew()
    readings.begin()
    readings.add_published(store.identities(profile.name), store.ids_of_other_sites(profile.name))
    remember_erased(readings, store, suppressions)
    read_captures(store, profile, readings, progress, cache, changed)
    readings.add_sources(found_by(store, profile.name))
    find_files(store, profile.name, readings, library, changed.pages if changed else None)
    return known["file"] if changed else ""


def _watch(
    building: Path, store: CaptureStore, site: ReadSite, *, compared: bool, accepted: bool
) -> _Watched:
    profile, readings = site
    headings = readings.commonest_headings(_HEADINGS)
    statistics = watch(building, store, profile, headings, accept_drift=not compared)
    return _Watched(profile.name, statistics, compared, accepted)


def _keep(
    store: CaptureStore,
    profile: Profile,
    readings: Iterable[Readings],
    watched: Iterable[_Watched],
    figures: tuple[Row, ...],
    building: Path,
) -> None:
    """Keep what no later build can tell again, just before the file that tells it takes its place."""
    with store.transaction():
        keep_site(store, profile)
        for of_site in readings:
            _keep_ids(store, of_site)
        for site, statistics, compared, accepted in watched:
            keep_statistics(store, site, statistics, watched=compared, accepted=accepted)
        keep_figures(store, figures)
        seal(store)
        tell_heads(store, building)


def _keep_ids(store: CaptureStore, readings: Readings) -> None:
    ids = readings.new_ids()
    while some := dict(islice(ids, _IDS_AT_ONCE)):
        store.publish_identities(readings.site, some)
