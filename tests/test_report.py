"""What the archive tells of itself."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from archive.building.build import build_and_publish, build_archive
from archive.building.check import verify
from archive.errors import UnusableFile
from archive.store.captures import CaptureStore, Run, RunResult
from archive.upkeep.report import AmbiguousKey, UnknownKey, explain, last_complete_check, status
from tests.held_pages import DAY, FILES, ITEMS, LISTING, MET, capture, hold, letter, listing, page

SWANS = f"{ITEMS}/disclosure-2024/march-2024/swans-roads/"
GEESE = f"{ITEMS}/disclosure-2024/april-2024/geese-bridges/"
DUCKS = f"{ITEMS}/disclosure-2024/may-2024/ducks-ponds/"
COOTS = f"{ITEMS}/disclosure-2024/may-2024/coots-canals/"
FIGURES = f"{FILES}/disclosure_2024/swans.xlsx"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[CaptureStore]:
    with CaptureStore.open(tmp_path / "captures.db") as opened:
        hold(
            opened,
            capture(LISTING, listing([(SWANS, "Swans", "13 March 2024")])),
            capture(SWANS, page(letter(), files=[FIGURES])),
            capture(GEESE, page(letter(request="How many geese?"), title="Geese")),
            capture(DUCKS, page(letter("01.FOI.24.040404"), title="Ducks")),
            capture(COOTS, b"Sorry", status=500),
            capture(FIGURES, b"PK figures", content_type="application/pdf"),
        )
        build_archive(opened, MET, tmp_path / "foi.db")
        yield opened


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("01.FOI.23.031111", "01.FOI.23.031111"),
        ("01.FOI.23.031111-2", "01.FOI.23.031111-2"),
        ("01.foi.23.031111-2", "01.FOI.23.031111-2"),
        ("01.FOI.24.040404", "01.FOI.24.040404"),
        (" 01/FOI/24/040404 ", "01.FOI.24.040404"),
        ("FOI/24/040404", "01.FOI.24.040404"),
        ("1/foi/24/40404/X", "01.FOI.24.040404"),
        (DUCKS, "01.FOI.24.040404"),
        (DUCKS.upper().rstrip("/") + "?utm_source=x#top", "01.FOI.24.040404"),
        (DUCKS.removeprefix("https://"), "01.FOI.24.040404"),
        (DUCKS.removeprefix("https://www.met.police.uk"), "01.FOI.24.040404"),
    ],
)
def test_explain_finds_a_response(store: CaptureStore, tmp_path: Path, key: str, expected: str) -> None:
    assert explain(tmp_path / "foi.db", key).id == expected


def test_explain_tells_every_field_with_its_words(store: CaptureStore, tmp_path: Path) -> None:
    told = explain(tmp_path / "foi.db", DUCKS)
    assert (told.title, told.urls, told.source, told.captured_at) == ("Ducks", (DUCKS,), "live", DAY)
    fields = {found.field: found for found in told.fields}
    assert fields["reference"].quote == "01.FOI.24.040404"
    assert fields["request_text"].value == "How many swans were escorted across roads in 2022?"
    assert fields["decision"].value == "partial_disclosure"
    assert (fields["published"].value, fields["published"].start) == ("2024-05", None)
    assert all(found.rule and found.quote for found in told.fields)
    cited = [(found.act, found.provision, found.role, found.as_written) for found in told.citations]
    assert ("FOIA2000", "40(2)", "relied_on", "Section 40(2)") in cited
    assert [(version.first_seen, version.state, version.urls) for version in told.versions] == [
        (DAY, "present", (DUCKS,))
    ]
    assert not any(noticed.code == "reference.shared" for noticed in told.diagnostics)
    shared = explain(tmp_path / "foi.db", SWANS).diagnostics
    assert any(noticed.code == "reference.shared" for noticed in shared)


@pytest.mark.parametrize(
    ("key", "error", "near"),
    [
        ("01/FOI/23/031111", AmbiguousKey, "01.FOI.23.031111, 01.FOI.23.031111-2"),
        ("01.FOI.24.040405", UnknownKey, "01.FOI.24.040404"),
        ("https://www.met.police.uk/nowhere/", UnknownKey, "nowhere"),
        ("https://[broken", UnknownKey, "broken"),
        ("", UnknownKey, "no response"),
    ],
)
def test_explain_names_what_may_be_meant(
    store: CaptureStore, tmp_path: Path, key: str, error: type[LookupError], near: str
) -> None:
    with pytest.raises(error) as told:
        explain(tmp_path / "foi.db", key)
    assert near in str(told.value)


def test_explain_without_a_public_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"foi\.db"):
        explain(tmp_path / "foi.db", "01.FOI.24.040404")


def test_status(store: CaptureStore, tmp_path: Path) -> None:
    run = store.start_run(datetime.fromisoformat(DAY), ["live"], "met")
    store.finish_run(run, datetime.fromisoformat(DAY), RunResult(0, ("live: done",), seen=4))
    store.start_run(datetime.fromisoformat(DAY), ["file"], "met")
    told = status(tmp_path)
    assert told.last_check
    assert (told.last_check.id, told.last_check.seen) == (run, 4)
    assert told.last_run
    assert told.last_run.sources == ("file",)
    assert told.newest
    assert (told.newest.id, told.newest.published) == ("01.FOI.24.040404", "2024-05")
    assert told.counts["responses"] == 3
    assert told.failed == 1
    assert [
        (m.month, m.listed, m.captured, m.parsed, m.failed, m.attachments_held) for m in told.coverage
    ] == [
        ("2024-03", 1, 1, 1, 0, 1),
        ("2024-04", 0, 1, 1, 0, 0),
        ("2024-05", 0, 2, 1, 1, 0),
    ]
    assert told.diagnostics["reference.shared"] == 2
    assert told.disk["foi.db"] == (tmp_path / "foi.db").stat().st_size
    assert told.disk["captures.db"] > (tmp_path / "captures.db").stat().st_size  # its -wal file counts


def test_status_of_nothing(tmp_path: Path) -> None:
    told = status(tmp_path / "never")
    assert (told.last_check, told.last_run, told.newest, told.coverage) == (None, None, None, ())
    assert told.disk == {"captures.db": 0, "foi.db": 0}
    build_and_publish(tmp_path, MET)
    assert status(tmp_path).counts["responses"] == 0


def run(number: int, exit_code: int | None, *sources: str) -> Run:
    return Run(number, DAY, DAY, exit_code, sources, 0, 0, 0, 0, 0, "")


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([], None),
        ([run(1, 0, "live: done")], 1),
        ([run(1, 0, "live: done"), run(2, 0, "live: done")], 2),
        ([run(1, 0, "live: done"), run(2, 6, "live: partial"), run(3, None, "live")], 1),
        ([run(1, 0, "live: done"), run(2, 0, "file")], 1),
        ([run(1, 0, "live: done"), run(2, 0, "live: part, as limited")], 1),
        ([run(1, 0, "live: done"), run(2, 3, "live: blocked")], 1),
        ([run(1, 6, "live: done")], None),
        ([run(1, 0, "file")], None),
    ],
)
def test_the_last_complete_check(runs: list[Run], expected: int | None) -> None:
    found = last_complete_check(runs)
    assert (found.id if found else None) == expected


# verify


def test_verify_counts_what_it_checked(store: CaptureStore, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = verify(tmp_path, MET, lambda done, total: told.append((done, total)))
    assert found.problems == ()
    assert (found.bodies, found.rows) == (6, 4)
    assert found.quotes > 20
    assert told[-1] == (6, 6)


def edit_public(sql: str) -> Callable[[Path], None]:
    def edit(data: Path) -> None:
        with closing(sqlite3.connect(data / "foi.db")) as archive, archive:
            archive.execute(sql)

    return edit


def edit_captures(sql: str) -> Callable[[Path], None]:
    def edit(data: Path) -> None:
        with closing(sqlite3.connect(data / "captures.db")) as captures, captures:
            for trigger in ("bodies_never_change", "captures_stay", "captures_never_change"):
                captures.execute(f"drop trigger {trigger}")
            captures.execute(sql)

    return edit


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        pytest.param(edit_captures("update bodies set data = x'00'"), "captures.db: body", id="a body"),
        pytest.param(
            edit_captures("delete from captures where url like '%ducks%'"),
            "response 01.FOI.24.040404: no capture",
            id="a capture that is gone",
        ),
        pytest.param(
            edit_captures("delete from captures where url like '%xlsx'"),
            f"file {FIGURES}: no capture",
            id="a file that is gone",
        ),
        pytest.param(
            edit_public("update citations set as_written = 'Section 41'"), "Section 41", id="a citation"
        ),
        pytest.param(
            edit_public("update findings set quote = 'never said' where field = 'reference'"),
            "never said",
            id="a quote",
        ),
        pytest.param(
            edit_public("update responses set text = text || ' More.' where id = '01.FOI.24.040404'"),
            "01.FOI.24.040404: its text is not what its capture reads",
            id="a text",
        ),
        pytest.param(
            edit_public("update versions set text = 'Other words'"), "text of a version", id="a version"
        ),
        pytest.param(edit_public("delete from responses"), "has no row in responses", id="rows that hang"),
    ],
)
def test_verify_tells_of(
    store: CaptureStore, tmp_path: Path, damage: Callable[[Path], None], told: str
) -> None:
    damage(tmp_path)
    assert told in "\n".join(verify(tmp_path, MET).problems)


def test_verify_without_a_public_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match=r"captures\.db"):
        verify(tmp_path, MET)
    with CaptureStore.open(tmp_path / "captures.db") as store:
        hold(store, capture(SWANS, page(letter())))
    assert (verify(tmp_path, MET).bodies, verify(tmp_path, MET).rows) == (1, 0)
