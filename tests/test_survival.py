"""An archive outlives whatever befalls its runs: kills, a full disk, two at once, half-written files."""

import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from foilog.outcome import ExitCode
from parsers.addresses import page_key
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import generate
from tests.command import environment, foilog
from tests.killing import Killer

KILLS = 200
IN_ONE_REFRESH, IN_ONE_BUILD = 12, 8
SEED = 20261122
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer(generate(items=16)) as running:
        yield running


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as ready:
        yield ready


@pytest.fixture
def site(server: PracticeServer, tmp_path: Path) -> Path:
    server.reset()
    path = tmp_path / "practice.toml"
    path.write_text(profile_text(server.base_url))
    return path


def rows(data: Path) -> dict[str, list[str]]:
    """Every row of every public table but ``runs``, whenever it was that things were seen."""
    with closing(sqlite3.connect(data / "foi.db")) as db:
        tables = db.execute(
            "select name from sqlite_master where type = 'table' and name <> 'runs'"
            " and name not like '%~_fts~_%' escape '~'"  # how an index is laid out
        )
        return {name: sorted(_timeless(db, name)) for (name,) in tables}


def _timeless(db: sqlite3.Connection, table: str) -> Iterator[str]:
    numbered_by_time = table == "changes"
    for row in db.execute(f"select * from {table}"):
        yield _MOMENT.sub("then", repr(row[numbered_by_time:]))


def stored(data: Path) -> set[str]:
    """The keys of all pages whose newest answer is held; both databases are whole."""
    for name in ("captures.db", "foi.db"):
        if (data / name).exists():
            with closing(sqlite3.connect(data / name)) as db:
                assert db.execute("pragma quick_check").fetchall() == [("ok",)]
    if not (data / "captures.db").exists():
        return set()
    with closing(sqlite3.connect(data / "captures.db")) as db:
        if not db.execute("select 1 from sqlite_master where name = 'captures'").fetchone():
            return set()
        return {key for (key,) in db.execute("select page_key from captures where status = 200")}


def goes_well(killer: Killer, command: list[str | Path]) -> None:
    ended = killer.run(command)
    assert ended.code == ExitCode.DONE, ended.said


class Fetched:
    """What the site has given since the last look."""

    def __init__(self, server: PracticeServer) -> None:
        self._server = server
        self._read = len(server.log)

    def pages(self) -> set[str]:
        new = self._server.log[self._read :]
        self._read += len(new)
        whole = (request for request in new if request.status == 200 and request.path != "/robots.txt")
        return {page_key(self._server.base_url + request.path) for request in whole}


