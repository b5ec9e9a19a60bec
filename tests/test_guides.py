"""What the guides tell people to type exists, and what they point to is there."""

import re
import shlex
from pathlib import Path

import pytest

from foilog.__main__ import cli
from tests.command import ROOT

GUIDES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?foilog (?=[a-z-])")
_INLINE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def commands() -> list[tuple[str, str]]:
    """Every command of foilog's in the guides, in blocks and in sentences, without what comments on it."""
    found: set[tuple[str, str]] = set()
    for path in GUIDES:
        text = path.read_text("utf-8")
        lines = [line for block in _FENCED.findall(text) for line in block.splitlines()]
        lines += [" ".join(words.split()) for words in _INLINE.findall(_FENCED.sub("", text))]
        found |= {(path.name, line.partition("  #")[0].strip()) for line in lines if _COMMAND.match(line)}
    return sorted(found)


def test_there_are_commands_to_look_at() -> None:
    assert len(commands()) > 40


@pytest.mark.parametrize(("guide", "line"), commands())
def test_verbs_and_options_exist(guide: str, line: str) -> None:
    words = shlex.split(_COMMAND.sub("", line))
    while words[0] in {"--data", "--site"}:
        words = words[2:]
    verb, *rest = words
    assert verb in cli.commands, f"{guide}: {line}"
    options = {name for option in cli.commands[verb].params for name in option.opts}
    given = {word.partition("=")[0] for word in rest if word.startswith("--")}
    assert given <= options | {"--help"}, f"{guide}: {line}"


def links() -> list[tuple[Path, str]]:
    found = ((path, link) for path in GUIDES for link in _LINK.findall(path.read_text("utf-8")))
    return [(path, link) for path, link in found if not re.match(r"[a-z]+:", link)]


def anchors(guide: Path) -> set[str]:
    """The addresses of a guide's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", guide.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_what_is_pointed_to_is_there() -> None:
    for guide, link in links():
        name, _, anchor = link.partition("#")
        target = (guide.parent / name).resolve() if name else guide
        assert target.exists(), f"{guide.name}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{guide.name}: {link}"


def test_every_verb_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert {verb for verb in cli.commands if not re.search(rf"\b{verb}\b", readme)} == set()
