"""From a saved page or a site on this machine to a searchable archive, as a person runs it."""

import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from foilog.lock import writing
from foilog.outcome import ExitCode
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import challenge, generate
from tests.command import foilog, serving
from tests.held_pages import letter, page
from tests.real_pages import REAL_PAGES, needs_real_pages
from tests.saved_archives import record

SITE = generate(items=60)


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / "foi.db")) as db:
        return db.execute(sql).fetchall()


_LEFT_OUT = re.compile('INSERT INTO "(?:runs|[a-z_]+_fts_[a-z]+)"')


def dump(data: Path) -> list[str]:
    """Everything that foi.db says, but for the runs, and for how full-text indexes are laid out."""
    with closing(sqlite3.connect(data / "foi.db")) as db:
        return [line for line in db.iterdump() if not _LEFT_OUT.match(line)]


def save_letter(folder: Path, reference: str, **parts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reference}.txt"
    path.write_text("\n".join(letter(reference=reference, **parts)), "utf-8")
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[PracticeServer]:
    with PracticeServer(SITE) as running:
        yield running


@pytest.fixture
def profile(server: PracticeServer, tmp_path: Path) -> Iterator[Path]:
    server.reset()
    path = tmp_path / "practice.toml"
    path.write_text(profile_text(server.base_url))
    yield path
    server.reset()


