"""A backup is whole or not there, and what comes back is what was there, down to the dump."""

import random
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from archive.errors import DamagedBackup, DamagedDatabase, StorageError, UnusableFile
from archive.store.captures import CaptureStore
from archive.upkeep import restore as restoring
from archive.upkeep.backup import LesserBackup, back_up, dated_name, remove_older
from archive.upkeep.backup_file import unpack_backup
from archive.upkeep.restore import NewerArchive
from parsers.models import Capture
from tests.command import foilog
from tests.held_pages import ITEMS, capture, hold, letter, page, saved_text
from tests.killing import Killer

NOW = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)
URL = f"{ITEMS}/d/march-2024/swans-on-roads/"
KILLS = 20
SEED = 20261122


def dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())


def more(number: int, size: int = 20_000) -> Capture:
    body = random.Random(number).randbytes(size)
    return capture(f"{ITEMS}/d/may-2024/item-{number}/", body, content_type="application/octet-stream")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    with CaptureStore.open(folder / "captures.db") as store:
        hold(store, capture(URL, page(letter())), saved_text(letter("01.FOI.24.031113", "How many kites?")))
    (folder / "corrections.toml").write_text("# none so far\n")
    return folder


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as ready:
        yield ready


def test_what_comes_back_is_what_was_there(data: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "kept" / "archive.tar", tmp_path / "elsewhere"
    for command in (["--data", data, "build"], ["--data", data, "backup", file]):
        assert foilog(*command).code == 0
    ended = foilog("--data", other, "restore", file)
    assert ended.code == 0, ended.err
    for name in ("captures.db", "foi.db"):
        assert dump(other / name) == dump(data / name)
    assert (other / "corrections.toml").read_text() == "# none so far\n"
    assert foilog("--data", other, "restore", file).code == 0  # once more changes nothing
    assert dump(other / "captures.db") == dump(data / "captures.db")
    assert not (other / "restoring").exists()


def test_tar_and_sha256sum_read_it_too_and_nobody_else_may(data: Path, tmp_path: Path) -> None:
    made = back_up(data, tmp_path / "archive.tar", NOW)
    assert made.captures == 2
    assert made.lists == ("corrections.toml",)
    assert made.path.stat().st_mode & 0o077 == 0
    out = tmp_path / "out"
    out.mkdir()
    subprocess.run(["tar", "xf", made.path, "-C", out], check=True)
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=out, check=True)
    assert dump(out / "captures.db") == dump(data / "captures.db")


def test_a_backup_is_of_one_instant_while_a_run_writes(data: Path, tmp_path: Path) -> None:
    stop, made = Event(), []

    def run() -> None:
        with CaptureStore.open(data / "captures.db") as store:
            for number in range(0, 100_000, 2):
                if stop.is_set():
                    return
                with store.transaction():
                    hold(store, more(number), more(number + 1))

    writer = Thread(target=run)
    writer.start()
    try:
        for number in range(5):
            made.append(back_up(data, tmp_path / f"{number}.tar", NOW))
    finally:
        stop.set()
        writer.join()
    counts = [backup.captures for backup in made]
    assert all(count % 2 == 0 for count in counts)  # what one transaction brings comes together
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert restoring.restore(tmp_path / "other", made[-1].path, force=False).captures == counts[-1]


def test_a_killed_backup_leaves_the_one_before(data: Path, tmp_path: Path, killer: Killer) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *map(more, range(150)))
    file = tmp_path / "kept" / "archive.tar"
    chance, killed = random.Random(SEED), 0
    seconds = killer.run(["--data", data, "backup", file]).seconds
    for number in range(KILLS):
        ended = killer.run(["--data", data, "backup", file], kill_after=chance.uniform(0, seconds))
        killed += ended.code is None
        scratch = tmp_path / f"scratch-{number}"
        scratch.mkdir()
        assert len(unpack_backup(file, scratch)) == 2
    assert killed > KILLS / 2
    assert killer.run(["--data", data, "backup", file]).code == 0
    assert [path.name for path in file.parent.iterdir()] == ["archive.tar"]


