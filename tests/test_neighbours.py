"""The practice site serves three forces, each with a layout of its own; one archive holds them all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from parsers.disclosure import parse_disclosure
from parsers.document import read_document
from parsers.profile import read_profile
from practice.neighbours import NeighbourPage, neighbour_pages
from practice.profile import FORCES, profile_text
from practice.server import PracticeServer
from practice.site import generate
from tests.command import foilog, serving

PAGES = neighbour_pages()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder into which all three forces were refreshed, one after the other, each by its profile."""
    folder = tmp_path_factory.mktemp("three")
    with PracticeServer(generate(items=12)) as server:
        for force in FORCES:
            site = folder / f"{force}.toml"
            site.write_text(profile_text(server.base_url, force))
            ended = foilog("--data", folder / "data", "--site", site, "refresh", "--json")
            assert ended.code == 0, ended.err
        yield folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_each_page_is_read_as_it_is_meant(page: NeighbourPage) -> None:
    profile = read_profile(profile_text("http://127.0.0.1:8000", page.force), page.force)
    assert profile.kind(page.path) == "item"
    address = profile.absolute(page.path)
    read = parse_disclosure(read_document(page.html.encode(), "text/html", address, profile), profile)
    assert read.reference
    assert read.title
    assert read.published
    assert read.request
    assert (read.reference.value, read.title.value) == (page.reference, page.title)
    assert (read.published.value, read.request.value) == (page.published, page.request_text)
    assert read.decision.value.code == page.decision


def test_three_forces_are_published_together(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "data" / "foi.db")) as db:
        counts = dict(db.execute("select site, count(*) from responses group by site").fetchall())
        assert counts["dunmoor"] + counts["saltness"] == len(PAGES)
        assert counts["practice"] >= 12
        ids = {name for (name,) in db.execute("select id from responses where site <> 'practice'")}
        assert ids == {f"{page.force}-{page.reference}" for page in PAGES}
        runs = db.execute("select site, exit_code from runs order by id").fetchall()
        assert runs == [(force, 0) for force in FORCES]


def test_a_night_of_one_force_leaves_the_others_as_they_were(archive: Path) -> None:
    def rows() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(archive / "data" / "foi.db")) as db:
            return db.execute("select * from responses where site <> 'dunmoor' order by id").fetchall()

    before = rows()
    ended = foilog("--data", archive / "data", "--site", archive / "dunmoor.toml", "refresh", "--json")
    assert ended.code == 0, ended.err
    assert rows() == before
    assert foilog("--data", archive / "data", "--site", archive / "saltness.toml", "verify").code == 0


def test_three_forces_are_served_with_a_facet(archive: Path) -> None:
    site = ("--data", archive / "data", "--site", archive / "dunmoor.toml")
    with serving(*site, "serve", "--port", "0") as (address, _):
        page = httpx.get(f"{address}/search").text
        assert ">Force<" in page
        assert "Saltness Constabulary (practice)" in page
        found = httpx.get(f"{address}/search.json?site=saltness&q=lobster").json()
        assert [result["id"] for result in found["results"]] == ["saltness-877-202425"]
        assert httpx.get(f"{address}/r/dunmoor-118-2024").status_code == 200
