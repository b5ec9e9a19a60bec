"""The live source over real HTTP: a listing walked to its end, items once each, and every trouble told."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from parsers.models import ListingEntry
from parsers.profile import Profile
from scraper.client import PoliteClient
from scraper.events import (
    Blocked,
    Event,
    Failed,
    Fetched,
    LimitReached,
    Listed,
    ListingEnded,
    Mapped,
    Skipped,
)
from scraper.fetch_errors import ChallengePage, HostRefuses, RobotsForbids, ServerError, ToldToWait
from scraper.listing_walk import (
    next_number,
)
from scraper.live import (
    live,
)
from tests.loopback import ITEM, LISTING, Loopback, Reply, item_page, listing_page, page, robots


@pytest.fixture
def site() -> Iterator[Loopback]:
    with Loopback() as site:
        site.reply(LISTING, listing_page("a", "b", onward="?page=2"))
        site.reply(f"{LISTING}?page=2", listing_page("c"))
        for number, name in enumerate("abcd"):
            site.reply(ITEM.format(name), item_page(number))
        yield site


@dataclass
class Notes:
    """An agenda: which items are known, by name, which of them wait, and which are looked at again."""

    known: str = ""
    waits: str = ""
    looks: str = ""
    host: str = ""

    def is_news(self, entry: ListingEntry) -> bool:
        return self.wants(entry.url)

    def wants(self, url: str) -> bool:
        return not url.endswith(".xlsx") and url.rstrip("/")[-1] not in self.known

    def waiting(self) -> list[str]:
        return [self.host + ITEM.format(name) for name in self.waits]

    def again(self) -> list[str]:
        return [self.host + ITEM.format(name) for name in self.looks]


def run(
    site: Loopback,
    *,
    known: str = "",
    waits: str = "",
    looks: str = "",
    profile: Profile | None = None,
    **options,
) -> list[Event]:
    agenda = Notes(known, waits, looks, site.url)
    with PoliteClient(profile or site.profile()) as client:
        return list(live(client.profile, client, agenda, **options))


def items(events: list[Event]) -> list[tuple[str, str]]:
    """Return the last part of the path and the kind of what was fetched beside listings."""
    fetched = [
        event for event in events if isinstance(event, Fetched) and event.kind not in {"listing", None}
    ]
    return [(event.capture.url.rstrip("/").rpartition("/")[2], event.kind) for event in fetched]


def of(events: list[Event], kind: type[Event]) -> list:
    return [event for event in events if isinstance(event, kind)]


def ended(events: list[Event]) -> ListingEnded:
    [end] = of(events, ListingEnded)
    return end


def test_listing_pages_and_their_items_newest_first(site):
    events = run(site)
    assert site.paths() == [
        LISTING,
        ITEM.format("a"),
        ITEM.format("b"),
        f"{LISTING}?page=2",
        ITEM.format("c"),
    ]
    assert items(events) == [("a", "item"), ("b", "item"), ("c", "item")]
    titles = [[entry.title for entry in event.entries] for event in of(events, Listed)]
    assert titles == [["About a", "About b"], ["About c"]]
    assert ended(events).complete


def test_each_answer_is_given_before_the_next_is_asked_for(site):
    with PoliteClient(site.profile()) as client:
        events = live(client.profile, client, Notes())
        assert next(events).capture.url == f"{site.url}/robots.txt"
        assert isinstance(next(events), Fetched)
        assert site.paths() == [LISTING]


def test_items_that_are_not_wanted_are_left(site):
    assert items(run(site, known="ac")) == [("b", "item")]


def test_what_waits_and_what_is_looked_at_again_follow_the_listing(site):
    assert items(run(site, known="abc", waits="cd", looks="da")) == [
        ("c", "item"), ("d", "item"), ("a", "item"),
    ]  # fmt: skip


def test_a_listing_is_left_where_nothing_is_new(site):
    events = run(site, known="ab", whole=False)
    assert site.paths() == [LISTING]
    assert (ended(events).complete, ended(events).whole) == (True, False)
    assert ended(run(site, known="ab", whole=True)).whole
    assert items(run(site, known="a", whole=False)) == [("b", "item"), ("c", "item")]


def test_a_listing_of_one_page_is_seen_whole_every_night(site):
    site.reply(LISTING, listing_page("a", "b"))
    assert ended(run(site, known="ab", whole=False)).whole


def test_a_listing_that_changes_meanwhile_is_not_seen_whole(site):
    for path, claim, reply in (
        (LISTING, b"3 results", listing_page("a", "b", onward="?page=2")),
        (f"{LISTING}?page=2", b"4 results", listing_page("c")),
    ):
        site.reply(path, replace(reply, body=reply.body.replace(b"<ul>", b"<p>" + claim + b"</p><ul>")))
    site.reply(f"{LISTING}?page=3", page("Not here", status=404))
    assert (ended(run(site)).complete, ended(run(site)).whole) == (True, False)


SITEMAPS = {
    "/sitemap.xml": "<sitemapindex><sitemap><loc>/more.xml</loc></sitemap>"
    "<sitemap><loc>https://elsewhere.test/sitemap.xml</loc></sitemap></sitemapindex>",
    "/more.xml": f"<urlset><url><loc>{ITEM.format('d')}</loc></url><url><loc>/news/</loc></url></urlset>",
}


def test_the_sitemap_is_read_with_the_whole_listing(site):
    site.reply("/robots.txt", robots("User-agent: *\nSitemap: /sitemap.xml\n"))
    for path, text in SITEMAPS.items():
        site.reply(path, Reply(text.encode(), headers={"Content-Type": "text/xml"}))
    index, sitemap = of(run(site), Mapped)
    assert site.paths()[-2:] == ["/sitemap.xml", "/more.xml"]  # and of no other host
    assert (index.pages, sitemap.pages) == ((), (site.url + ITEM.format("d"),))
    assert not of(run(site, known="ab", whole=False), Mapped)


def test_a_limit_of_pages(site):
    events = run(site, known="a", limit=1)
    assert items(events) == [("b", "item")]
    assert isinstance(events[-1], LimitReached)
    assert not of(events, ListingEnded)
    assert ended(run(site, limit=3)).complete


def test_a_file_is_listed_and_not_fetched(site):
    site.reply(LISTING, page('<ul><li><a href="/files/boats.xlsx">Boats</a></li></ul>'))
    events = run(site)
    assert [entry.url for entry in of(events, Listed)[0].entries] == [f"{site.url}/files/boats.xlsx"]
    assert "/files/boats.xlsx" not in site.paths()


def test_an_item_on_two_listings_is_fetched_once(site):
    profile = replace(site.profile(), listing=(LISTING, "/foi/more/"))
    site.reply("/foi/more/", listing_page("c", "d"))
    events = run(site, profile=profile)
    assert items(events) == [(name, "item") for name in "abcd"]
    assert [end.complete for end in of(events, ListingEnded)] == [True, True]


# The end of a listing


@pytest.mark.parametrize(
    "second",
    [
        listing_page("a", "b", onward="?page=3"),  # names nothing new
        listing_page("c", onward="?page=2"),  # leads to itself
        listing_page("c", onward="?page=1&page=2"),
        listing_page("c", onward=LISTING),  # leads back
    ],
)
def test_a_listing_that_loops_is_not_complete(site, second):
    site.reply(f"{LISTING}?page=2", second)
    site.reply(f"{LISTING}?page=1&page=2", listing_page("a", onward="?page=2"))
    events = run(site)
    assert not ended(events).complete
    assert "loops" in ended(events).why
    assert len(set(site.paths())) == len(site.paths())


def test_a_shifted_entry_is_tolerated(site):
    site.reply(f"{LISTING}?page=2", listing_page("b", "c"))
    events = run(site)
    assert items(events) == [("a", "item"), ("b", "item"), ("c", "item")]
    assert ended(events).complete


def test_a_page_without_entries_is_passed_over(site):
    site.reply(LISTING, listing_page(onward="?page=2"))
    assert items(run(site)) == [("c", "item")]


def test_pages_without_entries_come_to_an_end(site):
    for number in range(2, 30):
        site.reply(f"{LISTING}?page={number}", listing_page(onward=f"?page={number + 1}"))
    assert ended(run(site)).complete
    assert len([path for path in site.paths() if path.startswith(LISTING)]) == 4


NO_SUCH_NUMBER = [page("Gone", status=404), page("Published items"), listing_page("c"), listing_page()]


@pytest.mark.parametrize("beyond", NO_SUCH_NUMBER)
@pytest.mark.parametrize("known", ["", "abc"])
def test_a_listing_that_says_nothing_of_more_is_paged_by_number(site, beyond, known):
    site.reply(LISTING, listing_page("a", "b"))
    site.reply(f"{LISTING}?page=3", beyond)
    events = run(site, known=known)
    assert items(events) == [(name, "item") for name in "abc" if name not in known]
    assert ended(events).whole
    assert not of(events, Failed)
    assert site.paths()[-1] == f"{LISTING}?page=3"


def test_a_number_that_robots_txt_closes_is_not_guessed(site):
    site.reply(LISTING, listing_page("a", "b"))
    site.reply("/robots.txt", robots("User-agent: *\nDisallow: /*?\n"))
    events = run(site)
    assert items(events) == [("a", "item"), ("b", "item")]
    assert ended(events).complete


def test_an_ordinary_night_on_a_listing_that_says_nothing_of_more(site):
    site.reply(LISTING, listing_page("a", "b"))
    events = run(site, known="abc", whole=False)
    assert site.paths() == [LISTING, f"{LISTING}?page=2"]
    assert not ended(events).whole  # a third page may name others


def test_a_listing_that_claims_more_is_paged_by_number(site):
    first = listing_page("a", "b")
    site.reply(LISTING, replace(first, body=first.body.replace(b"<ul>", b"<p>3 results</p><ul>")))
    assert items(run(site)) == [("a", "item"), ("b", "item"), ("c", "item")]


@pytest.mark.parametrize(
    ("claim", "complete"), [(b"2 results", True), (b"3 results", True), (b"300 results", False)]
)
def test_a_listing_that_ends_long_before_what_it_claims_is_not_complete(site, claim, complete):
    first = listing_page("a", "b")
    site.reply(LISTING, replace(first, body=first.body.replace(b"<ul>", b"<p>" + claim + b"</p><ul>")))
    site.reply(f"{LISTING}?page=2", page("Not here", status=404))
    assert ended(run(site)).complete is complete


@pytest.mark.parametrize("reply", [page("Sorry, a fault"), page("Gone", status=404), Reply(status=500)])
def test_a_listing_page_that_does_not_come_leaves_it_incomplete(site, reply):
    site.reply(f"{LISTING}?page=2", reply)
    events = run(site)
    assert items(events)[:2] == [("a", "item"), ("b", "item")]
    assert not ended(events).complete


@pytest.mark.parametrize(
    ("url", "following"),
    [("/l/", "/l/?page=2"), ("/l/?q=&page=9", "/l/?q=&page=10"), ("/l/?page=x", "/l/?page=2")],
)
def test_next_number(url, following):
    assert next_number(url) == following


# What is no item


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page("<h1>Not here</h1>", status=404), "gone"),
        (page("<h1>Not here</h1>", status=410), "gone"),
        (page("<h1>Page not found</h1>"), "soft-404"),
        (page("<h1>Sorry, there was a technical problem</h1>"), "unrecognised"),
        (Reply(b"\x89PNG\r\n", headers={"Content-Type": "image/png"}), "unrecognised"),
        (page("Bad", status=400), "error"),
    ],
)
def test_pages_that_are_no_items(site, reply, kind):
    site.reply(ITEM.format("a"), reply)
    assert items(run(site)) == [("a", kind), ("b", "item"), ("c", "item")]


def test_a_redirect_out_of_the_log_is_a_soft_404(site):
    site.reply(ITEM.format("a"), Reply(status=302, headers={"Location": "/"}))
    site.reply("/", page("Freedom of information and other news"))
    assert items(run(site))[:2] == [("a", "redirect"), (site.url.partition("//")[2], "soft-404")]


def test_a_redirect_to_a_new_address_keeps_both(site):
    site.reply(ITEM.format("a"), Reply(status=301, headers={"Location": ITEM.format("d")}))
    assert items(run(site))[:2] == [("a", "redirect"), ("d", "item")]


# Troubles


def test_a_page_that_fails_is_told_and_passed_over(site):
    site.reply(ITEM.format("a"), Reply(status=500))
    events = run(site)
    [failed] = of(events, Failed)
    assert isinstance(failed.error, ServerError)
    assert items(events) == [("b", "item"), ("c", "item")]
    assert ended(events).complete


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (page("x", status=403, cf_mitigated="challenge"), ChallengePage),
        (page("x", title="Just a moment..."), ChallengePage),
        (page("x", status=403), HostRefuses),
        (Reply(status=429, headers={"Retry-After": "86400"}), ToldToWait),
    ],
)
@pytest.mark.parametrize("path", [ITEM.format("b"), f"{LISTING}?page=2"])
def test_a_wall_midway_keeps_what_came_before(site, path, reply, kind):
    site.reply(path, reply)
    events = run(site)
    assert items(events)[0] == ("a", "item")
    assert isinstance(events[-1], Blocked)
    assert type(events[-1].error) is kind
    assert site.paths()[-1] == path
    assert not of(events, ListingEnded)


@pytest.mark.parametrize(
    "rules", [f"User-agent: *\nDisallow: {LISTING}\n", "User-agent: *\nDisallow: /*?page=\n"]
)
def test_a_listing_closed_by_robots_txt(site, rules):
    site.reply("/robots.txt", robots(rules))
    last = run(site)[-1]
    assert isinstance(last, Blocked)
    assert isinstance(last.error, RobotsForbids)


def test_an_item_closed_by_robots_txt_is_skipped(site):
    site.reply("/robots.txt", robots(f"User-agent: *\nDisallow: {ITEM.format('a')}\n"))
    events = run(site)
    assert len(of(events, Skipped)) == 1
    assert items(events) == [("b", "item"), ("c", "item")]
    assert ended(events).complete
