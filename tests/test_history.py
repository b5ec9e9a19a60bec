"""What became of responses in time, from real captures: versions, absences, changes."""

import itertools
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive.building.build import build_archive
from archive.search.changes import changes
from archive.store.captures import CaptureStore
from archive.store.cursors import add_walk
from archive.store.looks import Looks
from parsers.identity import capture_key
from parsers.models import Capture
from tests.held_pages import HOST, ITEMS, LISTING, MET, capture, hold, letter, listing, page, saved_text

OLD = f"{ITEMS}/d/march-2024/swans-roads/"
NEW = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
RENAMED = f"{ITEMS}/disclosure-2024/march-2024/swans-on-every-road/"
OTHER = f"{ITEMS}/disclosure-2024/march-2024/geese-bridges/"
ID = "01.FOI.23.031111"
FIRST, SECOND, THIRD = (page(letter(answer=f"{number} swans.")) for number in ("Twelve", "Thirteen", "Ten"))
GONE = b"<h1>Page not found</h1>"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(tmp_path / "captures.db") as opened:
        yield opened


def on(month: int, day: int = 1) -> str:
    return f"2024-{month:02d}-{day:02d}T03:00:00Z"


def seen(url: str, month: int, body: bytes = FIRST, day: int = 1, source: str = "live") -> Capture:
    return capture(url, body, on(month, day), source=source)


def gone(url: str, month: int, day: int = 1, source: str = "live") -> Capture:
    return capture(url, GONE, on(month, day), status=404, source=source)


def moved(url: str, target: str, month: int) -> Capture:
    return replace(capture(url, b"", on(month), status=301), headers=(("location", target),))


def walked(store: CaptureStore, month: int, day: int = 1, entries: tuple[str, ...] = ()) -> None:
    """Walk the whole listing, which names these addresses."""
    body = listing([(url, "Swans", "March 2024") for url in entries])
    hold(store, capture(LISTING, body, on(month, day)))
    moment = datetime.fromisoformat(on(month, day))
    add_walk(store, "met", moment, moment + timedelta(minutes=9), len(entries))


def built(store: CaptureStore) -> Path:
    path = store.path.with_name("foi.db")
    build_archive(store, MET, path)
    return path


def query(store: CaptureStore, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(built(store))) as archive:
        return archive.execute(sql, values).fetchall()


def history(store: CaptureStore, response: str = ID) -> list[tuple[str, str, str]]:
    """Return the versions of a response: the month of their first and last day, and the answer in them."""
    rows = query(
        store, "select first_seen, last_seen, text from versions where response_id = ? order by id", response
    )
    return [(str(first)[5:7], str(last)[5:7], _answer(text)) for first, last, text in rows]


def _answer(text: object) -> str:
    return "" if text is None else str(text).splitlines()[-1].partition(" ")[0]


def news(store: CaptureStore) -> list[tuple[str, str]]:
    """Return what happened, the oldest first: the month, and what kind of change it was."""
    with closing(sqlite3.connect(built(store))) as archive:
        return [(change.moment[5:7], change.kind) for change in changes(archive)][::-1]


def removal(store: CaptureStore) -> tuple[object, ...]:
    """Return the month since when the response is missing, where, and how often that was seen."""
    (row,) = query(store, "select substr(removed_at, 6, 2), missing_from, times_missing from responses")
    return row


# Texts


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_old_capture_is_an_older_version_whenever_it_came(
    store: CaptureStore, order: tuple[int, ...]
) -> None:
    captures = (seen(NEW, 2, FIRST, source="wayback"), seen(NEW, 4, SECOND), seen(NEW, 6, THIRD))
    for index in order:
        hold(store, captures[index])
        built(store)  # each night's build, so that the id is given early
    assert history(store) == [("02", "02", "Twelve"), ("04", "04", "Thirteen"), ("06", "06", "Ten")]
    assert news(store) == [("02", "new"), ("04", "changed"), ("06", "changed")]
    assert query(store, "select first_seen, source, text like '%Ten swans%' from responses") == [
        (on(2), "live", 1)
    ]


