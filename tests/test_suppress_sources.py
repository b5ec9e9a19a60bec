"""What was erased is asked for by no refresh, and comes back from no archive: the practice site over HTTP."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive.building.build import build_and_publish, build_archive
from archive.store.captures import CaptureStore
from archive.takedown.suppressions import Suppression, add_suppression
from parsers.addresses import page_key, slug
from practice import PracticeServer
from practice.archived import Archived
from practice.wayback import WaybackServer
from tests.leaks import leaks_in_files, leaks_in_store
from tests.nights import SITE, Nights
from tests.practice_archives import NOW, Keeper, page_of, profile_with


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    with PracticeServer(SITE) as server:
        yield Nights(server, tmp_path)


def with_a_file(data: Path) -> tuple[str, str, str]:
    """Return the id and address of a response, and the address of a file that is its alone."""
    with closing(sqlite3.connect(data / "foi.db")) as conn:
        row = conn.execute(
            "select response_id, r.url, a.url from attachments a join responses r on r.id = response_id"
            " where state = 'held' and r.capture_sha256 is not null"
            " group by a.url having count(*) = 1 order by response_id limit 1"
        ).fetchone()
    return str(row[0]), str(row[1]), str(row[2])


def answers_whole(data: Path) -> None:
    """Let the site be asked without conditions, so that it sends all of its listing again."""
    with CaptureStore.open(data / "captures.db") as store:
        store.execute("update looks set etag = '', last_modified = ''")


def test_the_live_site_is_not_asked_for_it_again(nights: Nights) -> None:
    nights.night(full=True)
    ident, url, file = with_a_file(nights.data)
    add_suppression(nights.data, Suppression(ident, "erase", (), "A private matter", "A", "2025-09-02"))
    nights.night(full=True)  # the run that finds the entry hides and erases at its end
    words = (slug(url.rstrip("/")), slug(file))
    for _ in range(2):
        answers_whole(nights.data)
        result = nights.night(full=True)
        assert result.exit_code == 0
        paths = {page_key(path) for path in nights.asked()}
        assert paths.isdisjoint({page_key(urlsplit(url).path), page_key(urlsplit(file).path)})
        assert nights.public("select id from responses where id = ?", ident) == []
        assert leaks_in_files(nights.data, words, but=["suppressions.toml"]) == []
        assert leaks_in_store(nights.data / "captures.db", words) == []


def test_an_erased_page_that_moved_is_no_news(nights: Nights) -> None:
    nights.night(full=True)
    ident, url, _ = with_a_file(nights.data)
    add_suppression(nights.data, Suppression(ident, "erase", (), "A private matter", "A", "2025-09-02"))
    nights.night(full=True)
    (item,) = (item for item in SITE.items if page_key(item.path) == page_key(urlsplit(url).path))
    moved = replace(item, path=f"{item.path.rstrip('/')}-moved/")
    nights.server.site = replace(SITE, items=tuple(moved if one is item else one for one in SITE.items))
    result = nights.night(full=True)
    assert page_key(moved.path) in {page_key(path) for path in nights.asked()}
    assert (result.new, result.changed) == (0, 0), result.message
    assert nights.public("select count(*) from responses where url like ?", f"%{slug(moved.path)}%") == [(0,)]


def test_an_archive_does_not_bring_it_back(tmp_path: Path) -> None:
    held = page_of(2, moment=NOW.replace(year=2024), words="zorilla")
    later = page_of(2, moment=NOW.replace(year=2025), words="zorilla again")
    elsewhere = Archived(later.moment, held.url.replace("/d/", "/disclosure-2024/"), later.response)
    with WaybackServer([held]) as before:
        keeper = Keeper("wayback", profile_with(wayback=before.base_url), before, tmp_path)
        keeper.ask()
        with keeper.store() as store:
            build_archive(store, keeper.profile, tmp_path / "foi.db")
    with closing(sqlite3.connect(tmp_path / "foi.db")) as conn:
        ((ident,),) = conn.execute("select id from responses").fetchall()
    add_suppression(tmp_path, Suppression(ident, "erase", (), "A private matter", "A", "2025-09-02"))
    build_and_publish(tmp_path, keeper.profile, accept_drift=True)
    with WaybackServer([held, later, elsewhere]) as after:
        again = Keeper("wayback", profile_with(wayback=after.base_url), after, tmp_path)
        again.ask(full=True)
        assert not [
            path for path in again.asked("id_/") if slug(held.url.rstrip("/")) in path and "/d/" in path
        ]
        assert again.held(held.url) == ()
    assert leaks_in_files(tmp_path, ["zorilla"], but=["suppressions.toml"]) == []
    assert leaks_in_store(tmp_path / "captures.db", ["zorilla"]) == []


def test_a_running_refresh_takes_up_an_entry_at_its_end(nights: Nights) -> None:
    nights.night(full=True)
    ident, _, _ = with_a_file(nights.data)
    add_suppression(nights.data, Suppression(ident, "hide", (), "A private matter", "A", "2025-09-02"))
    nights.night()
    assert nights.public("select id from responses where id = ?", ident) == []
    with CaptureStore.open(nights.data / "captures.db") as store:
        assert ident in store.identities("practice").values()
