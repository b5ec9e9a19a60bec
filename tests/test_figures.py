"""Figures as they were published: each at an address that stays when the numbers change."""

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_archive
from archive.search.exemptions import exemption_frequency, provision_detail
from archive.search.figures import figures_on, figures_since
from archive.search.opening import open_published
from archive.search.terms import Cites
from archive.store.captures import CaptureStore
from practice.site import generate
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.practice_archive import write_practice
from tests.running_site import running_site
from tests.site_pages import spoken
from web.published import PublishedFile

FIRST, SECOND = "2024-05-01", "2024-06-01"


def swans(number: int, exemption: str) -> bytes:
    return page(letter(f"01.FOI.23.03111{number}", f"How many of {number}?", exemption=exemption))


def publish(data: Path, day: str, *pages: tuple[int, str]) -> None:
    """Publish these letters as if it were ``day``."""
    with CaptureStore.open(data / "captures.db") as store:
        for number, exemption in pages:
            hold(store, capture(f"{ITEMS}/d/march-2024/swans-{number}/", swans(number, exemption)))
        build_archive(store, MET, data / "foi.db")
        store.execute("update figures set since = ? where since = date('now')", (day,))
        build_archive(store, MET, data / "foi.db")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that published twice; in between a response came, and none went."""
    data = tmp_path_factory.mktemp("figures")
    publish(
        data, FIRST, (1, "Section 40(2) - Personal Information"), (2, "Section 31(1)(a) - Law Enforcement")
    )
    publish(data, SECOND, (3, "Section 31(1)(b) - Law Enforcement"))
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(data / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client


def by_section(answer: httpx.Response) -> dict[str, tuple[str, str, str]]:
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    name = "section" if "section" in (found.fieldnames or ()) else "provision"
    return {row[name]: (row["period"], row["published_responses"], row["any_use"]) for row in found}


def test_the_numbers_of_a_day_can_be_found_again(site: httpx.Client) -> None:
    then, now = by_section(site.get(f"/figures/{FIRST}.csv")), by_section(site.get(f"/figures/{SECOND}.csv"))
    assert then == {"40": ("2024", "2", "1"), "31": ("2024", "2", "1")}
    assert now == {"40": ("2024", "3", "1"), "31": ("2024", "3", "2")}
    assert now == by_section(site.get("/exemptions.csv"))
    assert by_section(site.get("/figures/2024-05-20.csv")) == then  # nothing was published in between
    of_31 = by_section(site.get(f"/figures/{SECOND}/31.csv"))
    assert of_31["31"] == ("2024", "3", "2")
    assert of_31["31(1)(b)"] == ("2024", "3", "1")
    assert "31(1)(b)" not in by_section(site.get(f"/figures/{FIRST}/31.csv"))


def test_a_page_of_figures_says_when_they_were_published_and_what_changed(site: httpx.Client) -> None:
    words = spoken(site.get(f"/figures/{FIRST}").text)
    assert "Exemptions by year, as published on 1 May 2024" in words
    assert "Since then 6 numbers of this table have changed" in words
    assert "s.31 Law enforcement 1 now 2 1 now 2" in words
    assert "No number of this table has changed since." in spoken(site.get(f"/figures/{SECOND}").text)
    later = spoken(site.get("/figures/2024-05-20?by=month&year=2024&use=relied_on").text)
    assert "published on 1 May 2024 and still stood on 20 May 2024" in later


def test_the_statistics_lead_to_the_address_that_stays(site: httpx.Client) -> None:
    for page_of, stays in (
        ("/exemptions", f"/figures/{SECOND}"),
        ("/exemptions?by=month&year=2024", f"/figures/{SECOND}?by=month&amp;year=2024"),
        ("/exemptions/31(1)(a)", f"/figures/{SECOND}/31(1)(a)"),
    ):
        assert f'href="{stays}"' in site.get(page_of).text
        assert site.get(stays.replace("&amp;", "&")).status_code == 200
    assert site.get("/figures").headers["location"] == f"/figures/{SECOND}"


@pytest.mark.parametrize(
    "path", ["/figures/2024-04-30", "/figures/2999-01-01", "/figures/2024-02-31", f"/figures/{FIRST}/dogs"]
)
def test_a_day_without_figures_is_not_found(site: httpx.Client, path: str) -> None:
    assert site.get(path).status_code == 404
    assert site.get(f"{path}.csv").status_code == 404


def test_what_was_published_last_counts_for_a_day_and_no_change_adds_nothing(tmp_path: Path) -> None:
    publish(tmp_path, FIRST, (1, "Section 40(2) - Personal Information"))

    def kept() -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(tmp_path / "captures.db")) as conn:
            return conn.execute("select since, what, responses from figures where use = 'any'").fetchall()

    first = kept()
    assert (FIRST, "FOIA2000 40", 1) in first
    with CaptureStore.open(tmp_path / "captures.db") as store:
        build_archive(store, MET, tmp_path / "foi.db")
        assert kept() == first
        for number in (2, 3):  # both on one day
            body = swans(number, "Section 40(2) - Personal Information")
            hold(store, capture(f"{ITEMS}/d/march-2024/swans-{number}/", body))
            build_archive(store, MET, tmp_path / "foi.db")
    of_40 = [(since, responses) for since, what, responses in kept() if what == "FOIA2000 40"]
    assert of_40[0] == (FIRST, 1)
    assert [responses for _, responses in of_40] == [1, 3]


def test_a_figure_that_falls_to_nothing_is_told(tmp_path: Path) -> None:
    publish(tmp_path, FIRST, (1, "Section 40(2) - Personal Information"))
    (tmp_path / "suppressions.toml").write_text(
        '[[suppression]]\nkey = "01.FOI.23.031111"\naction = "hide"\nreason = "Asked for."\nwho = "A"\n'
        "when = 2024-05-20\n"
    )
    publish(tmp_path, SECOND)
    with closing(open_published(tmp_path / "foi.db")) as conn:
        conn.row_factory = sqlite3.Row
        assert figures_on(conn, FIRST).responses == 1
        assert figures_on(conn, SECOND).responses == 0
        assert figures_on(conn, SECOND).sections == ()


def test_the_figures_of_now_are_those_of_the_site_in_every_way_of_counting(tmp_path: Path) -> None:
    path = write_practice(tmp_path, generate(items=120))
    with closing(open_published(path)) as conn:
        conn.row_factory = sqlite3.Row
        assert figures_since(conn)
        for step, year in (("year", ""), ("month", "2024"), ("month", "")):
            counted = exemption_frequency(conn, step, year)
            used = tuple(section for section in counted.sections if section.total.any)
            assert used
            assert figures_on(conn, step=step, year=year) == replace(counted, sections=used)
        for number in ("31", "40(2)", "23"):
            detail = provision_detail(conn, Cites("FOIA2000", number))
            assert detail
            assert figures_on(conn, cited=Cites("FOIA2000", number)).sections[0] == detail.use
