"""`foilog build`: from the captures to the public database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from archive.building.build import BuildReport, build_and_publish
from foilog.alarm import alarm
from foilog.lock import writing
from foilog.outcome import ExitCode
from foilog.progress import progress
from parsers.profile import Profile


def build(
    data: Path,
    profile: Profile,
    *,
    accept_drift: bool,
    full: bool,
    quiet: bool = False,
    as_json: bool = False,
) -> ExitCode:
    """Build and publish, and unless ``quiet`` say what came of it."""
    with alarm(data, profile, ends={ExitCode.DRIFT, ExitCode.STORAGE}) as told:
        with writing(data):
            report = publish(data, profile, accept_drift=accept_drift, full=full, quiet=quiet)
        told({"exit_code": ExitCode.DONE, "message": f"{report.responses} responses are published"})
    if as_json:
        counts = {"responses": report.responses, "pages": report.pages, "unread": report.unread}
        click.echo(json.dumps({"exit_code": int(ExitCode.DONE), "path": str(report.path), **counts}))
    if quiet or as_json:
        return ExitCode.DONE
    how = "written whole" if report.rewritten is None else f"{report.rewritten} of them written anew"
    click.echo(f"{report.path}: {report.responses} responses from {report.pages} pages; {how}")
    if report.unread:
        click.echo(f"{report.unread} addresses were asked for and never gave a page", err=True)
    return ExitCode.DONE


def publish(
    data: Path, profile: Profile, *, accept_drift: bool = False, full: bool = False, quiet: bool = False
) -> BuildReport:
    """Build and publish under a lock already held, with progress, and name corrections that mean nothing."""
    with progress("reading", quiet=quiet) as report:
        built = build_and_publish(data, profile, report, accept_drift=accept_drift, full=full)
    for correction in built.unused:
        click.echo(f"corrections.toml: {correction}; not used", err=True)
    for suppression in built.withdrawal.unused:
        click.echo(f"suppressions.toml: {suppression}; nothing is hidden", err=True)
    return built
