"""`foilog alerts`, and the alerts at the end of a refresh: whatever befalls a message, the archive stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from foilog.alerts.settings import load_settings
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.trouble import trouble

if TYPE_CHECKING:  # it brings the web with it, which a refresh without alerts need not wait for
    from foilog.alerts.telling import Foreseen

_NOT_YET = "what waits was refused before, and its next try is not due yet; run it again later"


def alerts(data: Path, *, dry_run: bool, as_json: bool) -> ExitCode:
    """Send what is new, or only tell what would be sent."""
    from foilog.alerts.telling import foresee, tell

    settings = load_settings(data)
    if settings is None:
        raise Failure(ExitCode.USAGE, f"{data / 'alerts.toml'} is not there; docs/alerts.md has one to copy")
    now = datetime.now(UTC)
    if dry_run:
        foreseen = foresee(data, settings, now)
        click.echo(
            json.dumps({"alerts": [asdict(one) for one in foreseen]})
            if as_json
            else "\n".join(_in_words(foreseen))
        )
        return ExitCode.DONE
    with writing(data):
        outcome = tell(data, settings, now)
    code = ExitCode.PARTIAL if outcome.troubles or outcome.waiting else ExitCode.DONE
    if as_json:
        click.echo(json.dumps({"exit_code": code, **asdict(outcome)}))
    else:
        click.echo(f"{outcome.sent} messages sent, {outcome.waiting} wait")
    for line in outcome.troubles or ([_NOT_YET] if outcome.waiting else []):
        click.echo(f"foilog: {line}", err=True)
    return code


def tell_after_refresh(data: Path) -> Iterator[str]:
    """Send what is new, if there are alerts, and yield what went wrong; nothing is ever raised."""
    try:
        settings = load_settings(data)
        if settings and (data / "foi.db").exists():
            from foilog.alerts.telling import tell

            with writing(data):
                yield from tell(data, settings, datetime.now(UTC)).troubles
    except Exception as error:  # noqa: BLE001 - the night's work is done, and its exit code stays
        yield trouble(error)[1]


def _in_words(foreseen: tuple[Foreseen, ...]) -> Iterator[str]:
    for one in foreseen:
        if one.new is None:
            would = f"begins now; the {one.found} responses it finds are not told"
        elif one.new:
            would = f"{one.new} new of {one.found} would be told"
        else:
            would = "a sign of life would be sent" if one.heartbeat else "nothing to tell"
        yield f"{one.alert} ({one.search or 'everything'}): {would}"
    if not foreseen:
        yield "alerts.toml holds no alert"
