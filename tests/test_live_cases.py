"""What can go wrong with the live site, L1 to L35, over real HTTP against the practice site.

Nothing is lost: what is held stays, no part is stored as the whole, a stopped run goes on, oddities show.
"""

import re
import shutil
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from urllib.parse import urlsplit

import httpx
import pytest

from archive.store.captures import CaptureStore
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.refresh import forecast
from foilog.sources.source import Forecast
from parsers.addresses import page_key
from practice import PracticeServer, PracticeSite
from practice import site_faults as faults
from practice.items import FOLDER
from practice.listing import LISTING, LONE_FILES
from practice.server import Behaviours
from practice.site import ROBOTS, Response, challenge, not_found
from practice.switched import HANG_UP
from scraper import client
from scraper.client import PoliteClient
from tests.nights import SITE, Nights

DONE, BLOCKED, DRIFT = ExitCode.DONE, ExitCode.BLOCKED, ExitCode.DRIFT
PARTIAL, UNREACHABLE = ExitCode.PARTIAL, ExitCode.UNREACHABLE
# Items that lie at one address, newest first, as the listing has them.
PLAIN = [item.path for item in reversed(SITE.items) if not item.older_paths and item.encoding == "utf-8"]
NEWEST, SECOND, OLDEST = PLAIN[0], PLAIN[1], PLAIN[-1]
PAGE_2 = re.escape(f"{LISTING}?page=2")
HTML = "text/html; charset=utf-8"


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer(SITE) as server:
        yield server


@pytest.fixture(scope="module")
def first_night(server, tmp_path_factory) -> Nights:
    nights = Nights(server, tmp_path_factory.mktemp("first night"))
    assert nights.night().exit_code == DONE
    return nights


@pytest.fixture
def nights(server, tmp_path) -> Nights:
    """An archive that holds nothing yet."""
    server.reset()
    server.site = SITE
    return Nights(server, tmp_path)


@pytest.fixture
def filled(first_night, nights) -> Nights:
    """An archive after its first night."""
    shutil.copytree(first_night.data, nights.data, dirs_exist_ok=True)
    nights.now = first_night.now
    return nights


def exactly(path: str) -> str:
    return f"^{re.escape(path.rstrip('/'))}/?$"


def held(nights: Nights) -> int:
    return nights.public("select count(*) from responses where capture_sha256 is not null")[0][0]


def text(nights: Nights, path: str) -> str:
    sql = "select text from responses r join urls u on u.response_id = r.id where u.url = ?"
    ((found,),) = nights.public(sql, nights.profile.absolute(path))
    return found


def removed(nights: Nights) -> list[str]:
    rows = nights.public("select url from responses where removed_at is not null")
    return [url.removeprefix(nights.server.base_url) for (url,) in rows]


def statuses(nights: Nights, path: str) -> list[int]:
    return [capture.status for capture in nights.captures(path)]


def kept(nights: Nights) -> tuple[int, int]:
    return nights.private("select (select count(*) from captures), (select count(*) from bodies)")[0]


def listing_of(*hrefs: str, around: str = "<li>{}</li>") -> Response:
    links = "".join(around.format(f'<a href="{href}">An entry</a>') for href in hrefs)
    page = f"<html><body><main><h1>Published items</h1><ul>{links}</ul></main></body></html>"
    return Response(200, (("Content-Type", HTML),), page.encode())


# Walls


def turned_away(nights: Nights, wall: Response, path: str) -> None:
    """A wall in the second night ends it at once, is kept as evidence, and is left alone for hours."""
    before = held(nights)
    nights.server.answer_with(path, wall)
    assert nights.night(full=True).exit_code == BLOCKED
    assert re.search(path, nights.asked()[-1])
    assert (wall.status,) in nights.private("select status from captures")
    assert (held(nights), removed(nights)) == (before, [])
    nights.server.reset()
    resting = nights.night(hours=2)
    assert (resting.exit_code, nights.asked()) == (BLOCKED, [])
    assert "is left in peace until" in resting.message
    assert nights.night(hours=2).exit_code == DONE


WALLED = pytest.mark.parametrize("path", [exactly(NEWEST), PAGE_2])


@WALLED
def test_l01_challenge_told_by_its_header(filled, path):
    turned_away(filled, challenge(403), path)


@WALLED
def test_l02_challenge_dressed_as_a_rate_limit(filled, path):
    turned_away(filled, challenge(429), path)


@WALLED
def test_l03_challenge_without_the_header(filled, path):
    turned_away(filled, faults.old_challenge(), path)


@WALLED
@pytest.mark.parametrize("wall", [faults.block(), faults.short_block()])
def test_l04_block(filled, path, wall):
    turned_away(filled, wall, path)


