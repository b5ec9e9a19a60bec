"""What the guides tell people to type does what it says: each command is run on a practice archive."""

import importlib.util
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import click
import pytest

from bench.__main__ import __file__ as bench_file
from foilog.__main__ import cli, run
from practice.server import PracticeServer
from practice.site import generate
from practice.wayback import WaybackServer
from tests.command import ROOT, serving
from tests.guides import Script, scripts
from tests.made_files import xlsx
from tests.practice_archives import profile_source
from tests.running_site import running_site
from web.published import PublishedFile

# What needs another machine or a container engine, or takes long; what it comes to is tried there.
TRIED_ELSEWHERE = {
    "foilog demo": "test_end_to_end.py",
    "podman": "test_container.py",
    "pip install -r public/requirements.txt": "test_replicas.py",
    "pip wheel": "test_package.py",
    "datasette serve": "test_replicas.py",
    "datasette publish": "test_replicas.py",
    "rsync": "test_replicas.py",
    "scp": "test_replicas.py",
    "sha256sum -c": "test_export.py",
}
SERVING = {"serve", "up"}
ALERTS = """site = "http://127.0.0.1:9"

[[alert]]
name = "Dogs"
query = "dogs"
webhook = "http://127.0.0.1:9/"
"""


@dataclass(frozen=True)
class Example:
    """A folder to work in, with an archive, and what stands for the guides' placeholders."""

    folder: Path
    address: str
    words: dict[str, str]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    """A practice archive as one refresh makes it, with its sources still there, and its site running."""
    folder = tmp_path_factory.mktemp("guides")
    public = folder / "data" / "foi.db"
    with PracticeServer(generate(items=80)) as server, WaybackServer([]) as wayback:
        profiles = {"met": folder / "practice.toml", "essex": folder / "dunmoor.toml"}
        for path in profiles.values():
            source = {"origin": server.base_url, "wayback": wayback.base_url, "force": path.stem}
            path.write_text(profile_source(**source))
        common = ["--data", str(folder / "data"), "--site", str(profiles["met"])]
        assert run([*common, "refresh", "--quiet"]) == 0
        assert run([*common, "backup", str(folder / "FILE")]) == 0
        _put_ready(folder, server)
        names = {**_placeholders(public), **{name: str(path) for name, path in profiles.items()}}
        with running_site(PublishedFile(public)) as address:
            yield Example(folder, address, names)


def _put_ready(folder: Path, server: PracticeServer) -> None:
    """Write what the guides take for granted: saved pages and files, an older copy, a list of alerts."""
    path = server.site.items[0].path
    saved = f"<!-- saved from url=(0000){server.base_url}{path} -->\n".encode()
    (folder / "saved-pages").mkdir()
    (folder / "saved-pages" / "letter.html").write_bytes(saved + server.respond(path, "").body)
    (folder / "figures.xlsx").write_bytes(xlsx({"Figures": [["Year", "Dogs"], [2024, 31]]}))
    (folder / "last-year").mkdir()
    shutil.copy(folder / "data" / "foi.db", folder / "last-year")
    (folder / "data" / "alerts.toml").write_text(ALERTS)
    for name in ("tests", "docs"):
        (folder / name).symlink_to(ROOT / name)


def _placeholders(public: Path) -> dict[str, str]:
    with closing(sqlite3.connect(public)) as archive:

        def first(sql: str) -> str:
            return str(archive.execute(sql).fetchone()[0])

        key = first("select id from responses where reference is not null order by id")
        reference = first("select reference from responses where reference is not null order by id")
        held_back = first("select sha256 from attachments where state = 'quarantined'")
        missing = first("select url from attachments where state = 'not_held'")
    return {
        "KEY": key,
        "ID": key,
        "REFERENCE": reference,
        "SHA256": held_back,
        "https://...": missing,
        "R": "It names a private person.",
        "PAGES": "saved-pages",
        "PATH...": "saved-pages",
        "FILE.toml": "practice.toml",
    }


