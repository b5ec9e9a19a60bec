"""Atom feeds by the rules of RFC 4287, and that a rebuilt archive gives no false news."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.running_site import running_site
from tests.site_fixture import HOSTILE, ITEMS, KENNELS, Item, umbrellas, write_site
from web.feed import Entry, Feed, atom
from web.published import PublishedFile

FEEDS = (
    "/search.atom",
    "/search.atom?q=knife",
    "/search.atom?q=zzqqxx",
    "/search.atom?q=%22%3Cb%3E%22+%26&decision=full_disclosure",
    "/changes.atom",
    "/changes.atom?kind=changed",
    "/changes.atom?kind=returned",
    "/exemptions/31.atom",
    "/exemptions/reg:12(5)(e).atom",
)
EVERYTHING = (*ITEMS, *umbrellas(100))
_ATOM = "{http://www.w3.org/2005/Atom}"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = write_site(tmp_path_factory.mktemp("feeds") / "foi.db", EVERYTHING)
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        yield client


def broken_rules(document: str) -> list[str]:
    """Return the rules of RFC 4287 that a feed breaks."""
    feed = ET.fromstring(document)
    broken = [] if feed.tag == f"{_ATOM}feed" else ["the root is no feed"]
    links = [(link.get("rel"), link.get("type")) for link in feed.findall(f"{_ATOM}link")]
    broken += [] if ("self", "application/atom+xml") in links else ["no link to itself"]
    entries = feed.findall(f"{_ATOM}entry")
    for node in (feed, *entries):
        name = node.findtext(f"{_ATOM}id") or ""
        for child in ("id", "title", "updated"):
            broken += [] if len(node.findall(f"{_ATOM}{child}")) == 1 else [f"{name}: not one {child}"]
        broken += [] if _IRI.fullmatch(name) else [f"{name}: the id is no IRI"]
        moments = [
            found.text or ""
            for child in ("updated", "published")
            for found in node.findall(f"{_ATOM}{child}")
        ]
        broken += [f"{name}: {moment} is no moment" for moment in moments if not _MOMENT.fullmatch(moment)]
        author = node.find(f"{_ATOM}author/{_ATOM}name")
        broken += [] if author is not None and author.text else [f"{name}: no author"]
        addresses = [link.get("href") or "" for link in node.findall(f"{_ATOM}link")]
        broken += [f"{name}: {address} is no IRI" for address in addresses if not _IRI.fullmatch(address)]
        alternates = [link.get("type") for link in node.findall(f"{_ATOM}link[@rel='alternate']")]
        broken += [] if len(alternates) == 1 else [f"{name}: not one alternate"]
    ids = [entry.findtext(f"{_ATOM}id") for entry in entries]
    return broken + ([] if len(ids) == len(set(ids)) else ["an id stands twice"])


def ids(document: str) -> list[str | None]:
    return [entry.findtext(f"{_ATOM}id") for entry in ET.fromstring(document).findall(f"{_ATOM}entry")]


@pytest.mark.parametrize("path", FEEDS)
def test_feeds_keep_the_rules_of_atom(site: httpx.Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert broken_rules(answer.text) == []
    assert len(ids(answer.text)) <= 100


def test_the_check_of_the_rules_finds_what_breaks_them() -> None:
    entry = Entry("no iri", "Title", "yesterday", "https://a.example/", "", "Summary")
    feed = Feed("search", "Title", False, "https://a.example/a.atom", "https://a.example/", (entry, entry))
    assert {
        "no iri: the id is no IRI",
        "no iri: yesterday is no moment",
        "no iri: no author",
        "an id stands twice",
    } <= set(broken_rules(atom(feed)))


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    entry = Entry("urn:a:b", "a\x00b\ufffe", "2026-01-01T00:00:00Z", "https://a.example/", "A", "\x1b[1m")
    feed = Feed("search", "<Title> & more", True, "https://a.example/a.atom", "https://a.example/", (entry,))
    assert broken_rules(atom(feed)) == []


def test_what_every_page_shows_stays_the_newest_hundred(site: httpx.Client) -> None:
    assert len(ids(site.get("/search.atom").text)) == 100
    assert len(ids(site.get("/changes.atom").text)) == 100
    assert ids(site.get("/search.atom?q=knife").text) == [
        "urn:foilog:met:01.FOI.23.900202",
        "urn:foilog:met:01.FOI.23.900201",
        "urn:foilog:met:01.FOI.22.900033",
    ]


def test_a_reader_who_has_it_is_told_so(site: httpx.Client) -> None:
    first = site.get("/search.atom?q=knife")
    tag = first.headers["etag"]
    for had in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = site.get("/search.atom?q=knife", headers={"if-none-match": had})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert site.get("/search.atom?q=knife", headers={"if-none-match": '"other"'}).status_code == 200


def test_feeds_differ_by_what_they_follow(site: httpx.Client) -> None:
    names = [ET.fromstring(site.get(path).text).findtext(f"{_ATOM}id") for path in FEEDS]
    assert len(set(names)) == len(names)
    assert all(name and name.startswith("urn:foilog:feed:") for name in names)


def read_feeds(folder: Path, items: tuple[Item, ...]) -> dict[str, str]:
    """Build an archive of ``items`` anew and return its feeds, without the port they were asked at."""
    path = write_site(folder / "foi.db", items)
    with running_site(PublishedFile(path)) as address, httpx.Client(base_url=address) as client:
        return {feed: client.get(feed).text.replace(address, "") for feed in FEEDS}


def test_a_rebuilt_archive_gives_no_false_news(tmp_path: Path) -> None:
    assert read_feeds(tmp_path, ITEMS) == read_feeds(tmp_path, tuple(reversed(ITEMS)))


def test_one_new_response_is_one_new_entry(tmp_path: Path) -> None:
    before = read_feeds(tmp_path, ITEMS)
    new = replace(HOSTILE, id="01.FOI.24.900777", title="Knife drawer", published="2024-05-03")
    after = read_feeds(tmp_path, (*ITEMS, new))
    for feed, added in {
        "/search.atom": 1,
        "/search.atom?q=knife": 1,
        "/changes.atom": 1,
        "/exemptions/31.atom": 0,
    }.items():
        assert len(set(ids(after[feed])) - set(ids(before[feed]))) == added, feed
        assert set(ids(before[feed])) <= set(ids(after[feed])), feed


def test_a_changed_text_is_news_of_changes_alone(tmp_path: Path) -> None:
    unchanged = tuple(replace(item, earlier_text=None) for item in ITEMS)
    before, after = read_feeds(tmp_path, unchanged), read_feeds(tmp_path, ITEMS)
    (news,) = set(ids(after["/changes.atom"])) - set(ids(before["/changes.atom"]))
    assert news == f"urn:foilog:change:met:{KENNELS.id}:changed:2024-07-01T03:51:00Z"
    assert before["/search.atom"] == after["/search.atom"]
