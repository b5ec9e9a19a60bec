"""Nothing in an address is ignored in silence: what cannot be used is told on the page that it asked for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.store.captures import CaptureStore
from tests.held_pages import FILES, ITEMS, MET, capture, hold, letter, page
from tests.made_files import xlsx
from tests.running_site import running_site
from web.published import PublishedFile

SWANS = [["Ward", "Swans"], *([f"Ward {n}", n] for n in range(450))]
SHEETS = {"Swans": SWANS, "Geese": [["Ward"], ["Tower"]]}
R = "/r/01.FOI.23.031111"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("parameters")
    link = f"{FILES}/swans.xlsx"
    with CaptureStore.open(data / "captures.db") as store:
        hold(
            store,
            capture(f"{ITEMS}/d/march-2024/swans/", page(letter(), files=[link])),
            capture(link, xlsx(SHEETS), content_type="application/octet-stream"),
        )
    build_and_publish(data, MET)
    return data


@pytest.fixture(scope="module")
def site(data: Path) -> Iterator[httpx.Client]:
    with (
        running_site(PublishedFile(data / "foi.db")) as address,
        httpx.Client(base_url=address, follow_redirects=True) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def file(data: Path) -> str:
    with closing(sqlite3.connect(data / "foi.db")) as conn:
        return f"/a/{conn.execute('select id from attachments').fetchone()[0]}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/changes?page=abc", "“abc” is not a page number"),
        ("/changes?page=0", "“0” is not a page number"),
        ("/changes?page=-1", "“-1” is not a page number"),
        ("/changes?kind=nonsense", "“nonsense” is not a kind of change"),
        ("/changes?site=essex", "“essex” is not the name of a force here"),
        ("/changes?per-page=9", "left out: “per-page”"),
        ("/changes.atom?site=essex", "“essex” is not the name of a force here"),
        ("/coverage?page=x", "“x” is not a page number"),
        ("/coverage?months=3", "“3” is not a choice of months"),
        ("/diagnostics/reference.none?page=x", "“x” is not a page number"),
        (f"{R}/versions?page=x", "“x” is not a page number"),
        ("/exemptions?by=week", "“week” is not a period"),
        ("/exemptions?by=month&year=24", "“24” is not a year"),
        ("/exemptions?year=2024", "“2024” is used with by=month alone"),
        ("/exemptions?use=any%20how", "“any how” is not a use of a section"),
        ("/exemptions?site=essex", "“essex” is not the name of a force here"),
        ("/exemptions/40?use=x", "“x” is not a use of a section"),
        ("/exemptions/40?sort=new", "left out: “sort”"),
        ("/gaps?by=week", "“week” is not a period"),
        ("/asked?draft=swans", "left out: “draft”"),
        ("/search?page=abc", "read “abc” as a page number"),
        ("/search?sort=best", "“best” is not an order"),
        ("{file}?part=99", "“99” is more than the 2 parts of this file"),
        ("{file}?part=x", "“x” is not the number of a part"),
        ("{file}?row=5", "“5” is a place in one part, which part= must name"),
        ("{file}?part=1&row=460", "“460” is after the last row of this part"),
        ("{file}?part=1&row=x", "“x” is not the number of a row"),
        ("{file}?part=1&page=4", "“4” is more than the 3 pages of this part"),
        ("{file}?part=1&page=x", "“x” is not a page number"),
    ],
)
def test_what_cannot_be_used_is_told(site: httpx.Client, file: str, address: str, said: str) -> None:
    answer = site.get(address.format(file=file))
    assert answer.status_code == 200
    assert said in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/changes?kind=NEW&page=1",
        "/changes?site=met&kind=",
        "/coverage?months=all&page=01",
        "/exemptions?by=year&use=relied_on&site=met",
        "/exemptions?by=month&year=2024",
        "/exemptions/40?by=month&year=2023",
        "/gaps?by=month",
        "/asked?q=swans",
        f"{R}/versions?page=1",
        "{file}?part=2&q=tower",
        "{file}?part=1&row=451",
        "{file}?part=1&page=3",
        "{file}",
    ],
)
def test_what_was_used_needs_no_words(site: httpx.Client, file: str, address: str) -> None:
    answer = site.get(address.format(file=file))
    assert answer.status_code == 200
    assert "left out" not in answer.text


def test_what_was_typed_is_shown_as_text_and_cut(site: httpx.Client) -> None:
    answer = site.get("/changes", params={"kind": "<b>" + "x" * 900, "<i>": "1"}).text
    assert "&lt;b&gt;" in answer
    assert "<b>x" not in answer
    assert "x" * 60 not in answer
    assert "“&lt;i&gt;”" in answer
