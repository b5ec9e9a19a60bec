"""A public file made from the one before it has the rows of a file that is written whole."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.building.build import BuildReport, build_and_publish, build_archive
from archive.building.check import check_archive
from archive.building.corrections import Correction
from archive.store.captures import CaptureStore
from archive.store.cursors import add_walk
from archive.store.file_troubles import FileTroubles
from archive.store.looks import Looks
from archive.store.queue import Queue, Queued
from parsers.addresses import page_key
from parsers.identity import capture_key
from parsers.masking import Mask
from parsers.models import Capture
from tests.held_pages import FILES, ITEMS, LISTING, MET, capture, letter, listing, page, saved_text

Step = Callable[[CaptureStore], object]

SWANS = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
PAGES = (
    SWANS,
    f"{ITEMS}/d/march-2024/swans-roads/",
    f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/",
    f"{ITEMS}/disclosure-2024/may-2024/ducks-ponds/",
    f"{ITEMS}/disclosure-2024/owls/",
)
GEESE = PAGES[2]
FIGURES, TABLE = f"{FILES}/disclosure_2024/swans.csv", f"{FILES}/disclosure_2024/geese.csv"
REFERENCES = ("01.FOI.23.031111", "01.FOI.23.031112", "01.FOI.24.040404", "")
MOMENTS = tuple(f"2024-{month:02}-0{day}T09:00:00Z" for month in (3, 5, 8) for day in (1, 2, 4))
CORRECTED = Correction(1, REFERENCES[0], "title", "Swans put right", "a slip", "K. Eeper", "2024-05-01")
REDATED = Correction(2, GEESE, "published", "2024-02", "a slip", "K. Eeper", "2024-05-01")
_ENTRY = (
    '[[suppression]]\nkey = "{}"\naction = "{}"\nwords = {}\nreason = "asked"\nwho = "K."\n'
    "when = 2024-05-01\n"
)
HIDDEN = _ENTRY.format(GEESE, "hide", "[]")
MASKED = _ENTRY.format("page", "mask", '["escorted"]')


def receive(folder: Path, *steps: Step) -> None:
    with CaptureStore.open(folder / "captures.db") as store:
        for step in steps:
            step(store)


def another_store(folder: Path) -> None:
    """Another archive's captures take the place of these."""
    for path in folder.glob("captures.db*"):
        path.unlink()
    receive(folder, held(EDITED))


def held(*captures: Capture) -> Step:
    return lambda store: [store.add("met", one, capture_key(one, MET)) for one in captures]


def answered(one: Capture, again: str) -> Step:
    """The live site gives something, and the same again later."""

    def step(store: CaptureStore) -> None:
        looks, key = Looks(store, "met"), capture_key(one, MET)
        newest = looks.newest(key)
        if newest is None or newest.source != "live":
            looks.keep(one, key, good=True)
        elif store.execute("select 1 from looks where capture_id = ?", (newest.id,)).fetchone():
            looks.confirm(newest, capture(one.url, one.body, again), good=True)

    return step


def walked(first: str, last: str) -> Step:
    moments = sorted(map(datetime.fromisoformat, (first, last)))
    return lambda store: add_walk(store, "met", moments[0], moments[1], 3)


def troubled(url: str, when: str) -> Step:
    return lambda store: FileTroubles(store, "met").note(
        page_key(url), "too_large", "it is too large", datetime.fromisoformat(when)
    )


def failed(url: str, when: str) -> Step:
    queued = Queued.found(url, "item", when)._replace(state="failed")
    return lambda store: Queue(store, "met").put(queued)


def archived(url: str, kind: str, state: str) -> Step:
    return lambda store: store.execute(
        "insert or replace into mementos"
        " values ('met', 'wayback', ?1, ?2, ?1, ?3, ?4, 200, 'text/html', '', ?5, '')",
        (url, page_key(url), kind, MOMENTS[0], state),
    )


