"""What is read of files is kept; what may be the machine's fault is tried again, and not for ever."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.cache import Cache
from archive.files.library import FileLibrary, ReadFile
from archive.files.reader import TOO_SLOW, FileReader
from archive.store.captures import CaptureStore
from tests.held_pages import FILES, capture, hold
from tests.made_files import xlsx

ROWS = [[row, column] for row in range(2_000) for column in range(2)]
URL = f"{FILES}/lanterns.xlsx"
DAMAGED = f"{FILES}/lanterns-cut.xlsx"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(tmp_path / "captures.db") as opened:
        hold(opened, capture(URL, xlsx({"Lanterns": ROWS}), content_type="application/octet-stream"))
        yield opened


def look(store: CaptureStore, today: str, *, seconds: float = 300.0, url: str = URL) -> ReadFile:
    """Return what a build of that day makes of the file, with so many seconds for it."""
    (held,) = store.captures_where("url = ?", (url,))
    with (
        Cache.open(store.path.with_name("cache.db")) as cache,
        FileReader.open(seconds=seconds) as reader,
    ):
        library = FileLibrary(store, cache, reader, (), today)
        file = library.look(held)
        assert bool(library.parts(held.id)) == (file.state == "held")
        return file


def test_a_file_given_up_for_lack_of_time_is_read_on_a_later_day(store: CaptureStore) -> None:
    assert look(store, "2024-03-01", seconds=0).reason == TOO_SLOW
    assert look(store, "2024-03-01").reason == TOO_SLOW  # other builds of the same night
    assert look(store, "2024-03-02").state == "held"
    assert look(store, "2024-03-03", seconds=0).state == "held"  # kept, and not read again


def test_a_file_that_never_comes_to_an_end_is_given_up_for_good(store: CaptureStore) -> None:
    for day in (1, 2, 3):
        assert look(store, f"2024-03-0{day}", seconds=0).reason == TOO_SLOW
    assert look(store, "2024-03-04").reason == TOO_SLOW


def test_a_file_that_is_damaged_is_read_once(store: CaptureStore) -> None:
    hold(store, capture(DAMAGED, xlsx({"Lanterns": ROWS})[:-400], content_type="application/octet-stream"))
    told = look(store, "2024-03-01", url=DAMAGED)
    assert told.state == "unreadable"
    assert look(store, "2024-03-02", seconds=0, url=DAMAGED) == told
