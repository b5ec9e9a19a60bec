"""From web archives to the published file: what is asked when, what is published, what survives a kill."""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive.store.captures import RunResult
from foilog.outcome import ExitCode, Failure
from foilog.refresh import forecast, run_refresh
from parsers.profile import Profile
from practice import PracticeServer
from practice.archive_faults import text
from practice.archived import Archived, archive_site
from practice.common_crawl import CommonCrawlServer
from practice.site import Response, challenge, key
from practice.wayback import REPLAY, WaybackServer
from tests.practice_archives import NOW, SITE, profile_source, profile_with


@pytest.fixture
def live() -> Iterator[PracticeServer]:
    with PracticeServer(SITE) as server:
        yield server


@pytest.fixture
def wayback(live) -> Iterator[WaybackServer]:
    with WaybackServer(archive_site(SITE, live.base_url)) as server:
        yield server


@pytest.fixture
def common_crawl(live) -> Iterator[CommonCrawlServer]:
    with CommonCrawlServer(archive_site(SITE, live.base_url)) as server:
        yield server


@pytest.fixture
def profile(live, wayback, common_crawl) -> Profile:
    return profile_with(wayback=wayback.base_url, common_crawl=common_crawl.base_url, origin=live.base_url)


def run(profile: Profile, data: Path, *sources: str) -> RunResult:
    wanted = sources or ("auto",)
    return run_refresh(profile, data, sources=wanted, limit=None, full=False, report=lambda done, total: None)


def published(data: Path, sql: str) -> list[tuple]:
    with closing(sqlite3.connect(data / "foi.db")) as connection:
        return connection.execute(sql).fetchall()


def moved(url: str, target: str) -> Archived:
    return Archived(NOW, url, Response(301, (("Location", target),), b""))


PUBLIC_ROWS = (
    "select id, url, title, published, text, first_seen, last_seen, removed_at from responses order by id",
    "select response_id, first_seen, last_seen, text_sha256 from versions order by 1, 2",
    "select url, title, date, type, description, seen_at from listing_entries order by 1, 2, 6",
    "select url, state, reason from attachments order by 1",
)


def test_both_texts_of_a_page_are_published_as_versions(profile, live, tmp_path):
    assert run(profile, tmp_path, "wayback").exit_code == ExitCode.DONE
    texts = published(tmp_path, "select response_id, text from versions order by 1, first_seen")
    edited = {name for name, text in texts if "(first version)" in text}
    assert edited
    for name in edited:
        first, *later = [text for of, text in texts if of == name]
        assert "(first version)" in first
        assert later
        assert all("(first version)" not in text for text in later)


def test_what_a_wall_or_an_error_page_said_is_never_published(profile, tmp_path):
    run(profile, tmp_path, "wayback")
    for column in ("text", "title"):
        assert not published(
            tmp_path,
            f"select id from responses where {column} like '%moment%' or {column} like '%not found%'",
        )
    assert published(tmp_path, "select count(removed_at) from responses") == [(0,)]


def test_old_listings_give_titles_and_dates(profile, tmp_path):
    run(profile, tmp_path, "wayback")
    seen = published(tmp_path, "select title, date, seen_at from listing_entries where date <> ''")
    assert len({title for title, _, _ in seen}) > 5
    assert max(moment for *_, moment in seen) == "2026-02-01T11:00:00Z"


def test_w16_archived_redirects_in_a_circle_are_published_as_nothing(live, tmp_path):
    here, there = (live.base_url + SITE.items[number].path for number in (2, 3))
    with WaybackServer([moved(here, there), moved(there, here)]) as server:
        result = run(profile_with(wayback=server.base_url, origin=live.base_url), tmp_path, "wayback")
        assert len([access for access in server.log if access.path.startswith(REPLAY)]) == 2
    assert (result.exit_code, result.new) == (ExitCode.DONE, 0)
    assert published(tmp_path, "select count(*) from responses") == [(0,)]


def test_pages_that_only_an_old_listing_names_are_asked_of_the_site(profile, live, tmp_path):
    unlisted = SITE.items[1]
    assert not [held for held in archive_site(SITE, live.base_url) if held.url.endswith(unlisted.path)]
    live.behaviours = replace(live.behaviours, removed=frozenset({key(unlisted.path)}))
    run(profile, tmp_path, "wayback")
    run(profile, tmp_path, "live")
    found = published(tmp_path, "select url, source from responses")
    assert (live.base_url + unlisted.path, "live") in found


def test_w18_files_that_no_archive_has_are_known_and_not_held(profile, live, tmp_path):
    run(profile, tmp_path, "wayback")
    past = archive_site(SITE, live.base_url)
    archived = {capture.url for capture in past if "SysSiteAssets" in capture.url}
    rows = published(tmp_path, "select url, state, reason from attachments")
    assert {url for url, state, _ in rows if state == "held"} == archived
    missing = {reason for url, state, reason in rows if state == "not_held"}
    assert missing == {"not yet fetched"}


def test_auto_asks_archives_for_nothing_that_live_gave(profile, live, wayback, common_crawl, tmp_path):
    item = next(item for item in SITE.items if item.redirects)
    former = live.base_url + item.older_paths[0]
    wayback.hold(Archived(NOW - timedelta(days=900), former, SITE.responses(item.path)))
    result = run(profile, tmp_path)
    assert result.exit_code == ExitCode.DONE
    assert result.sources == ("live: done", "wayback: done", "commoncrawl: done")
    assert not [access for access in wayback.log if access.path.startswith(REPLAY)]
    assert not [access for access in common_crawl.log if "crawl-data" in access.path]
    assert published(tmp_path, "select distinct source from responses") == [("live",)]