def test_kills_at_any_instant_lose_nothing_and_fetch_nothing_twice(
    killer: Killer, server: PracticeServer, site: Path, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    kills = 0
    undisturbed = tmp_path / "undisturbed"
    seconds = [
        killer.run(["--data", undisturbed, "--site", site, verb]).seconds
        for verb in ("refresh", "refresh", "build")
    ]
    expected = rows(undisturbed)
    assert len(expected["responses"]) >= 14
    while kills < KILLS:
        data = tmp_path / f"killed-{kills}"
        command = ["--data", data, "--site", site]
        fetched = Fetched(server)
        held: set[str] = set()
        for attempt in range(IN_ONE_REFRESH):
            most = seconds[0] if attempt == 0 else seconds[1]
            ended = killer.run([*command, "refresh"], kill_after=chance.uniform(0, most))
            assert ended.code in (None, ExitCode.DONE), ended.said
            assert not fetched.pages() & held
            held = stored(data)
            kills += ended.code is None
        goes_well(killer, [*command, "refresh"])
        assert not fetched.pages() & held
        assert rows(data) == expected
        for _ in range(IN_ONE_BUILD):
            ended = killer.run([*command, "build"], kill_after=chance.uniform(0, seconds[2]))
            assert ended.code in (None, ExitCode.DONE), ended.said
            kills += ended.code is None
            assert rows(data) == expected
        goes_well(killer, [*command, "build"])
        assert rows(data) == expected
        assert {path.name for path in data.iterdir()} == {
            "cache.db",
            "captures.db",
            "foi.db",
            "foilog.lock",
            "incident.json",
            "manifests",
            "readings-practice.db",
        }
        goes_well(killer, [*command, "verify"])


@pytest.mark.parametrize("kilobytes", [4, 64, 128, 280])
def test_a_full_disk_ends_in_one_clear_line_and_the_next_run_goes_on(
    killer: Killer, server: PracticeServer, site: Path, tmp_path: Path, kilobytes: int
) -> None:
    data = tmp_path / "data"
    command = ["--data", data, "--site", site]
    goes_well(killer, [*command, "refresh", "--limit", "3"])
    before = rows(data)
    fetched = Fetched(server)
    ended = killer.run([*command, "refresh", "--quiet"], most_bytes=kilobytes * 1024)
    assert ended.code == ExitCode.STORAGE, ended.said
    assert re.fullmatch(rf"foilog: {re.escape(str(data))}/\S+: .+\n", ended.said)
    assert rows(data) == before
    fetched.pages()
    held = stored(data)
    goes_well(killer, [*command, "refresh"])
    assert not fetched.pages() & held
    undisturbed = tmp_path / "undisturbed"
    goes_well(killer, ["--data", undisturbed, "--site", site, "refresh"])
    assert rows(data) == rows(undisturbed)
    goes_well(killer, [*command, "verify"])


def test_of_two_starts_at_once_one_is_told_who_runs(
    server: PracticeServer, site: Path, tmp_path: Path
) -> None:
    server.answer_with("disclosure", lambda response: response, delay=0.2)
    before = len(server.log)
    first = subprocess.Popen(
        [sys.executable, "-m", "foilog", "--data", tmp_path / "data", "--site", site, "refresh", "--quiet"],
        env=environment(),
    )
    while len(server.log) == before:
        time.sleep(0.02)
    for verb in ("refresh", "build"):
        ended = foilog("--data", tmp_path / "data", "--site", site, verb)
        assert ended.code == ExitCode.LOCKED
        who = re.fullmatch(
            r"foilog: another run \(process (\d+), since (\S+)\) is writing to .*\n", ended.err
        )
        assert who is not None
        assert int(who[1]) == first.pid
        assert abs(datetime.now(UTC) - datetime.fromisoformat(who[2])) < timedelta(minutes=5)
    assert first.wait(timeout=60) == ExitCode.DONE


def test_the_lock_of_a_dead_process_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "foilog.lock").write_text("process 1, since 2001-01-01T00:00:00Z")
    assert foilog("--data", tmp_path, "build").code == ExitCode.DONE


def test_what_was_left_half_written_is_ignored(killer: Killer, site: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = ["--data", data, "--site", site]
    goes_well(killer, [*command, "refresh"])
    before = rows(data)
    for name in ("foi.db.building", "foi.db.building-journal", "foi.db.reading-practice", "foi.db.before",
                 "readings-practice.db"):  # fmt: skip
        (data / name).write_bytes(b"SQLite format 3\0 and then the power went")
    (data / "incident.json").write_text('{"code": 3, "sin')
    goes_well(killer, [*command, "build"])
    assert rows(data) == before
    goes_well(killer, [*command, "refresh"])
    assert rows(data) == before


@pytest.mark.parametrize("share", [0.0, 0.6])
def test_a_log_of_changes_that_is_cut_off_costs_the_last_answers_alone(
    killer: Killer, site: Path, tmp_path: Path, share: float
) -> None:
    """As after a power cut on a disk that kept less than it said: what the log proves whole is taken over."""
    undisturbed = tmp_path / "undisturbed"
    whole = killer.run(["--data", undisturbed, "--site", site, "refresh"])
    chance = random.Random(SEED)
    for attempt in range(50):  # a run that has checkpointed its log, or not begun one, is none to cut
        data = tmp_path / f"killed-{attempt}"
        command = ["--data", data, "--site", site]
        log = data / "captures.db-wal"
        killer.run([*command, "refresh"], kill_after=whole.seconds * chance.uniform(0.1, 0.9))
        if log.exists() and log.stat().st_size:
            break
    with log.open("r+b") as file:
        file.truncate(int(share * log.stat().st_size))
    goes_well(killer, [*command, "refresh"])
    assert rows(data) == rows(undisturbed)
    goes_well(killer, [*command, "verify"])