urls, moments = st.sampled_from(PAGES), st.sampled_from(MOMENTS)
sources = st.sampled_from(["live", "live", "wayback", "common-crawl"])
letters = st.builds(
    letter,
    reference=st.sampled_from(REFERENCES),
    request=st.sampled_from(["How many swans?", "How many geese crossed?", "Ducks: where?"]),
    answer=st.sampled_from(["Twelve.", "Thirteen were escorted.", "None of them; see below."]),
    exemption=st.sampled_from(["Section 40(2) - Personal Information", "Section 31(1)(a) - Law Enforcement"]),
)
files = st.sampled_from([(), (FIGURES,), (FIGURES, TABLE)])
pages = st.builds(page, letters, title=st.sampled_from(["Swans", "Geese and bridges", "Owls"]), files=files)
entries = st.tuples(
    st.sampled_from([*PAGES, FIGURES]), st.sampled_from(["Swans listed", "Listed"]),
    st.sampled_from(["", "March 2024", "2 May 2024", "7 May 2024"]),
)  # fmt: skip
listings = st.lists(entries, max_size=4).map(listing)
bodies = st.one_of(
    st.builds(capture, urls, pages, moments, source=sources),
    st.builds(capture, urls, pages, moments, source=sources),
    st.builds(capture, urls, st.just(b"<h1>Page not found</h1>"), moments, status=st.just(404)),
    st.builds(capture, st.sampled_from([LISTING, f"{LISTING}?page=2"]), listings, moments),
    st.builds(capture, st.sampled_from([FIGURES, TABLE]),
              st.sampled_from([b"Swans,1", b"Geese,2\nnow,3", b""]), moments,
              content_type=st.just("text/csv")),
    st.builds(capture, st.just(FIGURES), st.just(b"gone"), moments, status=st.just(404)),
    letters.map(saved_text),
)  # fmt: skip
redirects = st.builds(
    lambda url, to, when: Capture(
        url=url, captured_at=datetime.fromisoformat(when), status=301, content_type="text/html", body=b"",
        source="live", origin=url, headers=(("location", to),),
    ),
    st.sampled_from([PAGES[1], FIGURES]), st.sampled_from([SWANS, TABLE]), moments,
)  # fmt: skip
steps = st.one_of(
    bodies.map(held),
    bodies.map(held),
    st.builds(answered, bodies.filter(lambda one: bool(one.url)), moments),
    redirects.map(held),
    st.builds(walked, moments, moments),
    st.builds(troubled, st.sampled_from([FIGURES, TABLE]), moments),
    st.builds(failed, urls, moments),
    st.builds(archived, st.sampled_from([*PAGES, TABLE]), st.sampled_from(["item", "attachment"]),
              st.sampled_from(["known", "refused"])),
)  # fmt: skip
nights = st.lists(st.lists(steps, min_size=1, max_size=4), min_size=2, max_size=5)


@settings(max_examples=15, deadline=None)
@given(
    nights,
    st.sampled_from([(), (CORRECTED,), (CORRECTED, REDATED)]),
    st.sampled_from(["", HIDDEN, MASKED, HIDDEN + MASKED]),
)
def test_it_has_the_rows_of_a_file_written_whole(
    history: Sequence[Sequence[Step]], corrections: Sequence[Correction], suppressions: str
) -> None:
    with TemporaryDirectory() as folder:
        amended, whole = Path(folder, "amended"), Path(folder, "whole")
        amended.mkdir()
        (amended / "suppressions.toml").write_text(suppressions)
        for night in history:
            receive(amended, *night)
            copied(amended, whole)
            build(whole, corrections, full=True)
            build(amended, corrections)
            wrong = differences(amended / "foi.db", whole / "foi.db")
            assert not wrong, wrong


# Which way a file is made

FIRST = capture(SWANS, page(letter()), MOMENTS[0])
SECOND = capture(GEESE, page(letter(REFERENCES[2])), MOMENTS[0])
EDITED = capture(SWANS, page(letter(answer="Thirteen.")), MOMENTS[4])
LATER = capture(PAGES[3], page(letter(REFERENCES[1])), MOMENTS[4])
EARLIER = capture(PAGES[1], page(letter(REFERENCES[1])), MOMENTS[4])
MOVED = Capture(
    url=PAGES[1], captured_at=datetime.fromisoformat(MOMENTS[5]), status=301, content_type="text/html",
    body=b"", source="live", origin=PAGES[1], headers=(("location", SWANS),),
)  # fmt: skip


def replaced(folder: Path) -> None:
    """Somebody puts a copy in the place of the public file."""
    shutil.copy(folder / "foi.db", folder / "copy.db")
    (folder / "copy.db").replace(folder / "foi.db")