def test_a_killed_restore_leaves_the_old_store_or_the_new(data: Path, tmp_path: Path, killer: Killer) -> None:
    old, before = (data / "captures.db").read_bytes(), dump(data / "captures.db")
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *map(more, range(150)))
    assert killer.run(["--data", data, "build"]).code == 0
    after = dump(data / "captures.db")
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    other = tmp_path / "other"
    chance, killed = random.Random(SEED), 0
    for _ in range(KILLS):
        other.mkdir(exist_ok=True)
        for left in other.glob("captures.db*"):
            left.unlink()
        (other / "captures.db").write_bytes(old)
        ended = killer.run(["--data", other, "restore", file], kill_after=chance.uniform(0, 0.3))
        killed += ended.code is None
        assert dump(other / "captures.db") in (before, after)
        assert killer.run(["--data", other, "restore", file]).code == 0
        assert dump(other / "captures.db") == after
        assert not (other / "restoring").exists()
    assert killed


@pytest.mark.parametrize("kilobytes", [64, 200, 500, 1_100])
def test_a_full_disk_ends_a_backup_and_leaves_the_one_before(
    data: Path, tmp_path: Path, killer: Killer, kilobytes: int
) -> None:
    file = back_up(data, tmp_path / "kept" / "archive.tar", NOW).path
    before = file.read_bytes()
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *map(more, range(50)))
    ended = killer.run(["--data", data, "backup", file], most_bytes=kilobytes * 1024)
    assert ended.code == 5, ended.said
    assert str(file) in ended.said
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["archive.tar"]


def test_a_full_disk_ends_a_restore_and_leaves_the_archive(
    data: Path, tmp_path: Path, killer: Killer
) -> None:
    other = tmp_path / "other"
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *map(more, range(50)))
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    ended = killer.run(["--data", other, "restore", file], most_bytes=500_000)
    assert ended.code == 5, ended.said
    assert {path.name for path in other.iterdir()} <= {"foilog.lock"}


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def changed(file: Path) -> None:
    bytes_ = bytearray(file.read_bytes())
    bytes_[len(bytes_) // 2] ^= 1
    file.write_bytes(bytes_)


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def no_tar(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" * 700)


def another_tar(file: Path) -> None:
    with tarfile.open(file, "w") as tar:
        tar.add(__file__, "SHA256SUMS")


def leading_out(file: Path) -> None:
    sums = file.with_name("sums")
    sums.write_text(f"{'0' * 64}  captures.db\n{'0' * 64}  ../captures.db\n")
    with tarfile.open(file, "w") as tar:
        tar.add(sums, "SHA256SUMS")
        tar.add(__file__, "../captures.db")


@pytest.mark.parametrize("damage", [cut, changed, emptied, no_tar, another_tar, leading_out])
def test_a_damaged_backup_is_named_and_nothing_is_touched(data: Path, tmp_path: Path, damage) -> None:
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    damage(file)
    before = dump(data / "captures.db")
    ended = foilog("--data", data, "restore", file)
    assert ended.code == 5
    assert ended.err.startswith(f"foilog: {file}: ")
    assert ended.err.endswith("Take another one; nothing of the archive was touched.\n")
    assert ended.err.count("\n") == 1
    assert dump(data / "captures.db") == before
    with pytest.raises(DamagedBackup):
        restoring.restore(tmp_path / "other", file, force=True)
    assert not list((tmp_path / "other").iterdir())


def test_an_archive_with_a_damaged_body_replaces_no_backup(data: Path, tmp_path: Path) -> None:
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    before = file.read_bytes()
    with closing(sqlite3.connect(data / "captures.db")) as connection:
        connection.execute("drop trigger bodies_never_change")
        connection.execute("update bodies set data = x'00'")
        connection.commit()
    with pytest.raises(DamagedDatabase, match=r"captures\.db: body"):
        back_up(data, file, NOW)
    assert file.read_bytes() == before


def test_an_archive_that_holds_more_is_left_alone_unless_forced(data: Path, tmp_path: Path) -> None:
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    backed_up = dump(data / "captures.db")
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, more(1))
        store.publish_identities("met", {"/d/swans": "swans"})
        store.start_run(NOW, ("live",), "met")
    newer = dump(data / "captures.db")
    ended = foilog("--data", data, "restore", file)
    assert ended.code == 5
    assert "it holds 1 captures, 1 published ids, 1 runs that the backup lacks. Add --force" in ended.err
    assert dump(data / "captures.db") == newer
    for number in (1, 2):
        restored = restoring.restore(data, file, force=True)
        assert dump(data / "captures.db") == backed_up
        if number == 1:
            assert restored.kept == data / "captures.db.replaced-1"
            assert dump(data / "captures.db.replaced-1") == newer
        else:
            assert restored.kept is None


def test_a_store_that_cannot_be_read_is_kept_aside(data: Path, tmp_path: Path) -> None:
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    backed_up = dump(data / "captures.db")
    (data / "captures.db").write_bytes(b"not a database" * 1000)
    (data / "captures.db-wal").write_bytes(b"its log")
    with pytest.raises(NewerArchive, match="cannot be compared"):
        restoring.restore(data, file, force=False)
    restored = restoring.restore(data, file, force=True)
    assert dump(data / "captures.db") == backed_up
    assert restored.kept
    assert restored.kept.read_bytes().startswith(b"not a database")


def test_a_log_that_another_store_left_is_not_taken_for_the_new_one_s(data: Path, tmp_path: Path) -> None:
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    backed_up = dump(data / "captures.db")
    other = tmp_path / "other"
    other.mkdir()
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, *map(more, range(20)))
        (other / "captures.db-wal").write_bytes((data / "captures.db-wal").read_bytes())
    restoring.restore(other, file, force=False)
    assert dump(other / "captures.db") == backed_up


