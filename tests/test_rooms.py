"""The arrows of docs/design.md: imports go one way only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAY_IMPORT = {
    "parsers": set(),
    "practice": set(),
    "scraper": {"parsers"},
    "archive": {"parsers"},
    "web": {"parsers", "archive"},
    "foilog": {"parsers", "scraper", "archive", "web", "practice"},
}
# Within the archive a package may import those before it, and what stands in none.
PACKAGES = ["store", "files", "reading", "search", "takedown", "building", "upkeep", "export", "evidence"]
# What a pure reader must not touch: network, disk, clock, databases, processes.
IMPURE = {
    "httpx",
    "socket",
    "urllib.request",
    "sqlite3",
    "sqlite_utils",
    "time",
    "subprocess",
    "os",
    "pathlib",
}


def modules(room: str) -> Iterator[Path]:
    return (ROOT / room).rglob("*.py")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_follow_the_arrows(room: str) -> None:
    ours = set(MAY_IMPORT)
    for path in modules(room):
        rooms = {name.partition(".")[0] for name in imported(path)} & ours
        assert rooms <= MAY_IMPORT[room] | {room}, path


def test_imports_within_the_archive_go_one_way_too() -> None:
    assert {path.parent.name for path in modules("archive")} == {"archive", *PACKAGES}
    for path in modules("archive"):
        at = PACKAGES.index(path.parent.name) if path.parent.name in PACKAGES else -1
        names = [name.split(".")[1:] for name in imported(path) if name.startswith("archive.")]
        packages = {parts[0] for parts in names if parts[0] in PACKAGES}
        assert packages <= {*PACKAGES[: at + 1]}, path


def test_parsers_are_pure() -> None:
    for path in modules("parsers"):
        assert not imported(path) & IMPURE, path


def test_sql_lives_in_the_archive_alone() -> None:
    for room in set(MAY_IMPORT) - {"archive"}:
        for path in modules(room):
            assert not imported(path) & {"sqlite3", "sqlite_utils"}, path


def test_no_drawer_for_odds_and_ends() -> None:
    assert not [
        p for room in MAY_IMPORT for p in modules(room) if p.stem in {"utils", "helpers", "misc", "common"}
    ]
