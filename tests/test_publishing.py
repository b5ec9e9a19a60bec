"""Publishing while pages come in, and what comes back where a run ends in drift."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.building.comparing import Fall, Measure
from archive.building.drift import Drift
from archive.publish import written_aside
from foilog import publishing
from foilog.publishing import Publisher

FALL = Fall(Measure("field", "request_text"), found=0, expected=60, pages=60, among="all")


@pytest.fixture
def public(tmp_path: Path) -> Path:
    path = tmp_path / "foi.db"
    path.write_text("yesterday")
    return path


@pytest.fixture(autouse=True)
def always_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(publishing, "_SHARE", 0)


def builds(public: Path, *contents: str) -> Callable[[], None]:
    """Return a build that publishes ``contents`` in turn; an empty one is drift."""
    left = [*contents]

    def build() -> None:
        content = left.pop(0)
        if not content:
            raise Drift([FALL], None)
        with written_aside(public) as aside:
            aside.write_text(content)

    return build


def test_a_run_that_ends_well_leaves_its_last_file_alone(public: Path) -> None:
    publisher = Publisher(public, builds(public, "noon", "evening"))
    publisher.consider(1)
    assert public.read_text() == "noon"
    publisher.consider(1)  # nothing new came
    publisher.publish()
    assert public.read_text() == "evening"
    assert [path.name for path in public.parent.iterdir()] == ["foi.db"]


@pytest.mark.parametrize("contents", [("noon", ""), ("noon", "afternoon", "")])
def test_drift_at_the_end_brings_back_what_stood_at_the_start(
    public: Path, contents: tuple[str, ...]
) -> None:
    publisher = Publisher(public, builds(public, *contents))
    for number in range(1, len(contents)):
        publisher.consider(number)
    assert public.read_text() == contents[-2]
    with pytest.raises(Drift):
        publisher.publish()
    assert public.read_text() == "yesterday"
    assert [path.name for path in public.parent.iterdir()] == ["foi.db"]


def test_a_listing_in_drift_brings_it_back_too(public: Path) -> None:
    publisher = Publisher(public, builds(public, "noon"))
    publisher.consider(1)
    publisher.withdraw()
    assert public.read_text() == "yesterday"


def test_drift_half_way_waits_for_the_end(public: Path) -> None:
    publisher = Publisher(public, builds(public, "", "evening"))
    publisher.consider(1)
    assert public.read_text() == "yesterday"
    publisher.publish()
    assert public.read_text() == "evening"


def test_a_first_run_has_nothing_to_bring_back(tmp_path: Path) -> None:
    public = tmp_path / "foi.db"
    publisher = Publisher(public, builds(public, "noon", ""))
    publisher.consider(1)
    with pytest.raises(Drift):
        publisher.publish()
    assert public.read_text() == "noon"


def test_what_a_killed_run_kept_is_not_brought_back(public: Path) -> None:
    Publisher(public, builds(public, "noon")).consider(1)  # and no more of it
    publisher = Publisher(public, builds(public, "afternoon", ""))
    publisher.consider(1)
    with pytest.raises(Drift):
        publisher.publish()
    assert public.read_text() == "noon"
