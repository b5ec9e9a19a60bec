"""The guides point to what is there, name every verb, and promise no more accuracy than is held."""

import re
import tomllib
from pathlib import Path

from foilog.__main__ import cli
from tests.command import ROOT
from tests.guides import GUIDES

README = ROOT / "README.md"
_LINK = re.compile(r"\]\(([^)\s]+)\)")


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


def test_every_guide_is_pointed_to_in_the_readme() -> None:
    named = {(README.parent / link.partition("#")[0]).resolve() for path, link in links() if path == README}
    assert set(GUIDES) - named == {README}


def test_every_verb_is_in_the_readme() -> None:
    readme = README.read_text("utf-8")
    assert {verb for verb in cli.commands if not re.search(rf"\b{verb}\b", readme)} == set()


def test_the_readme_promises_no_more_accuracy_than_is_held() -> None:
    floors = tomllib.loads((ROOT / "tests" / "gold" / "floors.toml").read_text("utf-8"))["test"]
    promised = re.findall(r"at least (\d+) %", " ".join(README.read_text("utf-8").split()))
    held = [*floors["roles"]["relied_on"], floors["fields"]["decision"][0]]
    assert len(promised) == len(held)
    assert all(int(said) <= 100 * floor for said, floor in zip(promised, held, strict=True))
