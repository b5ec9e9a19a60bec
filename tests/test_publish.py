"""A file is swapped in whole or not at all."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from archive.errors import DamagedDatabase, DiskFull, StorageError, UnusableFile
from archive.publish import written_aside


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_whole_file_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    public = tmp_path / "new" / "foi.db"
    for content in ("first", "second"):
        with written_aside(public) as aside:
            assert aside.parent == public.parent
            aside.write_text(content)
            assert not public.exists() or public.read_text() == "first"
        assert public.read_text() == content
        assert names(public.parent) == {"foi.db"}


def test_readers_in_flight_keep_the_old_file(tmp_path: Path) -> None:
    public = tmp_path / "foi.db"
    public.write_text("yesterday")
    with public.open() as reader:
        with written_aside(public) as aside:
            aside.write_text("today")
        assert reader.read() == "yesterday"
    assert public.read_text() == "today"


def fail_half_way(public: Path, trouble: BaseException) -> None:
    with written_aside(public) as aside:
        aside.write_text("half")
        aside.with_name(f"{aside.name}-journal").write_text("half")
        raise trouble


@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        (OSError(28, "No space left on device"), DiskFull),
        (OSError(5, "Input/output error"), UnusableFile),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ValueError("a bug"), ValueError),
    ],
)
def test_failure_leaves_the_old_file_alone(
    tmp_path: Path, trouble: BaseException, named: type[BaseException]
) -> None:
    public = tmp_path / "foi.db"
    public.write_text("yesterday")
    with pytest.raises(named) as told:
        fail_half_way(public, trouble)
    assert public.read_text() == "yesterday"
    assert names(tmp_path) == {"foi.db"}
    if isinstance(told.value, StorageError):
        assert str(public) in str(told.value)


def run_sql(public: Path, script: str, content: bytes = b"") -> None:
    with written_aside(public) as aside:
        aside.write_bytes(content)
        with closing(sqlite3.connect(aside)) as connection:
            connection.executescript(script)


@pytest.mark.parametrize(
    ("content", "script", "named"),
    [
        (
            b"",
            "pragma max_page_count = 2; create table t (x); insert into t values (zeroblob(99999));",
            DiskFull,
        ),
        (b"no database" * 100, "select * from sqlite_master", DamagedDatabase),
    ],
)
def test_troubles_of_sqlite_are_named(
    tmp_path: Path, content: bytes, script: str, named: type[StorageError]
) -> None:
    with pytest.raises(named, match=r"foi\.db"):
        run_sql(tmp_path / "foi.db", script, content)
    assert names(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(UnusableFile, match=r"foi\.db"):
        run_sql(tmp_path / "data" / "foi.db", "select 1")


def test_what_a_killed_build_left_is_replaced(tmp_path: Path) -> None:
    public = tmp_path / "foi.db"
    public.write_text("yesterday")
    killed = (
        "import os, pathlib, sys\n"
        "from archive.publish import written_aside\n"
        "with written_aside(pathlib.Path(sys.argv[1])) as aside:\n"
        "    aside.write_text('half')\n"
        "    os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", killed, public], cwd=Path(__file__).parents[1], check=False)
    assert public.read_text() == "yesterday"
    assert names(tmp_path) == {"foi.db", "foi.db.building"}
    with written_aside(public) as aside:
        assert not aside.exists()
        aside.write_text("today")
    assert public.read_text() == "today"
    assert names(tmp_path) == {"foi.db"}
