"""Pages of a PDF and rows of a workbook, against pypdf and openpyxl; what the child process costs.

The ways take turns on the same bytes. The other libraries only hand out what they read, pypdf the text of a
page and openpyxl the values of a row in its fastest mode; ours also makes the parts and cells that are kept.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import random
import statistics
import time
from collections.abc import Callable, Sequence

import openpyxl
import pypdf
from fpdf import FPDF

from archive.files.reader import FileReader
from bench.peak import peak_of
from parsers.files.reading import read_file, read_parts
from parsers.files.records import FileKind

_TARGETS = {"pdf": ("pages", "pypdf", 4.0), "xlsx": ("rows", "openpyxl", 8.0)}
_MEMORY_TARGET = 100.0  # MB
_WORDS = "lantern harbour ward winter signal keeper lit failed mended counted reported number".split()


def main(arguments: Sequence[str]) -> int:
    """Print the ratios; return 1 when one misses its target."""
    options = argparse.ArgumentParser(prog="python -m bench files", description=__doc__)
    options.add_argument("--pages", type=int, default=100)
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args(arguments)
    files: dict[FileKind, tuple[bytes, int]] = {
        "pdf": (_pdf(chosen.pages), chosen.pages),
        "xlsx": (_workbook(chosen.rows), chosen.rows),
    }
    gc.disable()  # as the process does that reads files; the others gain by it as well
    missed = False
    for kind, (body, count) in files.items():
        missed |= _speed(kind, body, count, chosen.rounds)
        missed |= _child(kind, body, chosen.rounds)
    return int(missed)


# Speed: CPU seconds of reading the parts, in turns with the other library


def _speed(kind: FileKind, body: bytes, count: int, rounds: int) -> bool:
    things, other, target = _TARGETS[kind]
    ways: list[Callable[[], object]] = [lambda: read_parts(body, kind), lambda: _OTHERS[kind](body)]
    ratios, ours = [], []
    for number in range(rounds):
        turn = ways if number % 2 else ways[::-1]
        times = {way: _cpu_seconds(way) for way in turn}
        ratios.append(times[ways[1]] / times[ways[0]])
        ours.append(times[ways[0]])
        gc.collect()
    ratio = statistics.median(ratios)
    speed = count / statistics.median(ours)
    print(
        f"{kind}: {speed:,.0f} {things}/s, {_verdict(f'{ratio:.1f} times {other}', target, ratio >= target)}"
    )
    return ratio < target


def _verdict(figure: str, target: float, reached: bool) -> str:
    return f"{figure}, target {target:g}: {'reached' if reached else 'MISSED'}"


def _cpu_seconds(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


def _pypdf(body: bytes) -> None:
    for page in pypdf.PdfReader(io.BytesIO(body)).pages:
        page.extract_text()


def _openpyxl(body: bytes) -> None:
    for sheet in openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True).worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass


_OTHERS: dict[FileKind, Callable[[bytes], None]] = {"pdf": _pypdf, "xlsx": _openpyxl}


# The child process: its peak, and how much longer a file takes on the clock than it would in this process


def _child(kind: FileKind, body: bytes, rounds: int) -> bool:
    here, there = [], []
    with FileReader.open() as reader:
        reader.read(b"a word", "", "")  # it is started for the first file of a run, not for each
        for _ in range(rounds):
            here.append(_seconds(lambda: read_file(body, kind, released=False)))
            there.append(_seconds(lambda: reader.read(body, "", "")))
        peak = peak_of(reader.process_id)
    alone, child = statistics.median(here), statistics.median(there)
    print(f"{kind}: {alone:.2f} s with all checks, {child:.2f} s in the child, {child / alone:.2f} times")
    print(f"{kind}: {_verdict(f'{peak:.0f} MB at most in the child', _MEMORY_TARGET, peak < _MEMORY_TARGET)}")
    return peak >= _MEMORY_TARGET


def _seconds(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


# Files


def _pdf(pages: int) -> bytes:
    """Return a PDF with some lines and a ruled table on each page."""
    chosen = random.Random(1)
    document = FPDF()
    document.set_font("helvetica", size=10)
    for _ in range(pages):
        document.add_page()
        for _ in range(20):
            document.cell(text=" ".join(chosen.choices(_WORDS, k=14)), new_x="LMARGIN", new_y="NEXT")
        for _ in range(20):
            for _ in range(5):
                document.cell(35, 6, str(chosen.randint(0, 9999)), border=1)
            document.ln()
    return bytes(document.output())


def _workbook(rows: int) -> bytes:
    """Return a workbook of one sheet: counts, a share, dates, codes, and words that come again."""
    chosen = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Figures")
    for number in range(rows):
        day = dt.date(2020, 1, 1) + dt.timedelta(days=number % 900)
        words = chosen.choices(_WORDS, k=3)
        sheet.append(
            [number, words[0], day, chosen.randint(0, 500), chosen.random(), f"L {number}", *words[1:]]
        )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
