import asyncio
import base64
import csv
import hashlib
import io
import json
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import httpx
import pytest
import yaml
from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from archive.building.corrections import COMPONENTS
from archive.search.download import inert
from archive.search.opening import Connection, empty_archive
from archive.search.terms import DECISIONS
from tests.running_site import running_site
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, MANIFEST, Item, umbrellas, write_site
from tests.site_pages import DATASETTE_PAGES, OUR_PAGES
from web import wording
from web.database import DATABASE, TooSlow, read
from web.errors import error_page
from web.headers import DATASETTE_SCRIPTS
from web.published import PublishedFile
from web.serve import create_datasette, listen

ROOT = Path(__file__).parents[1]
EVERYTHING = (*ITEMS, *umbrellas(45))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = write_site(tmp_path_factory.mktemp("site") / "foi.db", EVERYTHING)
    with (
        running_site(PublishedFile(path), "archive@example.org") as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


@pytest.fixture
def empty_site(tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        running_site(PublishedFile(tmp_path / "foi.db")) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


def body(response: httpx.Response, status: int = 200) -> str:
    assert response.status_code == status, response.text
    return response.text


def spoken(html: str) -> str:
    """The words of a page, as a reader sees them."""
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


# Every page -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", OUR_PAGES)
def test_every_page_is_a_sound_document(site: httpx.Client, path: str) -> None:
    html = site.get(path).text
    assert '<html lang="en-GB">' in html
    assert html.count("<h1") == 1
    assert '<a class="skip" href="#main">' in html
    assert 'id="main"' in html
    assert "Practice data." in html
    assert not re.search(r"<script|<[^>]*\s(?:style|on\w+)=", html), "nothing inline"
    idents = re.findall(r'\sid="([^"]+)"', html)
    assert len(idents) == len(set(idents))
    labelled = set(re.findall(r'<label for="([^"]+)"', html))
    assert labelled >= set(re.findall(r'<input id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(idents)


@pytest.mark.parametrize("path", OUR_PAGES)
def test_every_link_to_ourselves_leads_somewhere(site: httpx.Client, path: str) -> None:
    html = site.get(path).text
    addresses = {a.replace("&amp;", "&") for a in re.findall(r'(?:href|src|action)="(/[^"#]*)', html)}
    assert addresses
    for address in addresses:
        assert site.get(address, follow_redirects=True).status_code == 200, address


@pytest.mark.parametrize("path", DATASETTE_PAGES)
def test_datasettes_own_pages_carry_the_practice_band(site: httpx.Client, path: str) -> None:
    html = body(site.get(path))
    assert "Practice data." in html
    assert '<html lang="en-GB">' in html


def test_a_real_archive_has_no_practice_band(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db", fictional=False)
    with running_site(PublishedFile(path)) as address:
        for page in ("/", f"/r/{KENNELS.id}", "/foi/responses", "/nowhere"):
            assert "Practice data" not in httpx.get(address + page).text
        assert "Invented" not in httpx.get(f"{address}/r/{KENNELS.id}").text


@pytest.mark.parametrize(
    "path", [*OUR_PAGES, *DATASETTE_PAGES, "/search.json", "/robots.txt", "/static/style.css"]
)
def test_safe_headers_on_every_answer(site: httpx.Client, path: str) -> None:
    headers = site.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    if path not in DATASETTE_PAGES:
        assert "script-src" not in policy
        assert "unsafe" not in policy


def test_the_policy_names_every_inline_script_of_datasette(site: httpx.Client) -> None:
    found = set()
    for path in DATASETTE_PAGES:
        for script in re.findall(r"<script>(.*?)</script>", site.get(path).text, re.DOTALL):
            found.add(f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}")
    assert found
    assert found <= set(DATASETTE_SCRIPTS)


@pytest.mark.parametrize(
    "path",
    [
        "/foi?sql=select+1",
        "/foi.json?sql=select+1",
        "/foi.csv?sql=select+1",
        "/foi?sql=pragma+table_info(responses)",
        "/foi?sql=attach+'/etc/passwd'+as+x",
        "/foi?sql=select+*+from+pragma_database_list",
        "/foi?sql=with+recursive+n+as+(select+1+union+all+select+*+from+n)+select+*+from+n",
        "/foi/responses?_where=1",
        "/foi/responses.json?_where=id+in+(select+name+from+sqlite_master)",
        "/foi.db",
    ],
)
def test_strangers_may_not_run_sql_or_download_the_file(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code in {400, 403}
    assert "capture_sha256" not in answer.text


@pytest.mark.parametrize(
    "path", ["databases.json", "metadata.json", "plugins", "threads", "settings", "actor"]
)
def test_how_the_server_is_made_is_nobodys_business(site: httpx.Client, path: str) -> None:
    answer = site.get(f"/-/{path}")
    assert answer.status_code == 404
    assert "foi.db" not in answer.text
    assert site.get("/-/static/app.css").status_code == 200


def test_what_is_not_open_is_said_in_our_own_look(site: httpx.Client) -> None:
    html = body(site.get("/foi?sql=select+1"), 403)
    assert "<h1>Not open to the public</h1>" in html
    assert "No SQL that is sent here is run" in html
    assert site.get("/foi.json?sql=select+1").json()["ok"] is False


def test_no_other_database_is_served(site: httpx.Client) -> None:
    assert site.get("/_memory").status_code == 404
    assert site.get("/_internal").status_code in {403, 404}


def test_datasettes_own_reads_are_bounded(tmp_path: Path) -> None:
    datasette = create_datasette(PublishedFile(tmp_path / "foi.db"))
    assert datasette.setting("sql_time_limit_ms") <= 1000
    assert datasette.setting("facet_time_limit_ms") <= 200
    assert datasette.setting("max_returned_rows") <= 200
    datasette.databases[DATABASE].close()
    datasette.executor.shutdown()


@pytest.mark.parametrize("path", ["/nowhere", "/foi/nothing", "/search/other"])
def test_an_unknown_address_offers_the_search_box(site: httpx.Client, path: str) -> None:
    html = body(site.get(path), 404)
    assert "We hold nothing at this address" in spoken(html)
    assert '<input id="q"' in html


def test_an_unknown_address_of_the_data_is_told_to_programs_as_json(site: httpx.Client) -> None:
    answer = site.get("/foi/nothing.json")
    assert answer.status_code == 404
    assert answer.json()["ok"] is False


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/r/%00",
        "/r/%ff%fe",
        "/r/" + "x" * 5000,
        "/r/..%2f..%2fetc",
        "/static/../plugin.py",
        "/static/%2e%2e/plugin.py",
        "/search/",
        "//example.org/",
    ],
)
def test_odd_addresses_are_no_errors_of_ours(site: httpx.Client, path: str) -> None:
    answer = site.get(f"{str(site.base_url).rstrip('/')}{path}", follow_redirects=False)
    assert answer.status_code in {302, 400, 404}
    assert "hookimpl" not in answer.text
    assert not answer.headers.get("location", "").startswith("//")


# Home -----------------------------------------------------------------------------------------------------


def test_home(site: httpx.Client) -> None:
    words = spoken(body(site.get("/")))
    assert "54 responses held" in words
    assert "Newest response 2 May 2024" in words
    assert "Last complete check 22 November 2026, 04:12" in words
    assert "s.31 Law enforcement3" in words
    assert "Of 54 responses of all years." in words


def test_an_empty_archive_says_so(empty_site: httpx.Client) -> None:
    words = spoken(body(empty_site.get("/")))
    assert "Nothing is held yet" in words
    assert "No complete check yet" in words
    assert "Nothing is held yet" in spoken(body(empty_site.get("/search?q=knife")))
    assert empty_site.get("/healthz").status_code == 503
    assert empty_site.get("/search.json").json()["total"] == 0
    assert empty_site.get("/foi/responses.json").status_code == 200


def test_an_archive_behind_says_so(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db", fictional=False, checked="2020-02-03T04:05:06Z")
    with running_site(PublishedFile(path)) as address:
        words = spoken(httpx.get(address).text)
        assert "This archive is behind. The last complete check was on 3 February 2020." in words
        health = httpx.get(f"{address}/healthz")
    assert health.status_code == 503
    assert health.json()["last_complete_check"] == "2020-02-03T04:05:06Z"


@pytest.mark.parametrize(
    "sources", ["[]", '["file"]', '["live: part, as limited"]', '["live: blocked", "wayback: done"]']
)
def test_only_a_look_at_the_whole_site_is_a_complete_check(tmp_path: Path, sources: str) -> None:
    path = write_site(tmp_path / "foi.db", sources=sources)
    with running_site(PublishedFile(path)) as address:
        assert "No complete check yet" in httpx.get(address).text
        assert httpx.get(f"{address}/healthz").status_code == 503


def test_contact_on_the_about_page(site: httpx.Client, empty_site: httpx.Client) -> None:
    assert 'href="mailto:archive@example.org"' in site.get("/about").text
    assert "the people who run this copy of foilog" in empty_site.get("/about").text


def test_the_newest_manifest_is_told_to_whoever_looks(site: httpx.Client, empty_site: httpx.Client) -> None:
    assert MANIFEST in spoken(body(site.get("/about")))
    assert site.get("/healthz").json()["newest_manifest"] == MANIFEST
    assert site.get("/foi/runs.json?_shape=array").json()[0]["manifest"] == MANIFEST
    assert "manifest" not in empty_site.get("/about").text
    assert empty_site.get("/healthz").json()["newest_manifest"] is None


# Search ---------------------------------------------------------------------------------------------------


def test_search_says_what_it_understood_and_marks_what_it_found(site: httpx.Client) -> None:
    html = body(site.get("/search", params={"q": "propeller s31"}))
    words = spoken(html)
    assert "Searched for responses with propeller, that cite section 31." in words
    assert "“s31” was read as section 31" in words
    assert "<mark>propellers</mark>" in html
    assert "<mark>propeller</mark>" in html
    assert f'href="/r/{KENNELS.id}?q=propeller+s31"' in html
    assert "1 response" in words


def test_marks_and_markup_in_a_letter_are_text(site: httpx.Client) -> None:
    for path in ("/search?q=biscuit", f"/r/{HOSTILE.id}?q=biscuit", "/"):
        html = body(site.get(path))
        assert "<script" not in html
        assert "<img" not in html
        assert "<b>bold" not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("page=99", "There are only 3 pages. Go to page 3."),
        ("from=31-31-2024", "We could not read “31-31-2024”, so no date filter is used."),
        ("decision=maybe", "“maybe” is not a decision"),
        ("", "Showing everything, newest first."),
        ("sort=oldest", "Showing everything, oldest first."),
        ("q=zzqqxx", "No responses"),
        ("q=zzqqxx", "Nothing found does not mean nothing was answered."),
        ("q=zzqqxx+knife", "Any of the words instead of all3"),
        ("q=knife&decision=withdrawn", "The same words, without the filters3"),
        ("q=zzqqxx+knife", "zzqqxx 0"),
        ("q=umbrelas", "Did you mean umbrellas? 45 responses"),
        ("q=umbrelas&decision=withdrawn", "Did you mean umbrellas? 45 responses without the filters"),
        ("q=zzqqxx", "Search words"),
    ],
)
def test_search_explains(site: httpx.Client, query: str, said: str) -> None:
    assert said in spoken(body(site.get(f"/search?{query}")))


def test_filters_can_be_removed_and_survive_the_next_search(site: httpx.Client) -> None:
    html = body(
        site.get(
            "/search?q=knife&decision=refused_exempt&provision=31(1)&role=relied_on&from=2022&to=2022-12"
        )
    )
    assert (
        'href="/search?q=knife&amp;provision=31(1)&amp;role=relied_on&amp;from=2022&amp;to=2022-12"' in html
    )
    assert '<input type="hidden" name="provision" value="31(1)">' in html
    assert "2022 to December 2022" in html
    assert "1 response" in spoken(html)


@pytest.mark.parametrize(
    "typed", ['"', "(", "*", "NOT", "a\0b", "x" * 10_000, "' or 1=1 --", "NEAR(a b)", "^a", "{a}:b"]
)
@pytest.mark.parametrize("form", ["", ".json", ".csv", ".atom"])
def test_any_input_answers(site: httpx.Client, typed: str, form: str) -> None:
    assert site.get(f"/search{form}", params={"q": typed}).status_code == 200


def test_an_address_of_thousands_of_parameters_is_soon_read(site: httpx.Client) -> None:
    started = time.monotonic()
    assert site.get("/search?" + "&".join(f"a{number}=1" for number in range(5_000))).status_code == 200
    assert time.monotonic() - started < 5


def test_json_can_be_followed_to_the_end(site: httpx.Client) -> None:
    seen, address = [], "/search.json?q=umbrellas"
    while address:
        page = site.get(address).json()
        assert page["total"] == 45
        seen += [result["id"] for result in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 45
    first = site.get("/search.json", params={"q": "propeller"}).json()
    assert first["query"] == "propeller"
    assert first["understood"] == "responses with propeller"
    assert first["fictional"] is True
    assert first["last_complete_check"] == "2026-11-22T04:12:00Z"
    (result,) = first["results"]
    assert result["id"] == KENNELS.id
    assert result["title"] == KENNELS.title
    assert {"act": "FOIA2000", "provision": "31(1)(a)", "role": "relied_on"} in result["citations"]
    assert site.get(result["permalink"]).status_code == 200


def test_csv_is_complete_and_inert(site: httpx.Client) -> None:
    answer = site.get("/search.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(EVERYTHING)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    kennels = next(row for row in rows if row["id"] == KENNELS.id)
    assert kennels["exemptions"].startswith("s.31(1)(a) relied_on; s.40(2) relied_on; ")
    assert kennels["request_text"] == KENNELS.request
    assert len(list(csv.reader(site.get("/search.csv?q=umbrellas").text.splitlines()))) == 46


def test_citations_as_csv_one_row_for_each(site: httpx.Client) -> None:
    answer = site.get("/citations.csv?q=propeller")
    assert answer.headers["content-disposition"] == 'attachment; filename="foilog-citations.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["provision"] for row in rows] == [cite.provision for cite in KENNELS.cites]
    assert {row["response_id"] for row in rows} == {KENNELS.id}
    assert rows[0]["sentence"] == KENNELS.cites[0].sentence
    assert rows[0]["permalink"] == f"{str(site.base_url).rstrip('/')}/r/{KENNELS.id}"
    assert 'href="/citations.csv?q=propeller"' in site.get("/search?q=propeller").text
    everything = csv.reader(io.StringIO(site.get("/citations.csv").content.decode("utf-8-sig"), newline=""))
    assert len(list(everything)) == 1 + sum(len(item.cites) for item in EVERYTHING)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("1-1", "1-1"),
        (7, 7),
    ],
)
def test_formulas_are_inert(value: object, cell: object) -> None:
    assert inert(value) == cell


def test_atom(site: httpx.Client) -> None:
    atom = {"a": "http://www.w3.org/2005/Atom"}
    feed = ET.fromstring(site.get("/search.atom").content)
    entries = feed.findall("a:entry", atom)
    assert len(entries) == len(EVERYTHING)
    assert entries[0].findtext("a:title", namespaces=atom) == HOSTILE.title
    assert entries[0].findtext("a:id", namespaces=atom) == f"urn:foilog:met:{HOSTILE.id}"
    assert "Practice data" in (feed.findtext("a:title", namespaces=atom) or "")
    assert len(ET.fromstring(site.get("/search.atom?q=knife").content).findall("a:entry", atom)) == 3


# One response ---------------------------------------------------------------------------------------------


def test_a_response_reads_like_a_document(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    words = spoken(html)
    assert "The Met gave some of the information and refused the rest." in words
    assert "Law enforcement: prevention or detection of crime" in words
    assert "Qualified: the Met must weigh the public interest." in words
    assert "Written as “40(2)&amp;(3)”" in words
    assert "now s.40(2)" in words
    assert "Example Airspace Act 1999 s.39 another Act" in words
    assert '<ul class="marked"><li>1. How many kennels' in html
    assert "<h3>Reason for decision</h3>" in html
    assert "<td>North Bank</td><td>9</td><td>2</td>" in html
    assert "Held back" in words
    assert "1 hidden sheet" in words
    assert 'href="https://met.example/files/night-rota.xlsx"' not in html
    assert 'href="https://met.example/files/annex.pdf"' not in html
    assert "foilog copy of 1 June 2024, SHA-256" in words
    assert "NCND" not in words


def test_evidence_and_grounds_lead_to_each_other(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    proofs = dict(re.findall(r'<span class="proof" id="(e\d+)">(.*?)</span>', html))
    assert "I have today decided to disclose some of the kennel figures." in proofs.values()
    assert "Section 31(1)(a) - Law Enforcement" in proofs.values()
    quoted = re.findall(r'href="#(e\d+)">Read it in the letter', html)
    assert len(quoted) == len(KENNELS.cites)
    assert set(quoted) <= set(proofs)
    assert re.search(r'class="proofref" href="#c\d+">s\.31\(1\)\(a\)</a>', html)
    assert '<a class="proofref" href="#decision">Decision</a>' in html


def test_answers_stand_under_their_questions(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}?q=propeller"))
    first, second = re.findall(r"<li>(<p class=\"q\">.*?)</li>", html, re.DOTALL)
    assert "<b>Question 1</b>How many kennels were warmer than 26 degrees?</p>" in first
    assert "<td>North Bank</td><td>9</td><td>2</td>" in first
    assert second.startswith('<p class="q"><b>Question 2</b></p>')
    assert 'Each <mark id="hit-answer">propeller</mark> was changed.' in second
    assert "2 places in the answers" in spoken(html)
    assert "What was answered" not in site.get(f"/r/{HOSTILE.id}").text


def test_a_ground_leads_to_its_reasons(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    assert 'Reasons in the letter: <a href="#reasons1">s.31(1)(a)</a>' in html
    assert re.search(r'<p id="reasons1">.{0,80}Section 31\(1\)\(a\)', html)
    assert html.count("Reasons in the letter") == 1


def test_search_words_are_marked_in_the_letter(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}?q=propeller"))
    assert "Each <mark>propeller</mark> was changed" in html
    assert '<mark id="hit-request">propeller</mark>' in html
    assert "<mark>propellers</mark>" in html
    assert "3 places in the letter" in spoken(html)
    assert "<mark" not in site.get(f"/r/{KENNELS.id}").text


@pytest.mark.parametrize(
    ("path", "to"),
    [
        ("/r/01/FOI/24/900101", "/r/01.FOI.24.900101"),
        ("/r/foi.24.900101", "/r/01.FOI.24.900101"),
        ("/r/FOI%2F24%2F900101?q=a+b", "/r/01.FOI.24.900101?q=a+b"),
        ("/r/01.FOI.24.900101/", "/r/01.FOI.24.900101"),
        ("/r/STOP-AND-SEARCH-FORMS", "/r/stop-and-search-forms"),
        ("/r/01/FOI/24/900101.json", "/r/01.FOI.24.900101.json"),
    ],
)
def test_other_spellings_lead_to_the_permalink(site: httpx.Client, path: str, to: str) -> None:
    answer = site.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, to)


def test_an_unknown_reference_shows_its_neighbours(site: httpx.Client) -> None:
    words = spoken(body(site.get("/r/01.FOI.23.900200"), 404))
    assert "We hold nothing at this address" in words
    assert "01.FOI.23.900201" in words
    assert "01.FOI.22.900033" in words
    assert site.get("/r/nobody.json").status_code == 404


def test_a_response_says_where_it_came_from(site: httpx.Client, tmp_path: Path) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    original = "https://met.example/foi-ai/metropolitan-police/d/01.foi.24.900101/"
    assert f'<a href="{original}" rel="noreferrer">' in html
    assert hashlib.sha256(KENNELS.text.encode()).hexdigest() in html
    assert "1 June 2024, 03:51 UTC, from the Met’s website" in spoken(html)
    assert "web.archive.org" not in html, "no archive keeps a practice page"
    gone = body(site.get("/r/01.FOI.20.900005"))
    assert "01.foi.20.900005" in gone
    assert 'href="https://met.example' not in gone, "what is gone is not linked"
    path = write_site(tmp_path / "foi.db", fictional=False)
    with running_site(PublishedFile(path)) as address:
        real = httpx.get(f"{address}/r/{KENNELS.id}").text
    assert f'href="https://web.archive.org/web/20240601035100/{original}"' in real


def test_what_a_page_lacks_is_said(site: httpx.Client) -> None:
    words = spoken(body(site.get("/r/01.FOI.20.900005")))
    assert "FOI response 01.FOI.20.900005" in words
    assert "The page does not show what was asked." in words
    assert "No longer on the Met’s website" in words
    assert "Not found at the source since 3 June 2026" in words
    words = spoken(body(site.get("/r/stop-and-search-forms")))
    assert "no date on the page" in words
    assert "no page of text that we hold" in words
    assert "We are not sure; read the letter." in spoken(site.get("/r/01.FOI.22.900033").text)


def test_the_record_as_json(site: httpx.Client) -> None:
    record = site.get(f"/r/{KENNELS.id}.json").json()
    assert record["id"] == KENNELS.id
    assert record["decision"] == "partial_disclosure"
    assert record["fictional"] is True
    assert record["urls"] == ["https://met.example/foi-ai/metropolitan-police/d/01.foi.24.900101/"]
    assert [len(record[key]) for key in ("citations", "attachments", "versions", "findings")] == [7, 3, 2, 6]
    for cited in record["citations"]:
        assert record["text"][cited["start_char"] : cited["end_char"]] == cited["as_written"]


def test_a_response_can_be_cited(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    for ending, content_type in {
        ".txt": "text/plain",
        ".bib": "application/x-bibtex",
        ".ris": "application/x-research-info-systems",
        ".csl.json": "application/vnd.citationstyles.csl+json",
    }.items():
        assert f'href="/r/{KENNELS.id}{ending}"' in html
        answer = site.get(f"/r/{KENNELS.id}{ending}")
        assert answer.headers["content-type"] == f"{content_type}; charset=utf-8"
        assert str(KENNELS.title) in answer.text
        assert f"/r/{KENNELS.id}" in answer.text
    assert f'<meta name="citation_title" content="{KENNELS.title}">' in html
    assert '<meta name="DC.date" content="2024-04-12">' in html
    assert f'<link rel="canonical" href="{str(site.base_url).rstrip("/")}/r/{KENNELS.id}">' in html
    assert '<meta property="og:type" content="article">' in html


def test_a_passage_has_an_address_of_its_own(site: httpx.Client) -> None:
    html = body(site.get(f"/r/{KENNELS.id}"))
    assert f'href="/r/{KENNELS.id}#:~:text=Section%2031%281%29%28a%29%20%2D%20Law%20Enforcement"' in html
    long_one = re.search(r'href="[^"#]*#:~:text=([^",]+),([^",]+)"', html)
    assert long_one
    assert unquote(long_one[1]) == "The Met neither confirms nor denies"
    assert unquote(long_one[2]) == "virtue of sections 23(5) and 24(2)."


def test_a_response_stands_among_the_results_it_was_found_in(site: httpx.Client) -> None:
    listed = site.get("/search.json?q=umbrellas&sort=oldest&from=2019-02").json()
    second = listed["results"][1]["id"]
    html = body(site.get(f"/r/{second}?q=umbrellas&from=2019-02&sort=oldest"))
    assert f"Result 2 of {listed['total']}" in spoken(html)
    assert 'href="/search?q=umbrellas&amp;from=2019-02&amp;sort=oldest"' in html
    for place, rel in ((0, "prev"), (2, "next")):
        beside = listed["results"][place]["id"]
        assert f'href="/r/{beside}?q=umbrellas&amp;from=2019-02&amp;sort=oldest" rel="{rel}"' in html
    late = site.get("/search.json?q=umbrellas&page=3").json()["results"][0]["id"]
    assert 'href="/search?q=umbrellas&amp;page=3"' in site.get(f"/r/{late}?q=umbrellas").text
    assert "Back to" not in spoken(site.get(f"/r/{second}?utm_source=letter").text)
    late = site.get("/search.json?q=umbrellas&page=3").json()["results"][0]["id"]
    assert 'href="/search?q=umbrellas&amp;page=3"' in site.get(f"/r/{late}?q=umbrellas").text
    assert "Back to" not in spoken(site.get(f"/r/{second}?utm_source=letter").text)
    assert "Back to the search" in spoken(site.get(f"/r/{HOSTILE.id}?q=umbrellas").text)
    assert "Result" not in spoken(site.get(f"/r/{second}").text)


def test_what_was_asked_before_stands_beside(site: httpx.Client) -> None:
    html = body(site.get("/r/01.FOI.23.900202"))
    (before,) = re.findall(r'<h2 id="similar">Asked before\?</h2>(.*?)</section>', html, re.DOTALL)
    assert 'href="/r/01.FOI.22.900033"' in before
    assert "Drone pilots: knife-edge training hours" in before
    assert "July 2022. Refused: exempt" in spoken(before)
    assert "Asked before?" not in site.get(f"/r/{HOSTILE.id}").text


def test_the_parts_of_a_decision_are_said(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db")
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute('update responses set decision_components = \'["disclosed", "ncnd"]\'')
    with running_site(PublishedFile(path)) as address:
        words = spoken(httpx.get(f"{address}/r/{KENNELS.id}").text)
    assert "In its parts: given, neither confirmed nor denied." in words


def test_every_part_of_a_decision_has_its_words() -> None:
    assert set(wording.COMPONENTS) == set(COMPONENTS)


def test_every_decision_has_its_words() -> None:
    assert set(wording.DECISIONS) == set(DECISIONS)


def test_a_read_that_takes_too_long_is_stopped_and_said(tmp_path: Path) -> None:
    def endless(conn: Connection) -> None:
        conn.execute("with recursive n as (select 1 union all select * from n) select count(*) from n")

    async def answer() -> Response:
        with pytest.raises(TooSlow) as stopped:
            await read(datasette, endless, 20)
        request = Request.fake("/search?q=a")
        request.scope["csrftoken"] = str  # Datasette puts one there for every real request
        page = await error_page(datasette, request, stopped.value)
        assert page
        return page

    datasette = create_datasette(PublishedFile(tmp_path / "foi.db"))
    asyncio.run(datasette.invoke_startup())
    page = asyncio.run(answer())
    assert page.status == 503
    assert "This search took too long and was stopped." in page.body
    datasette.databases[DATABASE].close()
    datasette.executor.shutdown()


def test_slow_reads_do_not_stop_the_others(tmp_path: Path) -> None:
    ended = list[str]()

    def endless(conn: Connection) -> None:
        conn.execute("with recursive n as (select 1 union all select * from n) select count(*) from n")

    async def slow() -> None:
        with pytest.raises(TooSlow):
            await read(datasette, endless, 1_000)
        ended.append("slow")

    async def quick() -> None:
        await asyncio.sleep(0.1)
        await read(datasette, lambda conn: conn.execute("select 1").fetchone())
        ended.append("quick")

    async def together() -> None:
        await asyncio.gather(slow(), slow(), quick())

    datasette = create_datasette(PublishedFile(tmp_path / "foi.db"))
    asyncio.run(together())
    assert ended == ["quick", "slow", "slow"]
    datasette.databases[DATABASE].close()
    datasette.executor.shutdown()


@pytest.mark.parametrize(
    ("status", "heading"),
    [(404, "We hold nothing at this address"), (410, "We have taken this down"), (500, "Our mistake")],
)
def test_what_went_wrong_is_said_in_our_own_look(tmp_path: Path, status: int, heading: str) -> None:
    async def answer() -> Response:
        await datasette.invoke_startup()
        request = Request.fake("/r/somewhere")
        request.scope["csrftoken"] = str
        trouble = DatasetteError("On 8 September 2026, for a private person.", status=status)
        page = await error_page(datasette, request, ValueError("secret") if status == 500 else trouble)
        assert page
        return page

    datasette = create_datasette(PublishedFile(write_site(tmp_path / "foi.db")))
    page = asyncio.run(answer())
    assert page.status == status
    assert f"<h1>{heading}</h1>" in page.body
    assert "secret" not in page.body
    assert ("8 September 2026" in page.body) == (status == 410)
    assert '<input id="q"' in page.body
    datasette.databases[DATABASE].close()
    datasette.executor.shutdown()


# Small answers --------------------------------------------------------------------------------------------


def test_robots_may_read_responses_but_not_wander(site: httpx.Client) -> None:
    rules = body(site.get("/robots.txt"))
    assert "Disallow: /search" in rules
    assert "Disallow: /foi" in rules


# Plain Datasette ------------------------------------------------------------------------------------------


def test_datasette_searches_the_tables(site: httpx.Client) -> None:
    assert site.get("/foi/responses.json?_search=propeller").json()["filtered_table_rows_count"] == 1
    assert site.get("/foi/responses.json?_search=zzqqxx").json()["filtered_table_rows_count"] == 0


def test_responses_of_one_month_come_page_by_page_each_once(tmp_path: Path) -> None:
    decisions = ("not_held", "full_disclosure", "refused_cost")
    month = [
        replace(item, published="2024-05", decision=decisions[number % 3])
        for number, item in enumerate(umbrellas(12))
    ]
    path = write_site(tmp_path / "foi.db", month)
    ids: list[str] = []
    with running_site(PublishedFile(path)) as address:
        page = f"{address}/foi/responses.json?_shape=objects&_size=5"
        while page:
            answer = httpx.get(page).json()
            ids += [row["id"] for row in answer["rows"]]
            page = answer["next_url"]
    assert sorted(ids) == sorted(item.id for item in month)


@pytest.mark.parametrize("form", ["", ".json", ".csv"])
@pytest.mark.parametrize(
    "asked",
    [
        "_sort=nothing",
        "_sort=id&_sort_desc=id",
        "_timelimit=soon",
        "_through={}",
        "id__in=[",
        "%00=1",
        "&".join(f"a{number}=1" for number in range(3_000)),
    ],
)
def test_nonsense_asked_of_a_table_is_the_askers_mistake(site: httpx.Client, form: str, asked: str) -> None:
    started = time.monotonic()
    answer = site.get(f"/foi/responses{form}?{asked}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("application/json" if form else "text/html")
    assert time.monotonic() - started < 5


def test_metadata_describes_every_column_and_nothing_else() -> None:
    described = yaml.safe_load((ROOT / "metadata.yml").read_text("utf-8"))["databases"]["foi"]["tables"]
    with closing(empty_archive()) as conn:
        tables = [
            row[0]
            for row in conn.execute("select name from sqlite_master where type in ('table', 'view')")
            if "_fts" not in row[0] and not row[0].startswith("sqlite_")
        ]
        columns = {
            table: {row[1] for row in conn.execute(f"pragma table_info([{table}])")} for table in tables
        }
    assert {table: set(about["columns"]) for table, about in described.items()} == columns


def test_datasette_alone_serves_our_pages_too(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db")
    for address in ("/search?q=knife", "/foi/responses"):
        command = [
            sys.executable,
            "-m",
            "datasette",
            str(path),
            "-m",
            str(ROOT / "metadata.yml"),
            "--get",
            address,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "Practice data." in done.stdout


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "cats.db"
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("create table cats (name text)")
    command = [sys.executable, "-m", "datasette", str(path), "--get", "/"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "foilog" not in done.stdout
    assert "cats" in done.stdout


# Live reload ----------------------------------------------------------------------------------------------


def titled(title: str) -> tuple[Item, ...]:
    return (replace(KENNELS, title=title), *umbrellas(5))


def test_a_new_file_is_read_without_an_error_in_between(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db", titled("Edition 0"))
    pages = ("/", "/search.json?q=edition", f"/r/{KENNELS.id}", "/foi/responses.json")
    with (
        running_site(PublishedFile(path)) as address,
        httpx.Client(base_url=address) as client,
        ThreadPoolExecutor(8) as readers,
    ):
        answers = [readers.submit(client.get, pages[number % len(pages)]) for number in range(200)]
        for edition in range(1, 21):
            write_site(path, titled(f"Edition {edition}"))
        assert {answer.result().status_code for answer in answers} == {200}
        assert client.get("/search.json?q=edition").json()["results"][0]["title"] == "Edition 20"
        assert "Edition 20" in client.get("/foi/responses.json?_search=edition").text


def test_a_missing_or_damaged_file_is_not_taken(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db", titled("The good one"))
    good = path.read_bytes()
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        assert client.get("/search.json").json()["total"] == 6
        for damaged in (b"", b"no database" * 500, good[: len(good) // 2]):
            aside = tmp_path / "aside"
            aside.write_bytes(damaged)
            aside.replace(path)
            assert client.get("/search.json").json()["total"] == 6
            assert "The good one" in client.get(f"/r/{KENNELS.id}").text
        path.unlink()
        assert client.get("/search.json").json()["total"] == 6
        write_site(path, umbrellas(3))
        assert client.get("/search.json").json()["total"] == 3


def test_a_first_file_appears_and_another_archive_is_switched_to(tmp_path: Path) -> None:
    published = PublishedFile(tmp_path / "foi.db")
    with running_site(published) as address, httpx.Client(base_url=address) as client:
        assert client.get("/search.json").json()["total"] == 0
        write_site(published.path, umbrellas(4), fictional=False)
        assert client.get("/search.json").json()["total"] == 4
        published.path = write_site(tmp_path / "practice.db", umbrellas(2))
        assert client.get("/search.json").json()["total"] == 2
        assert "Practice data" in client.get("/").text


def test_closed_connections_do_not_pile_up(tmp_path: Path) -> None:
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("open files can be counted only where /proc is")
    path = write_site(tmp_path / "foi.db")
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        client.get("/")
        before = len(list(descriptors.iterdir()))
        for number in range(10):
            write_site(path, umbrellas(number + 1))
            client.get("/")
        assert len(list(descriptors.iterdir())) <= before + 1


def test_small_answers_are_sent_at_once() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_serve_tells_its_address_and_ends_on_interrupt(tmp_path: Path) -> None:
    path = write_site(tmp_path / "foi.db")
    program = (
        "import sys; from pathlib import Path;"
        "from web.serve import serve; from web.published import PublishedFile;"
        "serve(PublishedFile(Path(sys.argv[1])), port=0, ready=lambda address: print(address, flush=True))"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout
        address = server.stdout.readline().strip()
        assert json.loads(httpx.get(f"{address}healthz", timeout=20).text)["responses"] == len(ITEMS)
        server.terminate()
        server.wait(10)
