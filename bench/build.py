"""The build against the bare work it cannot do without, and its memory against the size of the archive."""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path

from archive.building.write import COLUMNS, TableRow, insert_rows
from archive.search.index import index_archive
from bench.invented import write_warc
from bench.peak import own_peak

_AT_ONCE = 500
_TARGETS = {"rows": 0.85, "rows and index": 0.90}
_MEMORY_TARGET = 1.10


def main(arguments: Sequence[str]) -> int:
    """Print the ratios; return 1 when one misses its target."""
    options = argparse.ArgumentParser(prog="python -m bench build", description=__doc__)
    options.add_argument("--rows", type=int, default=3000, help="responses to write in each round")
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument(
        "--pages", type=int, nargs="*", default=[1000, 2000, 20000], help="sizes of archives"
    )
    options.add_argument("--peak", nargs=2, metavar=("STEP", "FOLDER"), help=argparse.SUPPRESS)
    chosen = options.parse_args(arguments)
    if chosen.peak:
        return _tell_peak(chosen.peak[0], Path(chosen.peak[1]))
    missed = _writing(chosen.rows, chosen.rounds)
    if chosen.pages:
        missed |= _memory(chosen.pages)
    return int(missed)


# Writing: our rows a second against sqlite3's own, in memory, in turn


def _writing(responses: int, rounds: int) -> bool:
    rows = list(_rows(responses))
    ways: dict[str, tuple[Callable[[list[TableRow]], None], Callable[[list[TableRow]], None]]] = {
        "rows": (_ours, _bare),
        "rows and index": (_ours_indexed, _bare_indexed),
    }
    missed = False
    for what, (ours, bare) in ways.items():
        ratios = []
        for number in range(rounds):
            order = (ours, bare) if number % 2 else (bare, ours)
            seconds = {way: _seconds(way, rows) for way in order}
            ratios.append(seconds[bare] / seconds[ours])
        ratio = statistics.median(ratios)
        missed |= ratio < _TARGETS[what]
        print(
            f"{what}: {ratio:.2f} of bare executemany (target {_TARGETS[what]}),"
            f" {len(rows)} rows, median of {rounds}, {min(ratios):.2f} to {max(ratios):.2f}"
        )
    return missed


def _rows(responses: int) -> list[TableRow]:
    """Return rows of the sizes and numbers that a page gives."""
    chance = random.Random(1)
    words = [
        "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(30000)
    ]
    rows: list[TableRow] = []
    for number in range(responses):
        name, text = f"01.FOI.22.{number:06d}", " ".join(chance.choices(words, k=1200))
        whole = {
            "text": text,
            "request_text": text[:700],
            "title": text[:60],
            "id": name,
            "response_id": name,
        }
        rows.append(_row("responses", whole))
        rows += [_row("citations", whole, provision=str(n), sentence=text[:200]) for n in range(3)]
        rows += [_row("findings", whole, field=str(n), quote=text[: 20 * n]) for n in range(12)]
        rows += [_row("urls", whole, url=name), _row("versions", whole)]
    return rows


def _row(table: str, whole: dict[str, str], **own: str) -> TableRow:
    values: dict[str, str | int] = {"start_char": 5, "end_char": 15, "has_attachments": 0, **whole, **own}
    filled = (values.get(column, None if column == "rowid" else "value") for column in COLUMNS[table])
    return table, tuple(filled)


def _seconds(way: Callable[[list[TableRow]], None], rows: list[TableRow]) -> float:
    started = time.process_time()
    way(rows)
    return time.process_time() - started


def _fresh() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript((files("archive") / "foi.sql").read_text("utf-8"))
    return connection


def _ours(rows: list[TableRow]) -> None:
    with closing(_fresh()) as connection:
        insert_rows(connection, rows)


def _ours_indexed(rows: list[TableRow]) -> None:
    with closing(_fresh()) as connection:
        insert_rows(connection, rows)
        index_archive(connection)


def _bare(rows: list[TableRow]) -> None:
    with closing(_fresh()) as connection:
        _execute_many(connection, rows)


def _bare_indexed(rows: list[TableRow]) -> None:
    with closing(_fresh()) as connection:
        _execute_many(connection, rows)
        connection.execute(
            "create virtual table found using fts5(title, request_text, text, content='responses',"
            " tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.execute("insert into found(found) values ('rebuild')")
        connection.commit()


def _execute_many(connection: sqlite3.Connection, rows: list[TableRow]) -> None:
    by_table: dict[str, list[tuple[str | int | None, ...]]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    for table, own in by_table.items():
        marks = ", ".join("?" * len(COLUMNS[table]))
        insert = f"insert into {table} ({', '.join(COLUMNS[table])}) values ({marks})"
        for start in range(0, len(own), _AT_ONCE):
            connection.executemany(insert, own[start : start + _AT_ONCE])
            connection.commit()


# Memory: peaks of fresh processes


def _memory(sizes: Sequence[int]) -> bool:
    peaks: dict[str, dict[int, float]] = {"import": {}, "build": {}}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_warc(Path(folder) / "pages.warc", size)
            for step, of in peaks.items():
                of[size] = _peak(step, folder)
    missed = False
    small, large = (2000 if 2000 in sizes else min(sizes)), max(sizes)
    for step, of in peaks.items():
        ratio = of[large] / of[small]
        missed |= ratio >= _MEMORY_TARGET
        shown = ", ".join(f"{size} pages {megabytes:.1f} MB" for size, megabytes in of.items())
        print(
            f"peak memory of {step}: {shown}; {large} to {small}: {ratio:.2f} (target under {_MEMORY_TARGET})"
        )
    return missed


def _peak(step: str, folder: str) -> float:
    """Return the peak of a fresh process that imports or builds, in MB."""
    command = [sys.executable, "-m", "bench", "build", "--peak", step, folder]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    megabytes: float = json.loads(told.splitlines()[-1])
    return megabytes


def _tell_peak(step: str, folder: Path) -> int:
    from archive.building.build import build_and_publish
    from foilog.importing import import_files
    from parsers.profile import builtin_profiles

    profile = next(profile for profile in builtin_profiles() if profile.name == "met")
    if step == "import":
        warc = [folder / "pages.warc"]
        import_files(folder, profile, warc, url=None, captured_at=None, build=False, as_json=False)
    else:
        build_and_publish(folder, profile)
    print(own_peak())
    return 0
