"""The alarm: the operator's command, run once when an incident begins and once when it is over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from archive.store.moments import utc_text
from foilog.incident import Incident, News, trouble_of
from foilog.outcome import ExitCode
from foilog.trouble import trouble
from parsers.profile import Profile

_HOOK_SECONDS = 60.0
_ROOM = 200  # bytes; an incident takes some 80
_NO_INCIDENT = frozenset({ExitCode.UNEXPECTED, ExitCode.USAGE, ExitCode.LOCKED})


@contextmanager
def alarm(
    data: Path, profile: Profile, ends: Collection[ExitCode] = frozenset(ExitCode)
) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Give what takes the run's object, and tell the operator afterwards what is new of its trouble.

    A run that ends well ends incidents of the codes ``ends`` alone: what the site does no build can tell.
    """
    ended: dict[str, Any] = {}
    try:
        yield ended.update
    except Exception as error:
        code, message = trouble(error)
        _follow(data, profile, {"exit_code": code, "message": message}, ends)
        raise
    _follow(data, profile, ended, ends)


def _follow(data: Path, profile: Profile, ended: Mapping[str, Any], ends: Collection[ExitCode]) -> None:
    code = trouble_of(ended)
    if code in _NO_INCIDENT:
        return
    file = data / "incident.json"
    incident = _kept(file)
    if code != ExitCode.DONE:
        incident = incident.after(code) if incident else Incident(code, utc_text(datetime.now(UTC)))
        if incident.news and _tell(profile, ended, incident, incident.news):
            incident = replace(incident, told=incident.code)
        _keep(file, incident.to_json())
    elif incident is None or (incident.code in ends and _is_over(profile, ended, incident)):
        _keep(file, "")


def _is_over(profile: Profile, ended: Mapping[str, Any], incident: Incident) -> bool:
    """Return whether nothing is left to tell: whoever was told of the trouble knows that it is over."""
    return incident.told is None or _tell(profile, ended, incident, "over")


def _kept(file: Path) -> Incident | None:
    with suppress(OSError, ValueError):
        return Incident.from_json(file.read_text("utf-8"))
    return None


def _keep(file: Path, note: str) -> None:
    """Write the note in place into a file of one size, made on a good night: a full disk takes that too.

    Where even that fails, the incident is told again after the next run.
    """
    with suppress(OSError), file.open("r+b" if file.exists() else "wb") as room:
        room.write(note.encode().ljust(_ROOM))


def _tell(profile: Profile, ended: Mapping[str, Any], incident: Incident, news: News) -> bool:
    """Run the hook; return whether it took the news. One that fails is run again after the next run."""
    command = os.environ.get("FOILOG_ON_ALARM") or profile.on_alarm
    if not command:
        return False
    told = {**ended, "incident": {"news": news, "since": incident.since, "runs": incident.runs}}
    with subprocess.Popen(  # noqa: S602 - the operator's own command, with pipes if it likes
        command,
        shell=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as hook:
        try:
            words, _ = hook.communicate(json.dumps(told), timeout=_HOOK_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(hook.pid, signal.SIGKILL)  # with whatever it has started
            words = f"did not end within {_HOOK_SECONDS:.0f} s and was stopped"
    for line in words.splitlines():
        _say(line)
    if hook.returncode:
        _say(f"ended with {hook.returncode}")
    return hook.returncode == 0


def _say(words: str) -> None:
    click.echo(f"foilog: alarm hook: {words}", err=True)
