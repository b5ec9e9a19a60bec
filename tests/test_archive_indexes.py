"""What an index says: rows read whole or not at all, whatever comes."""

import json
import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.models import Memento
from parsers.profile import ProfileError, builtin_profiles, read_profile
from practice import profile_text
from scraper.archives.cdx import read_cdx
from scraper.archives.cdxj import Crawl, RecordPlace, is_finished, read_cdxj, read_crawls
from scraper.archives.memento import NotAnIndex, SiteExcluded, of_log
from scraper.archives.prefixes import _folder, file_prefix, log_prefix
from tests.practice_archives import ORIGIN, profile_with

HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
PAGE = "https://www.sample.test/foi/a/"
ROW = ["test,sample)/foi/a/", "20230102030405", PAGE, "text/html", "200", "ABC", "12"]
READ = Memento(
    PAGE, datetime(2023, 1, 2, 3, 4, 5, tzinfo=UTC), 200, "text/html", "ABC", f"20230102030405id_/{PAGE}"
)
LINE = {
    "timestamp": "20230102030405", "url": PAGE, "mime": "text/html", "status": "200", "digest": "ABC",
    "filename": "crawl-data/a.warc.gz", "offset": "100", "length": "50",
}  # fmt: skip


def with_field(name: str, value: str) -> list[str]:
    return [value if column == name else field for column, field in zip(HEADER, ROW, strict=True)]


@pytest.mark.parametrize(
    ("rows", "mementos", "key"),
    [
        ([], 0, ""),
        ([HEADER], 0, ""),
        ([HEADER, ROW], 1, ""),
        ([HEADER, ROW, [], ["test%2Csample 1"]], 1, "test%2Csample 1"),
        ([HEADER, with_field("statuscode", "-")], 1, ""),
        ([HEADER, with_field("original", "http://mailto:someone@sample.test")], 0, ""),
        ([HEADER, with_field("original", "ftp://sample.test/a")], 0, ""),
        ([HEADER, with_field("timestamp", "20230230000000")], 0, ""),
        ([HEADER, with_field("timestamp", "2023")], 0, ""),
        ([[*HEADER, "flags"], [*ROW, "-"]], 1, ""),
        ([HEADER[::-1], ROW[::-1]], 1, ""),
    ],
)
def test_a_cdx_answer(rows, mementos, key):
    page = read_cdx(json.dumps(rows).encode())
    assert (len(page.mementos), page.resume_key) == (mementos, key)


def test_a_row_is_read_by_its_header():
    assert read_cdx(json.dumps([HEADER[::-1], ROW[::-1]]).encode()).mementos == (READ,)


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>busy</html>", b"null", b"{}", b'"text"', b"[1]", b'[["urlkey"],["a"]]',
        json.dumps([HEADER, ROW[:6]]).encode(), json.dumps([HEADER, [*ROW, "x"]]).encode(),
        json.dumps([HEADER, ROW]).encode()[:-5], json.dumps([HEADER, [*ROW[:6], 12]]).encode(),
        b"java.lang.IllegalArgumentException: fromKey > toKey", b"\xff\xfe[]",
    ],
)  # fmt: skip
def test_no_cdx_answer(body):
    with pytest.raises(NotAnIndex):
        read_cdx(body)


def test_a_site_that_is_not_shown():
    with pytest.raises(SiteExcluded):
        read_cdx(b"org.archive.util.AdministrativeAccessControlException: Blocked Site Error")


def test_a_row_may_hold_the_words_of_an_exclusion():
    row = with_field("original", f"{PAGE}?q=AdministrativeAccessControlException")
    assert len(read_cdx(json.dumps([HEADER, row]).encode()).mementos) == 1


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
ANY_BODY = st.binary() | ANY_JSON.map(lambda value: json.dumps(value).encode())


@pytest.mark.parametrize("read", [read_cdx, read_cdxj, lambda body: read_crawls(body, "https://a.test/c")])
@given(body=ANY_BODY)
def test_whatever_comes_is_read_or_refused(read, body):
    with suppress(NotAnIndex, SiteExcluded):
        read(body)


def test_a_line_of_a_crawl():
    [memento] = read_cdxj(json.dumps(LINE).encode() + b"\n\n")
    assert memento == Memento(PAGE, READ.captured_at, 200, "text/html", "ABC", "crawl-data/a.warc.gz#100-149")