@pytest.mark.parametrize(
    ("before", "rewritten"),
    [
        pytest.param(lambda folder: None, 0, id="nothing new"),
        pytest.param(lambda folder: receive(folder, held(EDITED)), 1, id="a page has changed"),
        pytest.param(lambda folder: receive(folder, held(LATER)), 1, id="the newest page is new"),
        pytest.param(lambda folder: receive(folder, held(EARLIER)), 2, id="what follows a new page moves on"),
        pytest.param(lambda folder: receive(folder, held(MOVED)), None, id="a page leads elsewhere"),
        pytest.param(
            lambda folder: (folder / "suppressions.toml").write_text(HIDDEN), None, id="a list has changed"
        ),
        pytest.param(lambda folder: (folder / "foi.db").unlink(), None, id="there is no file to copy"),
        pytest.param(replaced, None, id="a file from elsewhere"),
        pytest.param(lambda folder: (folder / "readings-met.db").unlink(), None, id="no readings"),
        pytest.param(
            lambda folder: (folder / "readings-met.db").write_bytes(b"SQLite format 3\0 cut off"),
            None,
            id="damaged readings",
        ),
        pytest.param(another_store, None, id="another capture store"),
    ],
)
def test_a_file_is_written_whole_where_anything_is_unusual(
    tmp_path: Path, before: Callable[[Path], object], rewritten: int | None
) -> None:
    (tmp_path / "suppressions.toml").write_text("")
    receive(tmp_path, held(FIRST, SECOND))
    assert build(tmp_path).rewritten is None
    before(tmp_path)
    assert build(tmp_path).rewritten == rewritten


def test_a_full_build_is_whole(tmp_path: Path) -> None:
    (tmp_path / "suppressions.toml").write_text("")
    receive(tmp_path, held(FIRST))
    assert [build(tmp_path, full=full).rewritten for full in (False, True, False)] == [None, None, 0]


def test_readings_say_nothing_of_an_erased_page(tmp_path: Path) -> None:
    (tmp_path / "suppressions.toml").write_text("")
    receive(tmp_path, held(FIRST, SECOND))
    build_and_publish(tmp_path, MET)
    assert b"geese" in (tmp_path / "readings-met.db").read_bytes()
    (tmp_path / "suppressions.toml").write_text(_ENTRY.format(GEESE, "erase", "[]"))
    build_and_publish(tmp_path, MET)
    assert not (tmp_path / "readings-met.db").exists()
    build_and_publish(tmp_path, MET)
    assert b"geese" not in (tmp_path / "readings-met.db").read_bytes()


def build(folder: Path, corrections: Sequence[Correction] = (), *, full: bool = False) -> BuildReport:
    with CaptureStore.open(folder / "captures.db") as store:
        report = build_archive(store, MET, folder / "foi.db", None, corrections, accept_drift=True, full=full)
    check_archive(report.path, Mask())
    return report


def copied(folder: Path, to: Path) -> None:
    """Copy captures and lists, and nothing that a build made."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    shutil.copy(folder / "suppressions.toml", to)
    with (
        closing(sqlite3.connect(folder / "captures.db")) as held,
        closing(sqlite3.connect(to / "captures.db")) as copy,
    ):
        held.backup(copy)


def differences(one: Path, other: Path) -> dict[str, tuple[object, object]]:
    """The rows of each table that one file has and the other has not."""
    ours, theirs = everything(one), everything(other)
    return {
        table: ([row for row in ours[table] if row not in theirs[table]],
                [row for row in theirs[table] if row not in ours[table]])
        for table in ours | theirs if ours[table] != theirs[table]
    }  # fmt: skip


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, and what the full-text indexes say."""
    with closing(sqlite3.connect(path)) as archive:
        tables = archive.execute(
            "select name from sqlite_master where type = 'table' and name <> 'sqlite_stat1'"
            " and (name not like '%~_fts%' escape '~' or name like '%docsize')"
        ).fetchall()
        found = {}
        for (name,) in tables:
            columns = "rowid, *" if name == "responses" else "*"
            found[name] = sorted(archive.execute(f"select {columns} from {name}"), key=repr)
        for name in ("responses_fts", "requests_fts", "attachment_parts_fts"):
            archive.execute(f"create virtual table temp.said using fts5vocab(main, {name}, instance)")
            found[name] = archive.execute("select * from temp.said order by 1, 2, 3, 4").fetchall()
            archive.execute("drop table temp.said")
        found["rank"] = archive.execute(
            "select rowid, round(rank, 9) from responses_fts where responses_fts match 'swans' order by 1"
        ).fetchall()
    return found
