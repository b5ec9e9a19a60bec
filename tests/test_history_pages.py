"""What became of responses and files over time: versions, changes, coverage, files; and manners to robots."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import httpx
import pytest

from archive.search import published
from tests.running_site import running_site
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, umbrellas, write_site
from tests.site_pages import spoken
from web.pages import crawlers
from web.published import PublishedFile

EVERYTHING = (*ITEMS, *umbrellas(60))
MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("history") / "foi.db", EVERYTHING)


@pytest.fixture(scope="module")
def site(archive: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(archive)) as address, httpx.Client(base_url=address) as client:
        yield client


def sql(archive: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive)) as conn:
        return conn.execute(query).fetchall()


# Versions -------------------------------------------------------------------------------------------------


def test_versions_show_what_was_added_and_taken_away(site: httpx.Client) -> None:
    page = site.get(f"/r/{KENNELS.id}/versions").text
    assert "2 versions, newest first." in spoken(page)
    assert re.search(r"<del>[^<]*£7\.</del>", page)
    assert re.search(r"<ins>[^<]*Decision", page)
    assert "Version 1 , seen from" not in spoken(page), "the first has none before it"
    assert f'href="/r/{KENNELS.id}/versions"' in site.get(f"/r/{KENNELS.id}").text


def test_one_version_is_said_to_be_one(site: httpx.Client) -> None:
    assert "One version: the text has not changed" in spoken(site.get(f"/r/{HOSTILE.id}/versions").text)
    assert f"/r/{HOSTILE.id}/versions" not in site.get(f"/r/{HOSTILE.id}").text


def test_a_hostile_earlier_text_is_text(tmp_path: Path) -> None:
    path = write_site(
        tmp_path / "foi.db", (replace(HOSTILE, earlier_text="<script>alert(1)</script> & <img src=x>"),)
    )
    with running_site(PublishedFile(path)) as address:
        for page in (f"/r/{HOSTILE.id}/versions", "/changes"):
            shown = httpx.get(f"{address}{page}").text
            assert "<script" not in shown
            assert "<img" not in shown
            assert "&lt;img" in shown


@pytest.mark.parametrize("ending", ["/versions", ".bib", ".ris", ".txt", ".csl.json"])
def test_other_spellings_keep_what_was_asked_for(site: httpx.Client, ending: str) -> None:
    answer = site.get(f"/r/01/FOI/24/900101{ending}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/r/{KENNELS.id}{ending}")
    assert site.get(f"/r/{KENNELS.id}{ending}").status_code == 200
    assert site.get(f"/r/nothing-here{ending}").status_code == 404


# Changes --------------------------------------------------------------------------------------------------


def test_changes_stand_under_the_day_they_were_noticed(site: httpx.Client) -> None:
    words = spoken(site.get("/changes").text)
    assert "New (69)" in words
    assert "Changed (1)" in words
    assert "Removed by the Met (1)" in words
    assert words.index("3 June 2026") < words.index("1 July 2024") < words.index("1 June 2024")
    changed = site.get("/changes?kind=changed").text
    assert "<del>" in changed
    assert "passages changed" in spoken(changed) or "passage changed" in spoken(changed)


def test_every_change_can_be_reached_page_by_page(site: httpx.Client) -> None:
    first, second = site.get("/changes").text, site.get("/changes?page=2").text
    count = r'<p class="kind'
    assert len(re.findall(count, first)) + len(re.findall(count, second)) == 71
    assert "There are only 2 pages." in spoken(site.get("/changes?page=9").text)


@pytest.mark.parametrize("query", ["kind=nonsense", "page=-1", "page=x", "page=%00", "kind="])
def test_any_address_of_changes_answers(site: httpx.Client, query: str) -> None:
    assert site.get(f"/changes?{query}").status_code == 200
    assert site.get(f"/changes.atom?{query}").status_code == 200


# Coverage -------------------------------------------------------------------------------------------------


def test_coverage_says_what_sql_says(site: httpx.Client, archive: Path) -> None:
    page = site.get("/coverage?months=all").text
    _, _, months = page.partition("Coverage by month of publication")
    shown = [
        [int(spoken(cell)) for cell in re.findall(r'<td class="num">(.*?)</td>', row)]
        for row in re.findall(r"<tr><th scope=.*?</tr>", months.partition("</table>")[0])[1:]
    ]
    rows = sql(archive, "select * from coverage order by month = 'unknown', month desc")
    assert shown == [list(row[2:]) for row in rows]
    assert f"listed by the Met {sum(row[0] for row in shown)} " in spoken(page)


def test_coverage_as_csv(site: httpx.Client, archive: Path) -> None:
    answer = site.get("/coverage.csv")
    found = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert found[0][:3] == ["month", "listed", "captured"]
    assert [
        [str(cell) for cell in row[1:]] for row in sql(archive, "select * from coverage order by month")
    ] == found[1:]


@pytest.mark.parametrize(
    ("checked", "sources", "said"),
    [
        ("2020-02-03T04:05:06Z", '["live: done"]', "Behind for "),
        ("2026-11-22T04:12:00Z", '["file"]', "Never checked whole"),
    ],
)
def test_coverage_owns_to_what_is_not_known(tmp_path: Path, checked: str, sources: str, said: str) -> None:
    path = write_site(tmp_path / "foi.db", fictional=False, checked=checked, sources=sources)
    with running_site(PublishedFile(path)) as address:
        words = spoken(httpx.get(f"{address}/coverage").text)
        behind = "This archive is behind." in spoken(httpx.get(f"{address}/foi/responses").text)
    assert said in words
    assert "Last run: complete." in words
    assert behind == said.startswith("Behind"), "Datasette's own pages say it too"


# Files ----------------------------------------------------------------------------------------------------


def test_a_file_is_read_here_by_sheet_and_page(site: httpx.Client) -> None:
    page = site.get(f"/r/{KENNELS.id}").text
    (address, *_) = re.findall(r'href="(/a/\d+)"', page)
    shown = site.get(address).text
    assert "<td>North Bank</td><td>9</td>" in shown
    assert "Days" in shown
    assert f'href="/r/{KENNELS.id}#files"' in shown


def test_a_file_held_back_is_not_linked(site: httpx.Client, archive: Path) -> None:
    (number,) = sql(archive, "select id from attachments where state = 'quarantined'")[0]
    page = site.get(f"/a/{number}").text
    assert "This file may hold personal data." in page
    assert "1 hidden sheet." in page
    assert "https://met.example" not in page
    assert site.get("/a/999999").status_code == 404
    assert site.get("/a/x").status_code == 404


# Crawlers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        (f"/r/{KENNELS.id}", True),
        ("/exemptions/31", True),
        ("/about", True),
        ("/search?q=a", False),
        ("/search.csv", False),
        ("/foi/responses?_facet=x", False),
        ("/foi.json?sql=select", False),
        ("/citations.csv", False),
        ("/-/settings", False),
    ],
)
def test_robots_let_responses_in_and_keep_the_rest_out(site: httpx.Client, path: str, allowed: bool) -> None:
    rules = RobotFileParser()
    rules.parse(site.get("/robots.txt").text.splitlines())
    assert rules.can_fetch("AnyBot", str(site.base_url).rstrip("/") + path) is allowed
    assert rules.site_maps() == [f"{str(site.base_url).rstrip('/')}/sitemap.xml"]


def addresses(document: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(document).iter(f"{MAPS}loc")]


def test_the_sitemap_lists_every_response(site: httpx.Client, archive: Path) -> None:
    found = addresses(site.get("/sitemap.xml").text)
    ids = {row[0] for row in sql(archive, "select id from responses")}
    assert {address.rpartition("/r/")[2] for address in found if "/r/" in address} == ids
    assert all(site.get(address).status_code == 200 for address in found[:8])


def test_a_long_sitemap_has_parts(site: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(site.get("/sitemap.xml").text)
    monkeypatch.setattr(published, "PART_SIZE", 25)
    monkeypatch.setattr(crawlers, "PART_SIZE", 25)
    parts = addresses(site.get("/sitemap.xml").text)
    assert [part.rpartition("/")[2] for part in parts] == [f"sitemap-{number}.xml" for number in range(4)]
    assert [address for part in parts for address in addresses(site.get(part).text)] == whole
    assert all(len(addresses(site.get(part).text)) <= 25 for part in parts)
    assert site.get("/sitemap-9.xml").status_code == 404


# Manners --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/search", f"/r/{KENNELS.id}", "/foi/responses", "/-/messages"])
def test_nothing_can_be_sent_here(site: httpx.Client, method: str, path: str) -> None:
    answer = site.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "Only for reading" in answer.text
    assert answer.headers["content-security-policy"]


def test_asking_for_the_head_alone_is_possible(site: httpx.Client) -> None:
    for path in ("/", "/search?q=knife", f"/r/{KENNELS.id}", "/search.csv"):
        answer = site.head(path)
        assert (answer.status_code, answer.content) == (200, b"")