@pytest.mark.parametrize("change", [
    {"offset": "x"}, {"length": None}, {"filename": ...}, {"timestamp": ...}, {"url": ...},
])  # fmt: skip
def test_no_line_of_a_crawl(change):
    line = {name: value for name, value in {**LINE, **change}.items() if value is not ...}
    with pytest.raises(NotAnIndex):
        read_cdxj(json.dumps(line).encode())


@given(
    st.text(st.characters(exclude_characters="#", exclude_categories=["Cs"]), min_size=1),
    st.integers(0, 2**40),
    st.integers(0, 2**40),
    st.booleans(),
)
def test_a_place_of_a_record_comes_back_from_its_text(filename, first, length, cut):
    place = RecordPlace(filename, first, first + length, cut)
    assert RecordPlace.parse(str(place)) == place


COLLINFO = "https://index.sample.test/collinfo.json"


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        (
            "https://index.sample.test/CC-MAIN-2024-10-index",
            "https://index.sample.test/CC-MAIN-2024-10-index",
        ),
        ("https://elsewhere.test/CC-MAIN-2024-10-index", "https://index.sample.test/CC-MAIN-2024-10-index"),
    ],
)
def test_a_crawl_is_asked_at_the_host_the_profile_names(address, asked):
    body = json.dumps([{"id": "CC-MAIN-2024-10", "cdx-api": address}]).encode()
    assert read_crawls(body, COLLINFO) == (Crawl("CC-MAIN-2024-10", asked),)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": "a"}', b'[{"id": "a"}]', b'[{"id": 1, "cdx-api": 2}]'])
def test_no_list_of_crawls(body):
    with pytest.raises(NotAnIndex):
        read_crawls(body, COLLINFO)


@pytest.mark.parametrize(
    ("crawl", "now", "finished"),
    [
        ("CC-MAIN-2024-10", datetime(2024, 4, 20, tzinfo=UTC), False),
        ("CC-MAIN-2024-10", datetime(2024, 5, 20, tzinfo=UTC), True),
        ("CC-MAIN-2020-53", datetime(2021, 6, 1, tzinfo=UTC), True),
        ("another name", datetime(2024, 5, 20, tzinfo=UTC), False),
    ],
)
def test_when_a_crawl_is_surely_finished(crawl, now, finished):
    assert is_finished(crawl, now) is finished


def test_of_the_log_and_each_once():
    item = next(iter(profile_with().listing))
    addresses = (ORIGIN + item, "https://another.test" + item, ORIGIN + "/news/", "http://127.0.0.1:x/")
    mementos = [Memento(url, READ.captured_at, 200, "", "", url) for url in addresses]
    assert of_log([*mementos, *mementos], profile_with()) == (mementos[0],)


def test_what_the_index_is_asked_for_of_the_met():
    met = next(profile for profile in builtin_profiles() if profile.name == "met")
    assert log_prefix(met) == "www.met.police.uk/foi-ai/"
    assert file_prefix(met) == "www.met.police.uk/SysSiteAssets/foi-media/"


@pytest.mark.parametrize(
    ("pattern", "folder"),
    [
        (r"^/foi\-ai/force/(?:d|e)/", "/foi-ai/force/"),
        (r"^/foi/?item", "/"),
        (r"^/foi/items?/", "/foi/"),
        (r"^/a/|^/b/", "/"),
        (r"/somewhere/", "/"),
        (r"^/[^/]+/", "/"),
    ],
)
def test_the_folder_in_which_all_matches_lie(pattern, folder):
    assert _folder(re.compile(pattern)) == folder


@pytest.mark.parametrize(("host", "allowed"), [("http://127.0.0.1:8", True), ("https://archive.test", False)])
def test_no_delay_for_an_archive_on_this_machine_alone(host, allowed):
    text = profile_text(ORIGIN) + (
        f'[wayback]\ncdx_url = "{host}/cdx"\nreplay_url = "{host}/web"\nmin_delay_seconds = 0\n'
    )
    if allowed:
        wayback = read_profile(text, "x.toml").wayback
        assert wayback is not None
        assert wayback.loopback
    else:
        with pytest.raises(ProfileError, match=r"wayback\.min_delay_seconds"):
            read_profile(text, "x.toml")
