"""Replicas: copies of one public file behind nginx, swapped while people read; a folder for Datasette."""

import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
import yaml

from practice.site import generate
from tests.command import ROOT, environment, foilog, serving
from tests.practice_archive import write_practice

SAMPLE = ROOT / "deploy" / "nginx.conf"
SWAPS = 12
needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two nights' public files, the later one with more responses."""
    folder = tmp_path_factory.mktemp("nights")
    files = []
    for items in (8, 12):
        (folder / str(items)).mkdir()
        files.append(write_practice(folder / str(items), generate(items=items)))
    return files[0], files[1]


def held(public: Path) -> int:
    with closing(sqlite3.connect(public)) as connection:
        count: int = connection.execute("select count(*) from responses").fetchone()[0]
        return count


def copied(public: Path, replica: Path) -> None:
    """Copy as rsync does: beside, then renamed."""
    aside = replica / ".foi.db.x7Kq2"
    shutil.copyfile(public, aside)
    aside.replace(replica / "foi.db")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


@contextmanager
def nginx(folder: Path, backends: list[str], rate: str) -> Iterator[str]:
    """Run nginx with the sample; only its ports, its name and ``rate`` differ."""
    port = free_port()
    site = SAMPLE.read_text("utf-8").replace("listen 80;", f"listen 127.0.0.1:{port};")
    for number, address in enumerate(backends, 8001):
        site = site.replace(f"127.0.0.1:{number};", f"{httpx.URL(address).netloc.decode()};")
    (folder / "site.conf").write_text(re.sub(r"rate=\S+;", f"rate={rate};", site))
    temporary = "".join(
        f"{what}_temp_path {folder}/{what};\n"
        for what in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nerror_log {folder}/error.log;\npid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}include {folder}/site.conf;\n}}\n"
    )
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    process = subprocess.Popen(command)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=10)) as client:
            assert client.get(f"http://127.0.0.1:{port}/robots.txt").status_code == 200
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


class Readers:
    """Threads that read without a pause, and what they were answered."""

    def __init__(self, address: str, paths: tuple[str, ...], threads: int = 4) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        self.totals: Counter[int] = Counter()
        self.errors: list[str] = []
        self._address, self._paths = address, paths
        self._stop = Event()
        self._threads = [Thread(target=self._read) for _ in range(threads)]

    def __enter__(self) -> "Readers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        with httpx.Client(base_url=self._address, timeout=30) as client:
            while not self._stop.is_set():
                for path in self._paths:
                    try:
                        answer = client.get(path)
                    except httpx.HTTPError as error:
                        self.errors.append(f"{path}: {error!r}")
                        continue
                    self.answers[path, answer.status_code] += 1
                    if path.startswith("/search.json"):
                        self.totals[answer.json()["total"]] += 1


@needs_nginx
def test_a_swap_under_load_costs_no_request(nights: tuple[Path, Path], tmp_path: Path) -> None:
    replicas = [tmp_path / "one", tmp_path / "two"]
    with ExitStack() as stack:
        addresses = []
        for replica in replicas:
            replica.mkdir()
            copied(nights[0], replica)
            address, _ = stack.enter_context(serving("--data", replica, "serve", "--port", "0"))
            addresses.append(address)
        front = stack.enter_context(nginx(tmp_path, addresses, "100000r/s"))
        with closing(sqlite3.connect(nights[0])) as public:
            [ident] = public.execute("select id from responses order by id limit 1").fetchone()
        paths = (
            "/",
            "/search.json?q=",
            "/search?q=information",
            f"/r/{ident}",
            "/exemptions",
            "/foi/responses",
        )
        with Readers(front, paths) as readers:
            for swap in range(SWAPS):
                for replica in replicas:
                    copied(nights[(swap + 1) % 2], replica)
                time.sleep(0.25)
        for replica in replicas:
            copied(nights[1], replica)
        last = [httpx.get(f"{front}/search.json?q=").json()["total"] for _ in range(6)]
    assert readers.errors == []
    assert {status for _, status in readers.answers} == {200}
    assert {path for path, _ in readers.answers} == set(paths)
    assert sum(readers.answers.values()) > 60
    assert set(readers.totals) == {held(nights[0]), held(nights[1])}
    assert set(last) == {held(nights[1])}


@needs_nginx
def test_a_replica_that_is_started_again_costs_no_request(nights: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        copied(nights[0], tmp_path / name)
    port = free_port()
    with ExitStack() as stack:
        steady, _ = stack.enter_context(serving("--data", tmp_path / "one", "serve", "--port", "0"))
        front = stack.enter_context(nginx(tmp_path, [steady, f"http://127.0.0.1:{port}"], "100000r/s"))
        with Readers(front, ("/", "/search?q=information")) as readers:
            for _ in range(2):
                with serving("--data", tmp_path / "two", "serve", "--port", str(port)):
                    time.sleep(0.5)
                time.sleep(0.3)
    assert readers.errors == []
    assert {status for _, status in readers.answers} == {200}
    assert sum(readers.answers.values()) > 20


@needs_nginx
def test_the_sample_slows_robots_down(nights: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    copied(nights[0], tmp_path / "one")
    [rate] = re.findall(r"rate=(\S+);", SAMPLE.read_text("utf-8"))
    with (
        serving("--data", tmp_path / "one", "serve", "--port", "0") as (address, _),
        nginx(tmp_path, [address, address], rate) as front,
        httpx.Client(base_url=front) as client,
    ):
        for path in ("/search?q=owls", "/search.csv?q=owls", "/foi/responses", "/citations.csv"):
            statuses = Counter(client.get(path).status_code for _ in range(40))
            assert set(statuses) == {200, 429}, path
            assert statuses[429] >= 10
            time.sleep(1)
        assert {client.get("/about").status_code for _ in range(40)} == {200}
        assert client.get("/search?q=" + "x" * 5000).status_code == 414


def test_plain_datasette_serves_the_folder(nights: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copyfile(nights[1], tmp_path / "foi.db")
    folder, port = tmp_path / "public", free_port()
    for _ in range(2):
        ended = foilog("--data", tmp_path, "folder", folder, FOILOG_CONTACT="desk@example.org")
        assert ended.code == 0, ended.err
    names = {"foi.db", "metadata.yml", "requirements.txt", "settings.json"}
    assert {path.name for path in folder.iterdir()} == names
    assert (folder / "foi.db").read_bytes() == nights[1].read_bytes()
    described = yaml.safe_load((folder / "metadata.yml").read_text("utf-8"))
    assert described["plugins"]["foilog"]["contact"] == "desk@example.org"
    assert re.match(r"foilog==\S+\ndatasette==0\.65", (folder / "requirements.txt").read_text())
    command = [sys.executable, "-m", "datasette", "serve", str(folder), "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment()
    )
    try:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(transport=httpx.HTTPTransport(retries=10), base_url=address, timeout=30) as client:
            assert client.get("/search.json?q=").json()["total"] == held(nights[1])
            assert "desk@example.org" in client.get("/about").text
            for path in ("/", "/exemptions", "/coverage", "/foi/responses.json"):
                assert client.get(path).status_code == 200
            for path in ("/foi.db", "/foi?sql=select+1", "/-/metadata.json"):
                assert client.get(path).status_code in {403, 404}
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_folder_of_what_is_not_there_is_refused(tmp_path: Path) -> None:
    ended = foilog("--data", tmp_path, "folder", tmp_path / "public")
    assert ended.code == 5
    assert not (tmp_path / "public").exists()