def test_l01_the_rest_doubles_to_a_day_and_ends_when_we_are_let_in(nights):
    nights.server.answer_with(LISTING, challenge(403))
    lengths = []
    for _ in range(5):
        assert nights.look(hours=25).code == BLOCKED
        ((since, until),) = nights.private("select since, until from rests")
        lengths.append((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds() / 3600)
    assert lengths == [3, 6, 12, 24, 24]
    nights.server.reset()
    assert nights.look(hours=25).code == DONE
    assert nights.private("select count(*) from rests") == [(0,)]


def seconds_before_another_try(nights: Nights) -> float:
    first, second = (access.at for access in nights.server.log if re.search(exactly(NEWEST), access.path))
    return second - first


def test_l05_rate_limit_with_seconds(nights):
    nights.server.answer_with(exactly(NEWEST), faults.rate_limit("1"), times=1)
    assert nights.look().code == DONE
    assert seconds_before_another_try(nights) >= 1


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=9), timedelta(days=-1)])
def test_l05_rate_limit_with_a_date(nights, ago):
    stated = format_datetime(nights.now + timedelta(days=1) - ago, usegmt=True)
    nights.server.answer_with(exactly(NEWEST), faults.rate_limit(stated), times=1)
    result = nights.look()
    outlasts = ago < timedelta(0)
    assert result.code == (PARTIAL if outlasts else DONE)
    assert nights.look().code == DONE
    assert set(nights.states()) == {"held", "moved"}


@pytest.mark.parametrize("stated", [None, "soon", "-5"])
def test_l05_rate_limit_that_does_not_say_how_long(nights, stated):
    nights.server.answer_with(exactly(NEWEST), faults.rate_limit(stated), times=1)
    assert nights.look().code == DONE


def test_l05_a_huge_pause_ends_the_run_and_is_kept_to(nights):
    nights.server.answer_with(exactly(NEWEST), faults.rate_limit("9" * 12), times=1)
    assert nights.look().code == PARTIAL
    assert nights.asked()[-1] == NEWEST
    assert (nights.look(hours=23).code, nights.asked()) == (PARTIAL, [])
    assert nights.look(hours=2).code == DONE
    assert set(nights.states()) == {"held", "moved"}


# robots.txt


def test_l06_robots_is_a_challenge(filled):
    turned_away(filled, challenge(403), "^/robots")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (challenge(200), BLOCKED),
        (faults.captive_portal(), BLOCKED),
        (not_found(404), DONE),
        (faults.technical_problem(500), UNREACHABLE),
        (faults.redirect(faults.ANOTHER_HOST), UNREACHABLE),
    ],
)
def test_l07_robots_is_html_or_missing_or_elsewhere(nights, answer, code):
    nights.server.answer_with("^/robots", answer)
    assert nights.look().code == code
    assert {path for path in nights.asked() if path != "/robots.txt"} == set() or code == DONE
    assert "/robots.txt" in {page_key(url) for (url,) in nights.private("select url from captures")}


def test_l07_robots_takes_too_long(nights, monkeypatch):
    monkeypatch.setattr(client, "_TIMEOUT", httpx.Timeout(0.1))
    nights.server.answer_with("^/robots", Response(200, (), b""), delay=0.3)
    assert nights.look().code == UNREACHABLE
    time.sleep(1)  # the server notes a request when it has answered
    assert nights.asked() == ["/robots.txt"] * 2  # not five times, when each takes so long


def test_l08_the_endpoint_for_scripts_is_never_asked(nights):
    def with_link(usual: Response) -> Response:
        link = f'<a rel="next" href="{LISTING}GetPaginatedResults/?page=2">Next</a></main>'
        return replace(usual, body=usual.body.replace(b"</main>", link.encode()))

    nights.server.answer_with(LISTING, with_link)
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items)
    assert not [path for path in nights.asked() if "GetPaginated" in path]


def test_l09_robots_closes_the_log_later(filled):
    closed = ROBOTS.replace("Disallow: /api/*", "Disallow: /foi-ai/")
    filled.server.answer_with("^/robots", Response(200, (("Content-Type", "text/plain"),), closed.encode()))
    assert filled.night(full=True).exit_code == BLOCKED
    assert filled.asked() == ["/robots.txt"]
    assert (held(filled), removed(filled)) == (len(SITE.items), [])
    filled.server.reset()
    assert filled.night().exit_code == DONE


# What is no page of the log, and what is one


@pytest.mark.parametrize("answer", [faults.technical_problem(), challenge(200), faults.captive_portal()])
def test_l10_a_page_that_is_none_with_status_200(nights, answer):
    nights.server.answer_with(exactly(NEWEST), answer)
    assert nights.night().exit_code in {PARTIAL, BLOCKED}
    assert statuses(nights, NEWEST) == [200]  # kept as evidence
    assert not nights.public("select 1 from urls where url = ?", nights.profile.absolute(NEWEST))
    nights.server.reset()
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items)


def test_l11_a_good_page_with_the_guards_script(nights):
    nights.server.answer_with("^/foi-ai/", faults.guards_script)
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items)


def test_l12_a_challenge_in_the_middle_of_the_listing(nights):
    nights.server.answer_with(PAGE_2, challenge(403))
    assert nights.night().exit_code == BLOCKED
    first_page = held(nights)
    assert 0 < first_page < len(SITE.items)
    nights.server.reset()
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items)
    nights.server.answer_with(PAGE_2, challenge(403))
    for _ in range(2):
        assert nights.night(hours=25, full=True).exit_code == BLOCKED
    assert (held(nights), removed(nights)) == (len(SITE.items), [])


