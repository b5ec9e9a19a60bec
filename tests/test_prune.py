"""What can go is told, then gone, byte for byte; what is the last copy of anything stays."""

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.store.bodies import digest
from archive.store.captures import CaptureStore, RunResult
from archive.upkeep.backup import back_up
from archive.upkeep.disk import Forecast, disk_by_kind, file_bytes, forecast
from archive.upkeep.prune import find_prunable, prune
from archive.upkeep.restore import restore
from tests.command import foilog
from tests.held_pages import ITEMS, capture, hold, letter, page

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = timedelta(days=1)
MONTH = 30 * DAY
BODY = page(letter())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "drift").mkdir(parents=True)
    with CaptureStore.open(folder / "captures.db") as store:
        hold(store, capture(f"{ITEMS}/d/march-2024/swans/", BODY))
    return folder


def aged(path: Path, days: int) -> Path:
    moment = (NOW - days * DAY).timestamp()
    os.utime(path, (moment, moment))
    return path


def names(data: Path, *, cache: bool = False) -> set[str]:
    found = find_prunable(data, keep=MONTH, now=NOW, cache=cache)
    return {str(one.path.relative_to(data)) for one in found}


def test_a_tidy_archive_has_nothing_to_go(data: Path) -> None:
    running = "foilog-20261122T031700Z.tar.building"  # a backup needs no lock, so it may be under way
    for name in ("foi.db", "cache.db", "corrections.toml", "incident.json", "letters.txt", running):
        (data / name).write_text("kept")
    assert names(data) == set()


def test_what_killed_runs_left_goes(data: Path) -> None:
    left = (
        "foi.db.building",
        "foi.db.building-journal",
        "foi.db.reading",
        "foi.db.reading-wal",
        "foi.db.before",
    )
    for name in left:
        (data / name).write_bytes(b"half written")
    (data / "restoring").mkdir()
    (data / "restoring" / "captures.db").write_bytes(b"half unpacked")
    assert names(data) == {*left, "restoring"}


def test_a_second_name_of_the_public_file_frees_nothing(data: Path) -> None:
    (data / "foi.db").write_bytes(b"published")
    (data / "foi.db.before").hardlink_to(data / "foi.db")
    assert names(data) == set()


def test_a_sample_of_drift_goes_once_it_is_old_and_a_copy(data: Path) -> None:
    held = data / "drift" / f"{digest(BODY)}.html"
    last_copy = data / "drift" / f"{digest(b'not in the store')}.html"
    note = data / "drift" / "what I saw.html"
    for path in (held, last_copy, note):
        path.write_bytes(BODY)
        aged(path, 31)
    assert names(data) == {f"drift/{held.name}"}
    aged(held, 29)
    assert names(data) == set()


def test_a_replaced_store_goes_only_where_captures_db_tells_all_of_it(data: Path, tmp_path: Path) -> None:
    older = back_up(data, tmp_path / "older.tar", NOW).path
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, capture(f"{ITEMS}/d/march-2024/owls/", b"owls"))
    newer = back_up(data, tmp_path / "newer.tar", NOW).path
    restore(data, older, force=True)
    assert (data / "captures.db.replaced-1").exists()
    assert names(data) == set()  # it is the last that knows of the owls
    restore(data, newer, force=False)
    assert names(data) == {"captures.db.replaced-1"}


def test_the_practice_archive_goes_and_the_cache_where_that_is_wanted(data: Path) -> None:
    (data / "practice").mkdir()
    (data / "practice" / "foi.db").write_bytes(b"invented")
    for name in ("cache.db", "readings-met.db"):
        (data / name).write_bytes(b"read")
    assert names(data) == {"practice"}
    assert names(data, cache=True) == {"practice", "cache.db", "readings-met.db"}


def test_what_is_told_is_freed_and_nothing_else_is_touched(data: Path) -> None:
    (data / "practice").mkdir()
    (data / "practice" / "foi.db").write_bytes(bytes(70_000))
    (data / "foi.db.building").write_bytes(bytes(50_000))
    (data / "corrections.toml").write_text("# by hand\n")
    before = file_bytes([data])
    command = ["--data", data, "prune", "--json"]
    told = foilog(*command, "--dry-run").json
    assert (told["bytes"], told["freed"]) == (120_000, 0)
    assert (data / "practice" / "foi.db").exists()
    ended = foilog(*command)
    assert (ended.code, ended.json["freed"]) == (0, 120_000)
    lock = file_bytes([data / "foilog.lock"])
    assert file_bytes([data]) - lock == before - 120_000
    assert foilog(*command).json == {"prunable": [], "bytes": 0, "freed": 0}
    with CaptureStore.open(data / "captures.db") as store:
        assert list(store.verify()) == []
        assert store.body_count() == 1