def test_furniture_makes_no_version(store: CaptureStore) -> None:
    for month in range(1, 6):
        hold(store, seen(NEW, month, page(letter(), noise=f"token {month}")))
    assert len(history(store)) == 1
    assert news(store) == [("01", "new")]


def test_a_text_that_comes_back_is_a_version_again(store: CaptureStore) -> None:
    hold(store, seen(NEW, 1, FIRST), seen(NEW, 2, SECOND), seen(NEW, 3, FIRST), seen(NEW, 4, SECOND))
    assert [answer for *_, answer in history(store)] == ["Twelve", "Thirteen", "Twelve", "Thirteen"]
    assert [kind for _, kind in news(store)] == ["new", "changed", "changed", "changed"]


def test_each_text_has_what_was_read_in_it(store: CaptureStore) -> None:
    earlier = page(letter(exemption="Section 31(1)(a) - Law Enforcement"), title="Swans on a road")
    hold(store, seen(NEW, 1, earlier), seen(NEW, 2, FIRST))
    assert query(store, "select title, decision, grounds from versions order by id") == [
        ("Swans on a road", "partial_disclosure", '[["FOIA2000", "31(1)(a)", "relied_on"]]'),
        ("Swans on roads", "partial_disclosure", '[["FOIA2000", "40(2)", "relied_on"]]'),
    ]


def test_the_same_words_under_two_references_are_two_histories(store: CaptureStore) -> None:
    twin, changed = (letter("01.FOI.23.031112", answer=f"{number} swans.") for number in ("Twelve", "Ten"))
    hold(store, seen(NEW, 1), seen(OTHER, 2, page(twin)), seen(OTHER, 3, page(changed)))
    assert history(store) == [("01", "01", "Twelve")]
    assert history(store, "01.FOI.23.031112") == [("02", "02", "Twelve"), ("03", "03", "Ten")]


# Addresses


def test_versions_go_on_at_another_address(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), seen(OLD, 2), seen(NEW, 3), seen(NEW, 4, SECOND), gone(OLD, 5), gone(OLD, 6))
    assert history(store) == [("01", "03", "Twelve"), ("04", "04", "Thirteen")]
    assert news(store) == [("01", "new"), ("04", "changed")]
    assert removal(store) == (None, None, None)
    assert query(store, "select url from urls order by url") == [(OLD,), (NEW,)]


def test_two_addresses_at_once_are_one_response(store: CaptureStore) -> None:
    for month in (1, 2, 3):
        hold(store, seen(OLD, month), seen(NEW, month, day=2))
    assert history(store) == [("01", "03", "Twelve")]
    hold(store, gone(OLD, 4), gone(OLD, 5))
    assert removal(store) == (None, None, None)
    hold(store, gone(NEW, 6), gone(NEW, 7))
    assert removal(store) == ("06", "site", 2)
    assert news(store) == [("01", "new"), ("06", "removed")]


def places(store: CaptureStore) -> list[tuple[str, tuple[str, ...]]]:
    """Return the month in which each version was first seen, and where it stood."""
    rows = query(store, "select first_seen, urls from versions order by id")
    return [(str(seen)[5:7], tuple(json.loads(str(urls or "[]")))) for seen, urls in rows]


def test_each_version_says_at_which_address_it_stood(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), seen(NEW, 2, SECOND), seen(OLD, 3), seen(NEW, 4, SECOND))
    assert history(store) == [("01", "03", "Twelve"), ("02", "04", "Thirteen")]  # they overlap
    assert places(store) == [("01", (OLD,)), ("02", (NEW,))]
    hold(store, gone(OLD, 5), gone(NEW, 5), gone(OLD, 6), gone(NEW, 6))
    assert places(store)[2:] == [("05", ())]


def test_a_version_that_stood_at_two_addresses_names_both(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), seen(NEW, 2), seen(NEW, 4, SECOND))
    assert places(store) == [("01", (OLD, NEW)), ("04", (NEW,))]


