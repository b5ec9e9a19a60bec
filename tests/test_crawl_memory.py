"""What captures.db remembers of the crawl: looks with nothing new, the queue, rests, cursors, walks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.store.captures import CaptureStore
from archive.store.cursors import Cursors, Walk, add_walk, walks
from archive.store.looks import Looks, Validators
from archive.store.queue import Queue, Queued
from archive.store.rests import Rest, Rests
from parsers.models import Capture

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://www.met.police.uk/foi-ai/metropolitan-police/d/july-2022/owls/"
KEY = "/foi-ai/metropolitan-police/d/july-2022/owls"


def answer(body: bytes = b"Owls", day: int = 0, **more: object) -> Capture:
    headers = (("etag", f'"{day}"'), ("last-modified", "Fri, 01 Mar 2024 11:00:00 GMT"))
    whole = Capture(URL, NOON + day * DAY, 200, "text/html", body, "live", URL, headers)
    return replace(whole, **more)


@pytest.fixture
def store(tmp_path) -> Iterator[CaptureStore]:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        yield store


@pytest.fixture
def looks(store) -> Looks:
    return Looks(store, "met")


# Looks


def seen(looks: Looks) -> tuple[str, str, int]:
    held = looks.newest(KEY)
    return held.captured_at, held.seen_at, held.answers


def test_an_answer_is_seen_when_it_came(looks):
    assert looks.newest(KEY) is None
    looks.keep(answer(), KEY, good=True)
    kept = looks.newest(KEY)
    assert kept
    assert (kept.captured_at, kept.seen_at, kept.answers) == (
        "2024-03-01T12:00:00Z",
        "2024-03-01T12:00:00Z",
        1,
    )


def test_an_answer_with_nothing_new_adds_no_row(store, looks):
    looks.keep(answer(), KEY, good=True)
    before = store.execute("select count(*) from captures").fetchone()
    looks.confirm(looks.newest(KEY), answer(b"", 3, status=304), good=True)
    kept = looks.newest(KEY)
    assert (kept.captured_at, kept.seen_at, kept.answers) == (
        "2024-03-01T12:00:00Z",
        "2024-03-04T12:00:00Z",
        2,
    )
    assert store.execute("select count(*) from captures").fetchone() == before
    looks.confirm(looks.newest(KEY), answer(day=1), good=True)  # a clock that was set back
    assert looks.newest(KEY).seen_at == "2024-03-04T12:00:00Z"


def test_a_clock_that_was_set_back_does_not_turn_the_order_round(looks):
    looks.keep(answer(b"first", 5), KEY, good=True)
    looks.keep(answer(b"second", 0), KEY, good=True)
    assert looks.newest(KEY).captured_at == "2024-03-06T12:00:01Z"
    looks.keep(answer(b"first", 0), KEY, good=True)
    assert looks.newest(KEY).captured_at == "2024-03-06T12:00:02Z"


DATED = "Fri, 01 Mar 2024 11:00:00 GMT"


def test_validators_are_those_of_the_newest_answer(looks):
    assert looks.validators(KEY) is None
    looks.keep(answer(), KEY, good=True)
    assert looks.validators(KEY) == Validators('"0"', DATED)
    looks.confirm(looks.newest(KEY), answer(day=1), good=True)
    assert looks.validators(KEY) == Validators('"1"', DATED)
    looks.confirm(
        looks.newest(KEY), answer(b"", 2, status=304, headers=()), good=True
    )  # need not repeat them
    assert looks.validators(KEY) == Validators('"1"', DATED)
    looks.confirm(looks.newest(KEY), answer(day=3, headers=()), good=True)
    assert looks.validators(KEY) is None


@pytest.mark.parametrize(
    ("newest", "good"),
    [
        (answer(day=1, status=404), True),
        (answer(b"Sorry, a fault", 1), False),
        (answer(b"Welcome", 1, headers=()), True),
    ],
)
def test_no_validators_where_unchanged_would_tell_nothing(looks, newest, good):
    looks.keep(answer(), KEY, good=True)
    looks.keep(newest, KEY, good=good)
    assert looks.validators(KEY) is None


def test_no_validators_where_another_source_was_newer(store, looks):
    looks.keep(answer(), KEY, good=True)
    store.add("met", answer(b"As a person saved it", 1, source="file"), KEY)
    assert looks.validators(KEY) is None


def test_no_validators_where_the_body_is_not_held_any_more(store, looks):
    looks.keep(answer(), KEY, good=True)
    store.execute("drop trigger bodies_stay")
    store.execute("pragma foreign_keys = off")
    store.execute("delete from bodies")
    assert looks.validators(KEY) is None


# The queue

PAGE = Queued(KEY, URL, "item", "waiting", "", "2024-03-01T12:00:00Z", None, "2024-03-01T12:00:00Z", 0)


def queued(name: str, **more: object) -> Queued:
    return PAGE._replace(key=f"/{name}", url=f"https://host/{name}", **more)


def paths(urls: tuple[str, ...]) -> list[str]:
    return [url.removeprefix("https://host") for url in urls]


def test_a_page_stands_as_it_was_last_put(store):
    queue = Queue(store, "met")
    assert queue.get(KEY) is None
    queue.put(PAGE)
    later = PAGE._replace(state="held", looked_at="2024-03-02T12:00:00Z", due=None, listed_as="x")
    queue.put(later)
    assert queue.get(KEY) == later
    assert Queue(store, "other").get(KEY) is None


def test_who_is_asked(store):
    queue = Queue(store, "met")
    past, future = "2024-02-01T00:00:00Z", "2024-04-01T00:00:00Z"
    for page in (
        queued("waiting"),
        queued("failed", state="failed", due=past),
        queued("later", state="failed", due=future),
        queued("gone", state="gone", due=past, looked_at=past),
        queued("sure", state="gone", due=None, looked_at="2024-01-01T00:00:00Z"),
        queued("held", state="held", due=past, looked_at="2024-01-15T00:00:00Z"),
        queued("rested", state="held", due=future, looked_at="2024-02-20T00:00:00Z"),
        queued("moved", state="moved", due=None),
        queued("file", kind="file", due=None),
        queued("figures", kind="file", state="held", due="2024-02-02T00:00:00Z"),
        queued("missed", kind="file", state="failed", failures=1, due=past),
    ):
        queue.put(page)
    assert paths(queue.unanswered(NOON)) == ["/failed", "/gone", "/waiting"]
    assert [page.key for page in queue.wished(NOON, 9)] == ["/held", "/figures"]
    assert queue.wished(NOON, 0) == ()
    assert paths(queue.longest_ago(3)) == ["/sure", "/held", "/gone"]
    assert [look[:10] for look in queue.last_looks()] == [
        "2024-01-01",
        "2024-01-15",
        "2024-02-01",
        "2024-02-20",
    ]
    assert queue.count("held", "gone") == 4
    assert len(queue.all()) == 7


def test_captures_that_nothing_named(store):
    queue = Queue(store, "met")
    store.add("met", answer(source="wayback"), KEY)
    store.add("met", replace(answer(b"saved"), url="", source="file"), "ref:01.FOI.22.000001")
    assert queue.strangers() == (URL,)
    queue.put(PAGE)
    assert queue.strangers() == ()


# Rests, cursors, walks


def test_a_rest_is_kept_until_it_is_lifted(store):
    rests = Rests(store)
    rest = Rest(NOON, NOON + DAY, wall=True, reason="a browser check")
    rests.begin("host", rest)
    assert rests.get("host") == rest
    assert rest.length == DAY
    rests.begin("host", rest._replace(wall=False))
    assert not rests.get("host").wall
    rests.lift("host")
    assert rests.get("host") is None


def test_cursors_belong_to_a_source(store):
    mine, other = Cursors(store, "met", "live"), Cursors(store, "met", "wayback")
    mine.put("page", "7")
    mine.put("page", "8")
    assert (mine.get("page"), other.get("page")) == ("8", None)
    mine.drop("page")
    assert mine.get("page") is None


def test_walks_the_last_one_first(store):
    for day in (0, 1):
        add_walk(store, "met", NOON + day * DAY, NOON + day * DAY, 9 + day)
    assert walks(store, "met") == (
        Walk("2024-03-02T12:00:00Z", "2024-03-02T12:00:00Z", 10),
        Walk("2024-03-01T12:00:00Z", "2024-03-01T12:00:00Z", 9),
    )
    assert walks(store, "other") == ()
