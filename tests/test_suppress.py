"""Takedown: what is hidden, covered or erased stands nowhere any more, and no source brings it back."""

import gzip
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import httpx
import pytest

from archive.building.build import build_and_publish
from archive.building.check import FaultyFile, check_archive, verify
from archive.errors import FaultySuppressions
from archive.store.captures import CaptureStore
from archive.takedown.suppressions import (
    Suppression,
    add_suppression,
    load_suppressions,
    read_suppressions,
    remove_suppressions,
)
from archive.takedown.tombstones import Tombstones
from foilog.__main__ import run
from foilog.sources.linked import LinkedFiles
from parsers.addresses import page_key
from parsers.masking import BLOCK, Mask
from parsers.models import Capture
from tests.command import ROOT, Ended
from tests.held_pages import FILES, ITEMS, LISTING, MET, capture, hold, letter, listing, page
from tests.killing import Killer
from tests.leaks import leaks_in_bytes, leaks_in_files, leaks_in_store, leaks_of_site
from tests.made_files import xlsx
from tests.running_site import running_site
from web.published import PublishedFile

SWANS = f"{ITEMS}/disclosure-2024/march-2024/zorilla-swans/"
FORMER = f"{ITEMS}/d/march-2024/zorilla-swans/"
GEESE = f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/"
SWANS_ID, GEESE_ID = "01.FOI.23.031111", "01.FOI.23.032222"
FILE = f"{FILES}/zorilla-keepers.csv"
SHARED = f"{FILES}/bridges.csv"
SITEMAP = "https://www.met.police.uk/sitemap.xml"

NAME = "Orsolya Quaggaberg"
WORDS = ("zorilla", "quaggaberg", "orsolya", "031111")  # the last one is of the reference
OF_PAGE = ("zorilla", "031111", "marabou")
READ = ("cache.db", "readings-met.db")  # private, and may be deleted at any time

SWANS_PAGE = page(
    letter(request=f"What did marabou keeper {NAME} write of the zorilla?"),
    title="Zorilla swans",
    files=[FILE, SHARED],
)
GEESE_PAGE = page(
    letter(GEESE_ID, request="Which geese did Ms Quaggaberg's staff and the Quaggabergs count?"),
    title="Geese",
    files=[SHARED],
)
KEEPERS = f"Given,Family,Swans\nOrsolya,Quaggaberg,12\nMarabou,Finch,3\nzorilla,{NAME},4\n".encode()
ENTRIES = [(SWANS, "Zorilla swans", "1 March 2024"), (GEESE, "Geese", "2 April 2024")]
EARLIER = page(letter(request="What did the marabou keepers write?"), title="Zorilla swans")
SITEMAP_BODY = f"<urlset><url><loc>{SWANS}</loc></url><url><loc>{GEESE}</loc></url></urlset>".encode()

