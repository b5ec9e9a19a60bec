"""Common Crawl as a way in, over real HTTP: each case is named by its number in docs/archives.md."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from foilog.outcome import ExitCode
from foilog.sources import archives
from foilog.sources.source import Counts
from practice.archive_faults import COMMON_CRAWL, text
from practice.archived import archive_site
from practice.common_crawl import CRAWLS, CommonCrawlServer, packed_record
from practice.site import Response
from tests.practice_archives import NOW, ORIGIN, SITE, Keeper, page_of, profile_with

MOMENT = NOW - timedelta(days=700)
HELD = page_of(2, moment=MOMENT, words="as it was")
OTHER = page_of(3, moment=MOMENT + timedelta(days=400))
FILES = "/crawl-data/"


@pytest.fixture
def archive() -> Iterator[CommonCrawlServer]:
    with CommonCrawlServer([HELD, OTHER]) as server:
        yield server


@pytest.fixture
def keeper(archive, tmp_path) -> Keeper:
    return Keeper("commoncrawl", profile_with(common_crawl=archive.base_url), archive, tmp_path)


def reasons(keeper: Keeper) -> list[str]:
    return [reason for state, reason in keeper.rows().values() if state == "refused"]


def test_captures_are_dated_by_their_record_and_say_where_they_are_from(keeper):
    assert keeper.ask().counts == Counts(seen=2, new=2)
    [held] = keeper.held(HELD.url)
    assert held.captured_at == f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}"
    assert held.source == "common-crawl"
    assert held.origin.startswith(f"{keeper.server.base_url}{FILES}")
    with keeper.store() as store:
        assert store.read(held.sha256) == HELD.response.body


def test_records_are_read_by_range(keeper):
    keeper.ask()
    ranges = [dict(access.headers).get("Range") for access in keeper.server.log if FILES in access.path]
    assert len(ranges) == 2
    assert all(ranges)
    assert [access.status for access in keeper.server.log if FILES in access.path] == [206, 206]


def test_finished_crawls_are_asked_once_for_ever(keeper):
    keeper.ask()
    assert keeper.asked("-index")
    again = keeper.ask(full=True)
    assert (again.code, keeper.asked()) == (ExitCode.DONE, [CRAWLS])


def test_a_young_crawl_is_asked_again(tmp_path):
    young = replace(OTHER, moment=NOW - timedelta(days=100))  # in the crawl of week 10 of that year
    with CommonCrawlServer([young]) as server:
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        keeper.now = young.moment + timedelta(days=20)
        keeper.ask()
        keeper.ask()
        assert keeper.asked("-index")


def test_crawls_before_the_platform_are_left_out(tmp_path):
    old = replace(HELD, moment=HELD.moment.replace(year=2017))
    with CommonCrawlServer([old, OTHER]) as server:
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        assert keeper.ask().counts.new == 1
        assert not keeper.asked("2017")


def test_all_pages_of_an_index_are_read(tmp_path):
    captures = [page_of(2, moment=MOMENT + timedelta(minutes=n), words=f"{n}") for n in range(35)]
    with CommonCrawlServer(captures) as server:
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        keeper.ask()
        assert len(keeper.held(HELD.url)) == 35


def test_a_server_that_knows_no_page_numbers_comes_to_an_end(keeper):
    first = keeper.server.respond(f"/CC-MAIN-{MOMENT.year}-10-index", f"url={HELD.url}")
    keeper.server.answer_with("-index", first)
    assert keeper.ask().code == ExitCode.DONE
    assert len(keeper.asked("-index")) <= 8


def test_requests_are_spaced(archive, tmp_path):
    delay = 0.05
    profile = profile_with(common_crawl=archive.base_url, delay=delay)
    Keeper("commoncrawl", profile, archive, tmp_path).ask()
    assert len(archive.log) > 4
    assert all(later.at - earlier.at >= delay for earlier, later in pairwise(archive.log))


def test_one_request_at_a_time(keeper):
    seconds = 0.1
    keeper.server.answer_with("", lambda usual: usual, delay=seconds)
    keeper.ask()
    assert len(keeper.server.log) > 4
    assert all(later.at - earlier.at >= seconds for earlier, later in pairwise(keeper.server.log))


def test_the_whole_past_is_read(tmp_path):
    past = archive_site(SITE, ORIGIN)
    with CommonCrawlServer(past) as server:
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        assert keeper.ask().code == ExitCode.DONE
        first_versions = [held for held in past if b"(first version)" in held.response.body]
        assert first_versions
        for page in first_versions:
            assert f"{page.moment:%Y-%m-%dT%H:%M:%SZ}" in {one.captured_at for one in keeper.held(page.url)}
        files = {held.url for held in past if "SysSiteAssets" in held.url}
        assert {url for url in files if keeper.held(url)}


def test_c01_nothing_held_and_a_page_number_too_large(keeper):
    COMMON_CRAWL["C1"](keeper.server)
    assert keeper.ask().code == ExitCode.DONE
    assert len(keeper.asked("-index")) == 4  # two for each crawl: the log and its files
    keeper.server.reset()
    keeper.ask()
    assert not keeper.asked("-index")


def test_c01_404_of_a_server_in_between_says_nothing_of_the_index(keeper):
    keeper.server.answer_with("-index", text(404, "<html>Not Found</html>"))
    assert keeper.ask().code == ExitCode.PARTIAL
    keeper.server.reset()
    assert keeper.ask().counts.new == 2


def test_c02_dropped_after_503(keeper):
    COMMON_CRAWL["C2"](keeper.server)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.asked("-index"))) == (ExitCode.BLOCKED, 2)
    keeper.server.reset()
    resting = keeper.ask()
    assert (resting.code, keeper.asked()) == (ExitCode.BLOCKED, [])
    keeper.now += timedelta(hours=24)
    assert keeper.ask().counts.new == 2


def test_c03_403_for_every_range(keeper):
    COMMON_CRAWL["C3"](keeper.server)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.asked(FILES))) == (ExitCode.BLOCKED, 1)


def test_c04_the_whole_file_is_not_read(keeper):
    COMMON_CRAWL["C4"](keeper.server)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.failed) == (ExitCode.PARTIAL, 2)
    assert "not read" in outcome.message
    assert len(keeper.asked(FILES)) == 2
    assert keeper.held(HELD.url) == ()
    keeper.server.reset()
    assert keeper.ask().counts.new == 2


@pytest.mark.parametrize("told", [True, False])
def test_c05_a_record_that_was_cut_is_incomplete(tmp_path, told):
    with CommonCrawlServer([HELD], truncated=frozenset({HELD.url})) as server:
        if not told:
            index = f"/CC-MAIN-{MOMENT.year}-10-index"
            usual = server.respond(index, f"url={HELD.url}&page=0")
            quiet = replace(usual, body=usual.body.replace(b'"truncated": "length"', b'"languages": "eng"'))
            server.answer_with("page=0", quiet)
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        assert keeper.ask().counts == Counts(seen=1, skipped=1)
        assert keeper.held(HELD.url) == ()
        assert len(keeper.asked(FILES)) == (0 if told else 1)
        [reason] = reasons(keeper)
        assert "part" in reason if told else "stopped early" in reason


@pytest.mark.parametrize("last", [5, -9, -1])
def test_c05_a_part_that_is_shorter_than_asked_for_is_refused(keeper, last):
    keeper.server.answer_with(
        FILES, lambda usual: Response(206, usual.headers[:1], packed_record(HELD)[:last])
    )
    assert keeper.ask().counts.new == 0
    assert keeper.held(HELD.url) == ()


@pytest.mark.parametrize(("size", "kept"), [(2**20, 0), (5 * 2**20, 0), (2**20 + 1, 1)])
def test_c05_a_body_of_just_the_size_kept_was_cut(tmp_path, size, kept):
    body = HELD.response.body.ljust(size)
    large = replace(HELD, response=replace(HELD.response, body=body))
    with CommonCrawlServer([large]) as server:
        keeper = Keeper("commoncrawl", profile_with(common_crawl=server.base_url), server, tmp_path)
        keeper.ask()
        assert len(keeper.held(HELD.url)) == kept


def test_c06_a_record_of_another_address(keeper):
    COMMON_CRAWL["C6"](keeper.server)
    assert keeper.ask().counts.skipped == 2
    assert keeper.held(HELD.url) == ()
    assert [reason.rpartition(" ")[2] for reason in reasons(keeper)] == [HELD.url, OTHER.url]


@pytest.mark.parametrize("fault", ["C7 away", "C7 reshaped"])
def test_c07_the_list_of_crawls_is_unavailable(keeper, fault):
    keeper.server.answer_with("2024.*page=0", text(502))
    assert keeper.ask().counts.new == 1
    keeper.server.reset()
    COMMON_CRAWL[fault](keeper.server)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.new) == (ExitCode.DONE, 1)  # of the crawl that was left
    assert CRAWLS in outcome.message


def test_c07_a_list_that_was_never_had(keeper):
    COMMON_CRAWL["C7 away"](keeper.server)
    assert keeper.ask().code == ExitCode.UNREACHABLE
    assert set(keeper.asked()) == {CRAWLS}


def test_nobody_there_is_unreachable(keeper):
    keeper.server.refuse()
    assert keeper.ask().code == ExitCode.UNREACHABLE


@pytest.mark.parametrize("status", [404, 416])
def test_a_record_that_is_not_there(keeper, status):
    keeper.server.answer_with(FILES, Response(status, (), b""))
    assert keeper.ask().counts.skipped == 2
    assert reasons(keeper) == [f"status {status} instead of a record"] * 2


def test_a_look_ahead_asks_indexes_alone_and_keeps_nothing(keeper):
    ahead = keeper.look_ahead()
    assert (ahead.exit_code, ahead.pages) == (ExitCode.DONE, 4 + 4)
    assert not keeper.asked(FILES)
    assert keeper.rows() == {}


def test_a_look_ahead_at_many_crawls_asks_some_of_them(keeper, monkeypatch):
    monkeypatch.setattr(archives, "_LOOK_AHEAD", 2)
    ahead = keeper.look_ahead()
    assert (len(keeper.asked("-index")), ahead.pages) == (2, 2 + 3 + 1)
    assert "left for the run itself: 3" in ahead.message
