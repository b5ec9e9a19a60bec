"""The crawl against Scrapy, its memory, its manners and its quiet nights, on a generated log on this machine.

What is compared is fetch to stored capture: the listing walked, every page fetched whole, told from
impostors, hashed, packed, and committed so that a power cut cannot take it back. The Scrapy spider does the
same with the same manners, one request at a time; its own sixteen at a time stand beside it. The measure is
processor time: the rest of a crawl is waiting, and what else a machine does shall not count.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from archive.store.captures import CaptureStore
from bench.fast_site import LISTING, FastSite, Request, running
from bench.peak import own_peak
from foilog.refresh import run_refresh
from foilog.sources.live import refresh
from foilog.sources.source import Plan
from parsers.profile import Profile
from scraper.client import utc_now

_FASTER, _LEANER = 1.5, 0.7
_FLAT = 1.10
_LONGER = 1.02
_MEMORY_DISK = Path("/dev/shm")  # where there is one the disk decides nothing
_NIGHT = timedelta(days=1)
_NIGHTS = 91
_FIRST_NIGHT = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)


class Crawl(NamedTuple):
    """Processor seconds from the first request to the last page stored, and the peak of memory in MB."""

    seconds: float
    peak: float


def main(arguments: Sequence[str]) -> int:
    """Print each figure beside its target; return 1 when one misses it."""
    options = argparse.ArgumentParser(prog="python -m bench crawl", description=__doc__)
    options.add_argument("--items", type=int, default=500, help="items of the small log")
    options.add_argument("--large", type=int, default=5000, help="items of the large one")
    options.add_argument("--rounds", type=int, default=5, help="against Scrapy")
    options.add_argument("--delay", type=float, default=0.5, help="seconds between requests, for manners")
    options.add_argument("--alone", nargs=2, metavar=("BASE_URL", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.alone:
        return _tell_crawl(chosen.alone[0], Path(chosen.alone[1]))
    if find_spec("scrapy") is None:
        print('Scrapy is missing; add it with: .venv/bin/pip install -e ".[bench]"', file=sys.stderr)
        return 2
    with running(chosen.items) as site:
        small, missed = _against_scrapy(site, chosen.items, chosen.rounds)
        missed |= _nights(site, chosen.items)
    with running(chosen.large) as site:
        missed |= _memory(site, chosen.items, small, chosen.large)
    with running(20) as site:
        missed |= _manners(site, chosen.delay)
    return int(missed)


# Against Scrapy, in turn


def _against_scrapy(site: FastSite, items: int, rounds: int) -> tuple[Crawl, bool]:
    theirs, hasty, ours = [], [], []
    for number in range(rounds):
        turns = [(_ours, ours), (_polite_scrapy, theirs), (_hasty_scrapy, hasty)]
        for ask, crawls in turns[number % 3 :] + turns[: number % 3]:
            crawls.append(ask(site))
    they, hasty_ones, we = _best(theirs), _best(hasty), _best(ours)
    faster, leaner = they.seconds / we.seconds, we.peak / they.peak
    print(
        f"fetch to stored capture: {items / we.seconds:.0f} pages a second of processor time,"
        f" {faster:.2f} times Scrapy (target {_FASTER}), at {leaner:.2f} of its memory (target {_LEANER});"
        f" {items} items, best of {rounds}\n"
        f"  beside Scrapy with sixteen requests at a time: {hasty_ones.seconds / we.seconds:.2f} times"
    )
    return we, faster < _FASTER or leaner > _LEANER


def _best(crawls: list[Crawl]) -> Crawl:
    """Return the best of each figure: what else goes on in a machine only ever adds to them."""
    return Crawl(*map(min, zip(*crawls, strict=True)))


def _polite_scrapy(site: FastSite) -> Crawl:
    return _scrapy(site, at_once=1)


def _hasty_scrapy(site: FastSite) -> Crawl:
    return _scrapy(site, at_once=16)


def _scrapy(site: FastSite, at_once: int) -> Crawl:
    with _folder() as folder:
        return _run("bench.scrapy_spider", site.base_url, str(folder / "captures.db"), str(at_once))


def _ours(site: FastSite) -> Crawl:
    with _folder() as folder:
        return _run("bench", "crawl", "--alone", site.base_url, str(folder))


def _run(*module: str) -> Crawl:
    done = subprocess.run([sys.executable, "-m", *module], check=True, stdout=subprocess.PIPE)
    return Crawl(*json.loads(done.stdout))


def _tell_crawl(base_url: str, folder: Path) -> int:
    started = time.process_time()
    _ask_live(FastSite(base_url).profile(), folder)
    print(json.dumps([time.process_time() - started, own_peak()]))
    return 0


def _ask_live(profile: Profile, folder: Path, now: datetime | None = None) -> None:
    """Look at the live site as a refresh does, at the moment ``now`` or as time goes by."""
    plan = Plan(limit=None, full=False, clock=(lambda: now) if now else utc_now)
    with CaptureStore.open(folder / "captures.db") as store:
        refresh(profile, store, plan, lambda done, total: None)


def _memory(site: FastSite, items: int, small: Crawl, large_items: int) -> bool:
    large = _ours(site)
    ratio = large.peak / small.peak
    print(
        f"peak memory: {items} items {small.peak:.0f} MB, {large_items} items {large.peak:.0f} MB:"
        f" {ratio:.2f} (target under {_FLAT})"
    )
    return ratio >= _FLAT


# Nights without news


def _nights(site: FastSite, items: int) -> bool:
    with _folder() as folder:
        _refresh(site, folder, _FIRST_NIGHT)
        site.asked()
        nights = [_asked(site, folder, _FIRST_NIGHT + number * _NIGHT) for number in range(1, _NIGHTS + 1)]
        _refresh(site, folder, _FIRST_NIGHT + _NIGHTS * _NIGHT)
        before = _rows(folder)
        _refresh(site, folder, _FIRST_NIGHT + _NIGHTS * _NIGHT + timedelta(minutes=5))
        grown = [table for table, rows in _rows(folder).items() if rows != before[table]]
    walks = [sum(request.path.startswith(LISTING) for request in night) for night in nights]
    ordinary = max(len(night) for night, walk in zip(nights, walks, strict=True) if walk == 1)
    target, whole_walks = 3 + items / 90, sum(walk > 1 for walk in walks)
    whole = sum(not request.conditional for night in nights for request in night)
    looked_at = {r.path for night in nights for r in night if not r.path.startswith((LISTING, "/robots.txt"))}
    print(
        f"{_NIGHTS} nights without news: {ordinary} requests at most for {items} items (target {target:.1f}),"
        f" {whole} of all without condition (target 0), {len(looked_at)} items looked at (target {items})\n"
        f"  and on {whole_walks} nights the other pages of the listing, which a month asks for once\n"
        f"a second pass: rows added to {', '.join(grown) or 'no table'} (target: none)"
    )
    late = len(looked_at) < items or whole_walks > _NIGHTS // 30
    return ordinary > target or whole > 0 or late or bool(grown)


def _asked(site: FastSite, folder: Path, now: datetime) -> list[Request]:
    """Return what one night asks of the live site."""
    _ask_live(site.profile(), folder, now)
    return site.asked()


def _refresh(site: FastSite, folder: Path, now: datetime) -> None:
    """Run a whole refresh, which also reads and publishes."""
    run_refresh(
        site.profile(), folder, limit=None, full=False, report=lambda done, total: None, clock=lambda: now
    )


def _rows(folder: Path) -> dict[str, int]:
    """Return how many rows each table of both databases has, those of the full-text index among them."""
    counts = {}
    for name in ("captures.db", "foi.db"):
        with closing(sqlite3.connect(folder / name)) as db:
            tables = db.execute("select name from sqlite_master where type = 'table' and name <> 'runs'")
            for (table,) in tables.fetchall():
                counts[f"{name} {table}"] = db.execute(f"select count(*) from [{table}]").fetchone()[0]
    return counts


# Manners


def _manners(site: FastSite, delay: float) -> bool:
    with _folder() as folder:
        started = time.monotonic()
        _ask_live(site.profile(delay), folder)
        seconds = time.monotonic() - started
    moments = [request.at for request in site.asked()]
    closest = min(after - before for before, after in pairwise(moments))
    longer = seconds / (len(moments) * delay)
    print(
        f"with a delay of {delay} s: {len(moments)} requests, no two closer than {closest:.3f} s (target"
        f" {delay}), in {longer:.3f} of requests times delay (target {_LONGER} at most)"
    )
    return closest < delay or longer > _LONGER


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=_MEMORY_DISK if _MEMORY_DISK.is_dir() else None) as folder:
        yield Path(folder)