def test_lists_made_by_hand_are_never_replaced(data: Path, tmp_path: Path) -> None:
    (data / "suppressions.toml").write_text("# of the day of the backup\n")
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    (data / "corrections.toml").write_text("# made since\n")
    (data / "suppressions.toml").unlink()
    restored = restoring.restore(data, file, force=False)
    assert (data / "corrections.toml").read_text() == "# made since\n"
    assert restored.differing == (data / "corrections.toml.restored",)
    assert restored.differing[0].read_text() == "# none so far\n"
    assert (data / "suppressions.toml").read_text() == "# of the day of the backup\n"


@pytest.mark.parametrize("held", [b"", b"my letters", b"SQLite format 3\0"])
def test_a_file_that_is_no_backup_is_not_replaced(data: Path, tmp_path: Path, held: bytes) -> None:
    file = tmp_path / "letters.txt"
    file.write_bytes(held)
    with pytest.raises(UnusableFile, match="no backup"):
        back_up(data, file, NOW)
    assert file.read_bytes() == held


def test_a_far_larger_backup_is_not_replaced(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with CaptureStore.open(other / "captures.db") as store:
        hold(store, *map(more, range(50)))
    file = back_up(other, tmp_path / "archive.tar", NOW).path
    before = file.read_bytes()
    with pytest.raises(LesserBackup):
        back_up(data, file, NOW)
    assert file.read_bytes() == before


def test_without_an_archive_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        back_up(tmp_path, tmp_path / "archive.tar", NOW)
    assert not list(tmp_path.iterdir())


def test_a_folder_keeps_the_newest(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    for day in range(4):
        back_up(data, folder / dated_name(NOW + day * timedelta(days=1)), NOW)
    (folder / "foilog-20200101T000000Z.tar.building").write_bytes(b"left by a killed run")
    (folder / "letters.tar").write_bytes(b"not ours")
    assert len(remove_older(folder, 2)) == 2
    assert sorted(path.name for path in folder.iterdir()) == [
        "foilog-20261124T031700Z.tar",
        "foilog-20261125T031700Z.tar",
        "letters.tar",
    ]


def test_the_command_dates_its_files_in_a_folder(data: Path, tmp_path: Path) -> None:
    ended = foilog("--data", data, "backup", "--keep", "1", f"{tmp_path}/kept/")
    assert ended.code == 0
    [made] = (tmp_path / "kept").iterdir()
    assert ended.out == f"{made}: 2 captures, corrections.toml; {made.stat().st_size / 1e6:.1f} MB\n"
    assert foilog("--data", data, "backup", "--keep", "1", tmp_path / "one.tar").code == 2


def test_what_was_erased_since_does_not_come_back_with_a_backup(data: Path, tmp_path: Path) -> None:
    assert foilog("--data", data, "build").code == 0
    file = back_up(data, tmp_path / "archive.tar", NOW).path
    ended = foilog("--data", data, "suppress", "01.FOI.23.031111", "--reason", "a home address", "--erase")
    assert ended.code == 0, ended.err
    erased = (data / "captures.db").read_bytes()
    assert b"swans-on-roads" in file.read_bytes()
    assert b"swans-on-roads" not in erased
    ended = foilog("--data", data, "restore", file)
    assert ended.code == 0, ended.err
    for path in data.rglob("*"):
        if path.is_file() and path.name != "suppressions.toml":
            assert b"swans-on-roads" not in path.read_bytes(), path
