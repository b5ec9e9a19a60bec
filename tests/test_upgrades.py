"""A capture store of each earlier version of foilog opens with all it holds, and is never fetched again."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.store import captures
from archive.store.captures import CaptureStore
from tests.command import foilog

FIXTURES = {int(path.stem[-1]): path for path in Path(__file__).parent.glob("captures_version_*.sql")}
CURRENT = captures._SCHEMA_VERSION


@pytest.fixture(params=sorted(FIXTURES))
def old_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "captures.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FIXTURES[request.param].read_text("utf-8"))
    return path


def rows(path: Path) -> dict[str, set[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = [
            name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        ]
        return {name: set(connection.execute(f"select * from {name}")) for name in tables}


def test_every_earlier_version_has_a_fixture() -> None:
    assert sorted(FIXTURES) == [*range(1, CURRENT)]


def test_an_old_file_keeps_every_row(old_file: Path) -> None:
    before = rows(old_file)
    assert all(before.values())  # each of its tables has something to lose
    for _ in range(2):
        with CaptureStore.open(old_file) as store:
            assert list(store.verify()) == []
            assert store.execute("pragma user_version").fetchone() == (CURRENT,)
        after = rows(old_file)
        assert {name: after[name] for name in before} == before
    live = {row[0] for row in after["captures"] if "live" in row}
    assert {row[0] for row in after["looks"]} == live  # those that the first version had no table for


def test_an_old_file_gets_the_schema_of_a_new_one(old_file: Path, tmp_path: Path) -> None:
    def schema(path: Path) -> list[tuple[str, str, str]]:
        with CaptureStore.open(path) as store:
            sql = "select type, name, sql from sqlite_master where name not like 'sqlite_%' order by name"
            return [(kind, name, without_comments(made)) for kind, name, made in store.execute(sql)]

    def without_comments(made: str) -> str:
        return " ".join(re.sub(r"--.*", "", made).split())

    assert schema(old_file) == schema(tmp_path / "new.db")


def test_an_old_file_can_be_looked_at_before_anything_is_written(old_file: Path) -> None:
    for verb in ("status", "verify"):
        ended = foilog("--data", old_file.parent, verb, "--json")
        assert ended.code == 0, ended.err
    assert ended.json["bodies"] == 5


def test_an_old_file_is_built_without_a_crawl(old_file: Path) -> None:
    ids = {row[0] for row in rows(old_file)["identities"]}
    ended = foilog("--data", old_file.parent, "build")
    assert ended.code == 0, ended.err
    with closing(sqlite3.connect(old_file.with_name("foi.db"))) as public:
        found = dict(public.execute("select id, title from responses"))
        versions = public.execute(
            "select count(*) from versions where response_id = '01.FOI.23.031111'"
        ).fetchone()
    assert found == {
        "01.FOI.23.031111": "Swans on roads",
        "01.FOI.24.031112": "Lost umbrellas",
        "01.FOI.24.031113": None,
    }
    assert set(found) == ids
    assert versions == (2,)


@pytest.mark.parametrize("verb", ["status", "verify", "build"])
def test_a_newer_file_is_refused_and_stays_as_it_is(tmp_path: Path, verb: str) -> None:
    path = tmp_path / "captures.db"
    CaptureStore.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"pragma user_version = {CURRENT + 1}")
    before = path.read_bytes()
    ended = foilog("--data", tmp_path, verb)
    assert (ended.code, ended.err) == (
        5,
        f"foilog: {path}: it was written by a later version of foilog. Update foilog; nothing was changed.\n",
    )
    assert path.read_bytes() == before