@pytest.mark.parametrize("answer", [listing_of(), faults.technical_problem(), not_found()])
def test_l13_a_listing_without_entries(filled, answer):
    before = (filled.data / "foi.db").read_bytes()
    filled.server.answer_with(LISTING, answer)
    for _ in range(2):
        assert filled.night(full=True).exit_code == DRIFT
    assert (filled.data / "foi.db").read_bytes() == before
    filled.server.reset()
    assert filled.night().exit_code == DONE
    assert (held(filled), removed(filled)) == (len(SITE.items), [])


def test_l13_a_listing_that_lost_most_of_its_entries(filled):
    filled.server.answer_with(LISTING, listing_of(*PLAIN[:4]))
    for _ in range(2):
        result = filled.night(full=True)
        assert (result.exit_code, "though it named" in result.message) == (PARTIAL, True)
    assert removed(filled) == []


def test_l14_a_new_item_pushes_another_over_a_page_edge(nights):
    shorter = PracticeSite(SITE.items[:-1])
    nights.server.site = shorter

    def published_meanwhile(usual: Response) -> Response:
        nights.server.site = SITE
        return SITE.responses(LISTING, "page=2")

    nights.server.answer_with(PAGE_2, published_meanwhile, times=1)
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items) - 1
    assert nights.private("select count(*) from walks") == [(0,)]  # not seen whole
    assert nights.night().exit_code == DONE
    assert held(nights) == len(SITE.items)


def test_l14_items_that_slip_over_a_page_edge_are_found_the_next_night(nights):
    fewer = PracticeSite(SITE.items[:-4])
    nights.server.answer_with(PAGE_2, lambda usual: fewer.responses(LISTING, "page=2"), times=1)
    nights.night()
    slipped = len(SITE.items) - held(nights)
    assert nights.night().exit_code == DONE
    assert (slipped > 0, held(nights)) == (True, len(SITE.items))


@pytest.mark.parametrize("query", ["page=1", ""])
def test_l15_a_listing_that_repeats_a_page(nights, query):
    nights.server.answer_with(PAGE_2, lambda usual: SITE.responses(LISTING, query))
    result = nights.night()
    assert (result.exit_code, "loops" in result.message) == (PARTIAL, True)
    assert nights.asked().count(f"{LISTING}?page=2") == 1
    assert 0 < held(nights) < len(SITE.items)


def test_l15_a_listing_that_leads_back(nights):
    back = SITE.responses(LISTING, "page=2")
    body = back.body.replace(b"</main>", f'<a rel="next" href="{LISTING}?page=1">Next</a></main>'.encode())
    nights.server.answer_with(PAGE_2, replace(back, body=body))
    result = nights.night()
    assert (result.exit_code, held(nights)) == (PARTIAL, len(SITE.items))
    assert len(nights.asked()) < 60


def test_l16_entries_that_are_files(filled):
    files = {filled.profile.absolute(card.path) for card in LONE_FILES}
    rows = filled.public("select url, text from responses where capture_sha256 is null")
    assert set(rows) == {(url, "") for url in files}
    assert {(url, "held") for url in files} <= set(
        filled.private("select url, state from queue where kind = 'file'")
    )
    assert {url for (url,) in filled.public("select url from attachments where state = 'held'")} >= files


def test_l17_links_in_every_spelling(nights):
    host = nights.server.base_url.removeprefix("http:")
    dear = f"{NEWEST}?_t_id=a&amp;_t_hit.pos=1"
    twice = f'<li><a href="{NEWEST}"></a><a href="{NEWEST.upper()}">An entry</a></li>'
    page = listing_of(dear, host + SECOND, "http:" + host + OLDEST.rstrip("/"))
    spaced = LONE_FILES[0].path.replace("spending", "sp%C3%A9nding%20one+two")
    more = f'<li><a href="{spaced.replace("%20", " ")}">A file</a></li></ul>'
    body = page.body.replace(b"<ul>", b"<ul>" + twice.encode()).replace(b"</ul>", more.encode())
    nights.server.answer_with(LISTING, replace(page, body=body))
    assert nights.night().exit_code == DONE
    items = [path for path in nights.asked() if path.startswith(FOLDER)]
    assert sorted(page_key(path) for path in items if "sitemap" not in path) == sorted(
        page_key(path) for path in (NEWEST, SECOND, OLDEST)
    )
    assert nights.public("select count(*) from listing_entries") == [(4,)]
    ((name,),) = nights.public("select filename from attachments a join responses r on r.id = a.response_id"
                               " where capture_sha256 is null")  # fmt: skip
    assert "one" in name


# Redirects


def test_l18_a_page_that_moved(filled):
    target = NEWEST.rstrip("/") + "-corrected/"
    page = SITE.responses(NEWEST)
    filled.server.answer_with(exactly(NEWEST), faults.redirect(target, 301))
    filled.server.answer_with(exactly(target), page)
    result = filled.night(full=True)
    assert (result.exit_code, result.new, result.changed, result.gone) == (DONE, 0, 0, 0)
    addresses = {filled.profile.absolute(path) for path in (NEWEST, target)}
    ((shared,),) = filled.public(
        "select response_id from urls where url in (?, ?) group by 1 having count(*) = 2", *addresses
    )
    assert filled.public("select url from responses where id = ?", shared) == [
        (filled.profile.absolute(target),)
    ]
    assert removed(filled) == []
    filled.server.answer_with(exactly(target), not_found())
    for _ in range(2):
        filled.night(full=True)
    assert removed(filled) == [target]


