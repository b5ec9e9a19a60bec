"""Files from the practice site to the reader's eye: words in them are found, located, shown and counted."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from foilog.reporting import status
from practice import PracticeServer, Response, generate
from tests.nights import Nights
from tests.running_site import running_site
from web.published import PublishedFile

SITE = generate(1, 200)
CASES = {path: SITE.file(path) for item in SITE.items for path in item.letter.files}


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    with PracticeServer(SITE) as server:
        nights = Nights(server, tmp_path_factory.mktemp("files"))
        assert nights.night().exit_code == 0
        yield nights


@pytest.fixture(scope="module")
def site(nights: Nights) -> Iterator[httpx.Client]:
    with (
        running_site(PublishedFile(nights.data / "foi.db")) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        yield client


def hit(site: httpx.Client, query: str) -> dict[str, object]:
    """Return where in a file the first result has the words."""
    found = site.get("/search.json", params={"q": query}).json()
    assert found["total"], query
    return found["results"][0]["in_file"]


def page(site: httpx.Client, address: str) -> str:
    answer = site.get(unescape(address))
    assert answer.status_code == 200, address
    return answer.text


def files_of(nights: Nights, case: str, columns: str = "id") -> list[tuple[object, ...]]:
    paths = {path for path, file in CASES.items() if file.case == case}
    rows = nights.public(f"select url, {columns} from attachments order by url")
    return [row[1:] for row in rows if urlsplit(row[0]).path in paths]


@pytest.mark.parametrize("case", sorted({file.case for file in CASES.values()}))
def test_every_case_has_the_state_it_should(nights, case):
    expected = next(file for file in CASES.values() if file.case == case)
    rows = files_of(nights, case, "state, media_type, reason")
    assert rows
    for state, media_type, reason in rows:
        assert state == expected.state
        assert media_type == (expected.media_type if expected.body is not None else None)
        assert (reason is None) == (state == "held")


def test_a_word_on_a_later_page_finds_its_response_with_file_and_page(nights, site):
    found = hit(site, "glossary")
    assert (found["part"], found["row"]) == ("3", None)
    assert str(found["filename"]).endswith(".pdf")
    assert "glossary" in found["snippet"]
    html = page(site, "/search?q=glossary")
    card = re.search(r'<p class="snip infile"><a href="([^"]+)">([^<]+)</a>: (.*?)</p>', html)
    assert card
    assert card[2] == f"{found['filename']}, page 3"
    assert "<mark>glossary</mark>" in card[3]
    shown = page(site, card[1])
    assert '<h2 id="part-3">Page 3</h2>' in shown
    assert '<mark id="hit-3">glossary</mark>' in shown
    assert "Annex A" not in shown


def test_a_word_on_the_third_sheet(nights, site):
    found = hit(site, "occurrence tallied")
    assert (found["part"], found["row"]) == ("Notes", 2)
    html = page(site, "/search?q=occurrence+tallied")
    card = re.search(r'<p class="snip infile"><a href="([^"]+)">([^<]+)</a>', html)
    assert card
    assert card[2] == f"{found['filename']}, sheet Notes, row 2"
    address = unescape(card[1])
    assert address.endswith("#part-3-row-2")
    shown = page(site, address)
    assert '<tr id="part-3-row-2"><th scope="row" class="num">2</th><td><mark>Tallied</mark>' in shown


def test_words_may_stand_in_letter_and_file(nights, site):
    title = site.get("/search.json", params={"q": "glossary"}).json()["results"][0]["title"]
    rare = max(re.findall(r"[A-Za-z]{5,}", title), key=len)
    assert site.get("/search.json", params={"q": f"glossary {rare} information"}).json()["total"]
    both = site.get("/search.json", params={"q": f"{rare} -glossary"}).json()
    assert title not in {found["title"] for found in both["results"]}
    assert site.get("/search.json", params={"q": "title:glossary"}).json()["total"] == 0


def test_what_stands_in_the_letter_comes_before_what_stands_in_files(nights, site):
    found = site.get("/search.json", params={"q": "rota"}).json()["results"]
    in_letter = [bool(re.search(r"\brotas?\b", f"{one['title']} {one['snippet']}", re.I)) for one in found]
    assert in_letter == sorted(in_letter, reverse=True)


def test_a_figure_opens_at_its_row_and_is_one_of_a_table(nights, site):
    ((value, attachment),) = nights.public(
        "select value, attachment_id from attachment_cells where number between 100 and 1900"
        " group by value having count(distinct attachment_id) = 1 order by length(value) desc, value limit 1"
    )
    results = site.get("/search.json", params={"q": value}).json()["results"]
    places = [found["in_file"] for found in results if found["in_file"]]
    (place,) = (place for place in places if place["attachment_id"] == attachment)
    shown = page(site, f"{place['permalink'].replace('#', f'&q={value}#')}")
    row = shown[shown.index(f'id="part-{place["place"]}-row-{place["row"]}"') :].split("</tr>")[0]
    assert f"<mark>{value}</mark>" in row
    rows = site.get("/foi/attachment_cells.json", params={"value": value, "_shape": "array"}).json()
    assert (place["part"], place["row"], float(value)) in {
        (cell["part"], cell["row"], cell["number"]) for cell in rows
    }


def test_a_table_is_a_table_and_can_be_saved(nights, site):
    ((attachment,), *_) = files_of(nights, "workbook of three sheets")
    html = page(site, f"/a/{attachment}")
    assert html.count('<table class="sheet">') == 3
    assert html.count("<caption") == 3
    assert re.search(r'<th scope="col"><span class="letter-of">A</span>', html)
    assert '<nav class="partnav noprint" aria-label="Parts of this file">' in html
    csv = site.get(f"/a/{attachment}/part-2.csv").text
    cells = nights.public(
        "select row, value from attachment_cells where attachment_id = ? and part = 'By station' and col = 1"
        " order by row", attachment
    )  # fmt: skip
    assert [line.split(",")[0].strip('"\ufeff') for line in csv.splitlines()] == [value for _, value in cells]
    for address in (f"/a/{attachment}/part-9.csv", f"/a/{attachment}/part-0.csv", "/a/7/part-1.csv", "/a/7"):
        assert site.get(address).status_code == 404


def test_what_a_workbook_hides_is_nowhere(nights, site):
    files = files_of(nights, "workbook with a hidden sheet", "id, response_id")
    public = (nights.data / "foi.db").read_bytes()
    for word in (b"Ermintrude", b"ermintrude", b"Quillfeather"):
        assert word not in public
    assert site.get("/search.json", params={"q": "Ermintrude"}).json()["total"] == 0
    for attachment, response in files:
        html = page(site, f"/a/{attachment}")
        assert "Held back" in html
        assert "Occurrence" not in html
        assert "hidden" in html
        assert "Held back" in page(site, f"/r/{response}")
        assert nights.public("select count(*) from attachment_parts where attachment_id = ?", attachment) == [
            (0,)
        ]
    held_back = site.get("/search.json", params={"attachments": "held_back"}).json()["total"]
    assert held_back == len({response for _, response in files})


def test_filters_go_by_what_files_are(nights, site):
    def total(kind: str) -> int:
        return int(site.get("/search.json", params={"attachments": kind}).json()["total"])

    count = "select count(distinct response_id) from attachments where "
    assert total("pdf") == nights.public(f"{count} media_type = 'application/pdf'")[0][0]
    without_ending = nights.public(f"{count} filename not like '%.%' and media_type like '%spreadsheet%'")
    assert without_ending[0][0]
    assert total("spreadsheet") > nights.public(f"{count} filename like '%.xlsx'")[0][0]


def test_the_page_of_a_response_leads_to_its_files(nights, site):
    found = site.get("/search.json", params={"q": "glossary"}).json()["results"][0]
    html = page(site, f"/r/{found['id']}?q=glossary")
    number = found["in_file"]["attachment_id"]
    assert f'<a href="/a/{number}?part=3&amp;q=glossary#part-3">' in html
    record = site.get(f"/r/{found['id']}.json").json()
    assert [file["id"] for file in record["attachments"]].count(number) == 1


@pytest.fixture
def owls(tmp_path: Path) -> Iterator[httpx.Client]:
    """A site on which a workbook is a list of a thousand rows."""
    rows = "\r\n".join(["Day,Owls", *(f"{number},owl{number}" for number in range(1, 1001))])
    with PracticeServer(generate(5, 20)) as server:
        files = (path for item in server.site.items for path in item.letter.files)
        path = next(path for path in files if path.endswith(".xlsx"))
        answer = Response(200, (("Content-Type", "text/csv"),), rows.encode())
        server.answer_with(f"^{re.escape(path)}$", answer)
        Nights(server, tmp_path).night()
    with (
        running_site(PublishedFile(tmp_path / "foi.db")) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        yield client


def test_a_long_sheet_comes_in_pages(owls):
    found = owls.get("/search.json", params={"q": "owl777"}).json()["results"][0]["in_file"]
    assert found["row"] == 778
    html = owls.get(f"/a/{found['attachment_id']}?part=1&row=778&q=owl777").text
    assert "Page 4 of 6" in html
    assert "<mark>owl777</mark>" in html
    assert '<span class="letter-of">B</span> Owls' in html
    assert "Page 6 of 6" in owls.get(f"/a/{found['attachment_id']}?part=1&page=99").text


def test_ids_stay_from_build_to_build_and_nothing_is_read_twice(nights):
    rows = "select id, url from attachments order by id"
    before, kept = nights.public(rows), kept_readings(nights)
    nights.night()
    assert nights.public(rows) == before
    assert kept_readings(nights) == kept
    (nights.data / "cache.db").unlink()
    nights.night()
    assert nights.public(rows) == before


def kept_readings(nights: Nights) -> list[tuple[object, ...]]:
    """Return the rows of what was read of files; one that is read again gets another number."""
    with closing(sqlite3.connect(nights.data / "cache.db")) as cache:
        return cache.execute("select rowid, key from kept where kind like '%file%' order by 1").fetchall()


def test_what_is_missing_is_a_list(nights, site, capsys):
    missing = files_of(nights, "missing", "url, response_id")
    csv = site.get("/coverage/files.csv").text
    for url, response in missing:
        assert url in csv
        assert response in csv
    html = "".join(page(site, f"/coverage?page={number}") for number in (1, 2))
    assert "the site answered 404" in html
    assert all(str(url) in html for url, _ in missing)
    capsys.readouterr()
    status(nights.data, as_json=True)
    told = json.loads(capsys.readouterr().out)
    counts = dict(nights.public("select state, count(*) from attachments group by state"))
    assert told["files"] == counts
    assert {file["state"] for file in told["files_to_do"]} == set(counts) - {"held"}
    status(nights.data, as_json=False)
    words = capsys.readouterr().out
    assert "  quarantined: http" in words
    assert "  unreadable: http" in words


def test_nothing_odd_in_an_address_breaks_a_page(nights, site):
    ((attachment,), *_) = files_of(nights, "document of three pages")
    for odd in ("part=0", "part=99", "part=x", "row=5", "part=1&row=999999999", "page=9", "q=%00", "q=%22"):
        assert site.get(f"/a/{attachment}?{odd}").status_code == 200, odd


def test_the_page_of_a_file_asks_no_other_host(nights, site):
    ((attachment,), *_) = files_of(nights, "workbook of three sheets")
    html = page(site, f"/a/{attachment}")
    for address in re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', html):
        assert not address.startswith("//")
        assert not re.match(r"https?://", address), address
