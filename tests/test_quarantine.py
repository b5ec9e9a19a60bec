"""A workbook with a hidden sheet, from a folder of saved files to the public: nowhere until released."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.command import foilog
from tests.guard_workbooks import SECRET, an_author, workbook
from tests.held_pages import FILES, ITEMS, letter, page
from tests.made_files import csv_text
from tests.running_site import running_site
from tests.test_build import query
from web.published import PublishedFile

RESPONSE = "01.FOI.23.031111"
SHOWN = "brambling"  # stands in a sheet that everybody sees
WORDS = (SECRET, SHOWN, "Ringlist")  # of the workbook: hidden, seen, and the name of the hidden sheet
CLEAN_WORD = "yellowhammer"


def held_back_workbook() -> bytes:
    def change(book: openpyxl.Workbook, sheet: Worksheet) -> None:
        sheet["A2"] = f"{SHOWN} pond"
        other = book.create_sheet(WORDS[2])
        other["A1"] = SECRET
        other["B1"] = 7310944
        other.sheet_state = "hidden"

    return workbook(change)


def saved(name: str, reference: str, *files: str) -> bytes:
    """Return a page as browsers save it, with its address and links to files."""
    address = f"<!-- saved from url=(0077){ITEMS}/disclosure-2024/march-2024/{name}/ --><html>"
    return page(letter(reference), title=name, files=files).replace(b"<html>", address.encode())


BODY = held_back_workbook()
DIGEST = hashlib.sha256(BODY).hexdigest()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of one page with two files, as a person saved them."""
    folder = tmp_path_factory.mktemp("saved")
    links = (f"{FILES}/swans.xlsx", f"{FILES}/geese.csv")
    (folder / "swans-roads.html").write_bytes(saved("swans-roads", RESPONSE, *links))
    (folder / "swans.xlsx").write_bytes(BODY)
    (folder / "geese.csv").write_bytes(csv_text([["Park", "Geese"], [CLEAN_WORD, 3]]))
    data = tmp_path_factory.mktemp("data")
    ended = foilog("--data", data, "import", folder)
    assert ended.code == 0, ended.err
    return data


