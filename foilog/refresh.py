"""The nightly job: ask each source in turn, keep what it gives at once, publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from archive.building.build import BuildReport, build_archive
from archive.building.corrections import load_corrections
from archive.building.drift import Drift
from archive.errors import StorageError
from archive.store.captures import CaptureStore, RunResult
from archive.takedown.erasing import erase
from archive.takedown.suppressions import load_suppressions
from foilog.outcome import ExitCode, Failure, most_serious
from foilog.progress import Report
from foilog.publishing import Publisher
from foilog.sources.registry import AUTO, NAMES, SOURCES
from foilog.sources.source import Clock, Counts, Forecast, Plan, SourceOutcome
from parsers.profile import Profile, is_loopback
from scraper.client import utc_now
from scraper.fetch_errors import NoContact
from scraper.manners import user_agent


def run_refresh(
    profile: Profile,
    data: Path,
    *,
    sources: Sequence[str] = (AUTO,),
    limit: int | None,
    full: bool,
    report: Report,
    clock: Clock = utc_now,
) -> RunResult:
    """Ask the sources, keep every answer, publish, and return how the run ended. Needs the archive's lock.

    ``report`` is called with the number of entries dealt with and, where the source tells, of all. On drift
    nothing is published. Raises Failure (wrong usage) for a source that can't be asked and for a public site
    without a contact, and StorageError.
    """
    names = chosen(sources, profile)
    _have_contact(names, profile)
    corrections = load_corrections(data)  # a fault in the lists is told before anything is asked for
    load_suppressions(data)
    public = data / "foi.db"
    with CaptureStore.open(data / "captures.db") as store:
        built: list[BuildReport] = []

        def build() -> None:
            built[:] = [build_archive(store, profile, public, corrections=corrections)]

        publisher = Publisher(public, build)

        def told(done: int, total: int | None) -> None:
            report(done, total)
            publisher.consider(store.added)

        run = store.start_run(clock(), names, profile.name)
        try:
            outcomes = _ask(names, sources, profile, store, Plan(limit, full, clock), told)
            result = summed_up(outcomes, named=sources)
            store.finish_run(run, clock(), result)  # the public file tells of it
            if result.exit_code == ExitCode.DRIFT:
                publisher.withdraw()
            else:
                publisher.publish()
                erase(store, profile, built[0].withdrawal.erasures)
        except Drift as drift:
            result = summed_up(outcomes, drift, named=sources)
            store.finish_run(run, clock(), result)
        except BaseException as error:
            code = ExitCode.STORAGE if isinstance(error, StorageError) else ExitCode.UNEXPECTED
            why = f"stopped by {type(error).__name__}; {store.added} answers were kept"
            store.finish_run(run, clock(), RunResult(code, names, message=why))
            raise
        return result


def forecast(
    profile: Profile,
    data: Path,
    *,
    sources: Sequence[str] = (AUTO,),
    limit: int | None,
    full: bool,
    report: Report,
    clock: Clock = utc_now,
) -> Forecast:
    """Return what a refresh would ask for, and write nothing.

    It looks at the listing and at indexes as the refresh would, for nothing else tells. Raises as
    ``run_refresh`` does.
    """
    names = chosen(sources, profile)
    _have_contact(names, profile)
    with _store_to_read(data) as store:
        plan = Plan(limit, full, clock)
        foreseen = {
            name: SOURCES[name].foresee(
                profile, store, replace(plan, missing_only=name not in sources), report
            )
            for name in names
        }
    return Forecast(
        exit_code=_code({name: one.exit_code for name, one in foreseen.items()}, sources),
        message=_joined({name: one.message for name, one in foreseen.items()}),
        pages=sum(one.pages for one in foreseen.values()),
        bytes=sum(one.bytes for one in foreseen.values()),
        seconds=sum(one.seconds for one in foreseen.values()),
    )


def chosen(wanted: Sequence[str], profile: Profile) -> tuple[str, ...]:
    """Return the names of the sources to ask, in order.

    Raises Failure (wrong usage) for one that this version does not have or that the profile does not name.
    """
    for name in dict.fromkeys(wanted):
        if name != AUTO and name not in SOURCES:
            raise Failure(ExitCode.USAGE, f"this version has no source {name}; it has {', '.join(SOURCES)}")
        if name != AUTO and not SOURCES[name].addresses(profile):
            raise Failure(ExitCode.USAGE, f"the profile {profile.name} does not say where {name} is")
    every = AUTO in wanted or not wanted
    return tuple(
        name
        for name in NAMES
        if name in wanted or (every and name in SOURCES and SOURCES[name].addresses(profile))
    )


def summed_up(
    outcomes: Mapping[str, SourceOutcome], drift: Drift | None = None, *, named: Sequence[str] = ()
) -> RunResult:
    """Return what a run came to whose sources ended so, and whose build in ``drift``, if it did.

    ``named`` sources were asked for by name; others fill in for one another.
    """
    counts = Counts(*map(sum, zip(*(outcome.counts for outcome in outcomes.values()), strict=True)))
    code = _code({name: outcome.code for name, outcome in outcomes.items()}, named)
    trouble = _joined({name: outcome.message for name, outcome in outcomes.items()})
    told = "; ".join(filter(None, (str(drift) if drift else "", trouble, _told(counts, outcomes))))
    return RunResult(
        exit_code=ExitCode.DRIFT if drift else code,
        sources=tuple(f"{name}: {_became(outcome)}" for name, outcome in outcomes.items()),
        message=told or "nothing is listed",
        **counts._asdict(),
    )


def _ask(
    names: Sequence[str],
    wanted: Sequence[str],
    profile: Profile,
    store: CaptureStore,
    plan: Plan,
    report: Report,
) -> dict[str, SourceOutcome]:
    """Ask each source in turn until as many pages came as are wanted.

    A source that was not wanted by name fills the gaps; where one before it was in trouble, without delay.
    """
    outcomes: dict[str, SourceOutcome] = {}
    for name in names:
        left = None if plan.limit is None else plan.limit - sum(one.asked for one in outcomes.values())
        if left == 0:
            break
        fills = name not in wanted
        trouble = any(one.code != ExitCode.DONE for one in outcomes.values())
        mine = replace(plan, limit=left, missing_only=fills, full=plan.full or (fills and trouble))
        outcomes[name] = SOURCES[name].refresh(profile, store, mine, report)
    return outcomes


def _code(codes: Mapping[str, ExitCode], named: Sequence[str]) -> ExitCode:
    """Return the run's exit code.

    That a source was blocked counts only where none filled in for it to the end, and that one was not reached
    only where no other answered; of a source that was asked for by name both count.
    """
    excused: set[ExitCode] = set()
    if {ExitCode.DONE, ExitCode.DRIFT} & set(codes.values()):
        excused = {ExitCode.BLOCKED, ExitCode.UNREACHABLE}
    elif ExitCode.PARTIAL in codes.values():
        excused = {ExitCode.UNREACHABLE}
    return most_serious({code for name, code in codes.items() if name in named or code not in excused})


def _became(outcome: SourceOutcome) -> str:
    return "part, as limited" if outcome.limited else outcome.code.name.lower()


def _told(counts: Counts, outcomes: Mapping[str, SourceOutcome]) -> str:
    """Return the counts in words, empty where nothing was seen."""
    if not any(counts):
        return ""
    said = f"{counts.seen} seen, {counts.new} new, {counts.changed} changed, {counts.gone} gone"
    if counts.files:
        said += f", {counts.files} {'file' if counts.files == 1 else 'files'} kept"
    if counts.failed:
        said += f", {counts.failed} failed"
    if counts.skipped:
        because = {one.skipped_because for one in outcomes.values() if one.counts.skipped}
        said += f", {counts.skipped} skipped ({'; '.join(sorted(because))})"
    return said


def _joined(messages: Mapping[str, str]) -> str:
    """Return what sources say in one line, each with its name where there are several."""
    if len(messages) == 1:
        return next(iter(messages.values()))
    return "; ".join(f"{name}: {message}" for name, message in messages.items() if message)


def _have_contact(names: Sequence[str], profile: Profile) -> None:
    for address in (address for name in names for address in SOURCES[name].addresses(profile)):
        try:
            user_agent(profile.contact, address, public=not is_loopback(address))
        except NoContact as error:
            raise Failure(ExitCode.USAGE, str(error)) from error


@contextmanager
def _store_to_read(data: Path) -> Iterator[CaptureStore]:
    """Give the archive's store, or an empty one elsewhere: a look ahead makes no archive."""
    path = data / "captures.db"
    if path.exists():
        with CaptureStore.open(path) as store:  # a read-only SQLite connection would leave files beside it
            yield store
        return
    with TemporaryDirectory() as folder, CaptureStore.open(Path(folder) / "captures.db") as store:
        yield store
