"""`foilog export`: the whole archive as a folder of files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from archive.export.exporting import FORMATS, export_archive
from archive.export.folder import ForeignFile
from foilog.outcome import ExitCode, Failure
from foilog.progress import progress
from web.described import described_tables


def export(data: Path, folder: Path, *, formats: Sequence[str], as_json: bool) -> ExitCode:
    """Write the archive into ``folder`` in ``formats``, all where none is named, and say what came."""
    try:
        with progress("exporting") as report:
            written = export_archive(data, folder, formats or FORMATS, described_tables(), report)
    except ForeignFile as error:
        raise Failure(ExitCode.USAGE, f"{error}; name an empty folder") from error
    if as_json:
        click.echo(json.dumps(asdict(written)))
        return ExitCode.DONE
    megabytes = sum(written.files.values()) / 1_000_000
    click.echo(f"{folder}: data of {written.date}, {len(written.files)} files, {megabytes:.1f} MB")
    for reason, captures in written.left_out.items():
        click.echo(f"{captures} captures left out: {reason}", err=True)
    return ExitCode.DONE
