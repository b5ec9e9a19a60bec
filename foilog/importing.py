"""`foilog import`: what people saved goes into the captures, and the archive is built anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.files.loose import Unplaced
from archive.reading.linked_files import unplaced_files
from archive.store.captures import CaptureStore, RunResult
from archive.store.looks import Looks
from archive.takedown.tombstones import Tombstones
from foilog.building import publish
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.progress import progress
from foilog.sources.linked import LinkedFiles
from parsers.identity import LOOSE, capture_key
from parsers.impostors import Kind, recognise
from parsers.models import Capture
from parsers.profile import Profile
from scraper.client import utc_now
from scraper.saved import AddressForMany, Exported, Rejected, SavedItem, Skipped, saved_files

_NO_PAGE: frozenset[Kind] = frozenset({"unrecognised", "challenge", "block", "rate-limit", "error"})
_BATCH_BYTES = 8_000_000  # kept in one transaction: few waits for the disk, little memory


@dataclass
class _Tally:
    seen: int = 0
    new: int = 0
    skipped: int = 0
    erased: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    unread: dict[str, Rejected] = field(default_factory=dict)  # by page key, kept all the same
    usable: set[str] = field(default_factory=set)  # keys of pages and files that something was had of
    loose: set[str] = field(default_factory=set)  # keys of files that do not say where they are from

    @property
    def code(self) -> ExitCode:
        if not self.usable:
            return ExitCode.STORAGE
        return ExitCode.PARTIAL if self.rejected or self.unread or self.unplaced else ExitCode.DONE

    def as_json(self) -> dict[str, object]:
        """Return what the import came to."""
        told = asdict(self)
        del told["loose"], told["usable"]
        told["unread"] = [asdict(page) for page in self.unread.values()]
        told["unplaced"] = [file.told() for file in self.unplaced]
        return {"exit_code": int(self.code), "message": self.message, **told}

    @property
    def result(self) -> RunResult:
        failed = len(self.rejected) + len(self.unread)
        return RunResult(self.code, ("file",), self.seen, self.new, failed=failed, message=self.message)

    @property
    def message(self) -> str:
        kept = f"{self.new} new of {self.seen} pages and files"
        skipped = f", {self.skipped} records of other things left out" if self.skipped else ""
        if self.erased:
            skipped += f", {self.erased} suppressed and not kept"
        if not self.usable:
            return (
                f"nothing usable was found{skipped}; save pages as HTML, with SingleFile, as WARC, or as text"
            )
        troubles = [
            f"{len(told)} {what} and are named above"
            for told, what in (
                (self.rejected, "could not be used"),
                (self.unread, "could not be read"),
                (self.unplaced, "have no page yet"),
            )
            if told
        ]
        return "; ".join([f"{kept}{skipped}", *troubles])


def import_files(
    data: Path,
    profile: Profile,
    paths: Sequence[Path],
    *,
    url: str | None,
    captured_at: datetime | None,
    build: bool,
    as_json: bool,
) -> ExitCode:
    """Keep every page that can be used, name every file that can't, and publish unless told not to."""
    try:
        items = saved_files(paths, profile, url, captured_at)
    except AddressForMany as error:
        raise Failure(ExitCode.USAGE, error.reason) from error
    with writing(data):
        with CaptureStore.open(data / "captures.db") as store:
            # The run stays unfinished if this is cut off.
            run = store.start_run(datetime.now(UTC), ("file",), profile.name)
            tally = _Tally()
            with progress("importing") as report:
                for batch in _batches(items):
                    _keep(store, profile, batch, tally)
                    report(tally.seen + tally.skipped + len(tally.rejected), None)
            _tell_unread(tally)
            _find_places(store, profile, tally)
            store.finish_run(run, datetime.now(UTC), tally.result)
        built = publish(data, profile) if build and tally.usable else None
    if as_json:
        click.echo(json.dumps(tally.as_json()))
    elif built:
        click.echo(f"{built.path}: {built.responses} responses")
    click.echo(f"foilog: {tally.message}", err=True)
    return tally.code


def _batches(items: Iterable[SavedItem]) -> Iterator[list[SavedItem]]:
    batch: list[SavedItem] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.body) if isinstance(item, Capture) else 0
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _keep(store: CaptureStore, profile: Profile, batch: list[SavedItem], tally: _Tally) -> None:
    tombstones = Tombstones(store, profile)
    with store.transaction():
        for item in batch:
            match item:
                case Capture():
                    tally.seen += 1
                    key = capture_key(item, profile)
                    kept = tombstones.admitted(item, key)
                    if kept is None:
                        tally.erased += 1
                        tally.usable.add(key)
                        click.echo(f"{item.origin}: suppressed, not kept", err=True)
                    else:
                        tally.new += _add(store, profile, kept, key)
                        _judge(kept, key, profile, tally)
                        if key.startswith(LOOSE):
                            tally.loose.add(key)
                case Rejected():
                    tally.rejected.append(item)
                    click.echo(f"{item.origin}: {item.reason}", err=True)
                case Skipped():
                    tally.skipped += 1


def _judge(capture: Capture, key: str, profile: Profile, tally: _Tally) -> None:
    """Note whether anything can be read of a capture; what a file is worth, a state of that file says."""
    is_page = profile.kind(capture.url) in {"item", "listing"} and not isinstance(capture, Exported)
    kind = recognise(capture, profile) if is_page else "file"
    if kind in _NO_PAGE:
        reason = f"{capture.url}: kept, but no response or listing can be read in it ({kind})"
        tally.unread[key] = Rejected(capture.origin, reason, broken=False)
    else:
        tally.usable.add(key)


def _tell_unread(tally: _Tally) -> None:
    """Tell of the pages that nothing here can be read of; a challenge may stand before the page."""
    for key in tally.usable & tally.unread.keys():
        del tally.unread[key]
    for page in tally.unread.values():
        click.echo(f"{page.origin}: {page.reason}", err=True)


def _find_places(store: CaptureStore, profile: Profile, tally: _Tally) -> None:
    """Tell of the files of this import that no known page links to; the build looks for their places anew."""
    LinkedFiles(store, profile, utc_now).discover()
    for file in unplaced_files(store) if tally.loose else ():
        if file.key in tally.loose:
            tally.unplaced.append(file)
            click.echo(f"{file.name}: kept, but {file.reason}; import that page too, or give --url", err=True)


def _add(store: CaptureStore, profile: Profile, capture: Capture, key: str) -> bool:
    if isinstance(capture, Exported):
        return Looks(store, profile.name).restore(capture, key, capture.seen_at, capture.answers)
    return store.add(profile.name, capture, key)
