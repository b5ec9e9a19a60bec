"""`foilog release`: what is held back and why, and letting a file through after a person looked at it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.files.releases import AUTHOR, Release, add_release, released
from archive.search.held_back import HeldBackFile, held_back
from foilog.building import publish
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from parsers.profile import Profile


def list_held_back(data: Path, *, as_json: bool) -> ExitCode:
    """Print the files that are held back, with what each hides and the responses that link to it."""
    files = _held_back(data)
    if as_json:
        click.echo(json.dumps({"held_back": [asdict(file) for file in files]}))
    else:
        click.echo("\n\n".join(map(_told, files)) or "No file is held back.")
    return ExitCode.DONE


def release(data: Path, profile: Profile, subject: str, *, reason: str, who: str, as_json: bool) -> ExitCode:
    """Let the file with this digest through, or all that hide nothing but an author, and publish.

    Nothing happens to what was let through before. Raises Failure for a digest of no file that is held back,
    and StorageError.
    """
    wanted = subject.strip().lower()
    today = datetime.now(UTC).date().isoformat()
    with writing(data):
        if wanted not in {AUTHOR} | released(data) | {file.sha256 for file in _held_back(data)}:
            message = f"no file with the digest {subject} is held back; foilog release lists those that are"
            raise Failure(ExitCode.USAGE, message)
        added = add_release(data, Release(wanted, reason, who, today))
        publish(data, profile)
    message = f"{wanted} {'is let through and published' if added else 'was let through before'}"
    click.echo(json.dumps({"exit_code": int(ExitCode.DONE), "message": message}) if as_json else message)
    return ExitCode.DONE


def _held_back(data: Path) -> tuple[HeldBackFile, ...]:
    return held_back(data / "foi.db") if (data / "foi.db").exists() else ()


def _told(file: HeldBackFile) -> str:
    return "\n".join(_lines(file))


def _lines(file: HeldBackFile) -> Iterator[str]:
    yield file.sha256
    yield f"  {file.url}"
    yield f"  of {', '.join(file.responses)}"
    yield f"  {file.reason}"
