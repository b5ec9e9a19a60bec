"""`foilog bundle`: the evidence of one response as a zip."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from archive.evidence.bundle import write_bundle
from archive.upkeep.report import NotOneResponse
from foilog.outcome import ExitCode, Failure


def bundle(data: Path, key: str, *, out: Path | None, as_json: bool) -> ExitCode:
    """Write the evidence of one response, and say what to check it with."""
    try:
        written = write_bundle(data, key, out)
    except NotOneResponse as error:
        raise Failure(ExitCode.USAGE, str(error)) from error
    if as_json:
        click.echo(json.dumps(asdict(written) | {"path": str(written.path)}))
        return ExitCode.DONE
    click.echo(f"{written.path}: {written.captures} captures of {written.response_id}, up to {written.head}")
    click.echo(f"SHA-256 {written.sha256}")
    for reason, captures in written.left_out.items():
        click.echo(f"{captures} captures left out: {reason}", err=True)
    return ExitCode.DONE