def test_a_text_that_goes_and_comes_back_is_not_said_to_stand_where_it_did_not(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), gone(OLD, 2), gone(OLD, 3), seen(NEW, 5))
    assert places(store) == [("01", (OLD,)), ("02", ()), ("05", (NEW,))]


def test_a_chain_of_redirects_leads_to_its_end(store: CaptureStore) -> None:
    older = page(letter(request="How many swans were taken across roads?"))
    hold(store, seen(OLD, 1, older), moved(OLD, NEW, 2), moved(NEW, RENAMED, 2), seen(RENAMED, 3, SECOND))
    assert history(store) == [("01", "01", "Twelve"), ("03", "03", "Thirteen")]
    assert query(store, "select count(*), max(url) from responses") == [(1, RENAMED)]
    assert query(store, "select url from urls order by url") == [(OLD,), (RENAMED,), (NEW,)]


def test_a_chain_that_ends_in_nothing_is_a_removal(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), moved(OLD, NEW, 2), moved(NEW, RENAMED, 2), gone(RENAMED, 3), gone(RENAMED, 4))
    assert removal(store) == ("03", "site", 2)


def test_a_circle_of_redirects_says_nothing(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), moved(OLD, NEW, 2), moved(NEW, OLD, 2))
    assert history(store) == [("01", "01", "Twelve")]
    assert removal(store) == (None, None, None)


# Absences


def test_a_response_that_came_back(store: CaptureStore) -> None:
    hold(store, seen(NEW, 1), gone(NEW, 2), gone(NEW, 3))
    assert removal(store) == ("02", "site", 2)
    hold(store, seen(NEW, 5))
    assert removal(store) == (None, None, None)
    assert history(store) == [("01", "01", "Twelve"), ("02", "03", ""), ("05", "05", "Twelve")]
    assert news(store) == [("01", "new"), ("02", "removed"), ("05", "returned")]


def test_a_response_that_came_back_at_another_address(store: CaptureStore) -> None:
    hold(store, seen(OLD, 1), gone(OLD, 2), gone(OLD, 3), seen(NEW, 5, SECOND), gone(OLD, 6))
    assert removal(store) == (None, None, None)
    assert history(store) == [("01", "01", "Twelve"), ("02", "05", ""), ("05", "05", "Thirteen")]
    assert news(store) == [("01", "new"), ("02", "removed"), ("05", "returned")]


def test_a_page_seen_elsewhere_within_the_day_was_not_away(store: CaptureStore) -> None:
    elsewhere = capture(NEW, FIRST, "2024-02-01T19:00:00Z")
    hold(store, seen(OLD, 1), gone(OLD, 2), gone(OLD, 3), elsewhere)
    assert history(store) == [("01", "02", "Twelve")]
    assert news(store) == [("01", "new")]


def test_every_check_of_an_absence_counts(store: CaptureStore) -> None:
    looks, missing = Looks(store, "met"), gone(NEW, 2)
    hold(store, seen(NEW, 1))
    looks.keep(missing, capture_key(missing, MET), good=False)
    for month in (3, 4, 5):
        held = looks.newest(capture_key(missing, MET))
        assert held is not None
        looks.confirm(held, gone(NEW, month), good=False)
    assert removal(store) == ("02", "site", 4)


@pytest.mark.parametrize("imported", ["first", "last"])
def test_what_an_archive_saw_amid_an_absence_ends_nothing(store: CaptureStore, imported: str) -> None:
    archived = seen(NEW, 4, SECOND, source="wayback")
    hold(store, seen(NEW, 1), *([archived] if imported == "first" else []))
    hold(store, gone(NEW, 2), gone(NEW, 3), gone(NEW, 6))
    hold(store, archived)
    assert removal(store) == ("04", "site", 3)
    assert history(store) == [
        ("01", "01", "Twelve"), ("02", "04", ""), ("04", "04", "Thirteen"), ("04", "06", ""),
    ]  # fmt: skip
    assert [kind for _, kind in news(store)] == ["new", "removed", "returned", "removed"]