@pytest.mark.parametrize("target", ["/", "/500.html"])
def test_l18_a_redirect_to_a_page_that_is_no_answer(filled, target):
    filled.server.answer_with("^/$", lambda usual: faults.technical_problem())
    filled.server.answer_with(exactly(NEWEST), faults.redirect(target))
    assert filled.night(full=True).exit_code == DONE
    assert text(filled, NEWEST)
    assert removed(filled) == []


@pytest.mark.parametrize("location", [NEWEST, faults.ANOTHER_HOST, "http://127.0.0.1:9/"])
def test_l18_a_redirect_that_is_not_followed(filled, location):
    filled.server.answer_with(exactly(NEWEST), faults.redirect(location))
    assert filled.night(full=True).exit_code == PARTIAL
    assert statuses(filled, NEWEST) == [200, 302]
    assert text(filled, NEWEST)


# What goes, and what comes back


def states(nights: Nights, path: str) -> list[tuple[str, int, str | None]]:
    """Return the versions of a page: state, whether there is a text, and since when it is removed."""
    return nights.public(
        "select state, v.text is not null, removed_at from versions v join responses r on r.id = response_id"
        " where r.url = ? order by v.id", nights.profile.absolute(path)
    )  # fmt: skip


@pytest.mark.parametrize("status", [404, 410])
def test_l19_a_page_that_is_gone(filled, status):
    words = text(filled, SECOND)
    filled.server.remove(SECOND, status)
    assert filled.night(full=True).gone == 1
    first_gone = filled.now
    assert (removed(filled), text(filled, SECOND)) == ([], words)
    assert filled.night(hours=2, full=True).gone == 0
    assert removed(filled) == []  # twice, but too near
    filled.night(full=True)
    assert (removed(filled), text(filled, SECOND)) == ([SECOND], words)
    at = f"{first_gone:%Y-%m-%dT%H:%M:%SZ}"
    assert states(filled, SECOND) == [("present", 1, at), ("removed", 0, at)]
    filled.server.reset()
    filled.night(full=True)
    assert removed(filled) == []
    assert states(filled, SECOND) == [("present", 1, None), ("removed", 0, None), ("present", 1, None)]


def test_l19_a_page_that_only_the_listing_left_out(filled):
    filled.server.behaviours = Behaviours(removed=frozenset({page_key(SECOND)}))
    filled.night(full=True)
    assert removed(filled) == []
    filled.night(hours=1, full=True)
    assert removed(filled) == []
    filled.night(full=True)
    assert removed(filled) == [SECOND]
    filled.server.reset()
    filled.night(full=True)
    assert removed(filled) == []


def test_l19_ordinary_nights_find_what_is_gone(filled):
    filled.server.remove(OLDEST)
    for _ in range(90):
        filled.look()
        if filled.states()["gone"]:
            break
    filled.night()
    assert removed(filled) == [OLDEST]


# Troubles on the way


@pytest.mark.parametrize("status", [500, 503, 520])
def test_l20_a_burst_of_errors(nights, status):
    nights.server.answer_with(exactly(NEWEST), faults.technical_problem(status), times=3)
    assert nights.look().code == DONE
    assert set(nights.states()) == {"held", "moved"}


def test_l20_an_error_that_lasts(nights):
    nights.server.answer_with(exactly(NEWEST), faults.technical_problem(502))
    for _ in range(2):
        assert nights.look().code == PARTIAL
        assert 1 < nights.asked().count(NEWEST) < 10
    ((state, failures),) = nights.private(
        "select state, failures from queue where page_key = ?", page_key(NEWEST)
    )
    assert (state, failures) == ("failed", 2)
    nights.server.reset()
    assert nights.look().code == DONE
    assert set(nights.states()) == {"held", "moved"}


@pytest.mark.parametrize(
    ("answer", "delay"),
    [(HANG_UP, 0), (Response(200, (), b"late"), 0.4), (faults.captive_portal(), 0)],
)
def test_l21_no_answer_late_answer_or_another_server(filled, monkeypatch, answer, delay):
    monkeypatch.setattr(client, "_TIMEOUT", httpx.Timeout(0.2))
    filled.server.answer_with(exactly(NEWEST), answer, delay=delay)
    for _ in range(2):
        assert filled.night(full=True).exit_code == PARTIAL
    assert removed(filled) == []
    assert text(filled, NEWEST)


