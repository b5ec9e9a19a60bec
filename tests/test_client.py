"""The polite client over real HTTP: who it says it is, how it waits, what it does not take for a page."""

import gzip
import socket
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from scraper.client import PoliteClient
from scraper.fetch_errors import (
    ChallengePage,
    CutBody,
    FetchError,
    HostKeepsFailing,
    HostRefuses,
    NoAnswer,
    NoContact,
    RedirectTrouble,
    RobotsForbids,
    RobotsUnclear,
    RobotsUnreachable,
    ServerError,
    ToldToWait,
    TooLarge,
    UnreadableBody,
)
from scraper.manners import project_address, user_agent
from tests.loopback import HTML, ITEM, LISTING, Loopback, Reply, item_page, listing_page, page, robots

OWLS = ITEM.format("night-owls")
CHALLENGE = "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"


@pytest.fixture
def site() -> Iterator[Loopback]:
    with Loopback() as site:
        yield site


def fetch(site: Loopback, path: str = OWLS, **options: int):
    with PoliteClient(site.profile()) as client:
        return client.get(site.url + path, **options)


def failure(site: Loopback, kind: type[FetchError], path: str = OWLS, **options: int) -> FetchError:
    with pytest.raises(kind) as caught:
        fetch(site, path, **options)
    assert type(caught.value) is kind
    return caught.value


# Who we are, and how often we ask


def test_a_page_becomes_a_capture(site):
    site.reply(OWLS, replace(item_page(7), headers={
        "Content-Type": HTML, "ETag": '"7"', "CF-Ray": "abc", "Set-Cookie": "session=1", "X-Other": "x",
    }))  # fmt: skip
    before = datetime.now(UTC)
    answer = fetch(site)
    capture = answer.capture
    assert (answer.kind, answer.hops) == ("item", ())
    assert (capture.url, capture.origin) == (site.url + OWLS, site.url + OWLS)
    assert (capture.status, capture.content_type, capture.source) == (200, HTML, "live")
    assert capture.body == item_page(7).body
    assert before <= capture.captured_at <= datetime.now(UTC)
    names = {name for name, _ in capture.headers}
    assert {"etag", "cf-ray", "content-type", "content-length", "date"} <= names
    assert not names & {"set-cookie", "x-other"}


def test_it_says_who_it_is_and_keeps_no_cookie(site):
    site.reply(OWLS, page("x", Set_Cookie="session=1; Path=/"))
    with PoliteClient(site.profile(contact="keeper@sample.test")) as client:
        client.get(site.url + OWLS)
        client.get(site.url + OWLS)
    for asked in site.asked:
        assert asked.headers["User-Agent"].startswith("foilog/")
        assert "keeper@sample.test" in asked.headers["User-Agent"]
        assert asked.headers["Accept-Encoding"] == "gzip"
        assert asked.headers["Cookie"] is None


@pytest.mark.parametrize("contact", ["", "  ", "line\nbreak", "caf\u00e9"])
def test_no_public_host_without_a_contact(site, contact):
    public = replace(site.profile(), base_url="https://www.sample.test", contact=contact)
    with pytest.raises(NoContact):
        PoliteClient(public)


def test_a_contact_stands_in_the_user_agent():
    name = user_agent("https://keeper.test/", "https://www.sample.test", public=True)
    assert name.endswith("; https://keeper.test/)")


@pytest.mark.parametrize(
    ("urls", "address"),
    [
        (["Homepage, https://foilog.example/"], "+https://foilog.example/"),
        (
            ["Repository, https://code.example/foilog", "Docs, https://docs.example/"],
            "+https://code.example/foilog",
        ),
        ([], ""),
    ],
)
def test_the_address_of_the_project_is_that_of_its_metadata(urls, address):
    assert project_address(urls) == address


def test_requests_are_spaced(site):
    for number in range(4):
        site.reply(ITEM.format(number), item_page(number))
    with PoliteClient(site.profile(min_delay_seconds=0.05)) as client:
        for number in range(4):
            client.get(site.url + ITEM.format(number))
    times = [asked.at for asked in site.asked]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.05


def test_redirects_and_retries_are_spaced_too(site):
    site.reply(OWLS, Reply(status=503), Reply(status=301, headers={"Location": ITEM.format("owls")}))
    site.reply(ITEM.format("owls"), item_page(1))
    with PoliteClient(site.profile(min_delay_seconds=0.05)) as client:
        client.get(site.url + OWLS)
    times = [asked.at for asked in site.asked]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.05


