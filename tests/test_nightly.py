"""What a night costs, what it finds, and what it says: nights of the practice site, one after another."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from archive.store.captures import CaptureStore
from foilog.outcome import ExitCode, Failure
from foilog.refresh import chosen, forecast, summed_up
from foilog.sources.source import Counts, SourceOutcome
from parsers.addresses import page_key
from parsers.profile import Endpoint, builtin_profiles
from practice import PracticeServer, PracticeSite, profile_text
from practice.listing import LISTING
from practice.server import Behaviours
from practice.site import Response, challenge, not_found
from tests.command import foilog
from tests.held_pages import capture as held_capture
from tests.nights import SITE, Nights

BLOCKED, DONE, DRIFT = ExitCode.BLOCKED, ExitCode.DONE, ExitCode.DRIFT
PARTIAL, UNREACHABLE = ExitCode.PARTIAL, ExitCode.UNREACHABLE
FILES = sum(len(item.files) for item in SITE.items)
PAGES = [item.path for item in reversed(SITE.items)]


@pytest.fixture
def nights(tmp_path) -> Iterator[Nights]:
    with PracticeServer(SITE) as server:
        yield Nights(server, tmp_path)


def items_asked(nights: Nights) -> set[str]:
    return {path for path in nights.asked() if path in PAGES}


def files_asked(nights: Nights) -> list[str]:
    return [path for path in nights.asked() if path.startswith("/SysSiteAssets/")]


def pages_asked(nights: Nights) -> int:
    """Return the requests for pages: neither for robots.txt and sitemap nor for what led to a page."""
    beside = ("/robots.txt", "/sitemap.xml")
    return sum(access.path not in beside and access.status != 301 for access in nights.server.log)


def size(nights: Nights) -> list[tuple[int, ...]]:
    tables = ("captures", "bodies", "looks", "queue", "walks", "cursors")
    return [nights.private(f"select count(*) from {table}")[0] for table in tables]


def test_a_night_without_news(nights):
    nights.look()
    nights.look()  # the first that looks at pages again
    before = size(nights)
    for _ in range(4):
        nights.look()
        assert len(nights.asked()) <= 3 + len(SITE.items) / 90
        assert nights.asked()[:2] == ["/robots.txt", LISTING]
        assert {access.status for access in nights.server.log} <= {304, 404}  # a file that was never there
        held = [access for access in nights.server.log if access.status == 304]
        assert all("If-None-Match" in dict(access.headers) for access in held)
    assert size(nights) == before


def test_a_second_run_in_one_night_looks_at_nothing_again(nights):
    nights.look()
    nights.look()
    assert len(items_asked(nights)) + len(files_asked(nights)) == 1
    nights.look(hours=1)
    assert nights.asked() == ["/robots.txt", LISTING]


def test_new_items_are_found_and_the_listing_is_left_where_nothing_is_new(nights):
    nights.server.site = PracticeSite(SITE.items[:-1])
    nights.look()
    nights.server.site = SITE
    result = nights.look(hours=1)
    assert (result.counts.new, result.asked) == (1, 1)
    assert nights.asked() == ["/robots.txt", LISTING, PAGES[0], f"{LISTING}?page=2"]


def test_all_of_the_listing_is_walked_once_in_thirty_days(nights):
    nights.look()
    walked = []
    for night in range(1, 8):
        nights.look(hours=10 * 24)
        if f"{LISTING}?page=2" in nights.asked():
            walked.append(night)
    assert walked == [3, 6]


def test_a_listing_left_among_news_is_walked_whole_the_next_time(nights):
    nights.server.site = PracticeSite(SITE.items[:-3])
    nights.look()
    nights.server.site = SITE
    nights.server.answer_with("page=2", challenge(403), times=1)
    assert nights.look().code == BLOCKED
    nights.look()
    assert f"{LISTING}?page=2" in nights.asked()
    nights.look()
    assert f"{LISTING}?page=2" not in nights.asked()


def test_every_page_is_looked_at_once_in_ninety_nights(nights):
    nights.look()
    asked: set[str] = set()
    for _ in range(90):
        nights.look()
        asked |= items_asked(nights)
    assert asked >= {item.path for item in SITE.items if not item.redirects}


def test_every_file_is_looked_at_within_ninety_nights_and_no_page_is_late_by_it(nights):
    nights.look()
    files = set(files_asked(nights))
    again: set[str] = set()
    for _ in range(90):
        nights.look()
        again |= set(files_asked(nights))
    assert again == files


def test_a_whole_walk_looks_at_a_third_of_the_files(nights):
    nights.look()
    files = len(set(files_asked(nights)))
    nights.look(hours=31 * 24)
    assert f"{LISTING}?page=2" in nights.asked()
    assert -(-files // 3) <= len(files_asked(nights)) <= -(-files // 3) + 1


def test_a_page_held_from_elsewhere_is_known_and_looked_at_in_its_turn(nights):
    url = nights.profile.absolute(PAGES[3])
    archived = held_capture(url, SITE.responses(PAGES[3]).body, source="wayback")
    with CaptureStore.open(nights.data / "captures.db") as store:
        store.add("practice", archived, page_key(url))
    result = nights.look()
    assert nights.asked()[-1] == PAGES[3]  # not as news, but because it was seen longest ago
    assert (result.counts.changed, nights.states()["waiting"]) == (0, 0)
    assert [capture.source for capture in nights.captures(PAGES[3])] == ["wayback", "live"]


def test_pages_that_only_a_person_saved_are_asked_for_when_the_listing_names_them(nights):
    with CaptureStore.open(nights.data / "captures.db") as store:
        for path in PAGES[:4]:
            url = nights.profile.absolute(path)
            saved = held_capture(url, SITE.responses(path).body, source="file")
            store.add("practice", saved, page_key(url))
    limited = nights.look(limit=2)
    assert limited.asked == 2
    nights.look(hours=1)
    assert all([one.source for one in nights.captures(path)] == ["file", "live"] for path in PAGES[:4])
    nights.look(hours=1)
    assert not set(PAGES[:4]) & set(nights.asked())


def test_a_page_that_only_an_archive_names_is_asked_for(nights):
    nights.server.behaviours = Behaviours(removed=frozenset({page_key(PAGES[3])}))
    url = nights.profile.absolute(PAGES[3])
    with CaptureStore.open(nights.data / "captures.db") as store:
        store.add(
            "practice", held_capture(url, not_found().body, status=404, source="wayback"), page_key(url)
        )
    nights.look()
    assert PAGES[3] in nights.asked()


def test_two_listings_may_say_different_things_of_an_item(nights):
    card = f'<li><a href="{PAGES[0]}">In other words</a></li>'
    body = f"<html><body><main><h1>Published items</h1><ul>{card}</ul></main></body></html>"
    other = Response(200, (("Content-Type", "text/html"),), body.encode())
    nights.server.answer_with("^/foi-ai/more/", other)
    nights.settings = {"listing": (LISTING, "/foi-ai/more/")}
    nights.look()
    nights.look(hours=1)
    assert nights.asked() == ["/robots.txt", LISTING, "/foi-ai/more/", "/foi-ai/more/?page=2"]


def test_what_only_the_sitemap_names_is_found(nights):
    fewer = PracticeSite(SITE.items[:-1])
    listing_alone = r"/published-items/"
    nights.server.answer_with(listing_alone, lambda usual: fewer.responses(LISTING))
    text = f"<urlset><url><loc>{nights.profile.absolute(PAGES[0])}</loc></url></urlset>"
    nights.server.answer_with("^/sitemap", Response(200, (("Content-Type", "text/xml"),), text.encode()))
    nights.look()
    assert PAGES[0] in nights.asked()
    assert nights.asked().index("/sitemap.xml") > nights.asked().index(LISTING)


def test_a_limit_goes_on_the_next_time(nights):
    first = nights.look(limit=5)
    assert (first.limited, first.asked) == (True, 5)
    asked = items_asked(nights)
    second = nights.look(limit=5)
    assert second.asked == 5
    assert not items_asked(nights) & asked


def test_a_look_ahead_says_what_a_night_will_cost_and_writes_nothing(nights):
    def ahead(**options):
        wanted = {"limit": None, "full": False, **options}
        now = nights.now + timedelta(days=1)
        return forecast(nights.profile, nights.data, report=lambda *_: None, clock=lambda: now, **wanted)

    expected = ahead()
    assert list(nights.data.iterdir()) == []
    nights.look()
    assert "files that new pages link to come on top" in expected.message
    assert expected.pages <= pages_asked(nights) <= expected.pages + FILES
    before = [path.read_bytes() for path in sorted(nights.data.iterdir())]
    expected, whole = ahead(), ahead(full=True)
    assert [path.read_bytes() for path in sorted(nights.data.iterdir())] == before
    nights.look()
    assert expected.pages == pages_asked(nights)
    nights.look(full=True)
    assert whole.pages - pages_asked(nights) in {0, 1}  # a page that moved is named twice
    assert whole.bytes < 250_000  # what is held need not come again


def test_a_look_ahead_asks_nothing_of_a_host_at_rest(nights):
    nights.server.answer_with(LISTING, challenge(403))
    nights.look()
    nights.server.log.clear()
    found = forecast(
        nights.profile, nights.data, limit=None, full=False, report=lambda *_: None, clock=lambda: nights.now
    )
    assert (found.exit_code, nights.asked()) == (BLOCKED, [])


# Several sources


@pytest.mark.parametrize(
    ("live", "wayback", "code"),
    [
        (DONE, DONE, DONE),
        (BLOCKED, DONE, DONE),
        (UNREACHABLE, DONE, DONE),
        (DONE, UNREACHABLE, DONE),
        (DONE, BLOCKED, DONE),
        (BLOCKED, PARTIAL, BLOCKED),
        (UNREACHABLE, PARTIAL, PARTIAL),
        (BLOCKED, UNREACHABLE, BLOCKED),
        (UNREACHABLE, UNREACHABLE, UNREACHABLE),
        (PARTIAL, DONE, PARTIAL),
        (DRIFT, DONE, DRIFT),
        (DRIFT, BLOCKED, DRIFT),
    ],
)
def test_the_exit_code_of_two_sources(live, wayback, code):
    outcomes = {
        "live": SourceOutcome(live, Counts(3, 1, 0, 0, 1, 2), "trouble here", skipped_because="closed"),
        "wayback": SourceOutcome(wayback, Counts(2, 2), ""),
    }
    result = summed_up(outcomes)
    assert result.exit_code == code
    assert result.sources == (f"live: {live.name.lower()}", f"wayback: {wayback.name.lower()}")
    assert (result.seen, result.new, result.failed, result.skipped) == (5, 3, 1, 2)
    assert result.message == (
        "live: trouble here; 5 seen, 3 new, 0 changed, 0 gone, 1 failed, 2 skipped (closed)"
    )


@pytest.mark.parametrize("code", [BLOCKED, UNREACHABLE])
def test_no_other_source_fills_in_for_one_that_was_named(code):
    outcomes = {"live": SourceOutcome(code, Counts(), ""), "wayback": SourceOutcome(DONE, Counts(), "")}
    assert summed_up(outcomes, named=["auto"]).exit_code == DONE
    assert summed_up(outcomes, named=["live", "wayback"]).exit_code == code


MET = next(profile for profile in builtin_profiles() if profile.name == "met")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ((), ("live", "wayback", "commoncrawl")),
        (("auto",), ("live", "wayback", "commoncrawl")),
        (("live", "live"), ("live",)),
        (("commoncrawl", "live"), ("live", "commoncrawl")),
        (("wayback", "auto"), ("live", "wayback", "commoncrawl")),
    ],
)
def test_the_sources_asked(wanted, names):
    assert chosen(wanted, MET) == names
    only_live = replace(MET, wayback=None, commoncrawl=None)
    assert chosen(("auto",), only_live) == ("live",)


@pytest.mark.parametrize("name", ["wayback", "commoncrawl"])
def test_a_source_that_the_profile_does_not_name_is_refused(name):
    with pytest.raises(Failure) as caught:
        chosen((name,), replace(MET, wayback=None, commoncrawl=None))
    assert caught.value.code == ExitCode.USAGE


def test_a_limit_holds_for_all_sources_together(nights):
    nowhere = (("cdx_url", "http://127.0.0.1:9/"), ("replay_url", "http://127.0.0.1:9/"))
    nights.settings = {"wayback": Endpoint(nowhere, 0.0)}
    result = nights.night(limit=3, sources=("auto",))
    assert (result.exit_code, result.sources) == (DONE, ("live: part, as limited",))
    assert nights.night(sources=("auto",)).sources == ("live: done", "wayback: unreachable")


def test_the_summary_is_one_object_also_where_the_run_failed(nights, tmp_path):
    profile = tmp_path / "site.toml"
    profile.write_text(profile_text(nights.server.base_url))
    arguments = ("--data", tmp_path / "data", "--site", profile, "refresh", "--source", "live", "--json")
    good = foilog(*arguments)
    assert (good.code, good.json["new"] > 0, good.json["failed"], good.json["skipped"]) == (0, True, 0, 0)
    nights.server.answer_with(LISTING, challenge(403))
    blocked = foilog(*arguments)
    assert (blocked.code, blocked.json["exit_code"]) == (3, 3)
    assert "browser check" in blocked.json["message"]
    resting = foilog(*arguments)
    assert (resting.code, "left in peace" in resting.json["message"]) == (3, True)
    assert len(resting.err.strip().splitlines()) == 1
    assert json.loads(resting.out)
