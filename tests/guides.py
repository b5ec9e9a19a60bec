"""What the guides tell people to type: every command in the README, CONTRIBUTING and docs/."""

import re
from functools import cache
from typing import NamedTuple

from tests.command import ROOT

GUIDES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`]+)`")
_COMMAND = re.compile(
    r"(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?"
    r"(?:curl|datasette|foilog|make|pip|podman|pytest|python|rsync|scp|sha256sum) [^[\s]"
)


class Script(NamedTuple):
    """Commands that are typed one after the other: a block, or one command in a sentence."""

    guide: str
    lines: tuple[str, ...]


@cache
def scripts() -> tuple[Script, ...]:
    """Return every script of the guides once. The changelog tells of commands and gives none to type."""
    found: dict[tuple[str, ...], str] = {}
    for path in GUIDES:
        if path.name == "CHANGELOG.md":
            continue
        text = path.read_text("utf-8")
        blocks = [block.splitlines() for language, block in _FENCED.findall(text) if not language]
        sentences = [[" ".join(words.split())] for words in _INLINE.findall(_FENCED.sub("", text))]
        for lines in (*blocks, *sentences):
            typed = tuple(line.partition("  #")[0].strip() for line in lines if _COMMAND.match(line))
            if typed:
                found.setdefault(typed, path.name)
    return tuple(Script(guide, lines) for lines, guide in sorted(found.items()))
