"""Progress on stderr: a bar with count, rate and time left on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Report = Callable[[int, int | None], None]
_LINE_EVERY_SECONDS = 10.0


@contextmanager
def progress(what: str, *, quiet: bool = False) -> Iterator[Report]:
    """Yield a function taking (done so far, total or None); it may be called as often as one likes."""
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with _bar(what) as report:
            yield report
    else:
        yield _lines(what)


@contextmanager
def _bar(what: str) -> Iterator[Report]:
    from tqdm import tqdm

    with tqdm(desc=what, unit="", file=sys.stderr, leave=False, dynamic_ncols=True) as bar:

        def report(done: int, total: int | None) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report


def _lines(what: str) -> Report:
    started = last = time.monotonic()

    def report(done: int, total: int | None) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _LINE_EVERY_SECONDS:
            return
        last = now
        rate = done / (now - started)
        left = f", about {(total - done) / rate:.0f} s left" if total and rate else ""
        print(f"{what}: {done}{f' of {total}' if total else ''}, {rate:.1f}/s{left}", file=sys.stderr)  # noqa: T201

    return report
