"""Files that a person let through: the list, what it changes at a build, and the command that adds to it."""

import json
from pathlib import Path

import pytest

from archive.errors import FaultyReleases
from archive.files.releases import Release, add_release, load_releases, read_releases, released
from tests.command import ROOT

DIGEST = "0123456789abcdef" * 4


def entry(**said: object) -> str:
    """An entry of the list; a key said to be None is left out."""
    known = {"sha256": DIGEST, "reason": "Only months", "who": "A. Reviewer", "when": "2025-03-14", **said}
    lines = [f"{key} = {json.dumps(value)}" for key, value in known.items() if value is not None]
    return "\n".join(("[[release]]", *lines, ""))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("sha256 = ", "not valid TOML"),
        ('[[correction]]\nkey = "a"', "something else than [[release]] entries"),
        ("release = 3", "something else than"),
        ("release = [3]", "entry 1: not a table"),
        (entry(reason=None), "entry 1: reason missing"),
        (entry(reason=" "), "entry 1: reason must be words"),
        (entry(why="so"), "entry 1: unknown key why"),
        (entry(when="in May"), "entry 1: 'in May' is no date"),
        (entry(sha256=7), "entry 1: sha256 must be words"),
        (entry(sha256="abc"), "entry 1: 'abc' is no SHA-256"),
        (entry(sha256=None), "entry 1: either sha256 or hazard must say"),
        (entry(hazard="author"), "entry 1: either sha256 or hazard must say"),
        (entry(sha256=None, hazard="hidden-sheet"), "entry 1: only the hazard 'author' can be let through"),
        (entry() + entry(sha256="f" * 63), "entry 2: 'f"),
        (entry(who=None) + entry(when=None), "entry 1: who missing; entry 2: when missing"),
    ],
)
def test_every_fault_is_named_with_file_and_entry(text: str, fault: str) -> None:
    with pytest.raises(FaultyReleases) as raised:
        read_releases(text, Path("data/releases.toml"))
    assert str(raised.value).startswith("data/releases.toml: ")
    assert fault in str(raised.value)


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "releases.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FaultyReleases, match="cannot be read"):
        load_releases(tmp_path)


def test_an_entry_is_added_once_and_comments_stay(tmp_path: Path) -> None:
    path = tmp_path / "releases.toml"
    path.write_text("# kept by hand\n\n" + entry() + "# the last one\n", "utf-8")
    new = Release("f" * 64, 'Says "only months"', "Zoë \x7f", "2025-04-01")
    assert add_release(tmp_path, new)
    assert not add_release(tmp_path, new)
    text = path.read_text("utf-8")
    assert text.startswith("# kept by hand\n\n[[release]]")
    assert "# the last one\n" in text
    assert load_releases(tmp_path) == (Release(DIGEST, "Only months", "A. Reviewer", "2025-03-14"), new)
    assert released(tmp_path) == {DIGEST, "f" * 64}


def test_the_first_entry_makes_the_list(tmp_path: Path) -> None:
    assert released(tmp_path) == frozenset()
    add_release(tmp_path, Release(DIGEST.upper(), "a\nb", "c", "2025-04-01"))
    assert load_releases(tmp_path) == (Release(DIGEST, "a b", "c", "2025-04-01"),)


def test_the_authors_of_all_files_may_be_let_through(tmp_path: Path) -> None:
    add_release(tmp_path, Release("author", "No property is published", "A. Reviewer", "2025-04-01"))
    assert 'hazard = "author"' in (tmp_path / "releases.toml").read_text("utf-8")
    assert released(tmp_path) == {"author"}


def test_nothing_is_added_to_a_faulty_list(tmp_path: Path) -> None:
    (tmp_path / "releases.toml").write_text(entry(who=None), "utf-8")
    with pytest.raises(FaultyReleases, match="who missing"):
        add_release(tmp_path, Release(DIGEST, "a", "b", "2025-04-01"))
    assert (tmp_path / "releases.toml").read_text("utf-8") == entry(who=None)


def test_the_list_kept_with_the_program_is_empty_and_its_example_is_sound() -> None:
    kept = ROOT / "data" / "releases.toml"
    lines = kept.read_text("utf-8").splitlines()
    example = lines[next(at for at, line in enumerate(lines) if "[[release]]" in line) :]
    assert load_releases(kept.parent) == ()
    assert len(read_releases("\n".join(line.removeprefix("# ") for line in example), kept)) == 1