def answers(data: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all that the public can have of the archive: the bytes of each answer by its address."""
    numbers = query(data / "foi.db", "select id from attachments")
    addresses = ["/", f"/r/{RESPONSE}", f"/r/{RESPONSE}.json", "/changes", "/changes.atom", "/coverage"]
    addresses += [f"/a/{number}" for (number,) in numbers]
    for word in (*WORDS, CLEAN_WORD, "swans"):
        addresses += [f"/search{form}?q={word}" for form in ("", ".csv", ".json", ".atom")]
    addresses += [
        f"/foi/{table}.csv?_stream=on" for table in ("attachments", "attachment_parts", "attachment_cells")
    ]
    with running_site(PublishedFile(data / "foi.db")) as site, httpx.Client(base_url=site) as client:
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            yield address, answer.content.replace(typed_in(address), b"")
    yield "foi.db", (data / "foi.db").read_bytes()


def typed_in(address: str) -> bytes:
    """Return the word that was searched for, which an answer repeats."""
    return address.partition("?q=")[2].encode() or b"\0"


def exported(data: Path, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of an export, unpacked."""
    ended = foilog("--data", data, "export", folder)
    assert ended.code == 0, ended.err
    for file in sorted(folder.rglob("*.*")):
        yield file.name, gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def places(word: bytes, published: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return where a word stands, in letters of any case, also of two bytes."""
    forms = (word.lower(), word.lower().decode("latin-1").encode("utf-16-le"))
    return [name for name, body in published if any(form in body.lower() for form in forms)]


def found(data: Path, word: str) -> list[str]:
    """Return the responses that the site finds for a word."""
    with running_site(PublishedFile(data / "foi.db")) as site:
        return [result["id"] for result in httpx.get(f"{site}/search.json?q={word}").json()["results"]]


def test_a_workbook_is_nowhere_until_it_is_released(data: Path, tmp_path: Path) -> None:
    published = [*answers(data), *exported(data, tmp_path / "held-back")]
    for word in (*map(str.encode, WORDS), BODY[:200]):
        assert places(word, published) == []
    assert found(data, SHOWN) == []
    assert found(data, CLEAN_WORD) == [RESPONSE]
    assert places(CLEAN_WORD.encode(), published), "the search for words finds them where they may be"
    assert query(data / "foi.db", "select state, reason from attachments where sha256 = ?", DIGEST) == [
        ("quarantined", "Sheet 2 is hidden.")
    ]
    reason = b"Sheet 2 is hidden."
    assert {f"/r/{RESPONSE}", f"/r/{RESPONSE}.json", "foi.db"} <= set(places(reason, published))

    assert "Sheet 2 is hidden." in foilog("--data", data, "status").out
    told = foilog("--data", data, "release", "--json").json["held_back"]
    assert [(file["sha256"], file["responses"], file["reason"]) for file in told] == [
        (DIGEST, [RESPONSE], "Sheet 2 is hidden.")
    ]
    assert DIGEST in foilog("--data", data, "release").out
    unexplained = foilog("--data", data, "release", DIGEST)
    assert (unexplained.code, "--reason" in unexplained.err) == (2, True)
    unknown = foilog("--data", data, "release", "0" * 64, "--reason", "None")
    assert (unknown.code, "foilog release lists" in unknown.err) == (2, True)

    for _ in range(2):  # safe to run twice
        ended = foilog(
            "--data", data, "release", DIGEST.upper(), "--reason", "Invented birds", "--who", "A. B."
        )
        assert ended.code == 0, ended.err
    assert (data / "releases.toml").read_text("utf-8").count("[[release]]") == 1
    assert foilog("--data", data, "release").out.strip() == "No file is held back."
    released = [*answers(data), *exported(data, tmp_path / "released")]
    number = query(data / "foi.db", "select id from attachments where sha256 = ?", DIGEST)[0][0]
    for word in (SECRET, SHOWN):
        assert {f"/a/{number}", "foi.db"} <= set(places(word.encode(), released))
        assert found(data, word) == [RESPONSE]
    assert query(data / "foi.db", "select state from attachments") == [("held",), ("held",)]


def test_a_release_that_is_taken_out_is_taken_back(data: Path) -> None:
    assert foilog("--data", data, "release", DIGEST, "--reason", "Invented birds").code == 0
    assert places(SECRET.encode(), answers(data))
    (data / "releases.toml").unlink()
    assert foilog("--data", data, "build").code == 0
    assert places(SECRET.encode(), answers(data)) == []


def test_authors_may_be_let_through_in_all_files_that_hide_nothing_else(data: Path, tmp_path: Path) -> None:
    (tmp_path / "geese.xlsx").write_bytes(an_author())
    (tmp_path / "page.html").write_bytes(saved("geese-ponds", "01.FOI.23.032222", f"{FILES}/geese.xlsx"))
    assert foilog("--data", data, "import", tmp_path).code == 0
    states = "select filename, state from attachments where media_type like '%sheet' order by 1"
    assert query(data / "foi.db", states) == [("geese.xlsx", "quarantined"), ("swans.xlsx", "quarantined")]
    ended = foilog("--data", data, "release", "author", "--reason", "No property is published")
    assert ended.code == 0, ended.err
    assert query(data / "foi.db", states) == [("geese.xlsx", "held"), ("swans.xlsx", "quarantined")]
    assert "Heron, Anna" not in (data / "foi.db").read_bytes().decode("utf-8", "replace")
    (data / "releases.toml").unlink()


def test_a_faulty_list_stops_the_build_and_nothing_is_published(data: Path) -> None:
    before = (data / "foi.db").read_bytes()
    (data / "releases.toml").write_text('[[release]]\nsha256 = "abc"\n', "utf-8")
    ended = foilog("--data", data, "build")
    (data / "releases.toml").unlink()
    assert ended.code == 5
    assert "releases.toml: entry 1: reason, who, when missing. Mend the entries named" in ended.err
    assert (data / "foi.db").read_bytes() == before
