"""A build that reads pages worse than before is not published, and says where to look."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.building.build import build_and_publish, build_archive
from archive.building.drift import Drift
from archive.store.captures import CaptureStore
from archive.store.kept_builds import published_statistics
from parsers.models import Capture
from tests.held_pages import ITEMS, MET, capture, hold, letter, page

PAGES = 12


def swans(number: int, *, day: str = "2024-03-01", words: tuple[str, ...] | None = None) -> Capture:
    """The page of one response, as the live site gives it; ``words`` take the place of its letter."""
    lines = words or letter(
        reference=f"01.FOI.23.0311{number:02d}", request=f"How many swans on road {number}?"
    )
    url = f"{ITEMS}/disclosure-2024/march-2024/swans-{number}/"
    return capture(url, page(lines, title=f"Swans {number}"), f"{day}T09:00:00Z")


def changed(number: int, *, day: str = "2024-04-01") -> Capture:
    """The same page after the site has changed how it is written: nothing leads into the request."""
    reference = f"Freedom of information request reference no: 01.FOI.23.0311{number:02d}"
    return swans(number, day=day, words=(reference, f"How many swans on road {number}?", "Twelve."))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, *(swans(number) for number in range(PAGES)))
    build_and_publish(tmp_path, MET)
    return tmp_path


def add(data: Path, *captures: Capture) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *captures)


def requests(data: Path) -> int:
    with closing(sqlite3.connect(data / "foi.db")) as db:
        return int(db.execute("select count(request_text) from responses").fetchone()[0])


def kept(data: Path) -> int:
    with closing(sqlite3.connect(data / "captures.db")) as db:
        return int(db.execute("select count(*) from builds").fetchone()[0])


def test_what_was_published_stays_and_a_sample_is_put_aside(data: Path) -> None:
    before = (data / "foi.db").read_bytes()
    changes = [changed(number) for number in range(PAGES)]
    add(data, *changes)
    with pytest.raises(Drift) as told:
        build_and_publish(data, MET)
    assert "request_text is found on 0 of all 12 pages, before on 12" in str(told.value)
    assert (data / "foi.db").read_bytes() == before
    beside = {"captures.db", "cache.db", "drift", "manifests"}
    assert {path.name for path in data.iterdir()} == {"foi.db", *beside}
    [sample] = (data / "drift").iterdir()
    assert str(sample) in str(told.value)
    assert sample.read_bytes() in [change.body for change in changes]


def test_it_stays_so_until_the_operator_accepts_it(data: Path) -> None:
    add(data, *(changed(number) for number in range(PAGES)))
    for _ in range(2):
        with pytest.raises(Drift):
            build_and_publish(data, MET)
    build_and_publish(data, MET, accept_drift=True)
    assert requests(data) == 0
    build_and_publish(data, MET)
    add(data, *(swans(number, day="2024-05-01") for number in range(PAGES)))
    build_and_publish(data, MET)
    assert requests(data) == PAGES
    add(data, *(changed(number, day="2024-06-01") for number in range(PAGES)))
    with pytest.raises(Drift):
        build_and_publish(data, MET)


def test_a_few_odd_pages_are_no_drift(data: Path) -> None:
    add(data, *(changed(number) for number in range(4)))
    build_and_publish(data, MET)
    assert requests(data) == PAGES - 4


def test_small_steps_are_added_up(data: Path) -> None:
    add(data, *(changed(number) for number in range(3)))
    build_and_publish(data, MET)
    add(data, *(changed(number) for number in range(3, 6)))
    with pytest.raises(Drift):
        build_and_publish(data, MET)


def test_new_pages_that_are_written_otherwise_are_seen_beside_the_old_ones(data: Path) -> None:
    add(data, *(swans(number) for number in range(PAGES, 20)))
    build_and_publish(data, MET)
    add(data, *(changed(number) for number in range(20, 40)))
    with pytest.raises(Drift, match=r"request_text is found on 0 of the newest 20 pages, usually on 20"):
        build_and_publish(data, MET)


def test_pages_of_long_ago_may_be_written_otherwise(data: Path) -> None:
    add(data, *(swans(number) for number in range(PAGES, 20)))
    build_and_publish(data, MET)
    old = [changed(number) for number in range(20, 40)]
    add(
        data, *(capture(c.url.replace("march-2024", "may-2015"), c.body, "2024-04-01T09:00:00Z") for c in old)
    )
    build_and_publish(data, MET)


def test_pages_that_are_not_recognised_any_more_are_drift_too(data: Path) -> None:
    add(data, *(swans(number) for number in range(PAGES, 40)))
    build_and_publish(data, MET)
    strange = [swans(number, day="2024-04-01", words=("Swans.",)) for number in range(20)]
    add(data, *strange)
    with pytest.raises(Drift, match="20 of all 40 pages can be read, before 40"):
        build_and_publish(data, MET)
    assert next((data / "drift").iterdir()).read_bytes() in [page.body for page in strange]


def test_a_small_archive_whose_pages_are_not_recognised_any_more(data: Path) -> None:
    add(data, *(swans(number, day="2024-04-01", words=("Swans.",)) for number in range(5)))
    with pytest.raises(Drift, match="7 of all 12 pages can be read, before 12"):
        build_and_publish(data, MET)


def test_a_response_with_two_addresses_is_lost_once(data: Path) -> None:
    for strange in (swans(number, day="2024-04-01", words=("Swans.",)) for number in range(5)):
        other = strange.url.replace("disclosure-2024", "d")
        known = swans(int(other.strip("/").rpartition("-")[2])).body
        add(data, capture(other, known), strange, capture(other, strange.body, "2024-04-01T09:00:00Z"))
    with pytest.raises(Drift, match="7 of all 12 pages can be read, before 12"):
        build_and_publish(data, MET)


def test_new_pages_that_were_never_recognised_are_no_loss(data: Path) -> None:
    add(data, *(swans(number, words=("Swans.",)) for number in range(PAGES, 18)))
    build_and_publish(data, MET)


def test_what_people_saved_is_not_compared_with_the_live_site(data: Path) -> None:
    add(data, *(swans(number) for number in range(PAGES, 20)))
    build_and_publish(data, MET)
    odd = [changed(number) for number in range(20, 60)]
    add(data, *(capture(c.url, c.body, "2024-04-01T09:00:00Z", source="file") for c in odd))
    build_and_publish(data, MET)


def test_where_nothing_is_published_there_is_nothing_to_keep(data: Path) -> None:
    add(data, *(changed(number) for number in range(PAGES)))
    (data / "foi.db").unlink()
    build_and_publish(data, MET)
    assert requests(data) == 0


def test_a_lost_public_file_does_not_lose_what_was_read(data: Path) -> None:
    (data / "foi.db").unlink()
    with CaptureStore.open(data / "captures.db") as store:
        assert [s.whole.fields["request_text"] for s in published_statistics(store, "met")] == [PAGES]


def test_a_build_that_reads_the_same_keeps_no_further_row(data: Path) -> None:
    assert kept(data) == 1
    build_and_publish(data, MET)
    assert kept(data) == 1


def test_sites_are_apart(data: Path) -> None:
    add(data, *(changed(number) for number in range(PAGES)))
    with CaptureStore.open(data / "captures.db") as store:
        assert published_statistics(store, "other") == ()
        with pytest.raises(Drift):
            build_archive(store, MET, data / "foi.db")
