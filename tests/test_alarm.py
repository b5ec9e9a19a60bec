"""The operator's command: run once when trouble begins, once when it is over, and never in the way."""

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.errors import DiskFull
from foilog import alarm as alarm_module
from foilog.alarm import alarm
from foilog.incident import Incident, News
from foilog.outcome import ExitCode, Failure
from tests.held_pages import MET

DONE, BLOCKED, DRIFT, STORAGE = ExitCode.DONE, ExitCode.BLOCKED, ExitCode.DRIFT, ExitCode.STORAGE
PARTIAL, UNREACHABLE = ExitCode.PARTIAL, ExitCode.UNREACHABLE


class Hook:
    """A script that writes down what it was told, and then does ``more``."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.path = folder / "hook with a space.sh"
        self._log = folder / "told.jsonl"
        self.path.write_text(f"#!/bin/sh\n(cat; echo) >> '{self._log}'\n{more}\n")
        self.path.chmod(self.path.stat().st_mode | stat.S_IXUSR)

    @property
    def command(self) -> str:
        return f"'{self.path}'"

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []

    @property
    def news(self) -> list[tuple[int, News]]:
        return [(run["exit_code"], run["incident"]["news"]) for run in self.told]


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hook:
    made = Hook(tmp_path)
    monkeypatch.setenv("FOILOG_ON_ALARM", made.command)
    return made


def night(data: Path, code: int, *sources: str, **options: Any) -> None:
    with alarm(data, MET, **options) as told:
        told({"exit_code": code, "sources": sources, "message": "so it went"})


NIGHTS = [
    ([BLOCKED, BLOCKED, BLOCKED, DONE, DONE], [(3, "begun"), (0, "over")]),
    ([DRIFT, DONE, DRIFT], [(4, "begun"), (0, "over"), (4, "begun")]),
    ([UNREACHABLE, BLOCKED, UNREACHABLE, BLOCKED], [(7, "begun"), (3, "worse")]),
    ([STORAGE, BLOCKED, DONE], [(5, "begun"), (0, "over")]),
    ([PARTIAL, PARTIAL, DONE, PARTIAL, PARTIAL], []),
    ([PARTIAL, PARTIAL, PARTIAL, PARTIAL, DONE], [(6, "begun"), (0, "over")]),
    ([PARTIAL, BLOCKED], [(3, "begun")]),
    ([ExitCode.USAGE, ExitCode.LOCKED, ExitCode.UNEXPECTED, DONE], []),
    ([BLOCKED, ExitCode.LOCKED, BLOCKED, DONE], [(3, "begun"), (0, "over")]),
]


@pytest.mark.parametrize(("codes", "expected"), NIGHTS)
def test_trouble_is_told_once_and_so_is_its_end(
    hook: Hook, tmp_path: Path, codes: list[ExitCode], expected: list[tuple[int, News]]
) -> None:
    for code in codes:
        night(tmp_path, code)
    assert hook.news == expected


def test_the_hook_reads_the_run_s_object_and_since_when_it_goes_on(hook: Hook, tmp_path: Path) -> None:
    night(tmp_path, BLOCKED, "live: blocked")
    [told] = hook.told
    since = told["incident"].pop("since")
    assert since.endswith("Z")
    assert told == {
        "exit_code": 3,
        "sources": ["live: blocked"],
        "message": "so it went",
        "incident": {"news": "begun", "runs": 1},
    }
    night(tmp_path, BLOCKED)
    night(tmp_path, DONE)
    assert hook.told[-1]["incident"] == {"news": "over", "since": since, "runs": 2}


def test_a_wall_is_told_though_the_archives_stood_in(hook: Hook, tmp_path: Path) -> None:
    for _ in range(3):
        night(tmp_path, DONE, "live: blocked", "wayback: done")
    night(tmp_path, DONE, "live: done")
    assert hook.news == [(0, "begun"), (0, "over")]


@pytest.mark.parametrize(
    ("error", "code"),
    [(DiskFull(Path("captures.db"), "no room"), 5), (Failure(UNREACHABLE, "no source"), 7)],
)
def test_a_run_that_breaks_off_is_told_and_still_breaks_off(
    hook: Hook, tmp_path: Path, error: Exception, code: int
) -> None:
    with pytest.raises(type(error)), alarm(tmp_path, MET):
        raise error
    assert hook.news == [(code, "begun")]


def test_a_build_that_goes_well_says_nothing_of_the_site(hook: Hook, tmp_path: Path) -> None:
    night(tmp_path, BLOCKED)
    night(tmp_path, DONE, ends={DRIFT, STORAGE})
    night(tmp_path, BLOCKED)
    assert hook.news == [(3, "begun")]


def test_a_hook_that_fails_is_told_of_and_run_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    failing = Hook(tmp_path, "echo no mail today; exit 3")
    monkeypatch.setenv("FOILOG_ON_ALARM", failing.command)
    night(tmp_path, BLOCKED)
    assert capfd.readouterr().err == "foilog: alarm hook: no mail today\nfoilog: alarm hook: ended with 3\n"
    mended = Hook(tmp_path)
    night(tmp_path, BLOCKED)
    night(tmp_path, BLOCKED)
    assert mended.news == [(3, "begun"), (3, "begun")]


def test_a_hook_that_hangs_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(alarm_module, "_HOOK_SECONDS", 0.2)
    monkeypatch.setenv("FOILOG_ON_ALARM", "sleep 60 | sleep 60")
    night(tmp_path, BLOCKED)
    assert "did not end within" in capfd.readouterr().err


def test_a_hook_that_reads_nothing_or_is_not_there_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for command in ("exit 0", "/nowhere/at-all"):
        monkeypatch.setenv("FOILOG_ON_ALARM", command)
        (tmp_path / "incident.json").unlink(missing_ok=True)
        with alarm(tmp_path, MET) as told:
            told({"exit_code": 3, "message": "x" * 1_000_000})
    assert "/nowhere/at-all" in capfd.readouterr().err


def test_the_profile_may_name_the_hook(tmp_path: Path) -> None:
    made = Hook(tmp_path)
    with alarm(tmp_path, replace(MET, on_alarm=made.command)) as told:
        told({"exit_code": 3})
    assert made.news == [(3, "begun")]


def test_without_a_hook_the_incident_is_kept_for_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(tmp_path, BLOCKED)
    late = Hook(tmp_path)
    monkeypatch.setenv("FOILOG_ON_ALARM", late.command)
    night(tmp_path, BLOCKED)
    assert [run["incident"]["runs"] for run in late.told] == [2]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"code": 99}', "\0"])
def test_a_damaged_note_of_an_incident_is_none(hook: Hook, tmp_path: Path, text: str) -> None:
    (tmp_path / "incident.json").write_text(text)
    night(tmp_path, BLOCKED)
    assert hook.news == [(3, "begun")]


def test_an_incident_comes_back_as_it_was_kept() -> None:
    incident = Incident(BLOCKED, "2026-11-22T03:17:00Z", 4, UNREACHABLE)
    assert Incident.from_json(incident.to_json()) == incident


def test_the_note_needs_no_more_room_on_a_full_disk(hook: Hook, tmp_path: Path) -> None:
    note = tmp_path / "incident.json"
    night(tmp_path, DONE)
    empty = note.stat()
    for code in (STORAGE, STORAGE, DONE, STORAGE):
        night(tmp_path, code)
        assert (note.stat().st_ino, note.stat().st_size) == (empty.st_ino, empty.st_size)
    assert hook.news == [(5, "begun"), (0, "over"), (5, "begun")]