@needs_real_pages
def test_the_real_pages_become_a_searchable_archive(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert foilog("--data", data, "import", REAL_PAGES).code == ExitCode.DONE
    decided = rows(data, "select id, reference, decision, decision_components from responses order by id")
    given_and_exempt = '["disclosed", "exempt"]'
    assert decided == [
        (reference, reference, "partial_disclosure", given_and_exempt)
        for reference in ("01.FOI.22.023334", "01.FOI.22.025733", "01.FOI.23.029662")
    ]
    furniture = ("Quickly exit", "cookie", "Leave this site", "technical problem", "is a beta")
    for (text,) in rows(data, "select text from responses"):
        assert not [words for words in furniture if words in text]
    explained = foilog("--data", data, "explain", "01/FOI/22/023334")
    assert explained.code == ExitCode.DONE
    assert "FOIA2000 23(1): alternative" in explained.out
    with serving("--data", data, "serve", "--port", "0") as (address, _):
        found = httpx.get(f"{address}/search.json", params={"q": "facial recognition minutes"}).json()
        assert [result["id"] for result in found["results"]] == ["01.FOI.23.029662"]
        page = httpx.get(f"{address}/r/01.FOI.22.023334")
        assert page.status_code == 200
        assert "Minutes taken during meetings" in page.text


def test_importing_twice_and_in_another_order_changes_nothing(tmp_path: Path) -> None:
    saved = [
        save_letter(tmp_path / "saved", f"01.FOI.23.03111{n}", request=f"How many of {n}?") for n in range(5)
    ]
    first, second = tmp_path / "first", tmp_path / "second"
    assert foilog("--data", first, "import", *saved).code == ExitCode.DONE
    before = dump(first)
    again = foilog("--data", first, "import", *saved)
    assert again.code == ExitCode.DONE
    assert "0 new of 5" in again.err
    assert dump(first) == before
    for path in reversed(saved):
        assert foilog("--data", second, "import", "--no-build", path).code == ExitCode.DONE
    assert not (second / "foi.db").exists()
    assert foilog("--data", second, "build").code == ExitCode.DONE
    assert dump(second) == before
    assert foilog("--data", second, "build", "--full").code == ExitCode.DONE
    assert dump(second) == before


def test_one_bad_file_is_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    save_letter(tmp_path / "saved", "01.FOI.23.031111")
    (tmp_path / "saved" / "shopping.txt").write_text("eggs, milk")
    (tmp_path / "saved" / "cut.warc.gz").write_bytes(b"\x1f\x8b\x08\x00cut")
    ended = foilog("--data", tmp_path / "data", "import", tmp_path / "saved", "--json")
    assert ended.code == ended.json["exit_code"] == ExitCode.PARTIAL
    assert sorted(Path(bad["origin"]).name for bad in ended.json["rejected"]) == [
        "cut.warc.gz",
        "shopping.txt",
    ]
    assert "shopping.txt: " in ended.err
    assert rows(tmp_path / "data", "select id from responses") == [("01.FOI.23.031111",)]


def test_one_address_is_not_for_several_files(tmp_path: Path) -> None:
    saved = [save_letter(tmp_path / "saved", f"01.FOI.23.03111{n}") for n in range(2)]
    address = "https://www.met.police.uk/foi-ai/metropolitan-police/d/may-2023/swans/"
    for paths in (saved, [tmp_path / "saved"]):
        ended = foilog("--data", tmp_path / "data", "import", *paths, "--url", address)
        assert ended.code == ExitCode.USAGE
        assert "--url" in ended.err
    assert not (tmp_path / "data").exists()
    assert foilog("--data", tmp_path / "data", "import", saved[0], "--url", address).code == ExitCode.DONE
    assert rows(tmp_path / "data", "select url, published from responses") == [(address, "2023-05")]


def test_nothing_usable_is_said_and_publishes_nothing(tmp_path: Path) -> None:
    (tmp_path / "shopping.txt").write_text("eggs, milk")
    ended = foilog("--data", tmp_path / "data", "import", tmp_path / "shopping.txt")
    assert ended.code == ExitCode.STORAGE
    assert not (tmp_path / "data" / "foi.db").exists()


NO_LETTER = {
    "empty.html": "<html><head><title></title></head><body></body></html>",
    "furniture.html": "<html><head><title>Swans</title></head><body><nav>Home</nav></body></html>",
    "kittens.html": "<html><body><p>Kittens are many.</p></body></html>",
    "blank.txt": "\n \n",
}


@pytest.mark.parametrize("name", NO_LETTER)
def test_a_page_without_a_letter_is_kept_and_told_and_is_nothing_usable(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(NO_LETTER[name])
    address = "https://www.met.police.uk/foi-ai/metropolitan-police/d/may-2023/swans/"
    data = tmp_path / "data"
    ended = foilog("--data", data, "import", tmp_path / name, "--url", address, "--json")
    assert ended.code == ended.json["exit_code"] == ExitCode.STORAGE
    assert [page["origin"] for page in ended.json["unread"]] == [name]
    assert f"{name}: {address}: kept, but no response" in ended.err
    assert not (data / "foi.db").exists()
    good = save_letter(tmp_path / "saved", "01.FOI.23.031111")
    sequel = foilog("--data", data, "import", good, "--url", address)
    assert sequel.code == ExitCode.DONE
    assert rows(data, "select url from responses") == [(address,)]


def test_a_warc_of_other_sites_beside_good_pages_is_named(tmp_path: Path) -> None:
    save_letter(tmp_path / "saved", "01.FOI.23.031111")
    (tmp_path / "saved" / "other.warc").write_bytes(record("https://www.example.org/", b"<html>hello"))
    ended = foilog("--data", tmp_path / "data", "import", tmp_path / "saved", "--json")
    assert ended.code == ExitCode.PARTIAL
    assert [bad["reason"] for bad in ended.json["rejected"]] == ["nothing of this log is in it"]


def test_an_error_before_the_page_in_one_warc_is_no_trouble_alone_it_is(tmp_path: Path) -> None:
    url = "https://www.met.police.uk/foi-ai/metropolitan-police/d/may-2023/swans/"
    error = record(url, b"<html>down", status="503 Service Unavailable")
    (tmp_path / "both.warc").write_bytes(error + record(url, page(letter("01.FOI.23.031111"))))
    (tmp_path / "error.warc").write_bytes(error)
    (tmp_path / "gone.warc").write_bytes(record(url, b"<html>no such page", status="404 Not Found"))
    for name, code in (("both", ExitCode.DONE), ("error", ExitCode.STORAGE), ("gone", ExitCode.DONE)):
        ended = foilog("--data", tmp_path / name, "import", tmp_path / f"{name}.warc")
        assert ended.code == code, ended.err


def test_a_second_run_is_told_to_wait(tmp_path: Path) -> None:
    with writing(tmp_path):
        ended = foilog("--data", tmp_path, "build")
    assert ended.code == ExitCode.LOCKED
    assert "another run" in ended.err
    assert foilog("--data", tmp_path, "build").code == ExitCode.DONE


def test_a_full_disk_ends_with_storage_and_leaves_the_archive_whole(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save_letter(tmp_path / "saved", "01.FOI.23.031111")
    foilog("--data", data, "import", tmp_path / "saved")
    before = dump(data)
    big = "Swans and their keepers were counted once more. " * 60_000
    save_letter(tmp_path / "more", "01.FOI.23.031112", answer=big)
    command = f"ulimit -f 400; exec {sys.executable} -m foilog --data {data} import {tmp_path / 'more'}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == ExitCode.STORAGE, ended.stderr
    assert str(data) in ended.stderr
    assert dump(data) == before
    assert foilog("--data", data, "verify").code == ExitCode.DONE


def test_a_damaged_capture_is_found(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data).mkdir()
    (data / "captures.db").write_bytes(b"this is no database, but it has some length" * 100)
    ended = foilog("--data", data, "build")
    assert ended.code == ExitCode.STORAGE
    assert "captures.db" in ended.err


@pytest.mark.parametrize("verb", [["verify"], ["explain", "01.FOI.23.031111"]])
def test_an_archive_that_is_not_there_yet_is_told(verb: list[str], tmp_path: Path) -> None:
    ended = foilog("--data", tmp_path / "never", *verb)
    assert ended.code == ExitCode.STORAGE
    assert "foilog import makes it" in ended.err


def test_a_folder_that_cannot_be_made_is_named() -> None:
    ended = foilog("--data", "/proc/nowhere", "build")
    assert ended.code == ExitCode.STORAGE
    assert "/proc/nowhere" in ended.err


def test_unknown_references_get_near_ones(tmp_path: Path) -> None:
    save_letter(tmp_path / "saved", "01.FOI.23.031111")
    foilog("--data", tmp_path / "data", "import", tmp_path / "saved")
    ended = foilog("--data", tmp_path / "data", "explain", "01.FOI.23.031112")
    assert ended.code == ExitCode.USAGE
    assert "01.FOI.23.031111" in ended.err


def test_refresh_fills_an_archive_over_http(server: PracticeServer, profile: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    expected = foilog("--data", data, "--site", profile, "refresh", "--dry-run", "--json")
    assert expected.code == ExitCode.DONE
    assert not data.exists()
    ended = foilog("--data", data, "--site", profile, "refresh", "--json")
    assert ended.code == ended.json["exit_code"] == ExitCode.DONE
    addresses = rows(
        data, "select urls.url from urls join responses on id = response_id where request_text is not null"
    )
    assert 50 < len(addresses) <= ended.json["new"] <= expected.json["pages"]
    before = dump(data)
    again = foilog("--data", data, "--site", profile, "refresh", "--json")
    assert again.json["new"] == again.json["changed"] == 0
    assert dump(data)[0] == before[0]
    status = foilog("--data", data, "status", "--json").json
    assert status["last_check"]["exit_code"] == ExitCode.DONE
    assert status["counts"]["responses"] == len(rows(data, "select id from responses"))
    assert foilog("--data", data, "--site", profile, "verify").code == ExitCode.DONE


def test_a_challenge_blocks_and_nothing_is_lost(
    server: PracticeServer, profile: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert foilog("--data", data, "--site", profile, "refresh", "--limit", "5").code == ExitCode.DONE
    before = rows(data, "select id from responses order by id")
    server.answer_with("published-items", challenge(200))
    ended = foilog("--data", data, "--site", profile, "refresh", "--json")
    assert ended.code == ended.json["exit_code"] == ExitCode.BLOCKED
    assert rows(data, "select id from responses order by id") == before


def test_a_site_that_is_not_there_is_unreachable(profile: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.toml"
    gone.write_text(profile_text("http://127.0.0.1:9"))
    ended = foilog("--data", tmp_path / "data", "--site", gone, "refresh")
    assert ended.code == ExitCode.UNREACHABLE
    assert ended.err.count("\n") == 1


def test_a_running_site_picks_up_what_is_published(tmp_path: Path) -> None:
    data = tmp_path / "data"
    save_letter(tmp_path / "first", "01.FOI.23.031111")
    save_letter(tmp_path / "second", "01.FOI.23.031112", request="How many herons?")
    foilog("--data", data, "import", tmp_path / "first")
    with (
        serving("--data", data, "serve", "--port", "0") as (address, _),
        httpx.Client(base_url=address) as reader,
    ):
        assert reader.get("/search.json", params={"q": "herons"}).json()["total"] == 0
        foilog("--data", data, "import", tmp_path / "second")
        assert reader.get("/search.json", params={"q": "herons"}).json()["total"] == 1
        assert reader.get("/foi/responses.json", params={"_shape": "array"}).status_code == 200


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    save_letter(tmp_path / "saved", "01.FOI.23.031111")
    foilog("--data", tmp_path / "data", "import", tmp_path / "saved")
    with serving("--data", tmp_path / "data", "serve", "--port", "0") as (address, _):
        port = address.rpartition(":")[2]
        ended = foilog("--data", tmp_path / "data", "serve", "--port", port)
    assert ended.code == ExitCode.USAGE
    assert f"port {port}" in ended.err


def test_up_fills_while_it_serves(profile: Path, tmp_path: Path) -> None:
    with serving("--data", tmp_path / "data", "--site", profile, "up", "--port", "0") as (address, _):
        waits(lambda: "responses held" in httpx.get(address).text and total(address) > 50)


def test_up_without_a_source_shows_the_practice_archive_until_there_is_something(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving("--data", data, "up", "--port", "0") as (address, talk):
        waits(lambda: total(address) > 300)
        assert "Practice data" in httpx.get(address).text
        assert "Practice data" in httpx.get(f"{address}/foi/responses").text
        said = talk.read_text()
        assert "contact" in said
        assert "PRACTICE" in said
        assert (
            foilog("--data", data, "import", save_letter(tmp_path, "01.FOI.23.031111")).code == ExitCode.DONE
        )
        waits(lambda: total(address) == 1)
        assert "Practice data" not in httpx.get(address).text


def test_demo_is_fictional_and_apart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving("--data", data, "demo", "--port", "0") as (address, _):
        assert "Practice data" in httpx.get(address).text
        assert total(address) >= 300
    assert not (data / "foi.db").exists()
    assert (data / "practice" / "foi.db").exists()


def total(address: str) -> int:
    return int(httpx.get(f"{address}/search.json").json()["total"])


def waits(is_so: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to be so in time"
        time.sleep(0.3)


def test_up_takes_its_refresh_along_when_it_is_stopped(
    server: PracticeServer, profile: Path, tmp_path: Path
) -> None:
    server.answer_with("disclosure", lambda response: response, delay=0.5)
    with serving("--data", tmp_path / "data", "--site", profile, "up", "--port", "0"):
        waits(lambda: (tmp_path / "data" / "captures.db").exists())
        assert foilog("--data", tmp_path / "data", "build").code == ExitCode.LOCKED
    time.sleep(1)  # for the request that was under way
    asked = len(server.log)
    time.sleep(1.5)
    assert len(server.log) == asked
    assert foilog("--data", tmp_path / "data", "build").code == ExitCode.DONE