def test_a_larger_crawl_delay_is_honoured(site):
    site.reply("/robots.txt", robots("User-agent: *\nCrawl-delay: 0.2\n"))
    site.reply(OWLS, item_page(1))
    with PoliteClient(site.profile()) as client:
        client.get(site.url + OWLS)
        client.get(site.url + OWLS)
    first, second = (asked.at for asked in site.asked if asked.path == OWLS)
    assert second - first >= 0.2


# robots.txt

WILD = (
    "user-agent: *\r\nDisallow: /*/GetPaginatedResults/?\r\nDisallow: /*.aspx$\r\nSitemap: /sitemap.xml\r\n"
)


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("", OWLS, True),
        (WILD, f"{LISTING}?page=2", True),
        (WILD, f"{LISTING}GetPaginatedResults/?page=2", False),
        (WILD, "/foi/page.aspx", False),
        (WILD, "/foi/page.aspx?x", True),
        ("User-agent: *\nDisallow: /foi/\n", OWLS, False),
        ("User-agent: *\nDisallow: /\nAllow: /foi/\n", OWLS, True),
        ("User-agent: foilog\nDisallow: /\n\nUser-agent: *\nAllow: /\n", OWLS, False),
        ("User-agent: other\nDisallow: /\n", OWLS, True),
        ("\ufeffUser-agent: *\nDisallow: /foi/\n", OWLS, False),
    ],
)
def test_rules_of_robots_txt(site, rules, path, allowed):
    site.reply("/robots.txt", robots(rules))
    site.reply(path, item_page(1))
    if allowed:
        assert fetch(site, path).capture.status == 200
    else:
        failure(site, RobotsForbids, path)
        assert site.paths() == []


@pytest.mark.parametrize("status", [404, 410])
def test_no_robots_txt_allows(site, status):
    site.reply("/robots.txt", page("Not here", status=status))
    site.reply(OWLS, item_page(1))
    assert fetch(site).kind == "item"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page(CHALLENGE, status=403, cf_mitigated="challenge"), ChallengePage),
        (page(CHALLENGE), ChallengePage),
        (page("no", status=401), HostRefuses),
        (page("no", status=403), HostRefuses),
        (page("Welcome to our site"), RobotsUnclear),
        (Reply(b"  <p>Welcome", headers={"Content-Type": "text/plain"}), RobotsUnclear),
        (Reply(b"", status=400), RobotsUnclear),
        (Reply(b"", status=500), RobotsUnreachable),
        (Reply(b"User", headers={"Content-Length": "90"}), RobotsUnreachable),
        (Reply(status=302, headers={"Location": "https://elsewhere.test/"}), RobotsUnreachable),
        (Reply(status=429, headers={"Retry-After": "86400"}), ToldToWait),
    ],
)
def test_no_page_is_asked_for_where_the_rules_are_unknown(site, reply, kind):
    site.reply("/robots.txt", reply)
    site.reply(OWLS, item_page(1))
    failure(site, kind)
    assert site.paths() == []


def test_robots_txt_may_move_on_its_host(site):
    site.reply("/robots.txt", Reply(status=301, headers={"Location": "/rules.txt"}))
    site.reply("/rules.txt", robots("User-agent: *\nDisallow: /foi/\n"))
    failure(site, RobotsForbids)


def test_robots_txt_is_asked_for_once(site):
    site.reply(OWLS, item_page(1))
    with PoliteClient(site.profile()) as client:
        client.get(site.url + OWLS)
        client.get(site.url + OWLS)
    assert [asked.path for asked in site.asked] == ["/robots.txt", OWLS, OWLS]


# Redirects


def test_a_redirect_is_followed_and_kept(site):
    site.reply(OWLS, Reply(status=301, headers={"Location": ITEM.format("owls")}))
    site.reply(ITEM.format("owls"), item_page(1))
    answer = fetch(site)
    assert answer.capture.url == site.url + ITEM.format("owls")
    [hop] = answer.hops
    assert (hop.url, hop.status) == (site.url + OWLS, 301)
    assert dict(hop.headers)["location"] == ITEM.format("owls")


@pytest.mark.parametrize(
    "location",
    [
        "https://elsewhere.test/",
        "//elsewhere.test/x",
        "http://127.0.0.1:1/",
        "ftp://127.0.0.1/",
        "http://h:99999/",
    ],
)
def test_no_redirect_leads_off_the_host(site, location):
    site.reply(OWLS, Reply(status=302, headers={"Location": location}))
    error = failure(site, RedirectTrouble)
    [hop] = error.captures
    assert dict(hop.headers)["location"] == location
    assert site.paths() == [OWLS]


