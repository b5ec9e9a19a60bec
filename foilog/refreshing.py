"""`foilog refresh`: the nightly job as a person or cron sees it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from archive.store.captures import RunResult
from foilog.alarm import alarm
from foilog.alerting import tell_after_refresh
from foilog.lock import writing
from foilog.outcome import ExitCode
from foilog.progress import progress
from foilog.refresh import forecast, run_refresh
from foilog.sources.source import Forecast
from parsers.profile import Profile


def refresh(
    data: Path,
    profile: Profile,
    *,
    sources: Sequence[str],
    limit: int | None,
    full: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
) -> ExitCode:
    """Ask the sources, keep and publish what they give, or only tell what that would cost.

    ``quiet``: say nothing of a run without trouble.
    """
    with progress("fetching", quiet=quiet) as report:
        if dry_run:
            expected = forecast(profile, data, sources=sources, limit=limit, full=full, report=report)
        else:
            with alarm(data, profile) as told:
                with writing(data):
                    result = run_refresh(
                        profile, data, sources=sources, limit=limit, full=full, report=report
                    )
                told(asdict(result))
            for line in tell_after_refresh(data):
                click.echo(f"foilog: {line}", err=True)
    ended: Forecast | RunResult = expected if dry_run else result
    if as_json:
        click.echo(json.dumps(asdict(ended)))
    elif dry_run:
        megabytes, minutes = expected.bytes / 1_000_000, expected.seconds / 60
        click.echo(
            f"about {expected.pages} pages, {megabytes:.1f} MB, {minutes:.1f} minutes; nothing was written"
        )
    if ended.message and not (quiet and ended.exit_code == ExitCode.DONE):
        click.echo(f"foilog: {ended.message}", err=True)
    return ExitCode(ended.exit_code)