PAGES: tuple[Capture, ...] = (
    capture(FORMER, EARLIER, "2023-06-01T09:00:00Z", source="wayback"),
    capture(SWANS, SWANS_PAGE),
    capture(GEESE, GEESE_PAGE),
    capture(FILE, KEEPERS, content_type="text/csv"),
    capture(SHARED, b"Bridge,Geese\nTower,7\n", content_type="text/csv"),
    capture(LISTING, listing(ENTRIES)),
    capture(SITEMAP, SITEMAP_BODY, content_type="application/xml"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, *PAGES)
    build_and_publish(tmp_path, MET)
    return tmp_path


def foilog(*arguments: str | Path) -> Ended:
    """Run the command in this process, which is as good and takes no time to begin."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*map(str, arguments)])
    return Ended(code, out.getvalue(), err.getvalue())


def suppress(data: Path, *arguments: str) -> None:
    done = foilog(
        "--data", data, "suppress", *arguments, "--reason", "A private matter", "--who", "A. Reviewer"
    )
    assert done.code == 0, done.err


def query(data: Path, sql: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "foi.db")) as conn:
        return conn.execute(sql, values).fetchall()


def status(site: str, path: str) -> int:
    return httpx.get(f"{site}{path}", follow_redirects=True, timeout=30).status_code


# The list -------------------------------------------------------------------------------------------------


def entry(**said: object) -> str:
    known = {
        "key": "a",
        "action": "hide",
        "words": [],
        "reason": "So",
        "who": "A",
        "when": "2025-03-14",
        **said,
    }
    lines = [f"{key} = {value!r}" for key, value in known.items() if value is not None]
    return "\n".join(("[[suppression]]", *lines, ""))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("key = ", "not valid TOML"),
        ("[[correction]]\nkey = 'a'", "something else than"),
        ("suppression = [3]", "entry 1: not a table"),
        (entry(reason=None), "entry 1: reason missing"),
        (entry(who=" "), "entry 1: who must be words"),
        (entry(why="so"), "entry 1: unknown key why"),
        (entry(when="in May"), "entry 1: 'in May' is no date"),
        (entry(action="remove"), "entry 1: no action is called 'remove'"),
        (entry(action="mask"), "entry 1: words must say what is to be covered"),
        (entry(action="mask", words=["--"]), "entry 1: '--' has no letter or digit"),
        (entry(action="mask", words="Finch"), "entry 1: words must be a list"),
        (
            entry(action="mask", words=["Finch"], reason="Names FINCH"),
            "entry 1: reason is public and repeats",
        ),
        (entry() + entry(key=7), "entry 2: key must be words"),
    ],
)
def test_every_fault_is_named_with_file_and_entry(text: str, fault: str) -> None:
    with pytest.raises(FaultySuppressions) as raised:
        read_suppressions(text, Path("data/suppressions.toml"))
    assert str(raised.value).startswith("data/suppressions.toml: ")
    assert fault in str(raised.value)


def test_what_a_person_wrote_stays_when_the_list_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "suppressions.toml"
    path.write_text(f"# Ours.\n\n{entry()}\n# About the next:\n{entry(key='b')}# End.\n", "utf-8")
    new = Suppression("c", "erase", (), 'He "said"\x7f so', "B", "2025-03-15")
    add_suppression(tmp_path, new)
    add_suppression(tmp_path, new)
    assert [one.key for one in remove_suppressions(tmp_path, frozenset(["a"]))] == ["a"]
    assert load_suppressions(tmp_path)[1:] == (
        Suppression("c", "erase", (), 'He "said"\x7f so', "B", "2025-03-15"),
    )
    text = path.read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Ours.",
        "# About the next:",
        "# End.",
    ]


def test_a_list_that_cannot_be_changed_safely_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "suppressions.toml"
    path.write_text(entry().replace("'So'", "'''So\n[[suppression]]\nit is'''"), "utf-8")
    before = path.read_bytes()
    with pytest.raises(FaultySuppressions, match="cannot be changed as it is written"):
        remove_suppressions(tmp_path, frozenset(["a"]))
    assert path.read_bytes() == before


def test_the_list_kept_with_the_program_is_empty_and_its_example_is_sound() -> None:
    kept = ROOT / "data" / "suppressions.toml"
    lines = kept.read_text("utf-8").splitlines()
    example = lines[next(at for at, line in enumerate(lines) if "[[suppression]]" in line) :]
    assert load_suppressions(kept.parent) == ()
    assert read_suppressions("\n".join(line.removeprefix("# ") for line in example), kept)


# Hide, mask, erase ----------------------------------------------------------------------------------------


def test_the_words_are_there_before(data: Path) -> None:
    assert {leak.partition(": ")[2] for leak in leaks_in_files(data, WORDS, but=["captures.db"])} == {*WORDS}
    assert leaks_in_store(data / "captures.db", WORDS)


@pytest.mark.parametrize("key", [SWANS_ID, "1/foi/23/31111", SWANS, FORMER.removeprefix("https://").upper()])
def test_a_hidden_page_is_nowhere_and_its_address_says_why(data: Path, key: str) -> None:
    (number,) = query(data, "select id from attachments where filename = 'zorilla-keepers.csv'")[0]
    suppress(data, key)
    assert load_suppressions(data)[0].key == SWANS_ID
    assert (
        leaks_in_files(data, OF_PAGE, but=["captures.db", "captures.db-wal", *READ, "suppressions.toml"])
        == []
    )
    assert query(data, "select id from responses") == [(GEESE_ID,)]
    assert verify(data, MET).problems == ()
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert list(leaks_of_site(site, OF_PAGE)) == []
        for path in (
            SWANS_ID,
            SWANS_ID.lower(),
            "01/FOI/23/031111",
            f"{SWANS_ID}/versions",
            f"{SWANS_ID}.bib",
        ):
            gone = httpx.get(f"{site}/r/{path}", follow_redirects=True)
            assert gone.status_code == 410, path
            assert "A private matter" in gone.text
        record = httpx.get(f"{site}/r/{SWANS_ID}.json")
        assert (record.status_code, record.json()["reason"]) == (410, "A private matter")
        assert status(site, f"/a/{number}") == 410
        table = httpx.get(f"{site}/a/{number}/part-1.csv")
        assert (table.status_code, table.json()["error"]) == (410, "taken down")
        assert status(site, f"/r/{GEESE_ID}") == 200


def test_words_are_covered_wherever_they_stand(data: Path) -> None:
    suppress(data, SWANS_ID, "--mask", NAME, "--mask", "quaggaberg", "--mask", "Zorilla")
    words = ("zorilla", "quaggaberg", "orsolya")
    assert (
        leaks_in_files(data, words, but=["captures.db", "captures.db-wal", *READ, "suppressions.toml"]) == []
    )
    title, asked, url = query(data, "select title, request_text, url from responses where id = ?", SWANS_ID)[
        0
    ]
    assert title == f"{BLOCK * 7} swans"
    assert asked == f"What did marabou keeper {BLOCK * len(NAME)} write of the {BLOCK * 7}?"
    assert str(url).endswith(f"/{BLOCK * 7}-swans/")
    other = query(data, "select request_text from responses where id = ?", GEESE_ID)[0][0]
    assert other == f"Which geese did Ms {BLOCK * 12} staff and the {BLOCK * 11} count?"
    cells = query(
        data,
        "select value from attachment_cells c join attachments a on a.id = attachment_id"
        " where row = 2 and filename like '%keepers.csv' order by col",
    )
    assert cells == [(BLOCK * 7,), (BLOCK * 10,), ("12",)]
    assert verify(data, MET).problems == ()
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert list(leaks_of_site(site, words)) == []
        page_of_swans = httpx.get(f"{site}/r/{SWANS_ID}")
        assert page_of_swans.status_code == 200
        assert "Some words are covered" in page_of_swans.text


def test_the_words_of_the_program_are_no_ones(data: Path) -> None:
    before = query(data, "select id, decision, regime from responses order by id")
    suppress(data, SWANS_ID, "--mask", "disclosure", "--mask", "FOIA", "--mask", "disclosed")
    assert query(data, "select id, decision, regime from responses order by id") == before


def test_words_that_stand_in_the_reason_of_another_entry_are_covered_there(data: Path) -> None:
    suppress(data, SWANS_ID)
    done = foilog("--data", data, "suppress", GEESE_ID, "--reason", "So", "--mask", "matter")
    assert done.code == 0, done.err
    assert query(data, "select distinct reason from suppressed") == [(f"A private {BLOCK * 6}",)]


@pytest.mark.parametrize(("word", "found"), [("Tower", "in 2 responses"), ("Heron", "in no response:")])
def test_words_are_counted_in_files_too(data: Path, word: str, found: str) -> None:
    done = foilog("--data", data, "suppress", GEESE_ID, "--reason", "So", "--mask", word)
    assert f"they stood {found}" in done.out


def test_what_is_the_same_when_covered_is_still_published(tmp_path: Path) -> None:
    names = ("zorilla", "marabou")
    pages = [f"{ITEMS}/d/march-2024/{name}-swans/" for name in names]
    files = [f"{FILES}/{name}.xlsx" for name in names]
    book = xlsx({name: [["Ward", "Swans"], ["Tower", 3]] for name in names})
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, *(capture(url, page(letter(), files=files)) for url in pages))
        hold(store, *(capture(url, book, content_type="application/octet-stream") for url in files))
        hold(store, capture(LISTING, listing([(url, "Swans", "1 March 2024") for url in pages])))
    build_and_publish(tmp_path, MET)
    (name,) = query(tmp_path, "select id from responses")[0]
    suppress(tmp_path, str(name), "--mask", names[0], "--mask", names[1])
    assert query(tmp_path, "select url from urls") == [(f"{ITEMS}/d/march-2024/███████-swans/",)]
    assert query(tmp_path, "select title, count(*) from listing_entries") == [("Swans", 1)]
    assert query(tmp_path, "select filename from attachments") == [("███████.xlsx",)] * 2
    parts = query(tmp_path, "select distinct part from attachment_parts order by place")
    assert parts == [("███████",), ("███████ (2)",)]
    assert query(tmp_path, "select count(*) from attachment_cells") == [(16,)]


def test_a_file_that_still_says_a_word_is_not_published(data: Path) -> None:
    check_archive(data / "foi.db", Mask(["ostrich"]))
    for word in (NAME, "keepers", "Tower"):  # of a page, of a file's name, of its cells
        with pytest.raises(FaultyFile, match="still says a word"):
            check_archive(data / "foi.db", Mask([word]))


def test_an_export_holds_nothing_of_what_is_suppressed(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suppress(data, SWANS_ID)
    suppress(data, GEESE_ID, "--mask", "quaggaberg")
    out = tmp_path_factory.mktemp("out") / "export"
    for form in ("csv", "jsonl", "sqlite", "warc"):
        assert foilog("--data", data, "export", out, "--format", form).code == 0
        for path in [*out.rglob("*")]:
            if path.is_file():
                body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                assert leaks_in_bytes(body, (*OF_PAGE, "quaggaberg")) == [], path
        shutil.rmtree(out)


def test_an_id_that_says_a_covered_word_is_another_one(tmp_path: Path) -> None:
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, capture(SWANS, page(letter("unknown"), title="Zorilla swans")))
    build_and_publish(tmp_path, MET)
    assert query(tmp_path, "select id from responses") == [("zorilla-swans",)]
    suppress(tmp_path, "zorilla-swans", "--mask", "zorilla")
    ((ident,),) = query(tmp_path, "select id from responses")
    assert str(ident).startswith("page-")
    assert (
        leaks_in_files(
            tmp_path, ["zorilla"], but=["captures.db", "captures.db-wal", *READ, "suppressions.toml"]
        )
        == []
    )
    with running_site(PublishedFile(tmp_path / "foi.db")) as site:
        assert (status(site, "/r/zorilla-swans"), status(site, f"/r/{ident}")) == (410, 200)


def test_what_is_erased_leaves_no_byte(data: Path) -> None:
    (data / "drift").mkdir()
    (data / "restoring").mkdir()
    for name in ("drift/sample.html", "foi.db.reading-met", "readings-met.db", "foi.db.before",
                 "restoring/captures.db"):  # fmt: skip
        (data / name).write_bytes(SWANS_PAGE)
    suppress(data, SWANS_ID, "--erase")
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []
    assert leaks_in_store(data / "captures.db", OF_PAGE) == []
    assert verify(data, MET).problems == ()
    assert query(data, "select filename, state from attachments") == [("bridges.csv", "held")]
    assert query(data, "select title from listing_entries") == [("Geese",)]
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert status(site, f"/r/{SWANS_ID}") == 410
    build_and_publish(data, MET)
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert status(site, f"/r/{SWANS_ID}") == 410


@pytest.mark.parametrize(
    "body", [SWANS_PAGE, SWANS_PAGE + b"<!-- anew -->"], ids=["same bytes", "other bytes"]
)
def test_an_erased_page_that_moves_on_leaves_no_line_in_the_listing_that_says_so(
    data: Path, body: bytes
) -> None:
    suppress(data, SWANS_ID, "--erase")
    moved = SWANS.replace("march", "may")
    with CaptureStore.open(data / "captures.db") as store:
        entries = [(moved, "Zorilla swans", "1 May 2024"), *ENTRIES[1:]]
        hold(store, capture(LISTING, listing(entries), "2024-05-02T09:00:00Z"))
        tombstones = Tombstones(store, MET)
        assert tombstones.admitted(capture(moved, body), page_key(moved)) is None
        assert tombstones.page(page_key(moved))
        assert Tombstones(store, MET).page(page_key(moved))
    build_and_publish(data, MET, accept_drift=True)
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []
    assert leaks_in_store(data / "captures.db", OF_PAGE) == []
    assert query(data, "select title from listing_entries") == [("Geese",)]


def test_what_lay_in_free_pages_before_is_overwritten(data: Path) -> None:
    with closing(sqlite3.connect(data / "captures.db", isolation_level=None)) as store:
        store.execute("pragma secure_delete = off")
        store.execute("create table scratch as select ? as said", ("zorilla " * 5000,))
        store.execute("drop table scratch")
        store.execute("pragma wal_checkpoint(truncate)")
    assert b"zorilla zorilla" in (data / "captures.db").read_bytes()
    suppress(data, SWANS_ID, "--erase")
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []


def test_what_somebody_reads_meanwhile_is_erased_by_the_next_build(data: Path) -> None:
    with closing(sqlite3.connect(data / "captures.db", isolation_level=None)) as reader:
        reader.execute("begin")
        reader.execute("select count(*) from bodies").fetchone()
        done = foilog("--data", data, "suppress", SWANS_ID, "--reason", "So", "--erase")
        assert done.code == 5
        assert "STILL KEPT HERE" in done.err
        assert query(data, "select id from responses") == [(GEESE_ID,)]
    assert foilog("--data", data, "build").code == 0
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []


def put_aside(data: Path, name: str) -> Path:
    """Keep the store as it is under the name that one gets which a backup replaces."""
    aside = data / name
    with closing(sqlite3.connect(data / "captures.db")) as store, closing(sqlite3.connect(aside)) as copy:
        store.backup(copy)
    assert leaks_in_store(aside, OF_PAGE)
    return aside


def test_what_is_erased_goes_from_the_stores_that_backups_replaced(data: Path) -> None:
    for name in ("captures.db.replaced-1", "captures.db.replaced-12"):
        put_aside(data, name)
    suppress(data, SWANS_ID, "--erase")
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []
    for store in data.glob("captures.db*"):
        assert leaks_in_store(store, OF_PAGE) == []
        with CaptureStore.open(store) as held:
            assert [*held.verify()] == []
            assert held.newest("met", page_key(GEESE))


def test_a_replaced_store_that_cannot_be_erased_from_is_named_until_it_is_mended_or_gone(data: Path) -> None:
    aside = put_aside(data, "captures.db.replaced-1")
    whole = aside.read_bytes()
    aside.write_bytes(b"SQLite format 3\0" + b"zorilla " * 4096)
    done = foilog("--data", data, "suppress", SWANS_ID, "--reason", "So", "--erase")
    assert done.code == 5
    assert "STILL KEPT HERE" in done.err
    assert f"{aside}: what was erased may still lie in it" in done.err
    assert query(data, "select id from responses") == [(GEESE_ID,)]
    aside.write_bytes(whole)
    assert foilog("--data", data, "build").code == 0
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []


def test_what_was_received_is_guarded_again_after_an_erasure(data: Path) -> None:
    suppress(data, SWANS_ID, "--erase")
    with closing(sqlite3.connect(data / "captures.db")) as store:
        for table in ("captures", "bodies", "identities"):
            with pytest.raises(sqlite3.IntegrityError):
                store.execute(f"delete from {table}")


RETURNS: dict[str, Sequence[str | bytes]] = {
    "the same page": (SWANS, SWANS_PAGE),
    "with other words": (SWANS, page(letter(request="The zorilla again?"), title="Zorilla")),
    "the same bytes elsewhere": (f"{ITEMS}/d/may-2024/copy/", SWANS_PAGE),
    "at another address": (
        f"{ITEMS}/d/may-2024/zorilla-swans/",
        page(letter(request="Other?"), title="Zorilla"),
    ),
    "its file": (FILE, KEEPERS),
}


@pytest.mark.parametrize("case", RETURNS)
def test_an_import_does_not_bring_back_what_was_erased(
    data: Path, case: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suppress(data, SWANS_ID, "--erase")
    url, body = RETURNS[case]
    assert isinstance(url, str)
    assert isinstance(body, bytes)
    saved = tmp_path_factory.mktemp("saved") / ("page.csv" if url == FILE else "page.html")
    saved.write_bytes(body)
    done = foilog("--data", data, "import", saved, "--url", url, "--captured-at", "2024-05-01T09:00:00Z")
    assert f"{saved.name}: suppressed, not kept" in done.err
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []
    assert leaks_in_store(data / "captures.db", OF_PAGE) == []


def test_a_file_that_was_erased_is_not_asked_for_because_another_page_names_it(data: Path) -> None:
    suppress(data, SWANS_ID, "--erase")
    herons = page(letter("01.FOI.23.033333"), title="Herons", files=[FILE, f"{FILES}/herons.csv"])
    with CaptureStore.open(data / "captures.db") as store:
        hold(store, capture(f"{ITEMS}/d/may-2024/herons/", herons))
        named = LinkedFiles(store, MET, lambda: datetime(2024, 6, 1, tzinfo=UTC)).discover()
    assert named == (SHARED, f"{FILES}/herons.csv")


def test_a_text_without_an_address_does_not_bring_it_back(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suppress(data, SWANS_ID, "--erase")
    saved = tmp_path_factory.mktemp("saved") / "letter.txt"
    saved.write_text("\n\n".join(letter(request="The zorilla once more?")), "utf-8")
    done = foilog("--data", data, "import", saved)
    assert "letter.txt: suppressed, not kept" in done.err
    assert leaks_in_store(data / "captures.db", OF_PAGE) == []


def test_another_page_with_the_reference_is_another_response(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suppress(data, SWANS_ID, "--erase")
    saved = tmp_path_factory.mktemp("saved") / "page.html"
    saved.write_bytes(page(letter(request="How many herons?"), title="Herons"))
    url = f"{ITEMS}/d/may-2024/herons/"
    done = foilog("--data", data, "import", saved, "--url", url, "--captured-at", "2024-05-01T09:00:00Z")
    assert done.code == 0
    assert (f"{SWANS_ID}-2", "Herons") in query(data, "select id, title from responses")


# The command ----------------------------------------------------------------------------------------------


def test_an_unknown_key_is_wrong_usage_with_a_suggestion(data: Path) -> None:
    done = foilog("--data", data, "suppress", "01.FOI.23.03111", "--reason", "So")
    assert (done.code, done.out) == (2, "")
    assert f"did you mean {SWANS_ID}" in done.err
    assert not (data / "suppressions.toml").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reason", "Ms Quaggaberg asked", "--mask", "Quaggaberg"), "--reason is shown to readers"),
        (("--reason", f"about {SWANS_ID}"), "--reason is shown to readers"),
        (("--reason", " "), "must be words"),
        (("--reason", "So", "--mask", "..."), "no letter or digit"),
    ],
)
def test_what_cannot_be_listed_is_wrong_usage(data: Path, arguments: tuple[str, ...], said: str) -> None:
    done = foilog("--data", data, "suppress", SWANS_ID, *arguments)
    assert done.code == 2
    assert said in done.err
    assert not (data / "suppressions.toml").exists()


def test_twice_is_once_and_unsuppressed_is_as_before(data: Path) -> None:
    before = query(data, "select id, title, request_text, text from responses order by id")
    for arguments in (
        (SWANS_ID,),
        (SWANS_ID,),
        (SWANS, "--mask", "zorilla"),
        ("1/foi/23/31111", "--mask", "zorilla"),
    ):
        suppress(data, *arguments)
    assert [one.action for one in load_suppressions(data)] == ["hide", "mask"]
    done = foilog("--data", data, "unsuppress", "01/FOI/23/031111")
    assert done.code == 0, done.err
    assert load_suppressions(data) == ()
    assert query(data, "select id, title, request_text, text from responses order by id") == before
    again = foilog("--data", data, "unsuppress", SWANS_ID)
    assert again.code == 2
    assert "is not suppressed" in again.err


def test_what_was_erased_may_come_again_once_that_is_lifted(
    data: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    suppress(data, SWANS_ID, "--erase")
    done = foilog("--data", data, "unsuppress", SWANS_ID)
    assert done.code == 0
    assert "its bytes are gone" in done.err
    saved = tmp_path_factory.mktemp("saved") / "page.html"
    saved.write_bytes(SWANS_PAGE)
    assert (
        foilog("--data", data, "import", saved, "--url", SWANS, "--captured-at", "2024-05-01T09:00:00Z").code
        == 0
    )
    assert (SWANS_ID,) in query(data, "select id from responses")


def test_a_reference_of_several_responses_means_all_of_them(data: Path) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(
            store,
            capture(f"{ITEMS}/d/may-2024/herons/", page(letter(request="How many herons?"), title="Herons")),
        )
    build_and_publish(data, MET)
    suppress(data, "01/FOI/23/031111")
    assert [one.key for one in load_suppressions(data)] == [SWANS_ID, f"{SWANS_ID}-2"]
    assert query(data, "select id from responses") == [(GEESE_ID,)]


def test_the_one_meant_by_its_id_leaves_the_other_with_its_reference(data: Path) -> None:
    with CaptureStore.open(data / "captures.db") as store:
        hold(
            store,
            capture(f"{ITEMS}/d/may-2024/herons/", page(letter(request="How many herons?"), title="Herons")),
        )
    build_and_publish(data, MET)
    done = foilog("--data", data, "suppress", SWANS_ID, "--reason", "So")
    assert f"{SWANS_ID}-2 has the same reference and stays public" in done.err
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert (status(site, f"/r/{SWANS_ID}"), status(site, f"/r/{SWANS_ID}-2")) == (410, 200)


@pytest.mark.parametrize("erase", [(), ("--erase",)])
def test_a_file_is_hidden_by_its_address(data: Path, erase: tuple[str, ...]) -> None:
    (number,) = query(data, "select id from attachments where filename = 'zorilla-keepers.csv'")[0]
    suppress(data, FILE, *erase)
    assert "means no response" not in foilog("--data", data, "build").err
    with running_site(PublishedFile(data / "foi.db")) as site:
        assert status(site, f"/a/{number}") == 410
    assert query(data, "select distinct filename from attachments") == [("bridges.csv",)]
    assert (SWANS_ID,) in query(data, "select id from responses")


def test_what_could_not_be_published_is_told_as_still_public(data: Path) -> None:
    (data / "corrections.toml").write_text("key = ", "utf-8")
    done = foilog("--data", data, "suppress", SWANS_ID, "--reason", "So")
    assert done.code == 5
    assert "STILL PUBLIC" in done.err
    assert [one.key for one in load_suppressions(data)] == [SWANS_ID]
    (data / "corrections.toml").unlink()
    assert foilog("--data", data, "build").code == 0
    assert query(data, "select id from responses") == [(GEESE_ID,)]


def test_a_hand_written_entry_that_means_nothing_is_named(data: Path) -> None:
    (data / "suppressions.toml").write_text(entry(key="01.FOI.99.000001"), "utf-8")
    done = foilog("--data", data, "build")
    assert done.code == 0
    assert "suppressions.toml: entry 1: '01.FOI.99.000001' means no response" in done.err


def test_a_takedown_that_is_killed_is_finished_by_the_next_build(data: Path) -> None:
    order = ["--data", data, "suppress", SWANS_ID, "--reason", "So", "--erase"]
    with Killer() as killer:
        whole = killer.run(["--data", data, "build"]).seconds
        for share in (0.3, 0.6, 0.8, 0.9, 1.0, 1.1, 1.3):
            if killer.run(order, kill_after=whole * share).code is not None:
                break
        assert [one.action for one in load_suppressions(data)] in ([], ["erase"])
        killer.run(order)
        assert killer.run(["--data", data, "build"]).code == 0
    assert leaks_in_files(data, OF_PAGE, but=["suppressions.toml"]) == []
    assert leaks_in_store(data / "captures.db", OF_PAGE) == []


def test_private_mail_is_covered_where_the_profile_says_so(tmp_path: Path) -> None:
    profile = tmp_path / "covered.toml"
    profile.write_text(f'{MET.toml}\n[privacy]\nmask = ["email"]\n', "utf-8")
    request = "Write to jo.finch@mail.example, not to foi@met.police.uk: what of geese?"
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, capture(GEESE, page(letter(GEESE_ID, request=request), title="Geese")))
    assert foilog("--data", tmp_path, "--site", profile, "build").code == 0
    asked = request.replace("jo.finch@mail.example", BLOCK * 21)
    assert query(tmp_path, "select request_text from responses") == [(asked,)]
