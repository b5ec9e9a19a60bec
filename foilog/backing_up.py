"""`foilog backup` and `foilog restore`: a copy of what cannot be made again, and the way back from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.upkeep.backup import back_up, dated_name, remove_older
from archive.upkeep.restore import restore as put_back
from foilog.building import publish
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.progress import progress
from parsers.profile import Profile


def backup(data: Path, target: str, *, keep: int | None, as_json: bool) -> ExitCode:
    """Back the archive up into the file ``target``, or under a dated name into that folder.

    Of the dated backups in a folder the newest ``keep`` stay; None keeps all.
    """
    now = datetime.now(UTC)
    folder = Path(target) if target.endswith("/") or Path(target).is_dir() else None
    if keep and not folder:
        raise Failure(ExitCode.USAGE, f"--keep is for a folder; end it with a slash: {target}/")
    with progress("copying") as report:
        made = back_up(data, folder / dated_name(now) if folder else Path(target), now, report)
    removed = remove_older(folder, keep) if folder and keep else ()
    if as_json:
        told = {**asdict(made), "path": str(made.path), "removed": [str(older) for older in removed]}
        click.echo(json.dumps(told))
        return ExitCode.DONE
    lists = "".join(f", {name}" for name in made.lists)
    click.echo(f"{made.path}: {made.captures} captures{lists}; {made.bytes / 1_000_000:.1f} MB")
    for older in removed:
        click.echo(f"{older}: removed, {keep} newer ones are kept")
    return ExitCode.DONE


def restore(data: Path, profile: Profile, backup: Path, *, force: bool, as_json: bool) -> ExitCode:
    """Put a backup back and publish what it holds."""
    with writing(data):
        restored = put_back(data, backup, force=force)
        if not as_json:  # at once, for it stands whatever becomes of publishing it
            click.echo(f"{data / 'captures.db'}: {restored.captures} captures from {backup}")
            if restored.kept:
                click.echo(f"{restored.kept}: what stood there, until you delete it")
            for beside in restored.differing:
                click.echo(f"{beside}: differs from {beside.with_suffix('')}, which stays as it is")
        built = publish(data, profile)
    if not as_json:
        click.echo(f"{built.path}: {built.responses} responses")
        return ExitCode.DONE
    told = {
        "captures": restored.captures,
        "responses": built.responses,
        "kept": str(restored.kept) if restored.kept else None,
        "differing": [str(beside) for beside in restored.differing],
    }
    click.echo(json.dumps(told))
    return ExitCode.DONE
