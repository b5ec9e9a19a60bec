"""The command line: help, wrong usage, exit codes, one clear line."""

import json
import re
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from foilog.__main__ import cli
from foilog.outcome import ExitCode, most_serious
from tests.command import ROOT, environment, foilog
from tests.held_pages import letter

VERBS = sorted(cli.commands)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_shows_an_example(verb: str) -> None:
    ended = foilog(verb, "--help")
    assert ended.code == 0
    assert re.search(rf"Example:\n  .*foilog {verb}", ended.out)


def test_every_verb_that_ends_by_itself_prints_one_object_where_that_is_wanted() -> None:
    without = {verb for verb in VERBS if "--json" not in str([p.opts for p in cli.commands[verb].params])}
    assert without == {"serve", "up", "demo"}


def test_the_object_of_each_verb_that_changes_an_archive(tmp_path: Path) -> None:
    data, backup = tmp_path / "data", tmp_path / "archive.tar"
    (tmp_path / "letter.txt").write_text("\n".join(letter()), "utf-8")

    def told(*arguments: str | Path) -> dict[str, Any]:
        ended = foilog("--data", data, *arguments, "--json")
        assert ended.code == 0, ended.err
        found: dict[str, Any] = ended.json
        return found

    assert told("import", tmp_path / "letter.txt")["new"] == 1
    assert told("build") == {
        "exit_code": 0, "path": str(data / "foi.db"), "responses": 1, "pages": 1, "unread": 0,
    }  # fmt: skip
    kept = told("backup", backup)
    assert (kept["path"], kept["captures"], kept["removed"]) == (str(backup), 1, [])
    key = "01.FOI.23.031111"
    assert told("suppress", key, "--reason", "So")["keys"] == [key]
    assert told("unsuppress", key) == {"keys": [key]}
    assert told("restore", backup, "--force")["responses"] == 1
    assert all(Path(file).exists() for file in told("folder", tmp_path / "public")["files"])


@pytest.mark.parametrize(
    "arguments",
    [["explain", "X"], ["export", "out"], ["folder", "out"], ["bundle", "X"], ["backup", "x.tar"]],
)
def test_an_archive_that_is_not_there_yet_is_told_with_what_makes_it(
    arguments: list[str], tmp_path: Path
) -> None:
    ended = foilog(*arguments, cwd=tmp_path)
    assert ended.code == 5
    assert re.search(r"data/(foi|captures)\.db.*foilog refresh or foilog import makes it", ended.err)


def test_help_shows_an_example_and_every_verb() -> None:
    ended = foilog("--help")
    assert ended.code == 0
    assert "Example:" in ended.out
    for verb in VERBS:
        assert f"\n  {verb} " in ended.out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["publish"], "No such command 'publish'"),
        (["import"], "Missing argument"),
        (["import", "nowhere.warc"], "'nowhere.warc' does not exist"),
        (["import", ".", "--captured-at", "yesterday"], "'yesterday' is not an ISO date"),
        (["explain"], "Missing argument"),
        (["serve", "--port", "http"], "'http' is not a valid integer"),
        (["refresh", "--source", "telepathy"], "'telepathy' is not one of"),
        (["--site", "atlantis", "build"], "no profile called 'atlantis'"),
        (["--site", "atlantis.toml", "build"], "atlantis.toml: no such profile file"),
        (["refresh"], "contact"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments: list[str], complaint: str, tmp_path: Path) -> None:
    ended = foilog("--data", tmp_path / "data", *arguments, cwd=tmp_path)
    assert ended.code == ExitCode.USAGE
    assert complaint in ended.err
    assert ended.err.startswith("foilog: ")
    assert ended.err.count("\n") == 1
    assert ended.out == ""


def test_wrong_usage_is_an_object_where_one_was_asked_for(tmp_path: Path) -> None:
    ended = foilog("--site", "atlantis", "refresh", "--json", cwd=tmp_path)
    assert ended.json["exit_code"] == ended.code == ExitCode.USAGE
    assert "atlantis" in ended.json["message"]


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_so_in_an_object_too(tmp_path: Path, stop: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        met = (ROOT / "parsers" / "profiles" / "met.toml").read_text("utf-8")
        host = f"http://127.0.0.1:{silent.getsockname()[1]}"
        (tmp_path / "met.toml").write_text(met.replace("https://www.met.police.uk", host))
        process = subprocess.Popen(
            [sys.executable, "-m", "foilog", "--data", tmp_path / "data", "--site", tmp_path / "met.toml",
             "refresh", "--source", "live", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
            # A shell that runs the tests in the background lets them, and what they start, ignore Ctrl-C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        silent.settimeout(60)
        with silent.accept()[0]:
            process.send_signal(stop)
            out, err = process.communicate(timeout=60)
    assert process.returncode == json.loads(out)["exit_code"] == ExitCode.UNEXPECTED
    assert "nothing is lost" in err


def test_a_profile_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('name = "x"')
    ended = foilog("--site", tmp_path / "broken.toml", "build")
    assert ended.code == ExitCode.USAGE
    assert "broken.toml: title, base_url" in ended.err


def test_sites_lists_the_built_in_profiles() -> None:
    assert "Metropolitan Police Service" in foilog("sites").out
    assert {"met", "essex"} <= {site["name"] for site in foilog("sites", "--json").json["sites"]}


@pytest.mark.parametrize(
    ("codes", "worst"),
    [
        ((), 0),
        ((ExitCode.PARTIAL,), 6),
        ((ExitCode.PARTIAL, ExitCode.UNREACHABLE), 7),
        ((ExitCode.UNREACHABLE, ExitCode.BLOCKED), 3),
        ((ExitCode.BLOCKED, ExitCode.DRIFT), 4),
        (tuple(ExitCode), 5),
    ],
)
def test_the_most_serious_code_wins(codes: tuple[ExitCode, ...], worst: int) -> None:
    assert most_serious(codes) == worst


def test_help_imports_nothing_heavy() -> None:
    heavy = {"httpx", "selectolax", "sqlite_utils", "datasette", "warcio", "tenacity", "bs4"}
    code = "import sys; from foilog.__main__ import run; run(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not heavy & set(done.stdout.split())


def test_the_version_is_the_project_s() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] in foilog("--version").out
