"""A refresh from a site over real HTTP to the published file: what is kept, counted, told and left alone."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.store.captures import CaptureStore, RunResult
from foilog import publishing
from foilog.outcome import ExitCode, Failure
from foilog.refresh import forecast, run_refresh
from foilog.sources import live
from foilog.sources.source import Forecast
from tests.loopback import ITEM, LISTING, Loopback, Reply, item_page, listing_page, page, robots


@pytest.fixture
def site() -> Iterator[Loopback]:
    with Loopback() as site:
        site.reply(LISTING, listing_page("a", "b", onward="?page=2"))
        site.reply(f"{LISTING}?page=2", listing_page("c"))
        for number, name in enumerate("abcd"):
            site.reply(ITEM.format(name), item_page(number))
        yield site


def run(site: Loopback, data: Path, *, limit: int | None = None, full: bool = False) -> RunResult:
    site.asked.clear()
    return run_refresh(site.profile(), data, limit=limit, full=full, report=lambda done, total: None)


def look_ahead(site: Loopback, data: Path, **options) -> Forecast:
    options = {"limit": None, "full": False, **options}
    return forecast(site.profile(), data, report=lambda done, total: None, **options)


def published(data: Path, sql: str = "select reference from responses order by 1") -> list[tuple]:
    connection = sqlite3.connect(data / "foi.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def counts(result: RunResult) -> tuple[int, ...]:
    return result.seen, result.new, result.changed, result.gone, result.failed


def test_a_first_fill(site, tmp_path):
    result = run(site, tmp_path)
    assert (result.exit_code, counts(result)) == (ExitCode.DONE, (3, 3, 0, 0, 0))
    assert published(tmp_path) == [("01.FOI.23.000000",), ("01.FOI.23.000001",), ("01.FOI.23.000002",)]
    assert published(tmp_path, "select exit_code, seen, new from runs") == [(0, 3, 3)]


def test_a_second_run_asks_for_the_first_listing_page_alone(site, tmp_path):
    run(site, tmp_path)
    result = run(site, tmp_path)
    assert (result.exit_code, counts(result)) == (ExitCode.DONE, (2, 0, 0, 0, 0))
    assert site.paths() == [LISTING]
    assert len(published(tmp_path)) == 3


def test_full_looks_at_known_items_again(site, tmp_path):
    run(site, tmp_path)
    site.reply(ITEM.format("a"), item_page(0, "How many owls and larks are kept?"))
    site.reply(ITEM.format("b"), page("Not here", status=404))
    other_bytes = item_page(2)
    site.reply(ITEM.format("c"), replace(other_bytes, body=other_bytes.body + b"<!-- ray 1 -->"))
    result = run(site, tmp_path, full=True)
    assert (result.exit_code, counts(result)) == (ExitCode.DONE, (3, 0, 1, 1, 0))
    assert len(published(tmp_path)) == 3


def test_a_known_item_sent_home_is_gone(site, tmp_path):
    run(site, tmp_path)
    site.reply(ITEM.format("a"), Reply(status=302, headers={"Location": "/"}))
    site.reply("/", page("Welcome"))
    result = run(site, tmp_path, full=True)
    assert (result.exit_code, result.gone) == (ExitCode.DONE, 1)


def test_a_moved_item_is_known_by_both_addresses(site, tmp_path):
    site.reply(ITEM.format("a"), Reply(status=301, headers={"Location": ITEM.format("d")}))
    run(site, tmp_path)
    run(site, tmp_path)
    assert site.paths() == [LISTING]


def test_a_limit_is_no_trouble_and_no_complete_check(site, tmp_path):
    result = run(site, tmp_path, limit=2)
    assert (result.exit_code, result.new) == (ExitCode.DONE, 2)
    assert result.sources == ("live: part, as limited",)


def test_no_contact_for_a_public_host(site, tmp_path):
    public = replace(site.profile(), base_url="https://www.sample.test")
    for visit in (run_refresh, forecast):
        with pytest.raises(Failure) as caught:
            visit(public, tmp_path, limit=None, full=False, report=lambda done, total: None)
        assert caught.value.code == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


CHALLENGE = page("x", status=403, cf_mitigated="challenge")
TROUBLES = [
    ("/robots.txt", CHALLENGE, ExitCode.BLOCKED, 0),
    ("/robots.txt", page("no", status=401), ExitCode.BLOCKED, 0),
    ("/robots.txt", page("Welcome"), ExitCode.BLOCKED, 0),
    ("/robots.txt", robots(f"User-agent: *\nDisallow: {LISTING}\n"), ExitCode.BLOCKED, 0),
    ("/robots.txt", Reply(status=500), ExitCode.UNREACHABLE, 0),
    ("/robots.txt", robots(f"User-agent: *\nDisallow: {ITEM.format('a')}\n"), ExitCode.DONE, 2),
    (LISTING, page("x", title="Just a moment..."), ExitCode.BLOCKED, 0),
    (LISTING, Reply(status=500), ExitCode.UNREACHABLE, 0),
    (LISTING, Reply(status=302, headers={"Location": LISTING}), ExitCode.PARTIAL, 0),
    (LISTING, page("Sorry"), ExitCode.DRIFT, 0),
    (LISTING, listing_page(), ExitCode.DONE, 0),
    (f"{LISTING}?page=2", CHALLENGE, ExitCode.BLOCKED, 2),
    (f"{LISTING}?page=2", page("Sorry"), ExitCode.PARTIAL, 2),
    (f"{LISTING}?page=2", listing_page("a", onward="?page=3"), ExitCode.PARTIAL, 2),
    (ITEM.format("b"), CHALLENGE, ExitCode.BLOCKED, 1),
    (ITEM.format("b"), page("x", status=403), ExitCode.BLOCKED, 1),
    (ITEM.format("b"), Reply(status=429, headers={"Retry-After": "86400"}), ExitCode.PARTIAL, 1),
    (ITEM.format("b"), Reply(status=500), ExitCode.PARTIAL, 2),
    (ITEM.format("b"), page("Sorry, a fault"), ExitCode.PARTIAL, 2),
    (ITEM.format("b"), page("Not here", status=404), ExitCode.DONE, 2),
    (ITEM.format("b"), page("<h1>Page not found</h1>"), ExitCode.DONE, 2),
]


@pytest.mark.parametrize(("path", "reply", "code", "kept"), TROUBLES)
def test_exit_codes_and_what_stays(site, tmp_path, path, reply, code, kept):
    site.reply(path, reply)
    result = run(site, tmp_path)
    assert (result.exit_code, result.new) == (code, kept)
    with CaptureStore.open(tmp_path / "captures.db", read_only=True) as store:
        assert [held.exit_code for held in store.runs()] == [code]
    if code != ExitCode.DRIFT:
        assert len(published(tmp_path)) == kept
        assert published(tmp_path, "select exit_code from runs") == [(code,)]


@pytest.mark.parametrize("reply", [listing_page(), page("Sorry, a fault"), page("Gone", status=404)])
def test_a_listing_that_lost_its_items_leaves_the_published_file_alone(site, tmp_path, reply):
    run(site, tmp_path)
    before = (tmp_path / "foi.db").read_bytes()
    site.reply(LISTING, reply)
    result = run(site, tmp_path)
    assert result.exit_code == ExitCode.DRIFT
    assert (tmp_path / "foi.db").read_bytes() == before


@pytest.mark.parametrize(
    ("reply", "failed"),
    [(Reply(status=500), 1), (page("Sorry, a fault"), 1), (page("Not here", status=404), 0)],
)
def test_what_counts_as_failed(site, tmp_path, reply, failed):
    site.reply(ITEM.format("b"), reply)
    assert run(site, tmp_path).failed == failed


def test_evidence_of_a_wall_is_kept(site, tmp_path):
    site.reply(ITEM.format("b"), CHALLENGE)
    run(site, tmp_path)
    with CaptureStore.open(tmp_path / "captures.db", read_only=True) as store:
        statuses = [capture.status for captures in store.pages("loopback") for capture in captures]
    assert sorted(statuses) == [200, 200, 200, 403]  # robots.txt, listing, item, wall


def test_a_served_site_fills_while_pages_come(site, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "_AT_ONCE", 1)
    monkeypatch.setattr(publishing, "_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(publishing, "_SHARE", 0)
    held: list[int] = []

    def report(done: int, total: int | None) -> None:
        held.append(len(published(tmp_path)) if (tmp_path / "foi.db").exists() else -1)

    run_refresh(site.profile(), tmp_path, limit=None, full=False, report=report)
    assert 1 in held
    assert 2 in held


def test_progress_reaches_its_total(site, tmp_path):
    first = listing_page("a", "b", onward="?page=2")
    site.reply(LISTING, replace(first, body=first.body.replace(b"<ul>", b"<p>3 results</p><ul>")))
    told: list[tuple[int, int | None]] = []
    run_refresh(
        site.profile(),
        tmp_path,
        limit=None,
        full=False,
        report=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (3, 3)


def test_interrupted_midway_keeps_what_came(site, tmp_path, monkeypatch):
    monkeypatch.setattr(live, "_AT_ONCE", 1)

    def report(done: int, total: int | None) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_refresh(site.profile(), tmp_path, limit=None, full=False, report=report)
    with CaptureStore.open(tmp_path / "captures.db", read_only=True) as store:
        [stopped] = store.runs()
        assert stopped.finished
        assert stopped.exit_code == ExitCode.UNEXPECTED
    assert run(site, tmp_path).new == 1
    assert ITEM.format("a") not in site.paths()  # known, though nothing was published
    assert len(published(tmp_path)) == 3


def test_a_forecast_writes_nothing(site, tmp_path):
    ahead = look_ahead(site, tmp_path)
    assert (ahead.exit_code, ahead.pages) == (ExitCode.DONE, 5)
    assert ahead.bytes > 0
    assert ahead.seconds > 0
    assert site.paths() == [LISTING, f"{LISTING}?page=2"]
    assert list(tmp_path.iterdir()) == []


def test_a_forecast_knows_what_is_held(site, tmp_path):
    run(site, tmp_path, limit=1)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert look_ahead(site, tmp_path).pages == 4
    assert look_ahead(site, tmp_path, limit=1).pages == 3
    assert look_ahead(site, tmp_path, full=True).pages == 5
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_forecast_tells_of_a_wall(site, tmp_path):
    site.reply(LISTING, CHALLENGE)
    assert look_ahead(site, tmp_path).exit_code == ExitCode.BLOCKED