def test_the_command_says_what_and_why(data: Path) -> None:
    (data / "foi.db.building").write_bytes(bytes(1_200_000))
    line = f"{data / 'foi.db.building'}: 1.2 MB, left by a run that was cut off\n"
    assert foilog("--data", data, "prune", "--dry-run").out == f"{line}1.2 MB can go\n"
    assert foilog("--data", data, "prune").out == f"{line}1.2 MB freed\n"


def test_empty_pages_go_and_every_row_stays(data: Path) -> None:
    with closing(sqlite3.connect(data / "captures.db")) as connection:
        connection.execute("create table erased (data blob)")
        connection.executemany("insert into erased values (zeroblob(?))", [(30_000,)] * 100)
        connection.commit()
        connection.execute("drop table erased")  # as an erasure leaves it
        connection.commit()
        dump = [*connection.iterdump()]
    [one] = find_prunable(data, keep=MONTH, now=NOW, cache=False)
    assert one.bytes > 2_900_000
    assert prune([one]) >= one.bytes
    with closing(sqlite3.connect(data / "captures.db")) as connection:
        assert [*connection.iterdump()] == dump


# What the disk is taken by, and for how long it lasts


def test_the_disk_is_told_by_kind(data: Path) -> None:
    for name, size in (
        ("foi.db", 500),
        ("foi.db-wal", 20),
        ("cache.db", 300),
        ("readings-met.db", 60),
        ("readings-gmp.db", 1),
        ("notes.txt", 7),
        ("a.toml", 3),
    ):
        (data / name).write_bytes(bytes(size))
    (data / "drift" / "sample.html").write_bytes(bytes(40))
    told = disk_by_kind(data)
    assert told.pop("captures.db") == (data / "captures.db").stat().st_size
    assert told == {"foi.db": 520, "cache.db": 300, "readings": 61, "drift/": 40, "other files": 10}
    assert disk_by_kind(data / "nothing") == {"captures.db": 0, "foi.db": 0}


def nights(data: Path, *sizes: int) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        for number, size in enumerate(sizes):
            moment = NOW - (len(sizes) - number) * DAY
            run = store.start_run(moment, ("live",), "met")
            for part in range(size):
                body = random.Random(number * 100 + part).randbytes(10_000)
                url = f"{ITEMS}/d/may-2024/item-{number}-{part}/"
                hold(store, capture(url, body, moment.isoformat()))
            store.finish_run(run, moment, RunResult(0, ("live: done",)))


def foreseen(data: Path) -> Forecast:
    with CaptureStore.open(data / "captures.db") as store:
        return forecast(store, disk_by_kind(data), NOW)


def test_a_first_crawl_is_no_usual_night(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100_000_000}))
    nights(data, 60, 2, 0, 4)
    told = foreseen(data)
    assert told.nights == 3
    assert told.bytes_per_night
    assert 20_000 < told.bytes_per_night < 30_000  # two bodies of 10 kB, and their share of the rest
    assert told.nights_left == 100_000_000 // told.bytes_per_night


def test_a_build_needs_room_for_the_new_file(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 400_000}))
    nights(data, 20, 2, 2, 2)
    (data / "foi.db").write_bytes(bytes(500_000))
    assert foreseen(data).nights_left == 0


@pytest.mark.parametrize("sizes", [(), (5,), (5, 1, 1)])
def test_few_nights_tell_nothing(data: Path, sizes: tuple[int, ...]) -> None:
    nights(data, *sizes)
    assert foreseen(data).bytes_per_night is None
    assert "too few nights to tell" in foilog("--data", data, "status").out


def test_quiet_nights_fill_no_disk(data: Path) -> None:
    nights(data, 3, 0, 0, 0)
    told = foreseen(data)
    assert (told.nights, told.bytes_per_night, told.nights_left) == (3, 0, None)


def test_the_status_has_the_forecast(data: Path) -> None:
    start = datetime.now(UTC).replace(microsecond=0)
    with CaptureStore.open(data / "captures.db") as store:
        for number in range(5):
            moment = start - (5 - number) * DAY
            run = store.start_run(moment, ("live",), "met")
            body = random.Random(number).randbytes(5_000)
            hold(store, capture(f"{ITEMS}/d/may-2024/item-{number}/", body, moment.isoformat()))
            store.finish_run(run, moment, RunResult(0, ("live: done",)))
    told = foilog("--data", data, "status", "--json").json["forecast"]
    assert told["nights"] == 4
    assert told["nights_left"] > 0
    assert "more nights" in foilog("--data", data, "status").out
