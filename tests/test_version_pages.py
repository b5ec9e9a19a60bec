"""What readers are told of the history of a response, on pages made from real captures."""

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_archive
from archive.store.captures import CaptureStore
from archive.store.cursors import add_walk
from tests.held_pages import ITEMS, LISTING, MET, capture, hold, letter, listing, page
from tests.running_site import running_site
from tests.site_pages import spoken
from web.history import Away, compared, difference, field_changes, times_away
from web.published import PublishedFile

SWANS = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
GEESE = f"{ITEMS}/disclosure-2024/march-2024/geese-bridges/"
ID = "01.FOI.23.031111"
ADDRESS = f"/r/{ID}"
FORMER = f"{ITEMS}/d/march-2024/swans-roads-and-paths/"
TWELVE, THIRTEEN = page(letter()), page(letter(answer="Thirteen swans were escorted."))
Fill = Callable[[CaptureStore], None]


def on(month: int) -> str:
    return f"2024-{month:02d}-01T03:00:00Z"


def seen(month: int, body: bytes = TWELVE, url: str = SWANS) -> object:
    return capture(url, body, on(month))


def gone(month: int) -> object:
    return capture(SWANS, b"<h1>Page not found</h1>", on(month), status=404)


@contextmanager
def site_of(folder: Path, fill: Fill) -> Iterator[httpx.Client]:
    """Serve an archive of the captures that ``fill`` puts into its store."""
    with CaptureStore.open(folder / "captures.db") as store:
        fill(store)
        build_archive(store, MET, folder / "foi.db")
    with running_site(PublishedFile(folder / "foi.db")) as address, httpx.Client(base_url=address) as client:
        yield client


def away(store: CaptureStore) -> None:
    hold(store, seen(1), gone(2), gone(3), gone(4))


def returned(store: CaptureStore) -> None:
    away(store)
    hold(store, seen(6, THIRTEEN))


def unlisted(store: CaptureStore) -> None:
    hold(store, seen(1), seen(1, page(letter("01.FOI.23.031112"), title="Geese"), GEESE))
    for month, named in ((1, (SWANS, GEESE)), (3, (GEESE,)), (5, (GEESE,))):
        hold(store, capture(LISTING, listing([(url, "Birds", "March 2024") for url in named]), on(month)))
        moment = datetime.fromisoformat(on(month))
        add_walk(store, "met", moment, moment + timedelta(minutes=5), len(named))


def test_a_missing_response_says_since_when_and_how_often_it_was_checked(tmp_path: Path) -> None:
    with site_of(tmp_path, away) as site:
        words = spoken(site.get(ADDRESS).text)
        record = site.get(f"{ADDRESS}.json").json()
        (found,) = site.get("/search.json?q=swans").json()["results"]
        listed = spoken(site.get("/search?q=swans").text)
        table = site.get("/search.csv?q=swans").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["removed_at"], row["missing_from"], row["times_missing"]) == (on(2), "site", "3")
    said = "Not found at the source since 1 February 2024, checked 3 times"
    assert f"{said} , last on 1 April 2024" in words or f"{said}, last on 1 April 2024" in words
    assert said in listed
    for told in (record, found):
        assert (told["removed_at"], told["missing_from"], told["times_missing"]) == (on(2), "site", 3)


def test_one_that_only_the_list_left_out_is_not_said_to_be_gone(tmp_path: Path) -> None:
    with site_of(tmp_path, unlisted) as site:
        words = spoken(site.get(ADDRESS).text)
        other = spoken(site.get("/r/01.FOI.23.031112").text)
    assert "Not in the Met’s list since 1 March 2024, by 2 complete checks of it" in words
    assert "Not found at the source" not in words
    assert "The page may still be at its old address" in words
    assert "No longer" not in other


def test_a_response_that_came_back_says_when(tmp_path: Path) -> None:
    with site_of(tmp_path, returned) as site:
        words = spoken(site.get(ADDRESS).text)
        changes = spoken(site.get("/changes?kind=returned").text)
        versions = spoken(site.get(f"{ADDRESS}/versions").text)
    assert re.search(r"Missing at the Met from 1 February 2024 ?; back on 1 June 2024", words)
    assert "Not found at the source" not in words
    assert "Back again" in changes
    assert "1 word added, 1 word taken away" in changes
    assert "Missing at the Met from 1 February 2024" in versions