def test_what_an_archive_saw_behind_the_last_look_ends_an_absence(store: CaptureStore) -> None:
    hold(store, seen(NEW, 1), gone(NEW, 2), gone(NEW, 3), seen(NEW, 9, source="wayback"))
    assert removal(store) == (None, None, None)


def test_gone_from_the_listing_alone_leaves_its_trace(store: CaptureStore) -> None:
    walked(store, 1, entries=(NEW, OTHER))
    hold(store, seen(NEW, 1), seen(NEW, 8))
    walked(store, 3, entries=(OTHER,))
    assert removal(store) == (None, None, None)
    walked(store, 4, entries=(OTHER, f"{HOST}/elsewhere/"))
    assert removal(store) == ("03", "listing", 2)
    assert history(store) == [("01", "08", "Twelve"), ("03", "04", "")]
    assert news(store) == [("01", "new"), ("03", "removed")]
    walked(store, 6, entries=(NEW,))
    assert removal(store) == (None, None, None)
    assert history(store) == [("01", "03", "Twelve"), ("03", "04", ""), ("06", "08", "Twelve")]
    assert news(store) == [("01", "new"), ("03", "removed"), ("06", "returned")]


def test_a_page_that_changes_while_no_listing_names_it_stays_removed(store: CaptureStore) -> None:
    walked(store, 1, entries=(NEW, OTHER))
    hold(store, seen(NEW, 1), seen(NEW, 5, SECOND))
    walked(store, 3, entries=(OTHER,))
    walked(store, 4)
    assert removal(store) == ("03", "listing", 2)
    assert history(store) == [("01", "01", "Twelve"), ("05", "05", "Thirteen"), ("03", "04", "")]
    assert news(store) == [("01", "new"), ("03", "removed"), ("05", "changed")]


def test_an_address_that_says_gone_counts_before_a_listing_that_says_nothing(store: CaptureStore) -> None:
    walked(store, 1, entries=(NEW, OTHER))
    hold(store, seen(NEW, 1), gone(NEW, 3, day=2), gone(NEW, 4, day=2), gone(NEW, 5))
    walked(store, 3, entries=(OTHER,))
    walked(store, 4, entries=())
    assert removal(store) == ("03", "site", 3)
    assert len(history(store)) == 2


def test_another_address_in_the_listing_is_no_absence(store: CaptureStore) -> None:
    walked(store, 1, entries=(OLD, OTHER))
    hold(store, seen(OLD, 1), seen(NEW, 3), seen(OLD, 6))
    walked(store, 3, entries=(NEW,))
    walked(store, 4, entries=(NEW, OTHER))
    assert removal(store) == (None, None, None)
    assert history(store) == [("01", "06", "Twelve")]


def test_a_saved_text_is_never_missing(store: CaptureStore) -> None:
    hold(store, saved_text(letter(answer="Nine swans."), on(1)), seen(NEW, 2), gone(NEW, 3), gone(NEW, 4))
    assert history(store) == [("01", "01", "Nine"), ("02", "02", "Twelve"), ("03", "04", "")]
    assert removal(store) == ("03", "site", 2)
    hold(store, saved_text(letter(answer="Six swans."), on(4)), seen(NEW, 6))
    assert ("03", "removed") in news(store)
    assert news(store)[-1] == ("06", "returned"), "not when a person saved it"


def test_a_build_adds_no_news(store: CaptureStore) -> None:
    hold(store, seen(NEW, 1), seen(NEW, 2, SECOND), gone(NEW, 3), gone(NEW, 4), seen(NEW, 5))

    def keys() -> list[str]:
        with closing(sqlite3.connect(built(store))) as archive:
            return [change.key for change in changes(archive)]

    before = keys()
    assert len(set(before)) == 4
    assert keys() == before
    hold(store, capture(NEW, page(letter(answer="One swan.")), "2023-11-01T03:00:00Z", source="wayback"))
    assert set(before) < set(keys()), "what came late adds its own entry and changes no other"
