"""The pages of exemptions: every number leads to the responses behind it, and says what it is out of."""

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.running_site import running_site
from tests.site_fixture import ITEMS, umbrellas, write_site
from tests.site_pages import spoken
from web.published import PublishedFile

PAGES = (
    "/exemptions",
    "/exemptions?use=relied_on",
    "/exemptions?use=ncnd",
    "/exemptions?by=month&year=2024",
    "/exemptions?by=month&year=2023&use=alternative",
    "/exemptions/31",
    "/exemptions/23?by=month&year=2021",
    "/exemptions/40(2)",
    "/exemptions/reg:12(5)(e)",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = write_site(tmp_path_factory.mktemp("statistics") / "foi.db", (*ITEMS, *umbrellas(5)))
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        yield client


def rows(page: str, caption: str) -> dict[str, list[str]]:
    """Return the cells of a table by the heading of their row."""
    (table,) = [
        table for table in re.findall(r"<table>.*?</table>", page, re.DOTALL) if caption in spoken(table)
    ]
    found = re.findall(r'<tr[^>]*><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    return {
        spoken(head): [spoken(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL)]
        for head, cells in found
    }


@pytest.mark.parametrize("path", PAGES)
def test_every_number_is_the_total_of_the_search_it_leads_to(site: httpx.Client, path: str) -> None:
    linked = re.findall(r'<td class="num"><a href="(/search[^"]*)">([\d,]+)</a>', site.get(path).text)
    assert linked
    for address, number in set(linked):
        found = site.get(html.unescape(address).replace("/search", "/search.json", 1)).json()
        assert found["total"] == int(number.replace(",", "")), address
        assert found["notes"] == [], address


def test_each_use_stands_apart_with_what_it_is_out_of(site: httpx.Client) -> None:
    page = site.get("/exemptions").text
    words = spoken(page)
    assert "The Met used at least one exemption in 4 of 14 published responses ( 28.6% )." in words
    assert "These are responses the Met chose to publish, not all requests." in words
    assert "1 response without a date is counted in no year, only under All." in words
    numbers = rows(page, "using each section at least once")
    assert numbers["All published responses"] == ["5", "1", "1", "1", "3", "2", "14", "100%"]
    assert numbers["Any exemption"] == ["0", "0", "1", "1", "1", "1", "4", "28.6%"]
    assert numbers["s.31 Law enforcement"] == ["0", "0", "0", "1", "1", "1", "3", "21.4%"]
    uses = rows(page, "Responses by use")
    assert uses["s.31 Law enforcement"] == ["2", "1", "0", "3"]
    assert uses["s.24 National security"] == ["0", "1", "1", "2"]
    alone = rows(site.get("/exemptions?use=ncnd").text, "using each section at least once")
    assert alone["s.31 Law enforcement"] == ["0", "0", "0", "0", "1", "0", "1", "7.1%"]


def test_the_chart_stands_above_its_table_and_has_words(site: httpx.Client) -> None:
    page = site.get("/exemptions").text
    chart = re.search(r'<svg height="264" role="img" aria-labelledby="all all-d">.*?</svg>', page, re.DOTALL)
    assert chart
    assert chart[0].count('class="c-all"') == chart[0].count('class="c-part"') == 6
    assert "All numbers are in the table below." in chart[0]
    assert page.index(chart[0]) < page.index("<table>")


def test_statistics_as_csv(site: httpx.Client) -> None:
    answer = site.get("/exemptions.csv?by=month&year=2023")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    (row,) = [row for row in found if row["section"] == "31" and row["period"] == "2023-02"]
    assert row == {
        "period": "2023-02",
        "published_responses": "2",
        "section": "31",
        "title": "Law enforcement",
        "class": "exemption of Part II",
        "any_use": "1",
        "relied_on": "0",
        "ncnd": "1",
        "alternative": "0",
    }


def test_a_provision_as_csv_with_its_parts(site: httpx.Client) -> None:
    page = site.get("/exemptions/31?by=month&year=2023").text
    assert 'href="/exemptions/31.csv?by=month&amp;year=2023"' in page
    answer = site.get("/exemptions/31.csv?by=month&year=2023")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert 'filename="foilog-section-31.csv"' in answer.headers["content-disposition"]
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    of_february = {row["provision"]: row for row in found if row["period"] == "2023-02"}
    assert {"31", "31(1)(a)", "31(3)"} <= set(of_february)
    assert (of_february["31"]["published_responses"], of_february["31"]["any_use"]) == ("2", "1")
    assert site.get("/exemptions/999.csv").status_code == 404


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("s.31(1)(a)", "/exemptions/31(1)(a)"),
        ("s31", "/exemptions/31"),
        ("section%2031(1)(A)", "/exemptions/31(1)(a)"),
        ("S%2031%281%29%28a%29?by=month", "/exemptions/31(1)(a)?by=month"),
        ("reg%2012(5)(e)", "/exemptions/reg:12(5)(e)"),
        ("reg.12(5)(E)", "/exemptions/reg:12(5)(e)"),
    ],
)
def test_any_spelling_of_a_provision_leads_to_one_address(
    site: httpx.Client, typed: str, address: str
) -> None:
    answer = site.get(f"/exemptions/{typed}", follow_redirects=True)
    assert answer.status_code == 200
    assert len(answer.history) <= 1
    assert httpx.URL(answer.url).raw_path.decode() == address


