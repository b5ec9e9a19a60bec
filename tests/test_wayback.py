"""The Wayback Machine as a way in, over real HTTP: each case is named by its number in docs/archives.md."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from archive.store.rests import Rests
from foilog.outcome import ExitCode
from foilog.sources import archives
from foilog.sources.source import Counts
from practice.archive_faults import STALL_SECONDS, WAYBACK, text
from practice.archived import Archived, archive_site
from practice.site import Response
from practice.wayback import INDEX, REPLAY, WaybackServer
from scraper.archives import wayback
from tests.practice_archives import NOW, ORIGIN, SITE, Keeper, page_of, profile_with

MOMENT = NOW - timedelta(days=700)
HELD = page_of(2, moment=MOMENT, words="as it was")
OTHER = page_of(3, moment=MOMENT + timedelta(days=3, seconds=7))


@pytest.fixture
def archive() -> Iterator[WaybackServer]:
    with WaybackServer([HELD, OTHER]) as server:
        yield server


@pytest.fixture
def keeper(archive, tmp_path) -> Keeper:
    return Keeper("wayback", profile_with(wayback=archive.base_url), archive, tmp_path)


def place(held: Archived) -> str:
    return f"{held.timestamp}id_/{held.url}"


def states(keeper: Keeper) -> tuple[str, str]:
    rows = keeper.rows()
    return rows[place(HELD)][0], rows[place(OTHER)][0]


def ends_reached(keeper: Keeper) -> list[str]:
    """Return when each part of the index that was read to its end was."""
    with keeper.store() as store:
        values = [
            json.loads(value) for (value,) in store.execute("select value from cursors") if "{" in value
        ]
    return [state["finished"] for state in values if state["finished"]]


def reason(keeper: Keeper) -> str:
    state, why = keeper.rows()[place(HELD)]
    assert state == "refused"
    return why


def test_captures_are_dated_by_their_memento_and_say_where_they_are_from(keeper):
    assert keeper.ask().counts == Counts(seen=2, new=2)
    [held] = keeper.held(HELD.url)
    assert (held.captured_at, held.source, held.status) == (f"{MOMENT:%Y-%m-%dT%H:%M:%SZ}", "wayback", 200)
    assert held.origin == keeper.server.base_url + REPLAY + "/" + place(HELD)
    with keeper.store() as store:
        assert store.read(held.sha256) == HELD.response.body


def test_what_was_fetched_is_not_fetched_again(keeper):
    keeper.ask()
    again = keeper.ask()
    assert (again.code, again.counts) == (ExitCode.DONE, Counts(seen=2))
    assert not keeper.asked(REPLAY)
    assert len(keeper.asked(INDEX)) == 2  # the log's folder and that of its files


def test_every_text_of_a_page_becomes_part_of_its_history(keeper):
    texts = ["first", "second", "second", "first"]
    page = [page_of(5, moment=MOMENT + timedelta(days=n), words=words) for n, words in enumerate(texts)]
    keeper.server.hold(*page)
    keeper.ask()
    newest_first = [(held.captured_at[:10], held.seen_at[:10]) for held in keeper.held(page[0].url)]
    days = [f"{capture.moment:%Y-%m-%d}" for capture in page]
    assert newest_first == [(days[3], days[3]), (days[1], days[2]), (days[0], days[0])]


def test_listings_are_mined_first(keeper):
    past = archive_site(SITE, ORIGIN)
    keeper.server.hold(*past)
    keeper.ask()
    replays = keeper.asked(REPLAY)
    listings = [path for path in replays if "published-items" in path]
    assert listings == replays[: len(listings)]
    different = {(held.url, held.digest) for held in past if "published-items" in held.url}
    assert len(listings) == len(different) > 4


def test_the_newest_come_first_and_a_limit_counts_items(keeper):
    outcome = keeper.ask(limit=1)
    assert (outcome.limited, outcome.asked, states(keeper)) == (True, 1, ("known", "held"))
    assert keeper.ask(limit=1).asked == 1
    assert states(keeper) == ("held", "held")


def test_the_index_is_asked_for_everything_and_in_pages(keeper, monkeypatch):
    monkeypatch.setattr(wayback, "_ROWS", (2,))
    keeper.server.hold(*archive_site(SITE, ORIGIN))
    keeper.ask()
    questions = keeper.asked(INDEX)
    assert len(questions) > 10
    assert all("filter" not in asked and "collapse" not in asked and "urlkey" in asked for asked in questions)
    wanted = {capture.url for capture in archive_site(SITE, ORIGIN)}
    with keeper.store() as store:
        assert wanted <= {url for (url,) in store.execute("select url from mementos")}


def test_requests_are_spaced_and_say_who_asks(archive, tmp_path):
    delay = 0.05
    archive.answer_with(
        "", lambda usual: replace(usual, headers=(*usual.headers, ("Set-Cookie", "visitor=1; Path=/")))
    )
    profile = replace(profile_with(wayback=archive.base_url, delay=delay), contact="keeper@sample.test")
    Keeper("wayback", profile, archive, tmp_path).ask()
    assert len(archive.log) == 4
    assert all(later.at - earlier.at >= delay for earlier, later in pairwise(archive.log))
    for access in archive.log:
        assert dict(access.headers)["User-Agent"].startswith("foilog/")
        assert "keeper@sample.test" in dict(access.headers)["User-Agent"]
        assert "Cookie" not in dict(access.headers)


def test_one_request_at_a_time(keeper):
    seconds = 0.1
    keeper.server.answer_with("", lambda usual: usual, delay=seconds)
    keeper.ask()
    assert len(keeper.server.log) == 4
    assert all(later.at - earlier.at >= seconds for earlier, later in pairwise(keeper.server.log))


def test_only_missing_or_newer_pages_fill_gaps(keeper):
    keeper.ask()
    older = page_of(2, moment=MOMENT - timedelta(days=1), words="older")
    newer = page_of(2, moment=MOMENT + timedelta(days=9), words="newer")
    missing = page_of(7, moment=MOMENT, words="missing")
    with keeper.store() as store:
        for row in store.execute("select url, captured_at from captures").fetchall():
            store.execute(
                "insert into queue (site, page_key, url, kind, state, listed_as, found_at, looked_at, due,"
                " failures) select site, page_key, url, 'item', 'held', '', '', captured_at, null, 0"
                " from captures where url = ? and captured_at = ?",
                row,
            )
    keeper.server.hold(older, newer, missing)
    keeper.ask(missing_only=True, full=True)
    asked = " ".join(keeper.asked(REPLAY))
    assert newer.timestamp in asked
    assert missing.url in asked
    assert older.timestamp not in asked
    keeper.ask()
    assert older.timestamp in " ".join(keeper.asked(REPLAY))


def test_an_archive_that_fills_gaps_is_asked_weekly(keeper):
    keeper.ask(missing_only=True)
    keeper.ask(missing_only=True)
    assert not keeper.server.log
    keeper.now += timedelta(days=7)
    keeper.ask(missing_only=True)
    assert keeper.asked(INDEX)


def test_a_look_ahead_asks_the_index_alone_and_keeps_nothing(keeper):
    ahead = keeper.look_ahead()
    assert (ahead.exit_code, ahead.pages) == (ExitCode.DONE, 4)
    assert not keeper.asked(REPLAY)
    assert keeper.rows() == {}
    assert keeper.ask().counts.new == 2


def test_a_run_cut_off_goes_on_where_it_was(keeper, monkeypatch):
    monkeypatch.setattr(wayback, "_ROWS", (1,))
    fetch = wayback.Wayback.fetch

    def interrupted(self, memento):
        if memento.url == HELD.url:
            raise KeyboardInterrupt
        return fetch(self, memento)

    with monkeypatch.context() as patch:
        patch.setattr(wayback.Wayback, "fetch", interrupted)
        with pytest.raises(KeyboardInterrupt):
            keeper.ask()
    assert states(keeper) == ("known", "held")
    keeper.ask()
    assert keeper.asked(REPLAY) == [f"{REPLAY}/{place(HELD)}"]


def test_w01_429_once(keeper):
    WAYBACK["W1"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.new) == (ExitCode.DONE, 2)
    first, second, *_ = keeper.asked(INDEX)
    assert first == second


@pytest.mark.parametrize(
    ("fault", "delay", "pause"), [("W1", 0.03, 24 * 0.03), ("W1 with Retry-After", 0, 1)]
)
def test_w01_all_requests_pause_after_429(archive, tmp_path, fault, delay, pause):
    WAYBACK[fault](archive, HELD)
    Keeper("wayback", profile_with(wayback=archive.base_url, delay=delay), archive, tmp_path).ask()
    assert archive.log[1].at - archive.log[0].at >= pause


def test_w02_429_for_ever(keeper):
    WAYBACK["W2"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.server.log)) == (ExitCode.PARTIAL, 2)
    keeper.server.reset()
    assert keeper.ask().counts.new == 2


def test_w02_a_long_pause_is_kept_to(keeper):
    keeper.server.answer_with(INDEX, text(429, Retry_After="86000"))
    assert keeper.ask().code == ExitCode.PARTIAL
    assert keeper.ask().code == ExitCode.PARTIAL
    assert not keeper.server.log
    keeper.server.reset()
    keeper.now += timedelta(days=1)
    assert keeper.ask().code == ExitCode.DONE


def test_w02_429_in_the_middle_resumes_at_the_same_key(keeper, monkeypatch):
    monkeypatch.setattr(wayback, "_ROWS", (1,))
    keeper.server.answer_with("&resumeKey=", text(429))
    keeper.ask()
    stopped_at = keeper.asked("&resumeKey=")[-1]
    assert keeper.rows() != {}
    keeper.server.reset()
    keeper.ask()
    assert keeper.server.log[0].path == stopped_at


def test_w03_shut_out_after_429(keeper):
    WAYBACK["W3"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.server.log)) == (ExitCode.BLOCKED, 1)
    assert "shuts us out" in outcome.message
    host = keeper.server.base_url.removeprefix("http://")
    lengths = []
    for _ in range(2):
        with keeper.store() as store:
            rest = Rests(store).get(f"{host} (wayback)")
        assert rest is not None
        lengths.append(rest.length)
        turned_away = keeper.ask()
        assert (turned_away.code, turned_away.counts) == (ExitCode.BLOCKED, Counts())
        assert "left in peace" in turned_away.message
        keeper.now += rest.length
        with WaybackServer([HELD], int(host.partition(":")[2])) as again:
            WAYBACK["W3"](again, HELD)
            assert keeper.ask().code == ExitCode.BLOCKED
    assert lengths[0] >= timedelta(hours=1)
    assert lengths[1] == 2 * lengths[0]


@pytest.mark.parametrize("fault", ["W4 errors", "W4 more errors", "W4 empty"])
def test_w04_errors_and_empty_answers_are_tried_again_for_less(keeper, fault):
    WAYBACK[fault](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.new) == (ExitCode.DONE, 2)
    rows = [int(asked.partition("limit=")[2].partition("&")[0]) for asked in keeper.asked("foi-ai")[:2]]
    assert rows[1] < rows[0]


def test_w04_a_stall_is_waited_out(keeper):
    WAYBACK["W4 stall"](keeper.server, HELD)
    assert keeper.ask().counts.new == 2
    assert keeper.server.log[1].at - keeper.server.log[0].at >= STALL_SECONDS


def test_w04_errors_without_end(keeper):
    WAYBACK["W4 error for ever"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.server.log)) == (ExitCode.UNREACHABLE, 6)
    assert not ends_reached(keeper)
    keeper.server.reset()
    assert keeper.ask().counts.new == 2


def test_w04_empty_twice_means_nothing_is_held(keeper):
    WAYBACK["W4 empty for ever"](keeper.server, HELD)
    assert keeper.ask().code == ExitCode.DONE
    assert len(keeper.server.log) == 4


def test_w04_an_empty_answer_is_no_end_in_the_middle(keeper, monkeypatch):
    monkeypatch.setattr(wayback, "_ROWS", (1, 1, 1))
    keeper.server.answer_with("&resumeKey=", text(200, ""))
    assert keeper.ask().code == ExitCode.PARTIAL
    keeper.server.reset()
    keeper.ask()
    assert states(keeper) == ("held", "held")


@pytest.mark.parametrize("fault", ["W5 site", "W5 site with 403", "W5 robots"])
def test_w05_text_error_with_status_200_that_excludes_the_site(keeper, fault):
    WAYBACK[fault](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.server.log)) == (ExitCode.BLOCKED, 1)
    assert not ends_reached(keeper)


@pytest.mark.parametrize("fault", ["W5 Java", "W5 page"])
def test_w05_text_error_with_status_200(keeper, fault):
    WAYBACK[fault](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.server.log)) == (ExitCode.PARTIAL, 6)
    assert "no index" in outcome.message
    keeper.server.reset()
    assert keeper.ask().counts.new == 2


@pytest.mark.parametrize(("fault", "code"), [
    ("W6 cut", ExitCode.DONE),
    ("W6 new column", ExitCode.DONE),
    ("W6 short row", ExitCode.PARTIAL),
    ("W6 long row", ExitCode.PARTIAL),
])  # fmt: skip
def test_w06_an_index_that_does_not_fit_its_header(keeper, fault, code):
    WAYBACK[fault](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.new) == (code, 2 if code == ExitCode.DONE else 0)
    keeper.server.reset()
    keeper.ask()
    assert states(keeper) == ("held", "held")


def test_w07_repeated_rows(keeper):
    WAYBACK["W7 rows"](keeper.server, HELD)
    assert keeper.ask().counts == Counts(seen=2, new=2)
    assert len(keeper.asked(REPLAY)) == 2


def test_w07_a_key_that_leads_back(keeper):
    WAYBACK["W7 key"](keeper.server, HELD)
    outcome = keeper.ask()
    assert outcome.code == ExitCode.PARTIAL
    assert "leads back" in outcome.message
    assert len(keeper.asked(INDEX)) < 10
    assert states(keeper) == ("held", "held")


def test_w08_nothing_held_is_noted_with_its_date(keeper):
    WAYBACK["W8"](keeper.server, HELD)
    assert keeper.ask().code == ExitCode.DONE
    assert ends_reached(keeper) == [f"{keeper.now:%Y-%m-%dT%H:%M:%SZ}"] * 2


def test_w09_a_first_row_that_is_a_revisit_is_resolved_by_replay(keeper):
    WAYBACK["W9"](keeper.server, HELD)
    assert keeper.ask().counts.new == 2
    assert states(keeper) == ("held", "held")


def test_w09_later_revisits_show_how_long_a_page_stayed(keeper):
    later = replace(HELD, moment=MOMENT + timedelta(days=40), repeated=True)
    keeper.server.hold(later)
    keeper.ask()
    [held] = keeper.held(HELD.url)
    assert (held.captured_at[:10], held.seen_at[:10]) == (f"{MOMENT:%Y-%m-%d}", f"{later.moment:%Y-%m-%d}")
    assert keeper.rows()[place(later)] == ("known", "")


@pytest.mark.parametrize("fault", ["W10 challenge", "W10 gone"])
def test_w10_archived_errors_are_noted_and_not_fetched(keeper, fault):
    WAYBACK[fault](keeper.server, HELD)
    assert keeper.ask().counts.new == 1
    assert states(keeper) == ("known", "held")


def test_w10_a_row_of_unknown_kind_is_fetched_and_judged_by_what_comes(keeper):
    WAYBACK["W10 unknown"](keeper.server, HELD)
    assert keeper.ask().counts.new == 2


def test_w10_an_archived_redirect_is_an_alias(keeper):
    away = Response(301, (("Location", OTHER.url.removeprefix(ORIGIN)),), b"")
    moved = replace(HELD, moment=MOMENT + timedelta(days=1), response=away)
    keeper.server.hold(moved)
    keeper.ask()
    newest, _ = keeper.held(HELD.url)
    assert (newest.status, newest.moved_to) == (301, OTHER.url)


def test_w10_a_redirect_before_a_text_of_its_page_is_not_fetched(keeper):
    away = Response(301, (("Location", HELD.url),), b"")
    before = replace(HELD, moment=MOMENT - timedelta(seconds=1), response=away)
    keeper.server.hold(before)
    keeper.ask()
    assert keeper.rows()[place(before)] == ("known", "")
    assert states(keeper) == ("held", "held")


def test_w11_another_timestamp_is_not_the_capture_asked_for(keeper):
    WAYBACK["W11"](keeper.server, HELD)
    keeper.ask()
    later = HELD.moment + timedelta(days=180)
    assert f"{later:%Y-%m-%d}" in reason(keeper)
    assert [held.captured_at for held in keeper.held(HELD.url)] == [f"{later:%Y-%m-%dT%H:%M:%SZ}"]


def test_w11_another_timestamp_without_a_redirect(keeper):
    other = replace(HELD, moment=HELD.moment + timedelta(days=180))
    keeper.server.answer_with(HELD.timestamp, lambda usual: keeper.server.replay(other))
    keeper.ask()
    assert "gave its capture of" in reason(keeper)
    assert [held.captured_at[:10] for held in keeper.held(HELD.url)] == [f"{other.moment:%Y-%m-%d}"]


def test_w11_another_address(keeper):
    keeper.server.answer_with(HELD.timestamp, lambda usual: keeper.server.replay(OTHER))
    keeper.ask()
    assert OTHER.url in reason(keeper)
    assert keeper.held(HELD.url) == ()


def test_w12_an_excluded_page(keeper):
    WAYBACK["W12"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts) == (ExitCode.DONE, Counts(seen=2, new=1, skipped=1))
    assert reason(keeper) == "the archive does not show it"
    assert keeper.held(HELD.url) == ()


def test_w12_a_repeat_stands_in_for_what_is_not_shown(keeper):
    repeat = replace(HELD, moment=MOMENT + timedelta(days=40), repeated=True)
    keeper.server.hold(repeat)
    WAYBACK["W12"](keeper.server, HELD)
    keeper.ask()
    assert [held.captured_at for held in keeper.held(HELD.url)] == [f"{repeat.moment:%Y-%m-%dT%H:%M:%SZ}"]


def test_w12_what_was_refused_is_asked_for_again_with_full(keeper):
    WAYBACK["W12"](keeper.server, HELD)
    keeper.ask()
    keeper.server.reset()
    keeper.ask()
    assert not keeper.asked(REPLAY)
    keeper.ask(full=True)
    assert states(keeper) == ("held", "held")
    assert len(keeper.asked(REPLAY)) == 1


def test_w12_one_excluded_page_after_another_stops_the_run(keeper):
    past = archive_site(SITE, ORIGIN)
    keeper.server.hold(*past)
    WAYBACK["W12"](keeper.server, HELD)
    keeper.server.answer_with(f"^{REPLAY}/", keeper.server.respond(f"{REPLAY}/{place(HELD)}", ""))
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.asked(REPLAY))) == (ExitCode.BLOCKED, 5)


@pytest.mark.parametrize(("fault", "status"), [("W13 gone", 404), ("W13 refused", 403), ("W13 busy", 429)])
def test_w13_an_archived_error_is_no_failure_of_the_archive(keeper, fault, status):
    WAYBACK[fault](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts) == (ExitCode.DONE, Counts(seen=2, new=1))
    assert [held.status for held in keeper.held(HELD.url)] == [status]


@pytest.mark.parametrize("fault", ["W14 two headers", "W14 no header"])
def test_w14_a_body_that_is_still_gzipped(keeper, fault):
    WAYBACK[fault](keeper.server, HELD)
    keeper.ask()
    [held] = keeper.held(HELD.url)
    with keeper.store() as store:
        assert store.read(held.sha256) == HELD.response.body


def test_w15_rewritten_pages_are_refused(keeper):
    WAYBACK["W15"](keeper.server, HELD)
    keeper.ask()
    assert "rewritten" in reason(keeper)
    assert keeper.held(HELD.url) == ()


def test_w15_rewritten_links_alone_tell(keeper):
    prefix = f"https://web.archive.org/web/{HELD.timestamp}/{ORIGIN}/"
    body = HELD.response.body.replace(b'href="/', f'href="{prefix}'.encode())
    keeper.server.answer_with(HELD.timestamp, lambda usual: replace(usual, body=body))
    keeper.ask()
    assert "rewritten" in reason(keeper)


def test_w15_a_page_may_link_to_an_archived_page_of_its_site(keeper):
    link = f'<p><a href="https://web.archive.org/web/20200101000000/{ORIGIN}/old/">as it was</a></p>'
    body = HELD.response.body.replace(b"</h1>", b"</h1>" + link.encode(), 1)
    keeper.server.answer_with(HELD.timestamp, lambda usual: replace(usual, body=body))
    keeper.ask()
    assert states(keeper) == ("held", "held")


def test_w16_redirects_in_a_circle_end(keeper):
    WAYBACK["W16 circle"](keeper.server, HELD)
    outcome = keeper.ask()
    assert (outcome.code, len(keeper.asked(REPLAY))) == (ExitCode.DONE, 3)
    assert keeper.held(HELD.url) == ()


def test_w16_redirects_to_ever_other_times_end(tmp_path):
    class Endless(WaybackServer):
        def answer(self, path: str, query: str) -> Response:
            if not path.startswith(REPLAY):
                return super().answer(path, query)
            asked = datetime.strptime(path.removeprefix(f"{REPLAY}/")[:14], "%Y%m%d%H%M%S")
            onward = self.replay_address(f"{asked + timedelta(days=1):%Y%m%d%H%M%S}", HELD.url)
            return Response(302, (("Location", onward),), b"")

    with Endless([HELD]) as server:
        keeper = Keeper("wayback", profile_with(wayback=server.base_url), server, tmp_path)
        assert keeper.ask().code == ExitCode.DONE
        assert len(keeper.asked(REPLAY)) == 2


def test_w16_a_redirect_to_itself_ends(keeper):
    there = keeper.server.replay_address(HELD.timestamp, HELD.url)
    keeper.server.answer_with(HELD.timestamp, Response(302, (("Location", there),), b""))
    keeper.ask()
    assert len(keeper.asked(REPLAY)) == 2
    assert "leads to its capture" in reason(keeper)


def test_w16_an_archived_redirect_out_of_the_log_is_kept_and_not_followed(keeper):
    WAYBACK["W16 out of the log"](keeper.server, HELD)
    keeper.ask()
    [held] = keeper.held(HELD.url)
    assert held.moved_to == f"{ORIGIN}/police-forces/areas/a-page/"
    assert not [path for path in keeper.asked(REPLAY) if "a-page" in path]


def test_w17_an_archived_challenge_with_status_200_is_kept_and_never_read(keeper):
    WAYBACK["W17"](keeper.server, HELD)
    assert keeper.ask().counts == Counts(seen=2, new=1)
    [held] = keeper.held(HELD.url)
    assert held.status == 200
    with keeper.store() as store:
        assert b"_cf_chl_opt" in store.read(held.sha256)


def test_w18_files_that_no_page_links_to_are_known_and_not_fetched(keeper):
    past = [capture for capture in archive_site(SITE, ORIGIN) if "SysSiteAssets" in capture.url]
    assert past
    keeper.server.hold(*past)
    keeper.ask()
    assert {keeper.rows()[place(capture)][0] for capture in past} == {"known"}
    assert not keeper.asked("id_/" + past[0].url)


def test_w19_a_digest_that_differs_is_expected(keeper):
    WAYBACK["W19"](keeper.server, HELD)
    assert keeper.ask().counts.new == 2


def test_nobody_there_is_unreachable(keeper):
    keeper.server.refuse()
    assert keeper.ask().code == ExitCode.UNREACHABLE


def test_a_replay_that_fails_waits_for_the_next_run(keeper):
    keeper.server.answer_with(HELD.timestamp, text(502))
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts) == (ExitCode.PARTIAL, Counts(seen=2, new=1, failed=1))
    assert states(keeper) == ("known", "held")
    keeper.server.reset()
    assert keeper.ask().counts.new == 1


def test_what_fails_does_not_hold_up_the_rest(keeper, monkeypatch):
    monkeypatch.setattr(archives, "_AT_ONCE", 1)
    keeper.server.answer_with(OTHER.timestamp, text(502))
    assert keeper.ask().code == ExitCode.PARTIAL
    assert states(keeper) == ("held", "known")


def test_an_archive_that_keeps_failing_is_left_in_peace(keeper):
    keeper.server.hold(*archive_site(SITE, ORIGIN))
    keeper.server.answer_with(f"^{REPLAY}/", text(502))
    outcome = keeper.ask()
    assert (outcome.code, outcome.counts.failed) == (ExitCode.PARTIAL, 2)
    assert len(set(keeper.asked(REPLAY))) == 3


def test_a_cut_replay_is_never_kept(keeper):
    body = HELD.response.body[:500]
    told = ("X-Archive-Orig-Content-Length", str(len(HELD.response.body)))
    keeper.server.answer_with(
        HELD.timestamp, lambda usual: replace(usual, headers=(*usual.headers, told), body=body)
    )
    keeper.ask()
    assert "cut" in reason(keeper)
