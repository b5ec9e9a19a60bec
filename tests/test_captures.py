"""The capture store: everything is kept, nothing is changed, and damage is found."""

import contextlib
import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.errors import (
    BusyDatabase,
    DamagedBody,
    DamagedDatabase,
    DiskFull,
    IdentityTaken,
    NewerDatabase,
    StorageError,
    UnusableFile,
    storage_errors,
)
from archive.store.bodies import BodyMismatch, digest, pack, unpack
from archive.store.captures import BodyProblem, CaptureStore, RunResult
from archive.store.moments import utc_text
from parsers.models import Capture

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
PAGE = Capture(
    url="https://www.met.police.uk/foi-ai/metropolitan-police/d/july-2022/painted-bollards/",
    captured_at=NOON,
    status=200,
    content_type="text/html; charset=utf-8",
    body=b"<p>Twelve bollards were painted.</p>" * 40,
    source="live",
    origin="https://www.met.police.uk/foi-ai/metropolitan-police/d/july-2022/painted-bollards/",
    headers=(("etag", '"a1"'), ("last-modified", "Fri, 01 Mar 2024 11:00:00 GMT")),
)
KEY = "/foi-ai/metropolitan-police/d/july-2022/painted-bollards"
TEXT = Capture(
    url="",
    captured_at=NOON,
    status=200,
    content_type="text/plain; charset=utf-8",
    body="Kettles – a list".encode(),
    source="file",
    origin="kettles.txt",
    dated="file",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "captures.db"


@pytest.fixture
def store(path: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(path) as store:
        yield store


def all_captures(store: CaptureStore) -> list[object]:
    return [capture for page in store.pages("met") for capture in page]


def tampered(path: Path, *statements: str) -> None:
    """Change the file behind the store's back, as a fault of the disk would."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_capture_comes_back_as_it_was(store: CaptureStore) -> None:
    assert store.add("met", PAGE, KEY)
    ((held,),) = store.pages("met")
    assert store.read(held.sha256) == PAGE.body
    assert (held.site, held.page_key, held.captured_at) == ("met", KEY, "2024-03-01T12:00:00Z")
    for field in ("url", "status", "content_type", "source", "origin", "headers", "dated"):
        assert getattr(held, field) == getattr(PAGE, field), field


def test_the_same_capture_again_adds_nothing(store: CaptureStore) -> None:
    assert store.add("met", PAGE, KEY)
    assert not store.add("met", PAGE, KEY)
    assert not store.add("met", replace(PAGE, origin="another copy of the file"), KEY)
    assert len(all_captures(store)) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(PAGE, captured_at=NOON + timedelta(days=1)),
        replace(PAGE, body=b"<p>Thirteen.</p>"),
        replace(PAGE, status=404),
        replace(PAGE, source="wayback"),
        replace(PAGE, url=PAGE.url.replace("painted", "Painted")),
    ],
    ids=["later", "other bytes", "other status", "other source", "other spelling of the address"],
)
def test_whatever_differs_is_kept_beside_it(store: CaptureStore, other: Capture) -> None:
    assert store.add("met", PAGE, KEY)
    assert store.add("met", other, KEY)
    assert len(all_captures(store)) == 2


def test_an_undated_file_counts_once_for_its_page_and_time(store: CaptureStore) -> None:
    assert store.add("met", TEXT, "ref:01.FOI.24.990001")
    assert not store.add("met", replace(TEXT, origin="copy/kettles.txt"), "ref:01.FOI.24.990001")
    assert store.add("met", replace(TEXT, captured_at=NOON + timedelta(hours=1)), "ref:01.FOI.24.990001")


def test_addresses_are_kept_clean(store: CaptureStore) -> None:
    store.add("met", replace(PAGE, url="HTTPS://WWW.met.police.uk:443/Foi-ai/?_t_id=1#top"), KEY)
    ((held,),) = store.pages("met")
    assert held.url == "https://www.met.police.uk/Foi-ai/"


def test_one_body_is_kept_once(store: CaptureStore) -> None:
    for hours in range(5):
        store.add("met", replace(PAGE, captured_at=NOON + timedelta(hours=hours)), KEY)
    assert store.body_count() == 1


def test_sites_are_apart(store: CaptureStore) -> None:
    store.add("met", PAGE, KEY)
    assert store.add("practice", PAGE, KEY)
    assert len(list(store.pages("practice"))) == 1


def test_pages_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    captures = [
        (PAGE, KEY),
        (replace(PAGE, captured_at=NOON + timedelta(days=1)), KEY),
        (replace(PAGE, body=b"other bytes, same moment"), KEY),
        (TEXT, "ref:01.FOI.24.990001"),
    ]
    seen = []
    for number, order in enumerate(itertools.permutations(captures)):
        with CaptureStore.open(tmp_path / f"{number}.db") as store:
            for capture, key in order:
                store.add("met", capture, key)
            seen.append(list(store.pages("met")))
    assert all(pages == seen[0] for pages in seen)
    assert [len(page) for page in seen[0]] == [3, 1]
    assert [capture.captured_at[:10] for capture in seen[0][0]] == ["2024-03-01", "2024-03-01", "2024-03-02"]


def test_pages_are_not_sorted_in_memory(store: CaptureStore) -> None:
    """SQLite may sort the captures of one page, never those of all pages."""
    plan: list[str] = []
    store._connection.set_trace_callback(plan.append)
    list(store.pages("met"))
    store._connection.set_trace_callback(None)
    rows = store._connection.execute(f"explain query plan {plan[-1]}").fetchall()
    assert any("captures_page" in row[3] for row in rows)
    assert not any(row[3] == "USE TEMP B-TREE FOR ORDER BY" for row in rows)


def add_and_fail(store: CaptureStore, capture: Capture) -> None:
    with store.transaction():
        store.add("met", capture, KEY)
        raise KeyError


def test_a_failed_transaction_leaves_nothing(store: CaptureStore) -> None:
    with pytest.raises(KeyError):
        add_and_fail(store, PAGE)
    assert all_captures(store) == []
    assert store.body_count() == 0


def test_a_failed_inner_step_leaves_the_outer_transaction_whole(store: CaptureStore) -> None:
    with store.transaction():
        store.add("met", PAGE, KEY)
        with pytest.raises(KeyError):
            add_and_fail(store, TEXT)
    assert store.body_count() == 1


def test_a_killed_program_leaves_no_half_capture(path: Path) -> None:
    CaptureStore.open(path).close()
    program = (
        "import os, signal, sys; from pathlib import Path; from archive.store.captures import CaptureStore\n"
        "from tests.test_captures import KEY, PAGE, TEXT\n"
        "store = CaptureStore.open(Path(sys.argv[1])); store.add('met', TEXT, 'ref:x')\n"
        "with store.transaction():\n"
        "    store.add('met', PAGE, KEY)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", program, path], cwd=root, env={**os.environ, "PYTHONPATH": "."}
    )
    assert killed.returncode == -signal.SIGKILL
    with CaptureStore.open(path) as store:
        ((held,),) = store.pages("met")
        assert held.page_key == "ref:x"
        assert store.body_count() == 1
        assert list(store.verify()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "update bodies set data = x'00'",
        "delete from bodies",
        "update captures set url = ''",
        "delete from captures",
        "update identities set page_key = '/other'",
        "delete from identities",
    ],
)
def test_what_was_received_cannot_be_changed(store: CaptureStore, path: Path, statement: str) -> None:
    store.add("met", PAGE, KEY)
    store.publish_identities("met", {KEY: "01.FOI.22.990001"})
    with pytest.raises(sqlite3.IntegrityError, match="never"):
        tampered(path, statement)


def test_an_erasure_can_set_the_stay_triggers_aside(store: CaptureStore, path: Path) -> None:
    store.add("met", PAGE, KEY)
    tampered(
        path,
        "drop trigger captures_stay",
        "drop trigger bodies_stay",
        "delete from captures",
        "delete from bodies",
    )
    assert all_captures(store) == []


def test_verify_finds_one_flipped_bit(store: CaptureStore, path: Path) -> None:
    store.add("met", PAGE, KEY)
    store.add("met", TEXT, "ref:x")
    assert list(store.verify()) == []
    flipped = bytes([TEXT.body[0] ^ 1]) + TEXT.body[1:]
    sha256 = digest(TEXT.body)
    tampered(
        path,
        "drop trigger bodies_never_change",
        f"update bodies set data = x'{flipped.hex()}' where sha256 = '{sha256}'",
    )
    assert list(store.verify()) == [BodyProblem(sha256, "its bytes do not hash to its key")]
    with pytest.raises(DamagedBody, match=sha256) as caught:
        store.read(sha256)
    assert caught.value.path == path
    assert store.read(digest(PAGE.body)) == PAGE.body


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("data = substr(data, 1, length(data) - 3)", "cannot be unpacked"),
        ("data = x'0001020304'", "cannot be unpacked"),
        ("size = size + 1", "another size"),
        ("encoding = 'lzma'", "unknown encoding"),
    ],
)
def test_verify_finds_a_body_that_cannot_be_unpacked(
    store: CaptureStore, path: Path, change: str, reason: str
) -> None:
    store.add("met", PAGE, KEY)
    tampered(path, "drop trigger bodies_never_change", f"update bodies set {change}")
    (problem,) = store.verify()
    assert problem.sha256 == digest(PAGE.body)
    assert reason in problem.reason


def test_verify_finds_a_missing_body_and_counts(store: CaptureStore, path: Path) -> None:
    store.add("met", PAGE, KEY)
    store.add("met", TEXT, "ref:x")
    tampered(path, "drop trigger bodies_stay", f"delete from bodies where sha256 = '{digest(TEXT.body)}'")
    counted: list[int] = []
    (problem,) = store.verify(counted.append)
    assert problem == BodyProblem(digest(TEXT.body), "captures name it, but it is not held")
    assert counted == [1]
    with pytest.raises(DamagedBody, match="not held"):
        store.read(digest(TEXT.body))


@given(st.binary(max_size=3000))
@example(b"")
@example(b"a" * 3000)
@example(os.urandom(3000))
def test_every_body_can_be_packed(body: bytes) -> None:
    packed = pack(body)
    assert unpack(packed) == body
    assert len(packed.data) <= len(body)
    assert packed.encoding == ("zstd" if len(packed.data) < len(body) else "identity")


@given(st.binary(min_size=1, max_size=300).map(lambda body: body * 4), st.data())
def test_no_flipped_bit_passes(body: bytes, data: st.DataObject) -> None:
    packed = pack(body)
    at = data.draw(st.integers(0, len(packed.data) * 8 - 1))
    damaged = bytearray(packed.data)
    damaged[at // 8] ^= 1 << at % 8
    with contextlib.suppress(BodyMismatch):
        assert unpack(packed._replace(data=bytes(damaged))) == body  # a bit that means nothing


def test_ids_stay_with_their_pages(store: CaptureStore) -> None:
    store.publish_identities("met", {"/a": "01.FOI.24.1", "/b": "01.FOI.24.1-2"})
    store.publish_identities("met", {"/a": "01.FOI.24.1", "/c": "slug"})
    assert store.identities("met") == {"/a": "01.FOI.24.1", "/b": "01.FOI.24.1-2", "/c": "slug"}
    assert store.identities("practice") == {}


@pytest.mark.parametrize(
    ("site", "page", "response_id"),
    [("met", "/a", "another-id"), ("met", "/z", "taken"), ("practice", "/a", "taken")],
)
def test_an_id_is_neither_changed_nor_passed_on(
    store: CaptureStore, site: str, page: str, response_id: str
) -> None:
    store.publish_identities("met", {"/a": "taken"})
    with pytest.raises(IdentityTaken):
        store.publish_identities(site, {"/0": "free", page: response_id})
    assert store.identities("met") == {"/a": "taken"}
    assert store.identities("practice") == {}


def test_a_run_is_noted_when_it_begins_and_when_it_ends(store: CaptureStore) -> None:
    first = store.start_run(NOON, ["live"], "met")
    store.start_run(NOON + timedelta(days=1), ["live", "wayback"], "essex")
    result = RunResult(6, ("live: 3 pages",), seen=3, new=2, changed=1, failed=1, message="one page waits")
    store.finish_run(first, NOON + timedelta(minutes=5), result)
    ended, cut_off = store.runs()
    assert (ended.started, ended.finished) == ("2024-03-01T12:00:00Z", "2024-03-01T12:05:00Z")
    assert (ended.exit_code, ended.sources, ended.message) == (6, ("live: 3 pages",), "one page waits")
    assert (ended.seen, ended.new, ended.changed, ended.gone, ended.failed) == (3, 2, 1, 0, 1)
    assert (cut_off.finished, cut_off.exit_code, cut_off.sources) == (None, None, ("live", "wayback"))


def test_reading_only_neither_makes_nor_changes(path: Path) -> None:
    with pytest.raises(UnusableFile, match="no such file"):
        CaptureStore.open(path, read_only=True)
    assert not path.exists()
    CaptureStore.open(path).close()
    with CaptureStore.open(path, read_only=True) as store, pytest.raises(UnusableFile):
        store.add("met", PAGE, KEY)


def read_everything(path: Path) -> None:
    with CaptureStore.open(path) as store:
        all_captures(store)
        store.read(digest(PAGE.body))


def broken_file(kind: str, path: Path) -> None:
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("This is a letter, not a database. " * 50)
    elif kind == "cut":
        with CaptureStore.open(path) as store:
            store.add("met", replace(PAGE, body=os.urandom(50_000)), KEY)
        path.write_bytes(path.read_bytes()[:9000])
    elif kind == "newer":
        CaptureStore.open(path).close()
        tampered(path, "pragma user_version = 99")


@pytest.mark.parametrize(
    ("kind", "error"),
    [("folder", UnusableFile), ("text", DamagedDatabase), ("cut", DamagedDatabase), ("newer", NewerDatabase)],
)
def test_a_file_that_cannot_be_used_is_named(path: Path, kind: str, error: type[StorageError]) -> None:
    broken_file(kind, path)
    with pytest.raises(error) as caught:
        read_everything(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_full_disk_is_named_and_leaves_no_half_capture(store: CaptureStore) -> None:
    pages = store._connection.execute("pragma page_count").fetchone()[0]
    store._connection.execute(f"pragma max_page_count = {pages + 5}")  # SQLite fails as on a full disk
    with pytest.raises(DiskFull):
        store.add("met", replace(PAGE, body=os.urandom(100_000)), KEY)
    assert store.body_count() == 0
    assert store.add("met", TEXT, "ref:x")


@pytest.mark.parametrize(("free", "named"), [(0, DiskFull), (1_000_000, UnusableFile)])
def test_trouble_with_a_file_is_a_full_disk_where_no_room_is_left(
    path: Path, monkeypatch: pytest.MonkeyPatch, free: int, named: type[StorageError]
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=free))
    trouble = sqlite3.OperationalError("disk I/O error")
    trouble.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    with pytest.raises(named), storage_errors(path):
        raise trouble


def test_a_database_held_by_another_program_is_named(store: CaptureStore, path: Path) -> None:
    impatient = sqlite3.connect(path, timeout=0, isolation_level=None)
    with store.transaction(), pytest.raises(BusyDatabase), storage_errors(path):
        impatient.execute("begin immediate")
    impatient.close()


def test_mistakes_in_our_own_sql_are_not_storage_errors(path: Path) -> None:
    connection = sqlite3.connect(":memory:")
    with pytest.raises(sqlite3.OperationalError), storage_errors(path):
        connection.execute("select * from nowhere")
    connection.close()


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2024, 3, 1, 9, 30, tzinfo=UTC), "2024-03-01T09:30:00Z"),
        (datetime(2024, 7, 1, 0, 15, tzinfo=timezone(timedelta(hours=1))), "2024-06-30T23:15:00Z"),
        (datetime(2024, 3, 1, 9, 30, 0, 999_999, tzinfo=UTC), "2024-03-01T09:30:00Z"),
    ],
)
def test_moments_are_utc_to_the_second(moment: datetime, text: str) -> None:
    assert utc_text(moment) == text


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        utc_text(datetime(2024, 3, 1, 9, 30))
