"""The archive as a folder: whole, described, checkable, inert, the same each time, and never half."""

import csv
import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import BusyDatabase
from archive.export import folder as export_folders
from archive.export.exporting import FORMATS, export_archive
from archive.export.folder import ForeignFile, export_folder
from archive.search.download import MADE_INERT, inert
from archive.search.opening import open_published
from archive.sums import SUMS, file_digest
from foilog.outcome import ExitCode
from tests.command import foilog
from tests.export_archive import IDS, LONG, write_archive
from tests.running_site import running_site
from web.described import described_tables
from web.published import PublishedFile

DESCRIBED = described_tables()
_CAPTURES = """select site, url, page_key, captured_at, dated, status, content_type, headers, sha256, source,
                      origin, coalesce(seen_at, captured_at), coalesce(answers, 1)
               from captures left join looks on capture_id = captures.id order by 1, 3, 4, 9, 6"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive") / "data")


@pytest.fixture(scope="module")
def whole(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the command exported everything into."""
    folder = tmp_path_factory.mktemp("exported") / "out"
    ended = foilog("--data", data, "export", folder, "--json")
    assert ended.code == ExitCode.DONE, ended.err
    assert ended.json["formats"] == list(FORMATS)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def query(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(sql).fetchall()


def validates(folder: Path) -> bool:
    """Whether Frictionless finds the package sound; in a process of its own, as it changes the whole one."""
    code = "import sys, frictionless; sys.exit(not frictionless.validate(sys.argv[1]).valid)"
    command = [sys.executable, "-c", code, "datapackage.json"]
    return subprocess.run(command, cwd=folder, check=False).returncode == 0


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_file_is_as_the_list_of_digests_says(whole: Path) -> None:
    checked = subprocess.run(
        ["sha256sum", "-c", "--strict", SUMS], cwd=whole, capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    listed = {line.partition("  ")[2] for line in (whole / SUMS).read_text().splitlines()}
    assert listed == names(whole) - {SUMS}


def test_the_package_describes_the_files_and_validates(whole: Path) -> None:
    assert validates(whole)
    package = json.loads((whole / "datapackage.json").read_text("utf-8"))
    assert {resource["path"] for resource in package["resources"]} == names(whole) - {
        SUMS,
        "datapackage.json",
    }
    for resource in package["resources"]:
        digest = hashlib.sha256((whole / resource["path"]).read_bytes()).hexdigest()
        assert resource["hash"] == f"sha256:{digest}"


def test_a_wrong_row_does_not_validate(whole: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(whole, broken)
    with (broken / "urls.csv").open("a", encoding="utf-8") as file:
        file.write("nobody,https://met.example/\r\n")
    assert not validates(broken)


def test_every_column_of_every_table_stands_in_the_dictionary(whole: Path) -> None:
    (path,) = whole.glob("foi-*[0-9].db")
    words = (whole / "DATA-DICTIONARY.md").read_text("utf-8")
    with closing(sqlite3.connect(path)) as conn:
        tables = conn.execute("select name, type from pragma_table_list where schema = 'main'").fetchall()
        for name, form in tables:
            columns = [row[1] for row in conn.execute(f"pragma table_xinfo([{name}])")]
            if form in {"virtual", "shadow"} or name.startswith("sqlite_stat"):
                (line,) = re.findall(rf"^\| `{name}` \| (.*) \|$", words, re.MULTILINE)
                assert line == ", ".join(f"`{column}`" for column in columns)
            elif not name.startswith("sqlite_"):
                section = words.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
                described = re.findall(r"^\| `(\w+)` \| \w+ \| (.+) \|$", section, re.MULTILINE)
                assert [column for column, _ in described] == columns, name
                assert all(said.strip() for _, said in described), name


def test_each_table_is_whole_as_csv_with_a_byte_order_mark(whole: Path) -> None:
    (path,) = whole.glob("foi-*[0-9].db")
    tables = [name for name, table in DESCRIBED.items() if not table.machinery]
    assert {"responses", "citations", "findings", "attachments", "versions", "provisions"} <= set(tables)
    for name in tables:
        file = whole / f"{name}.csv"
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with closing(sqlite3.connect(path)) as conn:
            cursor = conn.execute(f"select * from {name}")
            columns = [column[0] for column in cursor.description]
            held = [["" if cell is None else str(cell) for cell in row] for row in cursor]
        found = [[re.sub(MADE_INERT, "", row[column]) for column in columns] for row in rows(file)]
        assert sorted(found) == sorted(held), name
    assert not (whole / "words.csv").exists()


def test_formulas_are_inert_and_come_back(whole: Path) -> None:
    titles = [row["title"] for row in rows(whole / "responses.csv")]
    assert "'=SUM(swans)" in titles
    readme = (whole / "README.md").read_text("utf-8")
    (said,) = re.findall(r're\.sub\(r"(.*)", "", cell\)', readme)
    assert said == MADE_INERT


@given(st.text(alphabet="'=+-@\t\r\n a1＝") | st.text())
def test_no_cell_is_a_formula_and_each_can_be_had_back(cell: str) -> None:
    written = inert(cell)
    assert isinstance(written, str)
    assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r]", written)
    assert re.sub(MADE_INERT, "", written) == cell


def test_a_response_to_a_line_of_json_as_the_site_gives_it(whole: Path, data: Path) -> None:
    lines = (whole / "responses.jsonl").read_text("utf-8").splitlines()
    records = {record["id"]: record for record in map(json.loads, lines)}
    assert set(records) == set(IDS)
    assert LONG.strip() in records[IDS[2]]["text"]
    with running_site(PublishedFile(data / "foi.db")) as address:
        for name, record in records.items():
            shown = httpx.get(f"{address}/r/{name}.json").json()
            for key in ("citations", "findings", "versions", "urls", "diagnostic_messages", "text", "title"):
                assert record[key] == shown[key], key
    (file,) = records[IDS[0]]["attachments"]
    assert file["filename"] == "swans.csv"
    assert isinstance(file["parts"], list)


def test_the_sqlite_files_are_dated_sound_and_one_has_no_text(whole: Path) -> None:
    (full,) = whole.glob("foi-*[0-9].db")
    (metadata,) = whole.glob("foi-*-metadata.db")
    assert re.fullmatch(r"foi-\d{4}-\d\d-\d\d\.db", full.name)
    for path in (full, metadata):
        assert query(path, "pragma integrity_check") == [("ok",)]
        assert query(path, "select count(*) from responses") == [(len(IDS),)]
        assert query(path, "select sum(responses) from sections_by_year where section = '40'") == [(3,)]
    assert query(full, "select count(*) from responses_fts where responses_fts match 'herons'")[0][0]
    raw = metadata.read_bytes()
    for words in (b"Geese were counted", b"How many herons", b"names of swan keepers"):
        assert words in full.read_bytes()
        assert words not in raw


def test_metadata_of_letters_as_long_as_real_ones_is_under_a_twentieth(tmp_path: Path) -> None:
    from practice.site import generate
    from tests.practice_archive import write_practice

    write_practice(tmp_path, generate(items=60))
    published = tmp_path / "foi.db"
    with closing(sqlite3.connect(published)) as conn, conn:
        # The practice letters have 1,300 characters, the real ones that we know 6,000 to 16,000.
        filler = " The keeper of the swans wrote down what was seen on each of the days asked about." * 100
        conn.execute("update responses set text = text || ?", (filler,))
        conn.execute("update versions set text = text || ? where text is not null", (filler,))
    export_archive(tmp_path, tmp_path / "out", ["sqlite"], DESCRIBED)
    (full,) = (tmp_path / "out").glob("foi-*[0-9].db")
    (metadata,) = (tmp_path / "out").glob("foi-*-metadata.db")
    assert metadata.stat().st_size < full.stat().st_size / 20


def test_captures_come_back_as_they_were(whole: Path, data: Path, tmp_path: Path) -> None:
    (warc,) = whole.glob("captures-*.warc.gz")
    other = tmp_path / "other"
    ended = foilog("--data", other, "import", warc)
    assert ended.code == ExitCode.DONE, ended.err
    held = query(data / "captures.db", _CAPTURES)
    assert len(held) == 9
    assert {row[5] for row in held} == {200, 301, 404}
    assert query(other / "captures.db", _CAPTURES) == held

    def dump(path: Path) -> list[str]:
        with closing(sqlite3.connect(path / "foi.db")) as conn:
            return [line for line in conn.iterdump() if not line.startswith('INSERT INTO "runs"')]

    assert dump(other) == dump(data)
    again = foilog("--data", other, "import", warc)
    assert "0 new of 9" in again.err


def test_a_capture_that_was_changed_on_the_way_is_not_taken(whole: Path, tmp_path: Path) -> None:
    import gzip

    (warc,) = whole.glob("captures-*.warc.gz")
    plain = gzip.decompress(warc.read_bytes())
    bad = tmp_path / "bad.warc"
    bad.write_bytes(plain.replace(b"+44 herons", b"+54 herons", 1))
    ended = foilog("--data", tmp_path / "other", "import", bad, "--json")
    assert ended.code == ExitCode.PARTIAL
    assert ["not those that were exported" in one["reason"] for one in ended.json["rejected"]] == [True]


def test_other_programs_read_the_warc(whole: Path) -> None:
    from warcio.archiveiterator import ArchiveIterator

    (warc,) = whole.glob("captures-*.warc.gz")
    with warc.open("rb") as file:
        kinds = [
            (
                record.rec_type,
                record.http_headers and record.http_headers.get_statuscode(),
                len(record.content_stream().read()),
            )
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert [kind for kind, _, _ in kinds if kind != "response"] == ["warcinfo", "resource"]
    assert sorted(status for kind, status, _ in kinds if kind == "response") == ["200"] * 6 + ["301", "404"]


def test_twice_the_same_data_are_the_same_bytes(whole: Path, data: Path, tmp_path: Path) -> None:
    export_archive(data, tmp_path, FORMATS, DESCRIBED)
    assert (tmp_path / SUMS).read_text() == (whole / SUMS).read_text()
    export_archive(data, tmp_path, FORMATS, DESCRIBED)
    assert (tmp_path / SUMS).read_text() == (whole / SUMS).read_text()
    assert names(tmp_path) == names(whole)


def test_formats_that_a_folder_holds_are_renewed_with_those_asked_for(data: Path, tmp_path: Path) -> None:
    export_archive(data, tmp_path, ["csv"], DESCRIBED)
    assert not list(tmp_path.glob("*.db"))
    assert export_archive(data, tmp_path, ["jsonl"], DESCRIBED).formats == ("csv", "jsonl")
    assert {"responses.csv", "responses.jsonl"} <= names(tmp_path)


def test_what_no_export_wrote_is_neither_removed_nor_replaced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "mine").mkdir()
    export_archive(data, tmp_path, ["csv"], DESCRIBED)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    (tmp_path / "urls.csv").write_text("mine too")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(ForeignFile, match=r"urls\.csv"):
        export_archive(data, tmp_path, ["csv"], DESCRIBED)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    ended = foilog("--data", data, "export", tmp_path)
    assert ended.code == ExitCode.USAGE
    assert "urls.csv" in ended.err


def test_a_list_of_digests_of_something_else_gives_no_right_to_its_files(data: Path, tmp_path: Path) -> None:
    (tmp_path / "captures.db").write_text("of a backup that was unpacked here")
    (tmp_path / SUMS).write_text(f"{file_digest(tmp_path / 'captures.db')}  captures.db\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ended = foilog("--data", data, "export", tmp_path, "--format", "csv")
    assert ended.code == ExitCode.USAGE
    assert SUMS in ended.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_files_of_an_earlier_export_go_unless_somebody_changed_them(tmp_path: Path) -> None:
    with export_folder(tmp_path) as aside:
        for name in ("old", "changed", "kept"):
            (aside / name).write_text(name)
    (tmp_path / "changed").write_text("by hand")
    with export_folder(tmp_path) as aside:
        (aside / "kept").write_text("new")
    assert names(tmp_path) == {"changed", "kept", SUMS}
    assert (tmp_path / "kept").read_text() == "new"


def test_an_export_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    with export_folder(tmp_path) as aside:
        (aside / "one").write_text("1")
    with pytest.raises(ZeroDivisionError), export_folder(tmp_path) as aside:
        (aside / "one").write_text(f"{1 / 0}")
    assert (tmp_path / "one").read_text() == "1"
    assert names(tmp_path) == {"one", SUMS}


def test_an_export_killed_while_it_moves_files_does_not_look_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with export_folder(tmp_path) as aside:
        for name in ("first", "old"):
            (aside / name).write_text("of the first")

    class Killed(BaseException):
        pass

    def write_both(aside: Path) -> None:
        for name in ("first", "second"):
            (aside / name).write_text("of the second")

    def moves_one(path: Path, target: Path) -> Path:
        if path.name == "second":
            raise Killed
        return replace(path, target)

    replace = Path.replace
    monkeypatch.setattr(export_folders.Path, "replace", moves_one)
    with pytest.raises(Killed), export_folder(tmp_path) as aside:
        write_both(aside)
    assert (tmp_path / "first").read_text() == "of the second"
    assert SUMS not in names(tmp_path)
    monkeypatch.undo()
    with export_folder(tmp_path) as aside:
        (aside / "first").write_text("of the third")
    assert names(tmp_path) == {"first", SUMS}


def test_two_exports_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with export_folder(tmp_path), pytest.raises(BusyDatabase), export_folder(tmp_path):
        pass


def test_without_captures_the_rest_can_be_exported(data: Path, tmp_path: Path) -> None:
    replica = tmp_path / "replica"
    replica.mkdir()
    shutil.copy(data / "foi.db", replica)
    ended = foilog("--data", replica, "export", tmp_path / "out")
    assert ended.code == ExitCode.STORAGE
    assert "captures.db" in ended.err
    assert not (tmp_path / "out" / SUMS).exists()
    assert foilog("--data", replica, "export", tmp_path / "out", "--format", "csv").code == ExitCode.DONE


def test_the_public_file_is_left_alone(data: Path, tmp_path: Path) -> None:
    before = (data / "foi.db").read_bytes()
    export_archive(data, tmp_path, FORMATS, DESCRIBED)
    assert (data / "foi.db").read_bytes() == before
    with closing(open_published(data / "foi.db")):
        assert names(data) >= {"foi.db", "captures.db"}