def test_auto_fills_from_archives_what_a_wall_keeps_back(profile, live, wayback, common_crawl, tmp_path):
    live.answer_with("", challenge())
    result = run(profile, tmp_path)
    assert result.exit_code == ExitCode.DONE
    assert result.sources == ("live: blocked", "wayback: done", "commoncrawl: done")
    assert published(tmp_path, "select distinct source from responses") == [("wayback",)]
    assert not [access for access in common_crawl.log if "crawl-data" in access.path]
    assert result.seen == result.new > 5


def test_a_wall_is_told_where_archives_give_nothing_but_errors(
    profile, live, wayback, common_crawl, tmp_path
):
    live.answer_with("", challenge())
    for archive in (wayback, common_crawl):
        archive.answer_with("", text(502))
    result = run(profile, tmp_path)
    assert result.sources == ("live: blocked", "wayback: unreachable", "commoncrawl: unreachable")
    assert result.exit_code == ExitCode.BLOCKED


def test_auto_does_not_take_a_wall_with_status_200_for_a_page(profile, live, tmp_path):
    item = SITE.items[7]
    live.answer_with(item.path, challenge(200))
    run(profile, tmp_path)
    found = published(tmp_path, "select url, source from responses where text <> ''")
    assert (live.base_url + item.path, "wayback") in found


def test_an_archive_at_the_address_of_the_site_does_not_rest_with_it(tmp_path):
    with WaybackServer(()) as both:
        both.hold(*archive_site(SITE, both.base_url))
        both.answer_with("^/foi-ai/", challenge())
        result = run(profile_with(wayback=both.base_url, origin=both.base_url), tmp_path)
    assert result.sources == ("live: blocked", "wayback: done")
    assert result.new > 5


def test_auto_asks_archives_for_a_page_that_live_lost(profile, live, wayback, tmp_path):
    lost = SITE.items[7]
    live.remove(lost.path)
    run(profile, tmp_path)
    replays = {access.path for access in wayback.log if access.path.startswith(REPLAY)}
    assert replays
    assert all(lost.path in path for path in replays)
    [(text,)] = published(tmp_path, f"select text from responses where url like '%{lost.path}'")
    assert text


def test_a_quiet_night_asks_archives_nothing(profile, wayback, common_crawl, tmp_path):
    run(profile, tmp_path)
    asked = len(wayback.log), len(common_crawl.log)
    run(profile, tmp_path)
    assert (len(wayback.log), len(common_crawl.log)) == asked


def test_where_the_site_is_in_trouble_archives_are_asked_at_once(profile, live, wayback, tmp_path):
    item = SITE.items[11]
    live.remove(item.path)
    run(profile, tmp_path)
    url = live.base_url + item.path
    wayback.hold(Archived(NOW - timedelta(days=90), url, SITE.responses(item.path)))
    live.answer_with("", challenge())
    run(profile, tmp_path)
    assert (url, "wayback") in published(tmp_path, "select url, source from responses where text <> ''")


def test_a_look_ahead_writes_nothing(profile, wayback, tmp_path):
    options = {"limit": None, "full": False, "report": lambda done, total: None}
    ahead = forecast(profile, tmp_path, sources=("wayback", "commoncrawl"), **options)
    assert ahead.exit_code == ExitCode.DONE
    assert ahead.pages > 20
    assert ahead.bytes > 0
    assert not [access for access in wayback.log if access.path.startswith(REPLAY)]
    assert list(tmp_path.iterdir()) == []


def test_no_public_archive_is_asked_without_a_contact(live, tmp_path):
    public = profile_with(wayback="https://archive.sample.test", delay=2.5, origin=live.base_url)
    with pytest.raises(Failure) as caught:
        run(public, tmp_path, "wayback")
    assert caught.value.code == ExitCode.USAGE
    assert list(tmp_path.iterdir()) == []


def test_an_archive_the_profile_does_not_name(live, tmp_path):
    with pytest.raises(Failure) as caught:
        run(profile_with(origin=live.base_url), tmp_path, "wayback")
    assert caught.value.code == ExitCode.USAGE


def test_an_archive_on_this_machine_may_be_of_a_public_site(profile, live, wayback, tmp_path):
    wayback.hold(*archive_site(SITE, "https://www.sample.test"))
    public = replace(profile, base_url="https://www.sample.test")
    assert run(public, tmp_path, "wayback").new > 5
    assert not live.log


def test_killed_again_and_again_it_ends_as_if_undisturbed(profile, live, wayback, tmp_path):
    """Kill a run at random instants until one ends, and compare with a run that was left alone."""
    file = tmp_path / "practice.toml"
    file.write_text(profile_source(wayback=wayback.base_url, origin=live.base_url))
    quiet, killed = tmp_path / "quiet", tmp_path / "killed"
    started = time.monotonic()
    assert refresh(quiet, file).wait() == 0
    whole = time.monotonic() - started
    wayback.log.clear()
    rng = random.Random(4)
    for _ in range(6):
        process = refresh(killed, file)
        time.sleep(whole * rng.uniform(0.3, 1))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert refresh(killed, file).wait() == 0
    for sql in PUBLIC_ROWS:
        assert published(killed, sql) == published(quiet, sql)
    fetched = Counter(access.path for access in wayback.log if access.path.startswith(REPLAY))
    with closing(sqlite3.connect(killed / "captures.db")) as connection:
        (held,) = connection.execute("select count(*) from captures").fetchone()
    assert len(fetched) == held
    assert sum(fetched.values()) - held <= 6  # only what was in flight when a run was killed


def refresh(data: Path, profile: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "foilog", "--data", data, "--site", profile, "refresh"]
    return subprocess.Popen([*command, "--source", "wayback"], stderr=subprocess.DEVNULL)
