"""How right the readers are on pages that their makers did not write: never less than it was."""

import tomllib
from pathlib import Path

import pytest

from foilog.evaluating import measure
from parsers.profile import builtin_profiles

GOLD = Path(__file__).parent / "gold"
FLOORS = tomllib.loads((GOLD / "floors.toml").read_text("utf-8"))
MET = next(profile for profile in builtin_profiles() if profile.name == "met")


@pytest.mark.parametrize("half", ["dev", "seen", "test"])
def test_no_figure_falls(half: str) -> None:
    figures = measure(GOLD / half, MET)
    fallen = [
        f"{group} {name}: {figures[group][name][which]:.3f}, was {floor:.3f}"
        for group, names in FLOORS[half].items()
        for name, floors in names.items()
        for which, floor in zip(("precision", "recall"), floors, strict=True)
        if figures[group][name][which] < floor - 0.0005
    ]
    assert not fallen


def test_the_halves_share_no_page() -> None:
    dev, seen, test = (
        {path.stem for path in (GOLD / half).glob("*.json")} for half in ("dev", "seen", "test")
    )
    assert len(dev) >= 50
    assert len(test) >= 250
    assert not test & (dev | seen)