@pytest.fixture
def desk(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Example:
    """A fresh copy of the folder to work in, so that no command finds what another one did."""
    folder = tmp_path / "desk"
    shutil.copytree(example.folder, folder, symlinks=True)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("FOILOG_SITE", "practice.toml")
    return replace(example, folder=folder)


def named(script: Script) -> str:
    return f"{script.guide}: {script.lines[0]}"


@pytest.mark.parametrize("script", scripts(), ids=named)
def test_every_command_of_the_guides_works(script: Script, desk: Example) -> None:
    for line in script.lines:
        if elsewhere := [test for start, test in TRIED_ELSEWHERE.items() if line.startswith(start)]:
            assert (ROOT / "tests" / elsewhere[0]).exists()
            continue
        words = [word for word in shlex.split(line) if not re.match(r"[A-Z_]+=", word)]
        words[0] = words[0].removeprefix(".venv/bin/")
        if words[0] == "foilog":
            _foilog(words[1:], desk)
        else:
            _other(words, line, desk)


def test_there_are_commands_to_try() -> None:
    assert sum(len(script.lines) for script in scripts()) > 60


def _foilog(words: list[str], desk: Example) -> None:
    before, verb, rest = _parts([_meant(word, desk) for word in words if not word.startswith("[")])
    if verb == "eval":
        rest = ["tests/gold/test" if word == "DIR" else word for word in rest]
    if verb in SERVING:
        options = [*(word for word in rest if word not in {"--port", "8001"}), "--port", "0"]
        with serving("--data", desk.folder / "data", *before, verb, *options, FOILOG_SITE="practice.toml"):
            return
    if not _complete(cli.commands[verb], rest):  # a verb that is spoken of
        rest = ["--help"]
    if verb == "unsuppress" and rest != ["--help"]:
        assert run(["suppress", rest[0], "--reason", desk.words["R"]]) == 0
    assert run([*before, verb, *rest]) == 0


def _meant(word: str, desk: Example) -> str:
    """Return what a person types in the place of a word of the guides."""
    if word.startswith("/mnt/backups/foilog-"):
        (backup,) = (desk.folder / "backups").glob("foilog-*.tar")
        return str(backup)
    return desk.words.get(word) or word.replace("/mnt/", f"{desk.folder}/")


def _parts(words: list[str]) -> tuple[list[str], str, list[str]]:
    at = 0
    while words[at] in {"--data", "--site"}:
        at += 2
    return words[:at], words[at], words[at + 1 :]


def _complete(command: click.Command, words: list[str]) -> bool:
    try:
        command.make_context("", [*words]).close()
    except click.MissingParameter:
        return False
    return True


def _other(words: list[str], line: str, desk: Example) -> None:
    match words:
        case ["curl", *_]:
            asked = line.replace("http://127.0.0.1:8001", desk.address).replace(
                "curl", "curl --fail --silent", 1
            )
            subprocess.run(["bash", "-c", asked], check=True, env={"PATH": "/usr/bin:/bin", "no_proxy": "*"})
            assert Path(words[words.index("-o") + 1]).stat().st_size > 100
        case ["sha256sum", *_]:
            subprocess.run(["bash", "-c", line], check=True, stdout=subprocess.DEVNULL)
        case ["make", *targets]:
            subprocess.run(
                ["make", "--dry-run", "--directory", str(ROOT), *targets],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        case ["python", "-m", "bench", name, *_]:
            assert (Path(bench_file).parent / f"{name}.py").exists()
        case ["python", "-m", module, *_]:
            assert importlib.util.find_spec(module)
        case ["python", program, *rest]:
            subprocess.run([sys.executable, program, *rest], check=True, stdout=subprocess.DEVNULL)
        case ["pytest", path]:
            assert (ROOT / path).exists()
        case ["pip", "install", "-e", extra]:
            assert extra.strip(".[]") in (ROOT / "pyproject.toml").read_text("utf-8")
        case _:
            raise AssertionError(f"nobody tries this: {line}")
