"""Files that a person downloaded find their responses: by folder, name or digest, in any order."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from archive.files.loose import LooseFile, place
from foilog.importing import import_files
from foilog.outcome import ExitCode
from parsers.profile import Profile, read_profile
from practice import PracticeSite, generate, profile_text
from tests.nights import _select as select

SITE: PracticeSite = generate(5, 20)
ORIGIN = "http://127.0.0.1:9"
PROFILE: Profile = read_profile(profile_text(ORIGIN), "practice.toml")
LINKED = {
    "/files/a/knife-crime-2024.xlsx": "https://met.example/files/a/Knife%20crime_2024.xlsx",
    "/files/a/data.csv": "https://met.example/files/a/data.csv",
    "/files/b/data.csv": "https://met.example/files/b/data.csv",
    "/files/a/register": "https://met.example/files/a/register",
}


@pytest.mark.parametrize(
    ("name", "digests", "expected"),
    [
        ("Knife crime_2024.xlsx", ("1", ""), "/files/a/knife-crime-2024.xlsx"),
        ("knife-crime-2024 (2).XLSX", ("1", ""), "/files/a/knife-crime-2024.xlsx"),
        ("register.xlsx", ("1", ""), "/files/a/register"),
        ("any name.csv", ("1", "B2"), "/files/b/data.csv"),
        ("register.xlsx", ("1", "B2"), "/files/b/data.csv"),
    ],
)
def test_a_saved_file_is_the_linked_one_of_its_name_or_digest(name, digests, expected):
    placing = place([LooseFile("file:1", name, *digests)], LINKED, {}, {"B2": ["/files/b/data.csv"]})
    assert placing.placed == {expected: ("file:1",)}
    assert not placing.unplaced


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("data.csv", "several linked files have this name"),
        ("knife-crime.xlsx", "no response that is held links"),
        ("knife-crime-2024.pdf", "no response that is held links"),
        ("figures for register.xlsx", "no response that is held links"),
        ("", "no response that is held links"),
    ],
)
def test_a_saved_file_that_may_be_any_is_none(name, reason):
    placing = place([LooseFile("file:1", name, "1", "")], LINKED, {}, {})
    assert not placing.placed
    assert [file.name for file in placing.unplaced] == [name]
    assert reason in placing.unplaced[0].reason


def test_what_is_held_already_needs_no_place():
    held = {"/files/a/data.csv": "1"}
    assert place([LooseFile("file:1", "data.csv", "1", "")], LINKED, held, {}) == ({}, ())


# The import


@pytest.fixture
def linked_page() -> tuple[str, str]:
    """The paths of a page and of a file it links to."""
    for item in SITE.items:
        body = SITE.responses(item.path).body.decode("utf-8", "replace")
        for file in item.files:
            if file.endswith(".xlsx") and file in body and item.encoding == "utf-8":
                return item.path, file
    raise AssertionError("no page links to a workbook")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "saved").mkdir()
    return tmp_path / "saved"


def save_page(folder: Path, path: str) -> Path:
    body = SITE.responses(path).body
    out = folder / "page.html"
    out.write_bytes(f"<!-- saved from url=(0010){ORIGIN}{path} -->\n".encode() + body)
    return out


def save_file(folder: Path, path: str, name: str) -> Path:
    out = folder / name
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(SITE.responses(path).body)
    os.utime(out, (1_700_000_000, 1_700_000_000))
    return out


def imported(data: Path, *paths: Path, url: str | None = None) -> ExitCode:
    return import_files(data, PROFILE, paths, url=url, captured_at=None, build=True, as_json=True)


def files(data: Path) -> Sequence[tuple[object, ...]]:
    return select(data / "foi.db", "select url, state, source from attachments order by url")


def test_a_folder_of_pages_and_files(tmp_path, folder, linked_page, capsys):
    page, file = linked_page
    save_page(folder, page)
    save_file(folder, file, Path(file).name.replace(".xlsx", " (1).xlsx"))
    assert imported(tmp_path, folder) == ExitCode.DONE
    assert (ORIGIN + file, "held", "file") in files(tmp_path)
    told = json.loads(capsys.readouterr().out)
    assert (told["exit_code"], told["unplaced"]) == (0, [])


@pytest.mark.parametrize("first", ["page", "file"])
def test_file_and_page_may_come_in_any_order(tmp_path, folder, linked_page, first, capsys):
    page, file = linked_page
    saved = {"page": save_page(folder, page), "file": save_file(folder, file, Path(file).name)}
    code = imported(tmp_path, saved.pop(first))
    assert code == (ExitCode.PARTIAL if first == "file" else ExitCode.DONE)
    said = capsys.readouterr()
    if first == "file":
        assert json.loads(said.out)["unplaced"][0]["name"] == Path(file).name
        assert f"{Path(file).name}: kept, but no response that is held links to a file" in said.err
    assert imported(tmp_path, *saved.values()) == ExitCode.DONE
    assert (ORIGIN + file, "held", "file") in files(tmp_path)


def test_a_mirrored_folder_says_where_its_files_are_from(tmp_path, folder, linked_page):
    page, file = linked_page
    save_page(folder, page)
    save_file(folder, file, f"www.barchester.example{file}")
    save_file(folder, file, f"elsewhere{file}.bak.xlsx")
    assert imported(tmp_path, folder) == ExitCode.DONE
    assert (ORIGIN + file, "held", "file") in files(tmp_path)


def test_a_file_with_its_address(tmp_path, folder, linked_page):
    page, file = linked_page
    imported(tmp_path, save_page(folder, page))
    assert imported(tmp_path, save_file(folder, file, "x"), url=ORIGIN + file) == ExitCode.DONE
    assert (ORIGIN + file, "held", "file") in files(tmp_path)


def test_files_imported_twice_are_kept_once(tmp_path, folder, linked_page):
    page, file = linked_page
    save_page(folder, page)
    save_file(folder, file, Path(file).name)
    for _ in range(2):
        assert imported(tmp_path, folder) == ExitCode.DONE
    kept = select(tmp_path / "captures.db", "select count(*) from captures where url = ''")
    assert kept == [(1,)]


def test_the_same_archive_whatever_came_first(tmp_path, folder, linked_page):
    page, file = linked_page
    saved = [save_page(folder, page), save_file(folder, file, Path(file).name)]
    tables = []
    for number, order in enumerate((saved, saved[::-1])):
        for path in order:
            imported(tmp_path / str(number), path)
        rows = "select id, response_id, url, state, sha256, captured_at, source from attachments"
        cells = "select * from attachment_cells"
        public = tmp_path / str(number) / "foi.db"
        tables.append((select(public, rows), select(public, cells)))
    assert tables[0] == tables[1]
    assert tables[0][1]
