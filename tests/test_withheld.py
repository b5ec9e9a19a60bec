"""What may not leave the archive is in no export and in no bundle: taken down, covered, or not cleared."""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from archive.export.exporting import FORMATS, export_archive
from archive.export.withheld import COVERED, NOT_CLEARED, TAKEN_DOWN, Withheld
from archive.search.opening import open_published
from archive.store.captures import CaptureStore
from foilog.outcome import ExitCode
from tests.command import foilog
from tests.export_archive import CLEAN, GONE, HERONS, IDS, SWANS, write_archive
from tests.held_pages import LISTING, MET
from web.described import described_tables


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "data")


def reasons(data: Path, *, states: str = "held") -> dict[str, str]:
    """Return why each address is kept back; ``states`` is what became of the file."""
    with closing(sqlite3.connect(data / "foi.db")) as conn, conn:
        conn.execute("update attachments set state = ?", (states,))
    with (
        closing(open_published(data / "foi.db")) as published,
        CaptureStore.open_held(data / "captures.db") as store,
    ):
        withheld = Withheld.load(data, published, store, (MET,))
        held = [capture for captures in store.pages(MET.name) for capture in captures]
        return {one.url: withheld.reason(one, store.read(one.sha256)) for one in held}


def suppress(data: Path, key: str, *more: str) -> None:
    ended = foilog("--data", data, "suppress", key, "--reason", "Asked for.", *more)
    assert ended.code == ExitCode.DONE, ended.err


def exported(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of an export, unpacked."""
    folder = data.parent / "exported"
    export_archive(data, folder, FORMATS, described_tables())
    for path in folder.iterdir():
        whole = path.read_bytes()
        yield path.name, gzip.decompress(whole) if path.suffix == ".gz" else whole


def test_all_may_leave_where_nothing_is_suppressed(data: Path) -> None:
    assert set(reasons(data).values()) == {""}


@pytest.mark.parametrize("state", ["quarantined", "unreadable", "not_held", "too_large"])
def test_a_file_that_was_not_cleared_stays(data: Path, state: str) -> None:
    found = reasons(data, states=state)
    assert found.pop(CLEAN) == NOT_CLEARED
    assert set(found.values()) == {""}
    with closing(sqlite3.connect(data / "foi.db")) as conn, conn:
        conn.execute("update attachments set sha256 = null")  # as for one that was received since
    assert reasons(data)[CLEAN] == NOT_CLEARED
    assert not [name for name, whole in exported(data) if b"North,12" in whole]


def test_where_something_was_taken_down_only_public_pages_leave(data: Path) -> None:
    suppress(data, IDS[1])
    found = reasons(data)
    assert found[HERONS] == found[LISTING] == found[GONE] == TAKEN_DOWN
    assert found[SWANS] == found[CLEAN] == ""
    for name, whole in exported(data):
        for words in (b"herons", b"Herons", IDS[1].encode()):
            assert words not in whole, name


def test_a_page_with_words_that_are_covered_stays(data: Path) -> None:
    suppress(data, IDS[0], "--mask", "Twelve swans")
    found = reasons(data)
    assert found[SWANS] == COVERED
    assert found[HERONS] == ""
    for name, whole in exported(data):
        assert b"Twelve swans" not in whole, name
