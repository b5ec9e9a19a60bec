"""One archive of several sites: what is shown of each, and that nothing of it is shown where there is one."""

import csv
import io
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.building.check import verify
from archive.reading.sites import published_sites
from archive.search.overview import read_freshness
from archive.store.captures import CaptureStore, RunResult
from archive.upkeep.report import last_complete_check
from parsers.identity import capture_key
from parsers.models import Capture
from parsers.profile import Profile, builtin_profiles, read_profile
from practice.site import generate
from tests.command import foilog
from tests.examples import MEDIA, Example, examples
from tests.practice_archive import write_practice
from tests.running_site import running_site
from web.published import PublishedFile

BY_NAME = {profile.name: profile for profile in builtin_profiles()}
MET, ESSEX, GMP = BY_NAME["met"], BY_NAME["essex"], BY_NAME["gmp"]
DAY = datetime.fromisoformat("2024-06-01T03:00:00Z")


def keep_examples(data: Path, *profiles: Profile) -> None:
    """Keep the example pages of these forces, in this order, as captures."""
    with CaptureStore.open(data / "captures.db") as store:
        for profile in profiles:
            for example in examples():
                if example.profile == profile:
                    kept = _capture(example)
                    store.add(profile.name, kept, capture_key(kept, profile))


def _capture(example: Example) -> Capture:
    url = (example.expected or {}).get("url", "")
    kind, body = MEDIA[example.page.suffix], example.page.read_bytes()
    return Capture(url, DAY, 200, kind, body, "live", example.page.name)


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "foi.db")) as archive:
        return archive.execute(sql).fetchall()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the Met and of Essex, built with the profile of Essex."""
    data = tmp_path_factory.mktemp("both")
    keep_examples(data, MET, ESSEX)
    with CaptureStore.open(data / "captures.db") as store:
        for site, day in (("essex", 1), ("met", 2)):
            run = store.start_run(DAY.replace(day=day), ["live"], site)
            store.finish_run(run, DAY.replace(day=day, hour=4), RunResult(0, ("live: done",)))
    build_and_publish(data, ESSEX)
    return data


@pytest.fixture(scope="module")
def client(both: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(both / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client


# The archive ----------------------------------------------------------------------------------------------


def test_each_site_is_read_by_its_own_profile(both: Path) -> None:
    assert rows(both, "select name, title from site order by rowid") == [
        ("met", MET.title),
        ("essex", ESSEX.title),
    ]
    counts = dict(rows(both, "select site, count(*) from responses group by site"))
    assert counts["essex"] == 3
    assert counts["met"] > 20
    assert rows(both, "select reference from responses where title = 'Mud walks'") == [("PUB 2044",)]


def test_ids_of_other_sites_carry_the_name(both: Path) -> None:
    essex = {name for (name,) in rows(both, "select id from responses where site = 'essex'")}
    assert essex == {"essex-PUB-2044", "essex-PUB-1190", "essex-PUB-1312"}
    assert not rows(both, "select id from responses where site = 'met' and id like 'met-%'")


def test_the_first_site_has_bare_ids_and_the_met_always(tmp_path: Path) -> None:
    keep_examples(tmp_path, GMP)
    build_and_publish(tmp_path, GMP)
    before = rows(tmp_path, "select id from responses order by id")
    assert ("01.FOI.23.004417",) in before
    keep_examples(tmp_path, MET, ESSEX)
    build_and_publish(tmp_path, MET)
    assert rows(tmp_path, "select id from responses where site = 'gmp' order by id") == before
    assert not rows(tmp_path, "select id from responses where site = 'met' and id like 'met-%'")
    assert rows(tmp_path, "select count(*) from responses where id like 'essex-%'") == [(3,)]


def test_rows_do_not_depend_on_whose_night_it_was(both: Path, tmp_path: Path) -> None:
    keep_examples(tmp_path, MET, ESSEX)
    (tmp_path / "captures.db").write_bytes((both / "captures.db").read_bytes())
    build_and_publish(tmp_path, MET)
    for table in ("site", "responses", "citations", "findings", "coverage", "response_sets", "runs"):
        assert rows(tmp_path, f"select * from {table}") == rows(both, f"select * from {table}"), table


def test_responses_of_all_sites_stand_in_the_order_of_their_dates(both: Path) -> None:
    dates = [
        str(date) for (date,) in rows(both, "select ifnull(published, '') from responses order by rowid")
    ]
    assert dates == sorted(dates)


def test_an_exported_warc_comes_back_force_by_force(both: Path, tmp_path: Path) -> None:
    assert foilog("--data", both, "export", tmp_path / "out", "--format", "warc").code == 0
    (warc,) = (tmp_path / "out").glob("*.warc.gz")
    for site in ("met", "essex"):
        assert foilog("--data", tmp_path / "back", "--site", site, "import", warc).code == 0
    for table in ("responses", "citations", "findings", "versions"):
        sql = f"select * from {table}"
        assert rows(tmp_path / "back", sql) == rows(both, sql), table


def test_coverage_and_runs_are_of_a_site(both: Path) -> None:
    assert rows(both, "select sum(parsed) from coverage where site = 'essex'") == [(3,)]
    assert rows(both, "select site from runs order by id") == [("essex",), ("met",)]


def test_an_archive_is_as_fresh_as_the_site_that_was_checked_least_recently(both: Path) -> None:
    with closing(sqlite3.connect(both / "foi.db")) as archive:
        assert read_freshness(archive).last_check == "2024-06-01T04:00:00Z"
    with CaptureStore.open(both / "captures.db", read_only=True) as store:
        checked = last_complete_check(store.runs())
    assert checked
    assert checked.site == "essex"


def test_drift_is_watched_for_each_site(both: Path) -> None:
    with CaptureStore.open(both / "captures.db", read_only=True) as store:
        kept = dict(store.execute("select site, json_extract(statistics, '$.responses') from builds"))
    assert kept["essex"] == 3
    assert kept["met"] == rows(both, "select count(*) from responses where site = 'met'")[0][0]


def test_every_row_is_checked_against_its_capture(both: Path) -> None:
    found = verify(both, MET)
    assert found.problems == ()
    assert found.rows == rows(both, "select count(*) from responses where capture_sha256 is not null")[0][0]


def test_a_profile_is_kept_as_it_was_last_used(tmp_path: Path) -> None:
    mine = read_profile(ESSEX.toml.replace("Essex Police", "Police of Essex"), "mine.toml")
    keep_examples(tmp_path, MET, ESSEX)
    build_and_publish(tmp_path, mine)
    build_and_publish(tmp_path, MET)
    assert ("Police of Essex",) in rows(tmp_path, "select title from site")


def test_practice_never_stands_beside_real_sites(tmp_path: Path) -> None:
    keep_examples(tmp_path, MET)
    text = ESSEX.toml.replace('name = "essex"', 'name = "essex"\nfictional = true')
    fictional = read_profile(text, "fictional.toml")
    with CaptureStore.open(tmp_path / "captures.db") as store:
        kept = _capture(next(example for example in examples() if example.profile == ESSEX))
        store.add("essex", kept, capture_key(kept, fictional))
        assert published_sites(store, fictional) == (fictional,)
    build_and_publish(tmp_path, fictional)
    build_and_publish(tmp_path, MET)
    assert rows(tmp_path, "select name from site") == [("met",)]


def test_a_practice_archive_is_not_emptied_by_a_build_for_a_real_site(tmp_path: Path) -> None:
    write_practice(tmp_path, generate(items=5))
    before = rows(tmp_path, "select id from responses order by id")
    build_and_publish(tmp_path, MET)
    assert rows(tmp_path, "select id from responses order by id") == before
    assert rows(tmp_path, "select fictional from site") == [(1,)]
    assert verify(tmp_path, MET).problems == ()


def test_a_site_without_captures_does_not_empty_the_archive(tmp_path: Path) -> None:
    keep_examples(tmp_path, ESSEX)
    build_and_publish(tmp_path, MET)
    assert rows(tmp_path, "select name from site") == [("essex",)]
    assert rows(tmp_path, "select count(*) from responses") == [(3,)]


def test_a_reference_of_two_sites_is_corrected_by_its_id_alone(tmp_path: Path) -> None:
    shared = b"FOI Reference: 310/2024\nRequest:\nHow many?\nResponse:\nWe do not hold the information."
    powys, gwent = BY_NAME["dyfed-powys"], replace(BY_NAME["dyfed-powys"], name="gwent")
    with CaptureStore.open(tmp_path / "captures.db") as store:
        for profile in (powys, gwent):
            store.add(
                profile.name, Capture("", DAY, 200, "text/plain", shared, "file", "a.txt"), "ref:310/2024"
            )
    (tmp_path / "corrections.toml").write_text(
        '[[correction]]\nkey = "310/2024"\nfield = "title"\nvalue = "Bells"\nreason = "typed wrong"\n'
        'who = "a person"\nwhen = 2024-07-01\n'
    )
    report = build_and_publish(tmp_path, powys)
    [unused] = report.unused
    assert "is the reference of 310.2024, gwent-310.2024: name one id" in unused


# The pages ------------------------------------------------------------------------------------------------


def test_a_search_can_be_narrowed_to_a_force(client: httpx.Client) -> None:
    page = client.get("/search?site=essex").text
    assert "Mud walks" in page
    assert "Operation" not in page
    assert ">Force<" in page
    found = client.get("/search.json?site=essex").json()
    assert {result["site"] for result in found["results"]} == {"essex"}
    assert (found["total"], found["filters"]) == (3, {"site": "essex"})
    assert client.get("/search.json").json()["total"] > 20


@pytest.mark.parametrize(
    ("site", "said"), [("nowhere", "nowhere"), ("%3Cb%3E", "is not the name of a force")]
)
def test_a_force_that_is_none_is_said(client: httpx.Client, site: str, said: str) -> None:
    assert said in client.get(f"/search?site={site}").text


def test_feeds_and_tables_are_of_the_force(client: httpx.Client) -> None:
    feed = client.get("/search.atom?site=essex").text
    assert feed.count("<entry>") == 3
    assert "Essex Police" in feed
    text = client.get("/search.csv?site=essex").content.decode("utf-8-sig")
    assert [row["site"] for row in csv.DictReader(io.StringIO(text))] == ["essex"] * 3


def test_exemptions_are_counted_for_a_force(client: httpx.Client) -> None:
    page = client.get("/exemptions?site=essex").text
    assert 'aria-label="Force"' in page
    assert "/search?site=essex" in page.replace("&amp;", "&")
    everything = client.get("/exemptions.csv").text
    text = client.get("/exemptions.csv?site=essex").content.decode("utf-8-sig")
    assert {row["section"] for row in csv.DictReader(io.StringIO(text))} >= {"12"}
    used = [row for row in csv.DictReader(io.StringIO(text)) if row["any_use"] != "0"]
    assert [(row["section"], row["any_use"]) for row in used] == [("12", "1")]
    assert everything != text


def test_changes_are_shown_and_followed_of_a_force(client: httpx.Client) -> None:
    page = client.get("/changes?site=essex").text
    assert set(re.findall(r'href="/r/([^"]+)"', page)) == {
        "essex-PUB-2044",
        "essex-PUB-1190",
        "essex-PUB-1312",
    }
    assert "/changes.atom?site=essex" in page
    feed = client.get("/changes.atom?site=essex").text
    assert feed.count("<entry>") == 3
    assert f"changes of {ESSEX.title}" in feed


def test_nothing_of_forces_is_shown_where_there_is_one(tmp_path: Path) -> None:
    keep_examples(tmp_path, MET)
    build_and_publish(tmp_path, MET)
    with (
        running_site(PublishedFile(tmp_path / "foi.db")) as address,
        httpx.Client(base_url=address) as client,
    ):
        for path in ("/search", "/exemptions", "/"):
            page = client.get(path).text
            assert ">Force<" not in page
            assert 'aria-label="Force"' not in page
        assert client.get("/search.json?site=met").json()["total"] > 20


@pytest.mark.parametrize(
    "path",
    [
        "/", "/search", "/search?q=nothing+here", "/exemptions", "/exemptions/31", "/changes", "/coverage",
        "/gaps", "/about", "/help", "/diagnostics", "/diagnostics/request.none", "/r/PUB-1190", "/r/PUB-1312",
    ],
)  # fmt: skip
def test_pages_of_another_force_do_not_speak_of_the_met(essex: httpx.Client, path: str) -> None:
    page = essex.get(path).text
    assert not re.search(r"\b[Tt]he Met\b|Metropolitan", page)


def test_pages_name_the_force(essex: httpx.Client) -> None:
    assert "What has Essex Police already been asked?" in essex.get("/").text
    assert "Essex Police refused the whole request" in essex.get("/r/PUB-1190").text
    assert "changes: Removed by Essex Police" in essex.get("/changes.atom?kind=removed").text


@pytest.fixture(scope="module")
def essex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    data = tmp_path_factory.mktemp("essex")
    keep_examples(data, ESSEX)
    build_and_publish(data, ESSEX)
    with running_site(PublishedFile(data / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client