def test_a_redirect_to_a_wall_is_kept_with_it(site):
    site.reply(OWLS, Reply(status=301, headers={"Location": ITEM.format("owls")}))
    site.reply(ITEM.format("owls"), page(CHALLENGE, status=403))
    assert [capture.status for capture in failure(site, ChallengePage).captures] == [301, 403]


def test_a_redirect_without_a_target_is_an_error(site):
    site.reply(OWLS, Reply(status=302))
    assert fetch(site).kind == "error"


def test_a_redirect_loop_ends(site):
    site.reply("/a", Reply(status=302, headers={"Location": "/b"}))
    site.reply("/b", Reply(status=302, headers={"Location": "/a"}))
    failure(site, RedirectTrouble, "/a")
    assert site.paths() == ["/a", "/b"]


def test_an_endless_chain_of_redirects_ends(site):
    for number in range(9):
        site.reply(f"/{number}", Reply(status=307, headers={"Location": f"/{number + 1}"}))
    failure(site, RedirectTrouble, "/0")
    assert site.paths() == [f"/{number}" for number in range(6)]


def test_a_redirect_to_a_closed_address_is_not_followed(site):
    site.reply(OWLS, Reply(status=302, headers={"Location": "/private/x"}))
    failure(site, RobotsForbids)
    assert site.paths() == [OWLS]


def test_another_host_is_never_asked(site):
    with PoliteClient(site.profile()) as client, pytest.raises(RedirectTrouble):
        client.get("http://elsewhere.test/")


# Whole or not at all

BODY = item_page(3).body
PACKED = gzip.compress(BODY)


def gzipped(body: bytes, **headers: str) -> Reply:
    return Reply(body, headers={"Content-Type": HTML, "Content-Encoding": "gzip", **headers})


@pytest.mark.parametrize(
    "reply",
    [
        Reply(BODY, headers={"Content-Type": HTML}),
        Reply(BODY, headers={"Content-Type": HTML, "Content-Encoding": "identity"}),
        Reply(BODY, headers={"Content-Type": HTML}, framed=False),
        Reply(
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY),
            headers={"Content-Type": HTML, "Transfer-Encoding": "chunked"},
        ),
        gzipped(PACKED),
        gzipped(gzip.compress(BODY[:50]) + gzip.compress(BODY[50:])),
        gzipped(PACKED, **{"content-encoding": ""}),
    ],
)
def test_whole_bodies(site, reply):
    site.reply(OWLS, reply)
    answer = fetch(site)
    assert answer.capture.body == BODY
    assert answer.kind == "item"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(BODY[:60], headers={"Content-Type": HTML, "Content-Length": str(len(BODY))}), CutBody),
        (
            Reply(
                b"fff\r\n<html>", headers={"Content-Type": HTML, "Transfer-Encoding": "chunked"}, framed=False
            ),
            CutBody,
        ),
        (Reply(BODY[:-20], headers={"Content-Type": HTML}, framed=False), CutBody),
        (gzipped(PACKED[:-1]), CutBody),
        (gzipped(PACKED[: len(PACKED) // 2]), CutBody),
        (gzipped(PACKED + PACKED[:30]), CutBody),
        (gzipped(BODY), UnreadableBody),
        (gzipped(PACKED[:-6] + b"\0" * 6), UnreadableBody),
        (Reply(b"x", headers={"Content-Encoding": "br"}), UnreadableBody),
        (Reply(b"x", headers={"Content-Encoding": "gzip, zstd"}), UnreadableBody),
        (Reply(BODY, status=206, headers={"Content-Range": f"bytes 0-9/{len(BODY)}"}), UnreadableBody),
        (Reply(raw=b""), NoAnswer),
        (Reply(raw=b"no HTTP at all\r\n\r\n"), NoAnswer),
    ],
)
def test_bodies_that_are_not_whole(site, reply, kind):
    site.reply(OWLS, reply)
    error = failure(site, kind)
    assert site.url + OWLS in str(error)


def test_a_cut_body_may_come_whole_the_next_time(site):
    site.reply(OWLS, gzipped(PACKED[:-1]), gzipped(PACKED))
    assert fetch(site).capture.body == BODY


@pytest.mark.parametrize("body", [b"x" * 5000, gzip.compress(b"\0" * 5_000_000)])
def test_a_body_larger_than_allowed(site, body):
    site.reply(OWLS, gzipped(body) if body.startswith(b"\x1f") else Reply(body))
    failure(site, TooLarge, max_bytes=4000)


def test_a_small_stream_cannot_swell_in_memory(site):
    site.reply(OWLS, gzipped(gzip.compress(b"\0" * 20_000_000)))
    with PoliteClient(site.profile()) as client:
        tracemalloc.start()
        with pytest.raises(UnreadableBody):
            client.get(site.url + OWLS, max_bytes=4000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 5_000_000


# Walls and troubles


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page(CHALLENGE, status=403, cf_mitigated="challenge"), ChallengePage),
        (page("wait", status=429, cf_mitigated="challenge", Retry_After="0"), ChallengePage),
        (page(CHALLENGE, status=503), ChallengePage),
        (page(CHALLENGE), ChallengePage),
        (
            Reply(b"cut", status=403, headers={"Content-Length": "900", "CF-Mitigated": "challenge"}),
            ChallengePage,
        ),
        (page("no", status=403, title="Attention Required! | Cloudflare"), HostRefuses),
        (page("no", status=429, title="Attention Required! | Cloudflare"), HostRefuses),
        (page("no", status=401), HostRefuses),
        (Reply(b"error code: 1020", status=403), HostRefuses),
    ],
)
def test_a_wall_stops_the_host_at_once(site, reply, kind):
    site.reply(OWLS, reply)
    with PoliteClient(site.profile()) as client:
        with pytest.raises(kind) as caught:
            client.get(site.url + OWLS)
        with pytest.raises(kind):
            client.get(site.url + LISTING)
    assert [capture.status for capture in caught.value.captures] == [reply.status]
    assert site.paths() == [OWLS]


