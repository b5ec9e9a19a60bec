"""The samples for unattended operation are sound for cron, systemd and GitHub, and name what is there."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from foilog.__main__ import cli
from tests.command import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in {".service", ".timer"})
HOME = "/srv/foilog"


def commands() -> list[str]:
    """Every line of the samples that runs foilog."""
    texts = (path.read_text("utf-8") for path in sorted(DEPLOY.iterdir()))
    return [line for text in texts for line in text.splitlines() if re.search(r"bin/foilog \w", line)]


def test_every_way_runs_foilog() -> None:
    verbs = sorted(line.partition("bin/foilog ")[2].split()[0] for line in commands())
    assert verbs == ["alerts", "backup", "backup", "refresh", "refresh", "refresh", "serve"]


@pytest.mark.parametrize("line", commands())
def test_verbs_and_options_exist(line: str) -> None:
    verb, *rest = shlex.split(line[line.index("bin/foilog") :])[1:]
    options = {name for option in cli.commands[verb].params for name in option.opts}
    assert {word for word in rest if word.startswith("--")} <= options


def test_the_crontab_has_five_fields_and_a_command() -> None:
    lines = (DEPLOY / "crontab").read_text("utf-8").splitlines()
    jobs = [line for line in lines if line and not re.match(r"#|\w+=", line)]
    assert len(jobs) == 2
    for job in jobs:
        assert re.match(r"\d+ \d+ \* \* \*  cd /srv/foilog && ", job)
        assert "%" not in job  # means a new line to cron


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    program = tmp_path / ".venv" / "bin" / "foilog"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in UNITS:
        unit = (DEPLOY / name).read_text("utf-8")
        assert HOME in unit or name.endswith(".timer")
        (tmp_path / name).write_text(unit.replace(HOME, str(tmp_path)))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in checked.stderr.splitlines() if "foilog" in line]
    assert (checked.returncode, about_ours) == (0, [])


def test_every_timer_has_its_service() -> None:
    timers = {name.removesuffix(".timer") for name in UNITS if name.endswith(".timer")}
    assert timers == {"foilog-refresh", "foilog-alerts", "foilog-backup"}
    assert {f"{name}.service" for name in timers} <= set(UNITS)
    calendar = re.search(r"OnCalendar=(.*)", (DEPLOY / "foilog-refresh.timer").read_text("utf-8"))
    assert calendar is not None
    assert calendar[1] == "*-*-* 03:17:00"


@pytest.fixture
def workflow() -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((DEPLOY / "github-actions.yml").read_text("utf-8"))
    return loaded


def test_the_workflow_runs_every_night_and_offers_the_database(workflow: dict[Any, Any]) -> None:
    assert workflow[True]["schedule"] == [{"cron": "17 3 * * *"}]  # YAML reads the key `on` as true
    job = workflow["jobs"]["refresh"]
    assert job["env"]["FOILOG_CONTACT"] == "${{ vars.FOILOG_CONTACT }}"
    assert job["env"]["FOILOG_SMTP_PASSWORD"] == "${{ secrets.FOILOG_SMTP_PASSWORD }}"
    steps = {step.get("name", step.get("uses")): step for step in job["steps"]}
    assert [*steps][-3:] == ["Refresh", "Keep the captures", "Offer the public database"]
    assert steps["Offer the public database"]["with"]["path"] == "data/foi.db"
    assert "data/captures.db*" in steps["Keep the captures"]["with"]["path"]
    for step in steps.values():
        assert ("uses" in step) != ("run" in step)
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/checkout@v4"))
        if script := step.get("run"):
            subprocess.run(["bash", "-n"], input=script, text=True, check=True)


def test_the_workflow_goes_on_only_where_captures_stay_private(workflow: dict[Any, Any]) -> None:
    script = next(
        step["run"] for step in workflow["jobs"]["refresh"]["steps"] if "private" in step.get("run", "")
    )
    assert script.index("exit 1") < script.index("gh run download")