def test_l21_what_never_answered_counts_as_failed(nights):
    nights.server.answer_with(exactly(NEWEST), HANG_UP)
    nights.night()
    assert nights.public("select sum(failed) from coverage") == [(1,)]
    nights.server.reset()
    nights.night()
    assert nights.public("select sum(failed) from coverage") == [(0,)]


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *"])
def test_l21_a_server_that_falls_silent(nights, monkeypatch, said):
    """Before its first word, or in the middle of the body: here of robots.txt, so nothing else is asked."""
    monkeypatch.setattr(client, "_TIMEOUT", httpx.Timeout(0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor() as beside:
        nights.settings = {"base_url": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        looking = beside.submit(nights.look)
        visits = []
        silent.settimeout(0.1)
        while not looking.done():
            with suppress(TimeoutError):
                visits.append(silent.accept()[0])
                visits[-1].sendall(said)
        for visit in visits:
            visit.close()
        assert looking.result().code == UNREACHABLE
    assert len(visits) == 2
    assert nights.private("select count(*) from captures") == [(0,)]


@pytest.mark.parametrize(
    "base_url",
    ["http://127.0.0.1:9", "https://127.0.0.1:{port}", "http://nowhere.invalid", "http://127.1:{port}"],
    ids=["nobody listens", "no TLS", "no such name", "a public name of a private address"],
)
def test_l21_a_host_that_is_not_reached(nights, base_url):
    port = nights.server.base_url.rpartition(":")[2]
    nights.settings = {
        "base_url": base_url.format(port=port), "contact": "keeper@sample.test", "min_delay_seconds": 0.01,
    }  # fmt: skip
    assert nights.look().code == UNREACHABLE
    assert nights.asked() == []
    assert nights.private("select count(*) from captures") == [(0,)]


# Whole or not at all

CUT = {
    "l22": [faults.short_of_its_length, faults.broken_chunks],
    "l23": [faults.cut_gzip],
    "l24": [faults.encoded("br"), faults.encoded("zstd"), faults.encoded("gzip, br")],
    "l25": [faults.not_gzip],
    "l30": [faults.in_part],
}


def never_stored(nights: Nights, change) -> None:
    nights.server.answer_with(exactly(NEWEST), change)
    nights.server.answer_with(exactly(SECOND), faults.gzipped)
    assert nights.look().code == PARTIAL
    assert statuses(nights, NEWEST) == []
    assert statuses(nights, SECOND) == [200]
    nights.server.reset()
    assert nights.look().code == DONE
    assert nights.captures(NEWEST)[0].status == 200
    assert set(nights.states()) == {"held", "moved"}


@pytest.mark.parametrize("change", CUT["l22"])
def test_l22_a_body_shorter_than_it_says(nights, change):
    never_stored(nights, change)


@pytest.mark.parametrize("change", CUT["l23"])
def test_l23_a_packed_body_that_was_cut(nights, change):
    never_stored(nights, change)


@pytest.mark.parametrize("change", CUT["l24"])
def test_l24_an_encoding_that_was_not_asked_for(nights, change):
    never_stored(nights, change)


@pytest.mark.parametrize("change", CUT["l25"])
def test_l25_a_body_that_is_not_packed_as_it_says(nights, change):
    never_stored(nights, change)


# What changes and what does not


def test_l26_other_bytes_with_the_same_words(nights):
    nights.server.behaviours = Behaviours(nonces=True)
    nights.night()
    before, versions = kept(nights), nights.public("select count(*) from versions")
    result = nights.night(full=True)
    assert (result.exit_code, result.changed, result.new) == (DONE, 0, 0)
    assert (kept(nights), nights.public("select count(*) from versions")) == (before, versions)
    seen = nights.public("select distinct last_seen from responses where capture_sha256 is not null")
    assert seen == [(f"{nights.now:%Y-%m-%dT%H:%M:%SZ}",)]


def test_l27_an_edit_in_place(filled):
    before = text(filled, NEWEST)
    filled.server.edit(NEWEST, "request", "demand")
    result = filled.night(full=True)
    assert (result.changed, result.new) == (1, 0)
    versions = filled.public(
        "select v.text, v.first_seen, v.last_seen from versions v join responses r on r.id = response_id"
        " where r.url = ? order by v.id", filled.profile.absolute(NEWEST)
    )  # fmt: skip
    assert [row[0] for row in versions] == [before, text(filled, NEWEST)]
    assert versions[0][2] < versions[1][1]
    assert before != text(filled, NEWEST)


def test_l27_an_edit_that_the_listing_tells_of_is_seen_at_once(filled):
    filled.server.edit(SECOND, "request", "demand")
    title = SITE.item(SECOND).title.encode()

    def corrected(usual: Response) -> Response:
        return replace(usual, headers=(), body=usual.body.replace(title, title + b" (corrected)"))

    filled.server.answer_with(f"{LISTING}$", corrected)
    filled.night(hours=1)
    assert "demand" in text(filled, SECOND)


# Files


SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(nights: Nights, path: str, columns: str) -> list[tuple[object, ...]]:
    """Return what the public file says of the files at ``path``."""
    url = nights.profile.absolute(path)
    return nights.public(f"select distinct {columns} from attachments where url = ?", url)


@pytest.mark.parametrize("media", [HTML, SPREADSHEET])
def test_l28_a_web_page_in_the_place_of_a_file_is_never_the_file(nights, media):
    file = LONE_FILES[0].path
    page = replace(faults.technical_problem(), headers=(("Content-Type", media),))
    nights.server.answer_with(exactly(file), page)
    assert nights.night().exit_code == DONE
    said = "the site answered with a web page or nothing instead of the file"
    assert answer(nights, file, "state, reason") == [("not_held", said)]
    queued = "select state from queue where url = ?"
    assert nights.private(queued, nights.profile.absolute(file)) == [("failed",)]
    nights.server.reset()
    nights.night()
    assert answer(nights, file, "state, reason") == [("held", None)]
    nights.server.answer_with(exactly(file), page)
    nights.night(full=True)
    assert answer(nights, file, "state, reason") == [("held", None)]


def test_l28_a_challenge_in_the_place_of_a_file_stops_the_host(nights):
    nights.server.answer_with(exactly(LONE_FILES[0].path), challenge(200))
    assert nights.night().exit_code == BLOCKED
    assert answer(nights, LONE_FILES[0].path, "state") == [("not_held",)]
    assert nights.night(hours=1).exit_code == BLOCKED
    assert nights.asked() == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (not_found(), "the site answered 404"),
        (not_found(410), "the site answered 410"),
        (Response(403, (("Content-Type", "text/plain"),), b"Forbidden"), "the site answered 403"),
        (Response(200, (("Content-Type", SPREADSHEET),), b""), "a web page or nothing"),
        (faults.redirect(faults.ANOTHER_HOST), "on another host"),
        (faults.in_part, "part of the page"),
    ],
    ids=["404", "410", "403", "nothing", "elsewhere", "a part"],
)
def test_l29_a_file_that_is_missing_is_a_state_of_that_file(nights, change, reason):
    nights.server.answer_with(exactly(LONE_FILES[0].path), change)
    assert nights.night().exit_code == DONE
    ((state, why),) = answer(nights, LONE_FILES[0].path, "state, reason")
    assert state == "not_held"
    assert reason in why
    assert answer(nights, LONE_FILES[1].path, "state") == [("held",)]


def test_files_that_are_refused_one_after_another_are_a_refusal_of_the_host(nights):
    nights.server.answer_with("^/SysSiteAssets/", Response(403, (("Content-Type", "text/plain"),), b"No"))
    assert nights.night().exit_code == BLOCKED
    refused = [path for path in nights.asked() if "SysSiteAssets" in path]
    assert len(refused) == 3
    assert nights.asked()[-1] == refused[-1]
    nights.night(hours=1)
    assert nights.asked() == []


def test_l29_a_file_that_moved_is_followed_and_has_both_addresses(nights):
    old, new = LONE_FILES[0].path, LONE_FILES[0].path.replace("corporate", "archived")
    file = nights.server.respond(old, "")
    nights.server.answer_with(exactly(old), faults.redirect(new, 301))
    nights.server.answer_with(exactly(new), file)
    assert nights.night().exit_code == DONE
    assert answer(nights, old, "state, bytes") == [("held", len(file.body))]
    states = dict(nights.private("select url, state from queue where kind = 'file'"))
    assert states[nights.profile.absolute(old)] == "moved"
    assert states[nights.profile.absolute(new)] == "held"


def test_l29_rubbish_is_held_and_has_no_text(nights):
    rubbish = Response(200, (("Content-Type", SPREADSHEET),), bytes(range(256)) * 20)
    nights.server.answer_with(exactly(LONE_FILES[0].path), rubbish)
    assert nights.night().exit_code == DONE
    ((state, reason, size),) = answer(nights, LONE_FILES[0].path, "state, reason, bytes")
    assert (state, size) == ("unreadable", 5120)
    assert reason


def test_l29_a_file_that_is_closed_to_robots_is_not_asked_for(nights):
    rules = Response(200, (("Content-Type", "text/plain"),), b"User-agent: *\nDisallow: /SysSiteAssets/")
    nights.server.answer_with("^/robots.txt", rules)
    assert nights.night().exit_code == DONE
    assert not [path for path in nights.asked() if "SysSiteAssets" in path]
    assert set(nights.public("select state, reason from attachments")) == {
        ("not_held", "closed by robots.txt")
    }


@pytest.mark.parametrize("stated", [True, False], ids=["stated length", "streamed"])
def test_l29_a_file_that_is_too_large_is_a_state_and_nothing_of_it_is_kept(nights, stated, monkeypatch):
    monkeypatch.setattr(PoliteClient.get_file, "__kwdefaults__", {"max_bytes": 100_000})
    headers = (("Content-Type", SPREADSHEET),)
    if not stated:
        headers = (*headers, ("Transfer-Encoding", "chunked"))
    body = b"x" * 200_000
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    nights.server.answer_with(
        exactly(LONE_FILES[0].path), Response(200, headers, body if stated else chunked)
    )
    assert nights.night().exit_code == DONE
    ((state, reason),) = answer(nights, LONE_FILES[0].path, "state, reason")
    assert state == "too_large"
    assert "100,000" in reason
    assert nights.captures(LONE_FILES[0].path) == []
    nights.server.reset()
    nights.night()
    assert answer(nights, LONE_FILES[0].path, "state, reason") == [("held", None)]


@pytest.mark.parametrize("change", [faults.short_of_its_length, faults.cut_gzip], ids=["short", "cut gzip"])
def test_l29_a_file_that_does_not_come_whole_waits_for_the_next_run(nights, change):
    nights.server.answer_with(exactly(LONE_FILES[0].path), change)
    assert nights.night().exit_code == PARTIAL
    assert nights.captures(LONE_FILES[0].path) == []
    assert answer(nights, LONE_FILES[0].path, "state") == [("not_held",)]
    nights.server.reset()
    assert nights.night().exit_code == DONE
    assert answer(nights, LONE_FILES[0].path, "state") == [("held",)]


def test_l29_a_file_replaced_under_its_address_has_two_versions(nights):
    nights.night()
    path = LONE_FILES[0].path
    nights.server.answer_with(
        exactly(path), Response(200, (("Content-Type", "text/csv"),), b"Hats,7\nBoots,9")
    )
    nights.night(full=True)  # on other nights a ninetieth of the files and one are looked at
    assert answer(nights, path, "state, media_type") == [("held", "text/csv")]
    versions = nights.public(
        "select v.sha256 from attachment_versions v join attachments a on a.id = attachment_id"
        " where url = ? order by v.first_seen", nights.profile.absolute(path)
    )  # fmt: skip
    assert len({sha256 for (sha256,) in versions}) == len(versions) == 2


def test_l29_the_same_bytes_at_two_addresses_are_kept_once(nights):
    for card in LONE_FILES:
        nights.server.answer_with(
            exactly(card.path), Response(200, (("Content-Type", "text/csv"),), b"Hats,7")
        )
    nights.night()
    digests = {answer(nights, card.path, "state, sha256")[0] for card in LONE_FILES}
    assert len(digests) == 1
    ((_, sha256),) = digests
    assert nights.private("select count(*) from bodies where sha256 = ?", sha256) == [(1,)]


@pytest.mark.parametrize("name", ["figures.jpg.jpg", "figures.pdf", "figures"])
def test_l29_what_a_file_is_its_bytes_decide(nights, name):
    real = nights.server.respond(LONE_FILES[0].path, "")
    wrong = replace(real, headers=(("Content-Type", "image/jpeg"),))
    path = LONE_FILES[0].path.replace("spending-over-500-march-2023.xlsx", name)
    usual = nights.server.respond(LISTING, "")
    nights.server.answer_with(exactly(path), wrong)
    nights.server.answer_with(
        f"^{re.escape(LISTING)}",
        lambda page: replace(page, body=page.body.replace(LONE_FILES[0].path.encode(), path.encode())),
    )
    assert usual.status == 200
    nights.night()
    assert answer(nights, path, "state, media_type") == [("held", SPREADSHEET)]


def linked(nights: Nights) -> list[tuple[str, str]]:
    """Return the paths of pages, each with that of a file it links to."""
    rows = nights.public(
        "select r.url, a.url from attachments a join responses r on r.id = response_id"
        " where capture_sha256 is not null and r.url not in (select url from urls group by response_id"
        " having count(*) > 1) order by r.url, a.url"
    )
    return [(urlsplit(page).path, urlsplit(file).path) for page, file in rows]


def test_files_follow_their_pages_and_are_asked_on_condition_less_and_less_often(nights):
    nights.night()
    asked = nights.asked()
    for page, file in linked(nights):
        assert asked.index(page) < asked.index(file)
    times = Counter(path for path in asked if "SysSiteAssets" in path)
    assert set(times.values()) == {1}
    again = []
    for _ in range(40):
        nights.night()
        again += [access for access in nights.server.log if "SysSiteAssets" in access.path]
    assert {access.status for access in again} == {304}
    assert 5 <= len(again) <= 40


def test_a_limit_counts_pages_and_their_files_come_along(nights):
    nights.night(limit=12)
    assert sum(path.startswith(FOLDER) for path in nights.asked()) == 12
    files = {file for _, file in linked(nights)}
    assert files
    assert files <= set(nights.asked())


def test_a_look_ahead_counts_files(nights):
    def ahead(**options: object) -> Forecast:
        return forecast(
            nights.profile, nights.data, sources=("live",), report=lambda done, total: None,
            clock=lambda: nights.now + timedelta(days=1), **{"limit": None, "full": False, **options},
        )  # fmt: skip

    first = ahead()
    lone, pages = len(LONE_FILES), len(SITE.items)
    assert first.pages >= pages + lone
    assert f"{lone} files are among them" in first.message
    assert "files that new pages link to come on top" in first.message
    nights.night()
    known = nights.private("select count(*) from queue where kind = 'file'")[0][0]
    before = nights.private("select * from queue order by page_key")
    assert f"{known} files are among them" in ahead(full=True).message
    assert nights.private("select * from queue order by page_key") == before


def test_a_file_is_looked_at_again_when_its_page_has_changed(nights):
    nights.night()
    page, file = next((page, file) for page, file in linked(nights) if SITE.item(page).encoding == "utf-8")
    for _ in range(6):
        nights.night()
    nights.server.edit(page, SITE.item(page).title, f"{SITE.item(page).title} (corrected)")
    while page not in nights.asked():
        nights.night()
    assert file in nights.asked()


# Conditional requests


@pytest.mark.parametrize("change", CUT["l30"])
def test_l30_a_part_where_the_whole_was_asked_for(nights, change):
    never_stored(nights, change)


def test_l30_unchanged_without_having_been_asked(nights):
    nights.server.answer_with(exactly(NEWEST), Response(304, (), b""))
    assert nights.look().code == PARTIAL
    assert statuses(nights, NEWEST) == []
    nights.server.reset()
    assert nights.look().code == DONE
    assert set(nights.states()) == {"held", "moved"}


def test_l30_unchanged_where_the_body_is_not_held_is_asked_for_whole(filled):
    (capture,) = filled.captures(NEWEST)
    with CaptureStore.open(filled.data / "captures.db") as store:
        for table in ("bodies", "captures"):
            store.execute(f"drop trigger {table}_stay")
        store.execute("pragma foreign_keys = off")
        store.execute("delete from bodies where sha256 = ?", (capture.sha256,))
        store.execute("delete from looks where capture_id = ?", (capture.id,))
        store.execute("delete from captures where id = ?", (capture.id,))
    assert filled.night(full=True).exit_code == DONE
    assert held(filled) == len(SITE.items)
    (access,) = [access for access in filled.server.log if access.path == NEWEST]
    assert (access.status, "If-None-Match" in dict(access.headers)) == (200, False)


@pytest.mark.parametrize(
    ("change", "answers"),
    [
        (lambda usual: usual, {304}),
        (faults.weak_tag, {304}),
        (faults.date_alone, {304}),
        (faults.changing_tag(), {200}),
        (faults.without_validators, {200}),
    ],
    ids=["tag and date", "weak tag", "date", "another tag each time", "none"],
)
def test_l31_validators_of_every_kind(nights, change, answers):
    nights.server.answer_with("^/foi-ai/barchester", change)
    nights.look()
    before = kept(nights)
    for _ in range(2):
        assert nights.look(full=True).code == DONE
        assert {access.status for access in nights.server.log if access.path in PLAIN} == answers
    assert kept(nights) == before
    nights.server.reset()
    nights.server.edit(NEWEST, "request", "demand")
    assert nights.look(full=True).counts.changed == 1


# Reading


def test_l32_mislabelled_bytes_come_back_as_they_were_meant(filled):
    odd = next(item for item in SITE.items if item.encoding.startswith("windows-1252"))
    ((capture,),) = [filled.captures(odd.path)]
    with CaptureStore.open(filled.data / "captures.db", read_only=True) as store:
        assert store.read(capture.sha256) == SITE.responses(odd.path).body
    assert "\ufffd" not in text(filled, odd.path)
    if odd.reference:
        assert odd.reference in text(filled, odd.path)


@pytest.mark.parametrize(
    ("old", "new"),
    [("reference no:", "reference\u00a0no:\u00a0"), ("<body", "\ufeff<body"), ("request", "re\0quest")],
)
def test_l32_characters_that_are_not_seen(nights, old, new):
    path = next(path for path in PLAIN if SITE.item(path).reference)
    body = SITE.responses(path).body.replace(old.encode(), new.encode(), 1)
    nights.server.answer_with(exactly(path), lambda usual: replace(usual, body=body))
    assert nights.night().exit_code == DONE
    rows = nights.public("select reference from responses where url = ?", nights.profile.absolute(path))
    assert rows == [(SITE.item(path).reference,)]
    (capture,) = nights.captures(path)
    with CaptureStore.open(nights.data / "captures.db", read_only=True) as store:
        assert store.read(capture.sha256) == body


def test_l33_odd_references_are_stored_and_noted(nights):
    source, other = PLAIN[0], PLAIN[1]
    mine, theirs = SITE.item(source).reference, SITE.item(other).reference
    nights.server.edit(source, mine, theirs)
    nights.night()
    rows = nights.public("select diagnostics from responses where reference = ?", theirs)
    assert len(rows) == 2
    assert all("reference.shared" in codes for (codes,) in rows)
    assert held(nights) == len(SITE.items)


# Clocks, and stops at any moment


def test_l34_a_clock_that_is_set_back_or_forward(filled):
    filled.server.edit(NEWEST, "request", "demand")
    filled.night(hours=-24 * 365, full=True)
    assert "demand" in text(filled, NEWEST)  # the newer answer, though its time is an earlier one
    assert removed(filled) == []
    filled.server.edit(NEWEST, "demand", "wish")
    filled.night(hours=24 * 365 * 4, full=True)
    assert "wish" in text(filled, NEWEST)
    filled.night(hours=-24 * 365 * 2)
    assert (held(filled), removed(filled)) == (len(SITE.items), [])
    assert len(filled.asked()) > 1  # what seems to lie ahead is due


def test_l34_a_rest_that_a_wrong_clock_noted_ends(nights):
    nights.server.answer_with(LISTING, challenge(403), times=1)
    nights.look(hours=24 * 365)
    assert nights.look(hours=-24 * 365).code == BLOCKED
    assert nights.look(hours=4).code == DONE


def test_l34_requests_are_spaced_by_a_clock_that_nobody_sets(nights):
    nights.settings = {"min_delay_seconds": 0.05}
    nights.look(limit=5)
    times = [access.at for access in nights.server.log]
    assert min(later - earlier for earlier, later in pairwise(times)) >= 0.05


def test_l35_a_run_that_is_stopped_goes_on_and_asks_for_nothing_twice(nights):
    nights.look(limit=9)
    first = {path for path in nights.asked() if path in PLAIN}
    assert nights.look(hours=0).code == DONE
    again = {path for path in nights.asked() if path in PLAIN}
    assert (first & again, set(nights.states())) == (set(), {"held", "moved"})


def test_l35_a_second_start_is_refused(nights):
    with writing(nights.data), pytest.raises(Failure) as caught, writing(nights.data):
        pass
    assert caught.value.code == ExitCode.LOCKED


def test_every_case_has_its_test():
    numbers = {int(found[1]) for name in globals() if (found := re.match(r"test_l(\d\d)_", name))}
    assert numbers == set(range(1, 36))
