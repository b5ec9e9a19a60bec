"""Prometheus reads how the archive stands and how the site answers, and no reader can make that grow."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from archive.building.build import build_archive
from archive.store.captures import CaptureStore, RunResult
from tests.command import ROOT
from tests.held_pages import ITEMS, MET, capture, hold, letter, page
from tests.running_site import running_site
from web.published import PublishedFile

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, capture(f"{ITEMS}/d/march-2024/swans/", page(letter())))
        for hour, code, sources in ((3, 0, ("live: done",)), (4, 3, ("live: blocked",))):
            moment = f"2026-11-22T0{hour}:00:00+00:00"
            run = store.start_run(datetime.fromisoformat(moment), sources, "met")
            store.finish_run(run, datetime.fromisoformat(moment), RunResult(code, sources))
        build_archive(store, MET, tmp_path / "foi.db")
    return tmp_path


@pytest.fixture
def site(data: Path) -> Iterator[httpx.Client]:
    with running_site(PublishedFile(data / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client


def samples(site: httpx.Client) -> Samples:
    answer = site.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_how_the_archive_stands(site: httpx.Client, data: Path) -> None:
    told = samples(site)
    met = (("site", "met"),)
    assert told["foilog_responses", (("state", "present"),)] == 1
    assert told["foilog_responses", (("state", "removed"),)] == 0
    assert told["foilog_last_run_exit_code", met] == 3
    last, check = (datetime.fromisoformat(f"2026-11-22T0{hour}:00:00Z").timestamp() for hour in (4, 3))
    assert told["foilog_last_run_timestamp_seconds", met] == last
    assert told["foilog_last_complete_check_timestamp_seconds", met] == check
    assert told["foilog_published_bytes", ()] == (data / "foi.db").stat().st_size
    written = told["foilog_published_timestamp_seconds", ()]
    assert written == pytest.approx((data / "foi.db").stat().st_mtime, abs=1)
    assert told["foilog_failed_pages", ()] == 0


def test_a_newly_published_file_is_told_of(site: httpx.Client, data: Path) -> None:
    with closing(sqlite3.connect(data / "foi.db")) as public, closing(sqlite3.connect(data / "new")) as copy:
        public.backup(copy)
        copy.execute("update responses set removed_at = '2026-11-22T03:00:00Z'")
        copy.commit()
    (data / "new").replace(data / "foi.db")
    told = samples(site)
    assert told["foilog_responses", (("state", "removed"),)] == 1
    assert told["foilog_responses", (("state", "present"),)] == 0


@pytest.mark.parametrize(
    ("path", "page_", "status"),
    [
        ("/", "home", "2xx"),
        ("/search?q=swans", "search", "2xx"),
        ("/search.csv?q=swans", "search", "2xx"),
        ("/r/01.FOI.23.031111", "response", "2xx"),
        ("/r/nothing", "response", "4xx"),
        ("/foi/responses.json", "tables", "2xx"),
        ("/-/metadata.json", "other", "4xx"),
        ("/no/such/page", "other", "4xx"),
    ],
)
def test_answers_are_counted_and_timed(site: httpx.Client, path: str, page_: str, status: str) -> None:
    for _ in range(3):
        site.get(path)
    told = samples(site)
    assert told["foilog_requests_total", (("page", page_), ("status", status))] == 3
    assert told["foilog_request_seconds_count", (("page", page_),)] == 3
    assert 0 < told["foilog_request_seconds_sum", (("page", page_),)] < 30


@pytest.mark.parametrize(
    ("path", "page_"),
    [
        ("/figures", "figures"),
        ("/figures/2024-01-01/31.csv", "figures"),
        ("/gaps", "gaps"),
        ("/gaps.csv", "gaps"),
        ("/asked?q=swans", "asked"),
        ("/diagnostics/reference.none", "diagnostics"),
        ("/about", "about"),
        ("/help", "help"),
        ("/robots.txt", "crawlers"),
        ("/sitemap.xml", "crawlers"),
        ("/sitemap-1.xml", "crawlers"),
    ],
)
def test_every_kind_of_page_has_a_name(site: httpx.Client, path: str, page_: str) -> None:
    site.get(path)
    told = samples(site)
    assert told["foilog_request_seconds_count", (("page", page_),)] >= 1
    assert ("foilog_request_seconds_count", (("page", "other"),)) not in told


def test_no_reader_can_add_a_figure(site: httpx.Client) -> None:
    site.get("/x")
    site.request("BREW", "/x")
    before = {name for name in samples(site) if "request" in name[0]}
    for number in range(60):
        path = f"/{number}/{'x' * number}?{number}"
        site.request(f"BREW{number}", path, headers={"Host": f"h{number}.example"})
    samples(site)
    after = {name for name in samples(site) if "request" in name[0]}
    assert {name for name in after - before if ("page", "metrics") not in name[1]} == set()


def test_the_rules_in_the_guide_ask_for_what_there_is(site: httpx.Client) -> None:
    site.get("/")
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    [block] = re.findall(r"```yaml\n(groups:.*?)```", guide, re.DOTALL)
    [group] = yaml.safe_load(block)["groups"]
    assert len(group["rules"]) >= 2
    names = {name for name, _ in samples(site)}
    for rule in group["rules"]:
        assert set(rule) == {"alert", "expr", "for", "annotations"}
        assert set(re.findall(r"foilog_\w+", rule["expr"])) <= names
