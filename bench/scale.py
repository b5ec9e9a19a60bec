"""What archives of 20,000, 200,000 and more pages cost: to take in, to build, to build again after a night.

The pages are invented, 70 kB of markup each. Every build is a process of its own, timed by the clock; what it
is held against is done in the same run. The bare work is to insert the rows of the built file into a fresh
one and to index them.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from itertools import islice
from pathlib import Path

from archive.building.build import build_and_publish
from archive.building.write import COLUMNS
from archive.reading.page_reading import PageReader, PageTask
from archive.search.index import index_archive
from archive.store.captures import CaptureStore
from bench.invented import address, html
from bench.peak import own_peak
from bench.site import measure_site
from parsers.addresses import page_key
from parsers.masking import Mask
from parsers.models import Capture
from parsers.profile import builtin_profiles

_MET = next(profile for profile in builtin_profiles() if profile.name == "met")
_START = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 500
_CHANGED = 20  # pages of an ordinary night
_READ = 6_000  # pages read by one process, then by two
_KEPT_TIMES, _NIGHT_SHARE, _MEGABYTES, _TWO = 2.0, 0.10, 8.0, 1.7


def main(arguments: Sequence[str]) -> int:
    """Print the figures of each size; return 1 when a target is missed."""
    options = argparse.ArgumentParser(prog="python -m bench scale", description=__doc__)
    options.add_argument("--pages", type=int, nargs="+", default=[20_000, 200_000])
    options.add_argument(
        "--folder", type=Path, help="keep the archives here, and use the captures that are there"
    )
    options.add_argument("--step", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.step:
        return _tell(chosen.step[0], Path(chosen.step[1]))
    missed: list[str] = []
    with tempfile.TemporaryDirectory() as own:
        for pages in chosen.pages:
            folder = (chosen.folder or Path(own)) / str(pages)
            folder.mkdir(parents=True, exist_ok=True)
            print(f"{pages:,} pages:")
            missed += [f"{pages}: {miss}" for miss in _measure(folder, pages)]
    print("MISSED: " + "; ".join(missed) if missed else "all targets reached")
    return int(bool(missed))


def _measure(folder: Path, pages: int) -> list[str]:
    missed: list[str] = []

    def held(what: str, figure: float, target: float, *, least: bool = False) -> None:
        print(f"  {what}: {figure:.2f} (target {target})")
        if (figure < target) if least else (figure > target):
            missed.append(f"{what} {figure:.2f}")

    held("MB of captures per 1,000 pages", _take_in(folder, pages), _MEGABYTES)
    cold = _step("full", folder)
    _forget_built(folder)
    kept = _step("kept", folder)
    bare = _seconds(lambda: _insert_and_index(folder))
    _change(folder, pages)
    night = _step("kept", folder)
    for what, (seconds, megabytes) in {"full build": cold, "whole build from cached readings": kept}.items():
        print(f"  {what}: {seconds:.0f} s, {pages / seconds:.0f} pages/s, at most {megabytes:.0f} MB")
    print(f"  bare insert and index of the same rows: {bare:.0f} s")
    held("whole build from cached readings, in times of that", kept[0] / bare, _KEPT_TIMES)
    held(f"build after {_CHANGED} changed pages, of a full one", night[0] / cold[0], _NIGHT_SHARE)
    held("reading by two processes, in times of one", _two_processes(folder), _TWO, least=True)
    for path in sorted(folder.glob("*.db")):
        print(f"  {path.name}: {path.stat().st_size / pages / 1000:.2f} MB per 1,000 pages")
    return [*missed, *measure_site(folder / "foi.db", rounds=2)]


# Steps


def _take_in(folder: Path, pages: int) -> float:
    """Keep the pages that are not there yet; return megabytes of captures.db per thousand of them."""
    path = folder / "captures.db"
    with CaptureStore.open(path) as store:
        seconds = 0.0
        numbers = iter(range(store.body_count(), pages))
        while some := [(number, html(number)) for number in islice(numbers, _BATCH)]:
            started = time.perf_counter()
            with store.transaction():
                for number, body in some:
                    _keep(store, number, body, _START)
            seconds += time.perf_counter() - started
    if seconds:
        print(f"  taking in: {pages / seconds:.0f} pages/s")
    return path.stat().st_size / pages / 1000


def _change(folder: Path, pages: int) -> None:
    with CaptureStore.open(folder / "captures.db") as store, store.transaction():
        later = _START + timedelta(days=store.body_count() - pages + 1)
        for number in range(0, pages, pages // _CHANGED):
            body = html(number).replace(b"</main>", f"<p>Amended on {later:%d %B %Y}.</p></main>".encode())
            _keep(store, number, body, later)


def _forget_built(folder: Path) -> None:
    """Remove the public file and what it was made of, so that it is written whole from cached readings."""
    for path in (folder / "foi.db", *folder.glob("readings-*.db")):
        path.unlink()


def _keep(store: CaptureStore, number: int, body: bytes, moment: datetime) -> None:
    url = address(number)
    store.add(_MET.name, Capture(url, moment, 200, "text/html", body, "live", url, ()), page_key(url))


def _step(step: str, folder: Path) -> tuple[float, float]:
    """Return how long a build by a fresh process takes, in seconds, and its peak in MB."""
    command = [sys.executable, "-m", "bench", "scale", "--step", step, str(folder)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    seconds, megabytes = json.loads(told.splitlines()[-1])
    return seconds, megabytes


def _tell(step: str, folder: Path) -> int:
    seconds = _seconds(lambda: build_and_publish(folder, _MET, full=step == "full"))
    print(json.dumps([seconds, own_peak()]))
    return 0


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _insert_and_index(folder: Path) -> None:
    """Insert the rows of the published file into a fresh one, batch by batch, and index them."""
    path = folder / "bare.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as bare, closing(sqlite3.connect(folder / "foi.db")) as built:
        bare.executescript("pragma journal_mode = off; pragma synchronous = off;")
        bare.executescript((files("archive") / "foi.sql").read_text("utf-8"))
        for table, columns in COLUMNS.items():
            rows = built.execute(f"select {', '.join(columns)} from {table}")
            insert = f"insert into {table} ({', '.join(columns)}) values ({', '.join('?' * len(columns))})"
            while some := rows.fetchmany(_BATCH):
                with bare:
                    bare.executemany(insert, some)
        index_archive(bare)
    path.unlink()


def _two_processes(folder: Path) -> float:
    """Return how many times as fast two processes read pages as one does."""
    with CaptureStore.open(folder / "captures.db", read_only=True) as store:
        tasks = [PageTask(page, page[:1], None) for page in islice(store.pages(_MET.name), _READ)]
        reader = PageReader(store, replace(_MET, digest="bench"), Mask(), None)
        one, two = (_seconds(lambda n=n: [None for _ in reader.read(tasks, n)]) for n in (1, 2))
    return one / two
