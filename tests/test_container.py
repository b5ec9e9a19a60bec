"""The container's definition is small, runs as nobody in particular, and copies what there is and no data."""

import json
import re
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.building.write import insert_rows
from archive.store.moments import utc_text
from practice.site import generate
from tests.command import ROOT, environment, serving
from tests.practice_archive import write_practice

DEFINITION = (ROOT / "Containerfile").read_text("utf-8")


def instructions() -> list[tuple[str, str]]:
    """The definition's instructions with what follows each, comments left out and long lines joined."""
    lines = "\n".join(line for line in DEFINITION.splitlines() if not line.startswith("#"))
    joined = lines.replace("\\\n", " ").splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in joined if line.strip()]


def of(name: str) -> list[str]:
    return [rest for instruction, rest in instructions() if instruction == name]


def final_stage() -> list[tuple[str, str]]:
    last = max(number for number, (name, _) in enumerate(instructions()) if name == "FROM")
    return instructions()[last:]


def test_it_starts_from_a_plain_base_image_on_no_named_host() -> None:
    assert of("ARG") == ["BASE=python:3.12-slim"]
    assert of("FROM") == ["${BASE} AS build", "${BASE}"]


def copied() -> list[str]:
    words = (rest.split() for rest in of("COPY") if not rest.startswith("--from"))
    return [source for *sources, _ in words for source in sources]


def test_every_file_it_copies_is_there_and_let_through() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    patterns = [line for line in lines if line and not line.startswith("#")]
    assert patterns[0] == "*"
    let_through = {line.removeprefix("!/") for line in patterns if line.startswith("!")}
    for source in copied():
        assert (ROOT / source).exists(), source
    assert let_through == set(copied())


def test_it_has_every_room_of_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert {*wheel["packages"], *wheel["force-include"]} <= set(copied())
    assert {settings["project"]["readme"], *settings["project"]["license-files"]} <= set(copied())


def test_it_runs_as_no_one_in_particular_and_writes_to_its_volume_alone() -> None:
    names = [name for name, _ in final_stage()]
    [user] = [rest for name, rest in final_stage() if name == "USER"]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)  # a number, so that it can be seen not to be root
    assert names.index("USER") > max(n for n, name in enumerate(names) if name in {"RUN", "COPY"})
    assert [json.loads(rest) for name, rest in final_stage() if name == "VOLUME"] == [["/data"]]
    [settings] = [rest for name, rest in final_stage() if name == "ENV"]
    assert "FOILOG_DATA=/data" in settings
    assert "PYTHONDONTWRITEBYTECODE=1" in settings
    assert not re.search(r"(?i)password|secret|token|contact", DEFINITION)


def test_its_packages_are_pinned_as_everywhere() -> None:
    def pins(name: str) -> dict[str, str]:
        found = re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE)
        return dict(found)

    few, all_ = pins("requirements-run.lock"), pins("requirements.lock")
    assert few.items() <= all_.items()
    assert len(few) < len(all_) * 2 / 3
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for need in settings["project"]["dependencies"]:
        assert re.match(r"[a-z0-9-]+", need)[0] in few  # type: ignore[index]
    assert "--require-hashes -r requirements-run.lock" in DEFINITION


def test_what_it_runs_is_a_command() -> None:
    [entry], [command] = map(json.loads, of("ENTRYPOINT")), map(json.loads, of("CMD"))
    assert entry == ["foilog"]
    assert command == ["serve", "--host", "0.0.0.0", "--port", "8001"]
    assert of("EXPOSE") == ["8001"]


@pytest.mark.parametrize("stale", [True, False])
def test_the_health_check_asks_healthz(tmp_path: Path, stale: bool) -> None:
    [check] = of("HEALTHCHECK")
    program, flag, code = json.loads(check[check.index("CMD ") + 4 :])
    assert (program, flag) == ("python3", "-c")
    public = write_practice(tmp_path, generate(items=3))
    now = utc_text(datetime.now(UTC))
    if not stale:
        with closing(sqlite3.connect(public)) as connection:
            insert_rows(
                connection, [("runs", (1, now, now, 0, '["live: done"]', 0, 0, 0, 0, 0, "", "practice"))]
            )
            connection.commit()
    with serving("--data", tmp_path, "serve", "--port", "0") as (address, _):
        code = code.replace("http://127.0.0.1:8001", address)
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment(), capture_output=True, check=False
        )
    assert (done.returncode != 0) is stale
