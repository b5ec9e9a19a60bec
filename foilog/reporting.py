"""`foilog explain`, `status` and `verify`: what the archive can tell of itself, in words or as one object."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import click

from archive.building.check import Verification
from archive.building.check import verify as verify_archive
from archive.store.heads import NoHead
from archive.upkeep.disk import Forecast
from archive.upkeep.report import CitedProvision, Evidence, Explanation, NotOneResponse, Status
from archive.upkeep.report import explain as explain_response
from archive.upkeep.report import status as archive_status
from foilog.outcome import ExitCode, Failure
from foilog.progress import progress
from parsers.profile import Profile

_NAMED = 20  # files of each state that are named in words


def explain(data: Path, key: str, *, as_json: bool) -> ExitCode:
    """Print how one response was read: every field with its words and its rule."""
    _must_hold(data, "foi.db")
    try:
        explanation = explain_response(data / "foi.db", key)
    except NotOneResponse as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    click.echo(json.dumps(asdict(explanation)) if as_json else "\n".join(_explained(explanation)))
    return ExitCode.DONE


def _explained(it: Explanation) -> Iterator[str]:
    yield it.id
    yield from (f"  at {url}" for url in it.urls)
    if it.capture_sha256:
        yield f"  captured {it.captured_at} from {it.source}, SHA-256 {it.capture_sha256}"
    yield "\nFields"
    for field in it.fields:
        yield from _proved(field)
    yield "\nProvisions cited" if it.citations else "\nNo provision cited"
    for citation in it.citations:
        yield from _cited(citation)
    yield "\nVersions" if it.versions else "\nNo version"
    for version in it.versions:
        what = f"text {version.text_sha256[:12]}" if version.text_sha256 else "missing"
        yield f"  {version.first_seen} to {version.last_seen}: {what}"
        yield from (f"    at {url}" for url in version.urls)
    yield "\nDiagnostics" if it.diagnostics else "\nNo diagnostics"
    yield from (f"  {noticed.code}: {noticed.message}" for noticed in it.diagnostics)


def _proved(field: Evidence) -> Iterator[str]:
    yield f"  {field.field}" if field.value == field.quote else f"  {field.field} = {field.value}"
    yield textwrap.indent(f"“{field.quote}”", "    ")
    yield f"    {_place(field.start, field.end)}, rule {field.rule}"


def _cited(citation: CitedProvision) -> Iterator[str]:
    yield f"  {citation.act} {citation.provision}: {citation.role}"
    yield f"    written “{citation.as_written}”, {_place(citation.start, citation.end)}, rule {citation.rule}"
    yield textwrap.indent(f"“{citation.sentence}”", "    ")


def _place(start: int | None, end: int | None) -> str:
    return "outside the text" if start is None else f"characters {start} to {end}"


def status(data: Path, *, as_json: bool) -> ExitCode:
    """Print what is held, how fresh it is, and what failed."""
    standing = archive_status(data)
    click.echo(json.dumps(_as_json(standing)) if as_json else "\n".join(_standing(standing)))
    return ExitCode.DONE


def _as_json(it: Status) -> dict[str, object]:
    told = asdict(it)
    told["unplaced"] = [file.told() for file in it.unplaced]
    return told


def _standing(it: Status) -> Iterator[str]:
    check = it.last_check
    yield f"Last complete check: {check.finished if check else 'none yet'}"
    if it.last_run:
        run = it.last_run
        ended = f"ended with {run.exit_code}" if run.finished else "was cut off or is under way"
        yield f"Last run: {run.started}, {', '.join(run.sources)}, {ended}. {run.message}"
    if it.newest:
        yield f"Newest response: {it.newest.published} {it.newest.id} {it.newest.title or ''}".rstrip()
    yield "Held: " + (", ".join(f"{count} {table}" for table, count in it.counts.items()) or "nothing")
    if it.failed:
        yield f"Pages asked for that gave no text: {it.failed}"
    for code, count in it.diagnostics.items():
        yield f"  {count} with {code}"
    yield from _files(it)
    if it.coverage:
        yield _row("Month", "listed", "captured", "parsed", "files held", "missing", "failed")
    for m in it.coverage:
        yield _row(
            m.month, m.listed, m.captured, m.parsed, m.attachments_held, m.attachments_missing, m.failed
        )
    if it.manifest:
        yield f"Newest manifest: {it.manifest.number}, {it.manifest.made}, SHA-256 {it.manifest.sha256}"
    yield "Disk: " + ", ".join(f"{name} {size / 1_000_000:.1f} MB" for name, size in it.disk.items())
    if it.forecast:
        yield _foreseen(it.forecast)


def _files(it: Status) -> Iterator[str]:
    """Yield how many files are in each state, and what a person may work through."""
    if it.files:
        yield "Files: " + ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in it.files.items())
    for _, alike in groupby(it.files_to_do, key=lambda file: file.state):
        files = list(alike)
        for file in files[:_NAMED]:
            yield f"  {file.state.replace('_', ' ')}: {file.url} ({file.response_id}): {file.reason}"
        if len(files) > _NAMED:
            yield f"  and {len(files) - _NAMED} more; --json names them all, and the site's page of coverage"
    for saved in it.unplaced:
        yield f"  saved without a place: {saved.name}: {saved.reason}"


def _foreseen(it: Forecast) -> str:
    free = f"Free: {it.free / 1_000_000:.1f} MB"
    if it.bytes_per_night is None:
        return f"{free}; too few nights to tell how long that lasts"
    lasts = "nothing grows" if it.nights_left is None else f"room for {it.nights_left} more nights"
    return f"{free}; {it.bytes_per_night / 1_000_000:.2f} MB a night over {it.nights} nights; {lasts}"


def _row(month: str, *columns: object) -> str:
    return f"{month:9}" + "".join(f"{column:>12}" for column in columns)


def verify(data: Path, profile: Profile, *, against: Sequence[str], as_json: bool) -> ExitCode:
    """Check bodies, quotes, rows and the chain of manifests; print every problem."""
    _must_hold(data, "captures.db")
    try:
        with progress("hashing") as report:
            found = verify_archive(data, profile, report, against)
    except NoHead as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    if as_json:
        click.echo(json.dumps({"exit_code": int(_verdict(found)), **asdict(found)}))
    else:
        for problem in found.problems:
            click.echo(problem)
        click.echo(f"{found.bodies} bodies, {found.quotes} quotes and {found.rows} rows checked")
        click.echo(f"Newest manifest: {found.head or 'none yet'}")
    if found.problems:
        click.echo(
            f"foilog: {len(found.problems)} problems; put back the last good captures.db, or build again",
            err=True,
        )
    return _verdict(found)


def _must_hold(data: Path, name: str) -> None:
    if not (data / name).exists():
        message = f"{data / name} is not there yet; foilog refresh or foilog import makes it"
        raise Failure(ExitCode.STORAGE, message)


def _verdict(found: Verification) -> ExitCode:
    return ExitCode.STORAGE if found.problems else ExitCode.DONE