@pytest.mark.parametrize("typed", ["31(1)(a)", "31%281%29(a)", "31", "reg:12(5)(e)"])
def test_the_one_address_is_not_sent_on(site: httpx.Client, typed: str) -> None:
    answer = site.get(f"/exemptions/{typed}", follow_redirects=False)
    assert answer.status_code == 200
    assert f'<link rel="canonical" href="{site.base_url}/exemptions/' in answer.text


@pytest.mark.parametrize("typed", ["999", "dogs", "31(9)(z)", "%00", "x" * 500])
def test_what_no_law_has_is_not_found(site: httpx.Client, typed: str) -> None:
    assert site.get(f"/exemptions/{typed}", follow_redirects=True).status_code == 404


def test_a_provision_says_what_it_is_and_proves_its_use(site: httpx.Client) -> None:
    page = site.get("/exemptions/31(1)(a)").text
    words = spoken(page)
    assert "Section 31(1)(a) : prevention or detection of crime" in words
    assert "Exemption, based on harm" in words
    assert "Qualified: the Met must weigh the public interest." in words
    assert "“Section 31(1)(a) - Law Enforcement”" in words
    assert 'href="https://www.legislation.gov.uk/ukpga/2000/36/section/31"' in page
    assert 'href="/exemptions/31(3)"' in page
    whole = site.get("/exemptions/31").text
    assert rows(whole, "Parts of section 31")["s.31(3) Law enforcement: neither confirm nor deny"] == [
        "0", "1", "0", "1",
    ]  # fmt: skip
    assert rows(whole, "no grounds of refusal") == {"Mentioned only": ["1"]}


def test_a_provision_that_is_no_ground_of_refusal_says_so(site: httpx.Client) -> None:
    words = spoken(site.get("/exemptions/17").text)
    assert "Procedure, not a ground of refusal" in words
    assert "No published response uses section 17 to refuse." in words


def test_public_words_never_say_ncnd(site: httpx.Client) -> None:
    for path in ("/exemptions", "/exemptions/31", "/exemptions/31(3)", "/exemptions/23(5)", "/help"):
        assert not re.search(r"\bNCND\b", spoken(site.get(path).text)), path


def test_an_archive_without_responses_has_nothing_to_count(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = write_site(tmp_path_factory.mktemp("empty") / "foi.db", ())
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        for page in ("/exemptions", "/exemptions?by=month", "/exemptions/31", "/changes", "/coverage"):
            assert client.get(page).status_code == 200, page
        assert "nothing to count" in client.get("/exemptions").text


def test_an_archive_in_which_nothing_has_a_date_is_counted_under_all(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db", [replace(item, published=None) for item in ITEMS])
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        for page in ("/exemptions?by=month", "/exemptions/31", "/exemptions/31?by=month", "/exemptions.csv"):
            assert client.get(page).status_code == 200, page
        counts = rows(client.get("/exemptions").text, "Published responses using each section")
    assert counts["s.31 Law enforcement"][0] == "3"
