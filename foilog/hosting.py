"""`foilog folder`: what a machine needs that serves the archive and does nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import click

from foilog.outcome import ExitCode
from parsers.profile import Profile
from web.folder import write_folder


def folder(data: Path, profile: Profile, target: Path, *, as_json: bool) -> ExitCode:
    """Write the folder and name its files."""
    files = [str(path) for path in write_folder(data / "foi.db", target, profile.contact)]
    click.echo(json.dumps({"files": files}) if as_json else "\n".join(files))
    return ExitCode.DONE