def test_what_was_read_otherwise_is_told_before_the_words(tmp_path: Path) -> None:
    later = letter(exemption="Section 31(1)(a) - Law Enforcement", answer="Thirteen swans were escorted.")

    def fill(store: CaptureStore) -> None:
        hold(store, seen(1), seen(2, page(later, title="Swans and roads")))

    with site_of(tmp_path, fill) as site:
        shown = site.get(f"{ADDRESS}/versions").text
        changes = spoken(site.get("/changes?kind=changed").text)
    words = spoken(shown)
    for said in (
        "Title: “Swans on roads” became “Swans and roads”.",
        "New as a ground of refusal: s.31(1)(a) (relied on).",
        "No longer a ground of refusal: s.40(2) (relied on).",
    ):
        assert said in words
        assert said in changes
    assert "Decision:" not in words, "it is the same in both"
    assert re.search(r'<span class="vh"> added: </span><ins>Thirteen</ins>', shown)
    assert re.search(r'<span class="vh"> taken away: </span><del>Twelve</del>', shown)


def test_versions_of_several_addresses_say_which(tmp_path: Path) -> None:
    def moved(store: CaptureStore) -> None:
        hold(store, seen(1), seen(2, THIRTEEN, FORMER))

    with site_of(tmp_path, moved) as site:
        page = site.get(f"{ADDRESS}/versions").text
    assert [page.count(url) for url in (SWANS, FORMER)] == [1, 1]


def test_versions_of_one_address_do_not_repeat_it(tmp_path: Path) -> None:
    with site_of(tmp_path, returned) as site:
        assert SWANS not in site.get(f"{ADDRESS}/versions").text


def test_fifty_versions_stay_quick_and_come_in_pages(tmp_path: Path) -> None:
    table = "".join(f"<p>Ward {line} | {line * 7 % 93} | {line * 31 % 57}</p>" for line in range(1_500))

    def fill(store: CaptureStore) -> None:
        for number in range(50):
            day = (datetime(2024, 1, 1, 3) + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
            body = page(letter(answer=f"There were {number} swans.")).replace(b"</main>", b"%s</main>")
            hold(store, capture(SWANS, body % table.replace("Ward 7 ", f"Ward {number} ").encode(), day))

    with site_of(tmp_path, fill) as site:
        began = time.process_time()
        first = site.get(f"{ADDRESS}/versions").text
        took = time.process_time() - began
        last = site.get(f"{ADDRESS}/versions?page=5").text
        beyond = spoken(site.get(f"{ADDRESS}/versions?page=6").text)
    assert took < 2
    assert "50 versions, newest first" in spoken(first)
    headings = re.findall(r'<h2 id="v(\d+)"', first + last)
    assert headings == [str(number) for number in (*range(50, 40, -1), *range(10, 1, -1))]
    assert "There are only 5 pages." in beyond


@pytest.mark.parametrize("form", ["", ".atom"])
@pytest.mark.parametrize("kind", ["nonsense", "%3Cb%3E", "newer"])
def test_a_kind_of_change_that_there_is_not_is_told(tmp_path: Path, kind: str, form: str) -> None:
    with site_of(tmp_path, returned) as site:
        whole, asked = site.get(f"/changes{form}").text, site.get(f"/changes{form}?kind={kind}")
        known = site.get(f"/changes{form}?kind=removed").text
    assert asked.status_code == 200
    assert "is not a kind of change, so it was left out" in asked.text
    assert "<b>" not in asked.text
    for entry in re.findall(r"urn:foilog:change:[^<]+", whole):
        assert entry in asked.text
    assert "left out" not in known


# Pure


def row(state: str = "present", text: str | None = "a b", since: str = "", **read: str) -> dict[str, object]:
    fields = {"title": "Owls", "decision": "not_held", "grounds": "[]", **read}
    return {"state": state, "text": text, "first_seen": since, **fields}


def test_versions_are_compared_with_the_text_before_them_whatever_lies_between() -> None:
    newest_first = [row(text="a c"), row("removed", None), row(text="a b"), row(text="a b")]
    found = compared(newest_first, 1, 10)
    assert [version.number for version in found] == [4, 3, 2, 1]
    assert [version.difference and version.difference.extent for version in found] == [
        "1 passage changed: 1 word added, 1 word taken away", None, "The same text", None,
    ]  # fmt: skip
    assert [version.number for version in compared(newest_first, 2, 3)] == [1]
    assert compared(newest_first, 9, 3) == []


def test_a_decision_that_was_read_otherwise() -> None:
    assert field_changes(row(), row(decision="full_disclosure")) == (
        "Decision: “Not held” became “Information given”.",
    )
    assert difference(row(), row()) == difference(row(title="Bats"), row(title="Bats"))


def test_times_away_are_those_that_ended() -> None:
    newest_first = [
        row("removed", None, "5"), row(since="4"), row("removed", None, "3"), row(since="1"),
    ]  # fmt: skip
    assert times_away(newest_first) == (Away("3", "4"),)
    assert times_away([]) == ()
