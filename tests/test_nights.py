"""Nights as cron sees them: quiet ones, a wall, and a site that has changed its pages."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from foilog.outcome import ExitCode
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import Response, challenge, etag, generate
from tests.command import Ended, foilog
from tests.test_alarm import Hook

DONE, BLOCKED, DRIFT = ExitCode.DONE, ExitCode.BLOCKED, ExitCode.DRIFT


@pytest.fixture
def server() -> Iterator[PracticeServer]:
    with PracticeServer(generate(items=24)) as running:
        yield running


class Archive:
    """An archive of the practice site, with a hook for alarms."""

    def __init__(self, server: PracticeServer, folder: Path) -> None:
        self.data = folder / "data"
        self.hook = Hook(folder)
        self._profile = folder / "practice.toml"
        self._profile.write_text(profile_text(server.base_url))

    def run(self, *arguments: str) -> Ended:
        command = ["--data", self.data, "--site", self._profile, *arguments]
        return foilog(*command, FOILOG_ON_ALARM=self.hook.command)

    def requests(self) -> int:
        with closing(sqlite3.connect(self.data / "foi.db")) as db:
            return int(db.execute("select count(request_text) from responses").fetchone()[0])

    def runs(self) -> list[tuple[int, str]]:
        with closing(sqlite3.connect(self.data / "captures.db")) as db:
            return db.execute("select exit_code, message from runs order by id").fetchall()


@pytest.fixture
def archive(server: PracticeServer, tmp_path: Path) -> Archive:
    return Archive(server, tmp_path)


def test_a_good_night_says_nothing_and_a_wall_one_line(server: PracticeServer, archive: Archive) -> None:
    good = archive.run("refresh", "--source", "live", "--quiet")
    assert (good.code, good.out, good.err) == (DONE, "", "")
    built = archive.run("build", "--quiet")
    assert (built.code, built.out, built.err) == (DONE, "", "")
    server.answer_with("published-items", challenge(200))
    for _ in range(2):
        ended = archive.run("refresh", "--source", "live", "--quiet")
        assert (ended.code, ended.out) == (BLOCKED, "")
        assert ended.err.count("\n") == 1
    assert archive.hook.news == [(3, "begun")]
    assert archive.hook.told[0]["sources"] == ["live: blocked"]


def without_lead_in(response: Response) -> Response:
    """The page as after a change of the site: what leads into a request is said otherwise."""
    body = response.body.replace(b"seek access to", b"read with interest").replace(b"request", b"letter")
    headers = tuple(
        (name, value) for name, value in response.headers if name not in {"ETag", "Last-Modified"}
    )
    return replace(response, headers=(*headers, ("ETag", etag(body))), body=body)


def test_a_site_that_changed_its_pages_is_drift(server: PracticeServer, archive: Archive) -> None:
    assert archive.run("refresh").code == DONE
    before = (archive.data / "foi.db").read_bytes()
    known = archive.requests()
    assert known > 20
    server.answer_with("/(d|disclosure-[0-9]+)/", without_lead_in)
    for _ in range(2):
        ended = archive.run("refresh", "--full", "--json")
        assert ended.code == ended.json["exit_code"] == DRIFT
        assert ended.err == f"foilog: {ended.json['message']}\n"
        assert "request_text is found on " in ended.json["message"]
        assert (archive.data / "foi.db").read_bytes() == before
    [sample] = (archive.data / "drift").iterdir()
    assert str(sample) in ended.json["message"]
    assert b"read with interest" in sample.read_bytes()
    assert [code for code, _ in archive.runs()] == [DONE, DRIFT, DRIFT]
    assert archive.hook.news == [(4, "begun")]

    built = archive.run("build")
    assert built.code == DRIFT
    assert "--accept-drift" in built.err
    assert (archive.data / "foi.db").read_bytes() == before

    assert archive.run("build", "--accept-drift").code == DONE
    assert archive.requests() < known / 2
    assert archive.hook.news == [(4, "begun"), (0, "over")]
    assert archive.run("refresh").code == DONE


def test_a_site_that_came_to_itself_is_no_drift(server: PracticeServer, archive: Archive) -> None:
    assert archive.run("refresh").code == DONE
    known = archive.requests()
    server.answer_with("/(d|disclosure-[0-9]+)/", without_lead_in)
    assert archive.run("refresh", "--full").code == DRIFT
    server.reset()
    assert archive.run("refresh", "--full").code == DONE
    assert archive.requests() == known
    assert archive.hook.news == [(4, "begun"), (0, "over")]
