"""From captures to the public file."""

import hashlib
import json
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from archive.building.build import build_and_publish, build_archive
from archive.building.check import FaultyFile, check_archive
from archive.errors import DamagedDatabase, UnusableFile
from archive.store.captures import CaptureStore, RunResult
from parsers.masking import Mask
from parsers.models import Capture
from tests.held_pages import (
    DAY,
    FILES,
    HOST,
    ITEMS,
    LISTING,
    MET,
    capture,
    hold,
    letter,
    listing,
    page,
    saved_text,
)

SWANS = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
LOUD_SWANS = f"{HOST}/FOI-AI/Metropolitan-Police/Disclosure-2024/March-2024/Swans-Roads"
OLD_SWANS = f"{ITEMS}/d/march-2024/swans-roads/"
GEESE = f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/"
DUCKS = f"{ITEMS}/disclosure-2024/may-2024/ducks-ponds/"
FIGURES = f"{FILES}/disclosure_2024/swans.xlsx"
EARLY, LATE, LATEST = "2024-01-01T09:00:00Z", "2024-06-01T09:00:00Z", "2024-09-01T09:00:00Z"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(tmp_path / "captures.db") as opened:
        yield opened


def built(store: CaptureStore, name: str = "foi.db") -> Path:
    path = store.path.with_name(name)
    build_archive(store, MET, path)
    return path


def query(path: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)) as archive:
        return archive.execute(sql, values).fetchall()


def everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, with their numbers."""
    tables = query(path, "select name, sql like '%without rowid%' from sqlite_master where type = 'table'")
    return {str(name): query(path, f"select rowid, * from {name}") for name, bare in tables if not bare}


# A mixed archive, whose rows must not depend on the order in which it was filled.
MIXED: tuple[Capture, ...] = (
    capture(
        LISTING, listing([(SWANS, "Swans listed", "March 2024"), (FIGURES, "Swan figures", "2 May 2024")])
    ),
    capture(LISTING, listing([(SWANS, "Swans listed", "March 2024"), (DUCKS, "Ducks listed", "")]), LATE),
    capture(OLD_SWANS, page(letter()), EARLY, source="wayback"),
    capture(SWANS, page(letter(answer="Thirteen swans were escorted."), files=[FIGURES]), LATE),
    capture(SWANS, page(letter(answer="Thirteen swans were escorted."), files=[FIGURES], noise="42"), LATEST),
    capture(GEESE, page(letter(request="How many geese crossed?"), title="Geese"), EARLY),
    capture(DUCKS, b"<title>Just a moment...</title>", status=403),
    capture(FIGURES, b"PK\3\4 figures", content_type="application/vnd.ms-excel"),
    saved_text(letter(reference="01.FOI.22.020202", request="How many ducks swam?"), EARLY),
)


def test_rows_do_not_depend_on_the_order_of_imports(tmp_path: Path) -> None:
    results = []
    for seed in range(4):
        captures = [*MIXED]
        random.Random(seed).shuffle(captures)
        with CaptureStore.open(tmp_path / f"captures-{seed}.db") as store:
            hold(store, *captures)
            results.append(everything(built(store, f"foi-{seed}.db")))
    assert results[0] == results[1] == results[2] == results[3]
    assert len(results[0]["responses"]) == 4
    assert len(results[0]["responses_fts"]) == 4


def test_building_twice_gives_the_same_rows(store: CaptureStore) -> None:
    hold(store, *MIXED)
    assert everything(built(store, "one.db")) == everything(built(store, "two.db"))


def test_a_page_becomes_a_row_with_its_proofs(store: CaptureStore) -> None:
    hold(store, capture(SWANS, page(letter(), files=[FIGURES])))
    path = built(store)
    row = query(
        path,
        "select id, site, url, reference, reference_key, title, published, decision, regime, first_seen,"
        " last_seen, removed_at, captured_at, source, has_attachments, request_text from responses",
    )
    assert row == [
        (
            "01.FOI.23.031111", "met", SWANS, "01.FOI.23.031111", "01.FOI.23.031111", "Swans on roads",
            "2024-03", "partial_disclosure", "FOIA", DAY, DAY, None, DAY, "live", 1,
            "How many swans were escorted across roads in 2022?",
        )
    ]  # fmt: skip
    assert query(path, "select sha256 from attachments") == [(None,)]
    assert query(path, "select act, provision, role, as_written from citations where role = 'relied_on'") == [
        ("FOIA2000", "40(2)", "relied_on", "Section 40(2)")
    ]
    wrong = "select count(*) from {} p join responses r on r.id = p.response_id where {} <> {}"
    words = "substr(r.text, p.start_char + 1, p.end_char - p.start_char)"
    assert query(path, wrong.format("citations", words, "p.as_written")) == [(0,)]
    assert query(path, wrong.format("findings", words, "p.quote")) == [(0,)]
    fields = {field for (field,) in query(path, "select distinct field from findings")}
    assert fields >= {
        "reference",
        "title",
        "published",
        "request_text",
        "answer_text",
        "decision",
        "decision_stated",
        "regime",
    }
    given = "Twelve swans were escorted.\nA file of figures"
    assert query(path, "select answer_text from responses") == [(given,)]
    assert query(path, "select value, quote from findings where field = 'reasons'") == [
        ("FOIA2000 40(2)", "The names of swan keepers are personal data.")
    ]
    assert query(path, "select url from urls") == [(SWANS,)]
    assert query(path, "select text from versions") == query(path, "select text from responses")


def test_no_captures_make_an_empty_archive(tmp_path: Path) -> None:
    report = build_and_publish(tmp_path / "new", MET)
    assert report.path == tmp_path / "new" / "foi.db"
    assert (report.pages, report.unread, report.responses) == (0, 0, 0)
    assert query(report.path, "select name, fictional from site") == [("met", 0)]
    assert query(report.path, "select count(*) > 200, sum(parent = '') from provisions") == [(1, 0)]
    assert query(report.path, "select * from responses_fts where responses_fts match 'swans'") == []


def test_rows_stand_in_the_order_of_publication(store: CaptureStore) -> None:
    hold(
        store,
        capture(DUCKS, page(letter("01.FOI.24.010101"))),
        capture(SWANS, page(letter("01.FOI.24.020202"))),
        capture(GEESE, page(letter("01.FOI.24.030303"))),
    )
    path = built(store)
    published = [month for (month,) in query(path, "select published from responses order by rowid")]
    assert published == ["2024-03", "2024-04", "2024-05"]


# Which captures are one response


@pytest.mark.parametrize(
    ("captures", "expected"),
    [
        pytest.param(
            [capture(SWANS, page(letter())), capture(LOUD_SWANS, page(letter()), LATE)],
            {"01.FOI.23.031111": [LOUD_SWANS, SWANS]},
            id="one address in another case",
        ),
        pytest.param(
            [capture(OLD_SWANS, page(letter())), capture(SWANS, page(letter(request="Edited?")), LATE)],
            {"01.FOI.23.031111": [OLD_SWANS, SWANS]},
            id="moved, same slug",
        ),
        pytest.param(
            [capture(GEESE, page(letter())), capture(SWANS, page(letter()), LATE)],
            {"01.FOI.23.031111": sorted([GEESE, SWANS])},
            id="same reference, same request",
        ),
        pytest.param(
            [capture(SWANS, page(letter()), LATE), capture(GEESE, page(letter(request="Geese?")), EARLY)],
            {"01.FOI.23.031111": [GEESE], "01.FOI.23.031111-2": [SWANS]},
            id="same reference only",
        ),
        pytest.param(
            [capture(SWANS, page(letter(request="Edited?"))), saved_text(letter(), LATE)],
            {"01.FOI.23.031111": [SWANS]},
            id="a saved text joins its page",
        ),
    ],
)  # fmt: skip
def test_captures_become_responses(
    store: CaptureStore, captures: list[Capture], expected: dict[str, list[str]]
) -> None:
    hold(store, *captures)
    path = built(store)
    urls = {str(name): [] for (name,) in query(path, "select id from responses")}
    for name, url in query(path, "select response_id, url from urls order by url"):
        urls[str(name)].append(str(url))
    assert urls == expected


def test_a_saved_text_without_reference_is_known_by_its_digest(store: CaptureStore) -> None:
    texts = [saved_text(letter(reference="")), saved_text(letter(reference="", request="How many geese?"))]
    hold(store, *texts)
    ids = {name for (name,) in query(built(store), "select id from responses")}
    assert ids == {f"text-{hashlib.sha256(text.body).hexdigest()[:12]}" for text in texts}


def test_a_shared_reference_is_told(store: CaptureStore) -> None:
    hold(
        store,
        capture(SWANS, page(letter())),
        capture(GEESE, page(letter(request="How many geese?"))),
        capture(DUCKS, page(letter("01.FOI.24.040404"))),
    )
    path = built(store)
    codes = {
        name: json.loads(str(codes)) for name, codes in query(path, "select id, diagnostics from responses")
    }
    assert {name for name, listed in codes.items() if "reference.shared" in listed} == {
        "01.FOI.23.031111",
        "01.FOI.23.031111-2",
    }
    message = "select message from diagnostics where code = 'reference.shared' order by response_id"
    assert "01.FOI.23.031111-2" in str(query(path, message)[0])


def test_a_published_id_never_passes_to_another_page(store: CaptureStore) -> None:
    hold(store, capture(SWANS, page(letter()), LATE))
    built(store)
    hold(store, capture(GEESE, page(letter(request="How many geese?")), EARLY))
    ids = dict(query(built(store), "select url, id from responses"))
    assert ids == {SWANS: "01.FOI.23.031111", GEESE: "01.FOI.23.031111-2"}
    hold(store, capture(SWANS, page(letter("01.FOI.24.049999")), LATEST))
    assert query(built(store), "select id, reference from responses order by id")[0] == (
        "01.FOI.23.031111",
        "01.FOI.24.049999",
    )


def test_a_page_takes_the_place_and_the_id_of_a_saved_text(store: CaptureStore) -> None:
    hold(store, saved_text(letter(answer="Old words."), LATE))
    assert query(built(store), "select id, url, source from responses") == [
        ("01.FOI.23.031111", None, "file")
    ]
    hold(store, capture(SWANS, page(letter(answer="New words.")), EARLY))
    path = built(store)
    assert query(path, "select id, url, source, first_seen, last_seen from responses") == [
        ("01.FOI.23.031111", SWANS, "live", EARLY, LATE)
    ]
    texts = [str(text) for (text,) in query(path, "select text from versions order by id")]
    assert ["Old words." in texts[0], "New words." in texts[1]] == [True, True]


def test_a_text_kept_under_a_reference_joins_it_even_if_its_reference_is_no_longer_read(
    store: CaptureStore,
) -> None:
    store.add("met", saved_text(letter(reference="", request="Other words?")), "ref:01.FOI.23.031111")
    hold(store, capture(SWANS, page(letter()), LATE))
    assert query(built(store), "select id, url from responses") == [("01.FOI.23.031111", SWANS)]


def test_the_newest_of_two_saved_texts_is_shown(store: CaptureStore) -> None:
    hold(
        store,
        saved_text(letter(answer="Newer words."), LATE),
        saved_text(letter(answer="Older words."), EARLY),
    )
    path = built(store)
    assert query(path, "select text like '%Newer words.%', captured_at from responses") == [(1, LATE)]
    assert query(path, "select count(*) from versions") == [(2,)]


# Captures of one page in time


def test_versions_are_texts_and_not_bytes(store: CaptureStore) -> None:
    first, second = letter(request="Twelve swans?"), letter(request="Thirteen swans?")
    hold(
        store,
        capture(SWANS, page(first), "2024-01-01T09:00:00Z"),
        capture(SWANS, page(first, noise="token 42"), "2024-02-01T09:00:00Z"),
        capture(SWANS, page(second), "2024-03-01T09:00:00Z"),
        capture(SWANS, page(first), "2024-04-01T09:00:00Z"),
    )
    path = built(store)
    versions = query(
        path, "select substr(first_seen, 6, 2), substr(last_seen, 6, 2), state from versions order by id"
    )
    assert versions == [("01", "02", "present"), ("03", "03", "present"), ("04", "04", "present")]
    digests = [digest for (digest,) in query(path, "select text_sha256 from versions order by id")]
    assert digests[0] == digests[2] != digests[1]
    assert query(path, "select request_text, text like '%Twelve swans?%' from responses") == [
        ("Twelve swans?", 1)
    ]


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(capture(SWANS, b"<h1>Page not found</h1>", LATE, status=404), id="gone"),
        pytest.param(capture(SWANS, b"<title>Just a moment...</title>", LATE, status=403), id="challenge"),
        pytest.param(
            capture(SWANS, b"<title>Just a moment...</title>", LATE), id="challenge with status 200"
        ),
        pytest.param(capture(SWANS, b"<title>Page not found</title><p>Sorry", LATE), id="soft 404"),
        pytest.param(capture(SWANS, b"", LATE, status=301), id="redirect"),
    ],
)
def test_what_is_no_page_never_becomes_a_text(store: CaptureStore, later: Capture) -> None:
    hold(store, capture(SWANS, page(letter())), later)
    path = built(store)
    assert query(path, "select captured_at, last_seen, removed_at from responses") == [(DAY, DAY, None)]
    assert query(path, "select count(*) from versions") == [(1,)]


def test_a_page_that_never_gave_a_text_is_no_row(store: CaptureStore) -> None:
    hold(store, capture(DUCKS, b"<title>Just a moment...</title>", status=403))
    report = build_archive(store, MET, store.path.with_name("foi.db"))
    assert (report.pages, report.unread, report.responses) == (0, 1, 0)
    assert query(report.path, "select month, captured, parsed, failed from coverage") == [
        ("2024-05", 1, 0, 1)
    ]


# Listings and files


def test_a_listing_fills_what_the_page_lacks(store: CaptureStore) -> None:
    hold(
        store,
        capture(LISTING, listing([(SWANS, "Swans", "13 March 2024")])),
        capture(LISTING, listing([(SWANS, "Swans", "14 March 2024")]), LATE),
        capture(SWANS, page(letter())),
    )
    path = built(store)
    assert query(path, "select published from responses") == [("2024-03-14",)]
    assert query(path, "select url, title, date, seen_at from listing_entries order by id") == [
        (SWANS, "Swans", "13 March 2024", DAY),
        (SWANS, "Swans", "14 March 2024", LATE),
    ]


def test_an_entry_that_is_only_a_file_is_a_row(store: CaptureStore) -> None:
    hold(
        store,
        capture(LISTING, listing([(FIGURES, "Swan figures", "2 May 2024")]), EARLY),
        capture(LISTING, listing([(FIGURES, "Swan figures", "2 May 2024")]), LATE),
        capture(FIGURES, b"Swans,3", content_type="text/csv"),
    )
    path = built(store)
    columns = (
        "id, url, title, published, decision, text, capture_sha256, first_seen, last_seen, has_attachments"
    )
    assert query(path, f"select {columns} from responses") == [
        ("swans-xlsx", FIGURES, "Swan figures", "2024-05-02", "unclear", "", None, EARLY, LATE, 1)
    ]
    assert query(path, "select url, state, bytes from attachments") == [(FIGURES, "held", 7)]
    assert query(path, "select count(*) from versions") == [(0,)]


def test_a_mention_without_a_date_does_not_take_the_date_away(store: CaptureStore) -> None:
    hold(
        store,
        capture(SWANS, page(letter())),
        capture(LISTING, listing([(SWANS, "Swans", "13 March 2024"), (FIGURES, "Figures", "2 May 2024")])),
        capture(f"{LISTING}?page=2", listing([(SWANS, "Swans", ""), (FIGURES, "Figures", "")]), LATE),
    )
    path = built(store)
    assert query(path, "select published from responses order by 1") == [("2024-03-13",), ("2024-05-02",)]


def test_an_entry_has_the_source_of_the_newest_listing_whichever_page_it_stood_on(
    store: CaptureStore,
) -> None:
    entry = listing([(FIGURES, "Swan figures", "2 May 2024")])
    hold(
        store,
        capture(f"{LISTING}?page=1", entry, LATE, source="live"),
        capture(f"{LISTING}?page=2", entry, EARLY, source="wayback"),
    )
    path = built(store)
    assert query(path, "select source, first_seen, last_seen from responses") == [("live", EARLY, LATE)]
    assert query(path, "select seen_at from listing_entries") == [(LATE,)]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], ("not_held", None, None, "not yet fetched")),
        ([capture(FIGURES, b"Swans,1,2,3", content_type="application/vnd.ms-excel; x=y")],
         ("held", 11, "text/csv", None)),
        ([capture(FIGURES, b"gone", status=404)], ("not_held", None, None, "the site answered 404")),
        ([capture(FIGURES, b"PK figures", content_type="application/pdf"),
          capture(FIGURES, b"", LATE, status=404)],
         ("held", 10, "text/csv", None)),
        ([capture(FIGURES, b"<html>Sorry")],
         ("not_held", None, None, "the site answered with a web page or nothing instead of the file")),
        ([capture(FIGURES, b"\n <!DOCTYPE html>Sorry", content_type="application/pdf")],
         ("not_held", None, None, "the site answered with a web page or nothing instead of the file")),
        ([capture(FIGURES, b"", content_type="application/pdf")],
         ("not_held", None, None, "the site answered with a web page or nothing instead of the file")),
    ],
)  # fmt: skip
def test_states_of_a_file(store: CaptureStore, answers: list[Capture], expected: tuple[object, ...]) -> None:
    hold(store, capture(SWANS, page(letter(), files=[FIGURES])), *answers)
    path = built(store)
    assert query(path, "select filename, state, bytes, media_type, reason from attachments") == [
        ("swans.xlsx", *expected)
    ]


def test_coverage_tells_what_is_held_and_what_is_missing(store: CaptureStore) -> None:
    hold(store, *MIXED, capture(LISTING, listing([(GEESE.replace("geese", "coots"), "Coots", "")]), LATEST))
    columns = "month, listed, captured, parsed, failed, attachments_held, attachments_missing, removed"
    assert query(built(store), f"select {columns} from coverage order by month") == [
        ("2024-03", 1, 1, 1, 0, 1, 0, 0),
        ("2024-04", 1, 1, 1, 0, 0, 0, 0),
        ("2024-05", 2, 1, 0, 1, 1, 0, 0),
        ("unknown", 0, 1, 1, 0, 0, 0, 0),
    ]


def test_runs_are_copied(store: CaptureStore, tmp_path: Path) -> None:
    run = store.start_run(datetime.fromisoformat(DAY), ["live"], "met")
    store.finish_run(run, datetime.fromisoformat(LATE), RunResult(0, ("live",), seen=3, message="done"))
    assert query(built(store), "select started, finished, exit_code, sources, seen, message from runs") == [
        (DAY, LATE, 0, '["live"]', 3, "done")
    ]


def test_ids_of_another_site_in_the_same_store_are_left_alone(store: CaptureStore) -> None:
    store.publish_identities("elsewhere", {"/page": "01.FOI.23.031111"})
    hold(store, capture(SWANS, page(letter())))
    assert query(built(store), "select id from responses") == [("01.FOI.23.031111-2",)]
    assert query(built(store), "select id from responses") == [("01.FOI.23.031111-2",)]


# The file


def test_a_build_that_fails_leaves_the_old_file_and_no_ids(store: CaptureStore) -> None:
    path = built(store)
    before = path.read_bytes()
    hold(store, capture(SWANS, page(letter())))
    in_the_way = path.with_name("foi.db.reading-met")
    in_the_way.mkdir()
    with pytest.raises(UnusableFile, match=r"foi\.db"):
        build_archive(store, MET, path)
    assert path.read_bytes() == before
    assert store.identities("met") == {}
    in_the_way.rmdir()
    assert build_archive(store, MET, path).responses == 1


def test_the_file_is_ready_for_readers(store: CaptureStore) -> None:
    hold(store, *MIXED)
    path = built(store)
    assert query(path, "pragma page_size") == [(4096,)]
    assert query(path, "pragma journal_mode") == [("delete",)]
    assert query(path, "pragma user_version") == [(1,)]
    assert query(path, "select count(*) > 0 from sqlite_stat1") == [(1,)]
    (sql,) = query(path, "select sql from sqlite_master where name = 'responses_fts'")[0]
    assert 'content="responses"' in str(sql)  # as Datasette looks for it
    found = "select title from responses_fts where responses_fts match 'crossed AND geese'"
    assert query(path, found) == [("Geese",)]
    assert query(path, "select count(*) from attachment_parts_fts") == [(0,)]
    assert {file.name for file in path.parent.iterdir()} == {
        "foi.db",
        "readings-met.db",
        "cache.db",
        "manifests",
        "captures.db",
        "captures.db-wal",
        "captures.db-shm",
    }


def test_views_count_a_response_once_for_a_section(store: CaptureStore) -> None:
    both = "Section 40(2) - Personal Information\nSection 40(3A)(a) - Personal Information"
    hold(store, capture(SWANS, page([line for part in letter(exemption=both) for line in part.split("\n")])))
    years = query(built(store), "select year, section, role, responses from exemptions_by_year")
    assert ("2024", "40", "relied_on", 1) in years


def test_progress_counts_pages(store: CaptureStore) -> None:
    hold(store, *MIXED)
    told: list[tuple[int, int]] = []
    build_archive(store, MET, store.path.with_name("foi.db"), lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]


@pytest.mark.parametrize(
    "damage",
    [
        "update citations set start_char = start_char + 1",
        "update findings set quote = quote || '.' where field = 'request_text'",
        "update citations set response_id = 'nobody' where id = (select min(id) from citations)",
        "update responses set title = 'Changed behind the index'",
    ],
)
def test_a_faulty_file_is_not_published(store: CaptureStore, damage: str) -> None:
    hold(store, *MIXED)
    path = built(store)
    check_archive(path, Mask())
    with closing(sqlite3.connect(path)) as archive, archive:
        archive.execute(damage)
    with pytest.raises((FaultyFile, DamagedDatabase)):
        check_archive(path, Mask())


def test_a_redirect_to_a_page_is_one_more_address_of_it(store: CaptureStore) -> None:
    moved = capture(OLD_SWANS, b"", LATE, status=301)
    moved = replace(moved, headers=(("location", SWANS),))
    named = listing([(OLD_SWANS, "Swans, as listed", "4 March 2024")])
    hold(store, capture(SWANS, page(letter(), title=""), LATE), moved, capture(LISTING, named, LATE))
    public = built(store)
    assert query(public, "select title, url from responses") == [("Swans, as listed", SWANS)]
    assert query(public, "select url from urls order by url") == [(OLD_SWANS,), (SWANS,)]
    assert query(public, "select sum(listed), sum(parsed), sum(failed) from coverage") == [(1, 1, 0)]


def test_a_redirect_out_of_the_log_is_no_page(store: CaptureStore) -> None:
    home = replace(capture(SWANS, b"", LATE, status=302), headers=(("location", "/"),))
    hold(store, home)
    assert query(built(store), "select sum(failed) from coverage") == [(1,)]
