"""`foilog prune`: what can go, and then without it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from archive.upkeep.prune import Prunable, find_prunable
from archive.upkeep.prune import prune as remove
from foilog.lock import writing
from foilog.outcome import ExitCode


def prune(data: Path, *, keep: int, cache: bool, dry_run: bool, as_json: bool) -> ExitCode:
    """Remove what can go, or only tell what that would be; samples of drift stay for ``keep`` days."""
    with writing(data):
        found = find_prunable(data, keep=timedelta(days=keep), now=datetime.now(UTC), cache=cache)
        freed = 0 if dry_run else remove(found)
    if as_json:
        click.echo(json.dumps(_as_object(found, freed)))
        return ExitCode.DONE
    for one in found:
        click.echo(f"{one.path}: {_megabytes(one.bytes)}, {one.why}")
    told = sum(one.bytes for one in found)
    click.echo(f"{_megabytes(told)} can go" if dry_run else f"{_megabytes(freed)} freed")
    return ExitCode.DONE


def _as_object(found: tuple[Prunable, ...], freed: int) -> dict[str, object]:
    items = [{"path": str(one.path), "bytes": one.bytes, "why": one.why} for one in found]
    return {"prunable": items, "bytes": sum(one.bytes for one in found), "freed": freed}


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
