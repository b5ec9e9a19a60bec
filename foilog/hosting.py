"""`foilog folder`: what a machine needs that serves the archive and does nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from foilog.outcome import ExitCode
from parsers.profile import Profile
from web.folder import write_folder


def folder(data: Path, profile: Profile, target: Path) -> ExitCode:
    """Write the folder and name its files."""
    for path in write_folder(data / "foi.db", target, profile.contact):
        click.echo(path)
    return ExitCode.DONE
