"""README and docs: what they name exists, and every verb and exit code is documented."""

import re
import shlex
from pathlib import Path

import pytest

from foilog.__main__ import cli
from foilog.outcome import ExitCode
from tests.command import ROOT, foilog

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCED = re.compile(r"^```\w*\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_named_in_code_exist(page: Path) -> None:
    rooms = "parsers|scraper|archive|web|practice|foilog|tests|bench|docs"
    for name in re.findall(rf"`((?:{rooms})/[\w./-]+\.(?:py|sql|toml|md))`", page.read_text("utf-8")):
        assert (ROOT / name).exists(), name


def test_readme_names_every_verb_and_no_other() -> None:
    rows = re.findall(r"^\| `foilog .*", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert {verb for row in rows for verb in re.findall(r"`foilog ([a-z]+)", row)} == set(cli.commands)


def test_every_exit_code_is_explained() -> None:
    text = (ROOT / "docs" / "operating.md").read_text("utf-8")
    assert re.findall(r"^\| (\d) \|", text, re.MULTILINE) == [str(int(code)) for code in ExitCode]


def commands() -> list[str]:
    lines = [
        line
        for page in PAGES
        for block in FENCED.findall(page.read_text("utf-8"))
        for line in re.sub(r"\s#.*", "", block).splitlines()
    ]
    found = {m[1].strip() for line in lines if (m := re.search(r"(?:^|[\s/])(foilog (?:--|[a-z]).*)$", line))}
    return sorted(command for command in found if "COMMAND" not in command)


@pytest.mark.parametrize("command", commands())
def test_commands_in_the_documents_are_understood(command: str) -> None:
    """A wrong verb or option would end with code 2 before help is shown."""
    words = shlex.split(command, comments=True)[1:]
    while words[0] in {"--data", "--site"}:  # the two that every verb shares
        words = words[2:]
    verb, *options = words
    for option in [part for part in options if part.startswith("--")]:
        assert option in foilog(verb, "--help").out
    assert foilog(verb, "--help").code == 0


def test_make_knows_the_targets_the_documents_use() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        assert (
            set(re.findall(r"(?:^|`|\s)make ([a-z]+)`?$", page.read_text("utf-8"), re.MULTILINE)) <= targets
        )