def test_a_good_page_with_the_network_s_script_is_no_wall(site):
    site.reply(
        OWLS, replace(item_page(1), body=item_page(1).body + b"<script src=/cdn-cgi/challenge-platform/x>")
    )
    assert fetch(site).kind == "item"


def test_a_short_pause_is_taken(site):
    site.reply(OWLS, Reply(status=429, headers={"Retry-After": "1"}), item_page(1))
    assert fetch(site).kind == "item"
    first, second = (asked.at for asked in site.asked if asked.path == OWLS)
    assert second - first >= 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Retry-After": "soon"},
        {"Retry-After": format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)},
    ],
)
def test_a_pause_of_unstated_length_is_short_and_ends(site, headers):
    site.reply(OWLS, Reply(status=429, headers=headers), item_page(1))
    assert fetch(site).kind == "item"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    "pause",
    ["86400", "9" * 30, format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)],
    ids=["a day", "endless", "tomorrow"],
)
def test_a_pause_that_outlasts_the_run_ends_it(site, status, pause):
    site.reply(OWLS, Reply(status=status, headers={"Retry-After": pause}))
    error = failure(site, ToldToWait)
    assert error.seconds > 80_000
    assert site.paths() == [OWLS]


def test_a_host_that_goes_on_asking_for_a_pause_is_left(site):
    site.reply(OWLS, Reply(status=429))
    failure(site, ToldToWait)
    assert 1 < len(site.paths()) < 10


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 526])
def test_a_burst_of_server_errors_passes(site, status):
    cloudflare = page('<link href="/cdn-cgi/styles/cf.errors.css">', status=status)
    site.reply(OWLS, cloudflare, cloudflare, item_page(1))
    assert fetch(site).kind == "item"


def test_a_lasting_server_error_is_one_page_s_trouble(site):
    site.reply(OWLS, Reply(status=500))
    site.reply(LISTING, listing_page("night-owls"))
    with PoliteClient(site.profile()) as client:
        with pytest.raises(ServerError):
            client.get(site.url + OWLS)
        assert 1 < len(site.paths()) < 10
        assert client.get(site.url + LISTING).kind == "listing"


@pytest.mark.parametrize("status", [404, 410, 400])
def test_other_statuses_are_answers(site, status):
    site.reply(OWLS, page("Sorry", status=status))
    answer = fetch(site)
    assert answer.capture.status == status
    assert answer.kind == ("error" if status == 400 else "gone")
    assert site.paths() == [OWLS]


def test_a_host_that_is_down_is_left_in_peace(site):
    for number in range(20):
        site.reply(ITEM.format(number), Reply(status=500))
    with PoliteClient(site.profile()) as client:
        errors = []
        for number in range(20):
            with pytest.raises(FetchError) as caught:
                client.get(site.url + ITEM.format(number))
            errors.append(type(caught.value))
    assert errors[0] is ServerError
    assert errors[-1] is HostKeepsFailing
    assert not [path for path in site.paths() if path == ITEM.format(19)]


def test_nobody_listens():
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        with Loopback() as site:
            closed = replace(site.profile(), base_url=f"http://127.0.0.1:{port.getsockname()[1]}")
        with PoliteClient(closed) as client, pytest.raises(RobotsUnreachable):
            client.get(closed.absolute(LISTING))
