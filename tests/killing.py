"""Running the command in processes that are killed at a chosen instant, hundreds of them in a minute.

Starting Python takes longer than a run on a small site. So one process has everything imported and forks for
each run; it has no threads, so what it forks is as good as new.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from tests.command import ROOT, environment


class Ended(NamedTuple):
    """How a run ended: its exit code, None where it was killed, how many seconds it took, and its talk."""

    code: int | None
    seconds: float
    said: str


class Killer:
    """Runs the command and kills it; a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(),
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=60)

    def run(
        self,
        arguments: Sequence[str | Path],
        *,
        kill_after: float | None = None,
        most_bytes: int | None = None,
    ) -> Ended:
        """Run the command; where it still runs after ``kill_after`` seconds, kill it there and then.

        No file may grow beyond ``most_bytes``, as if the disk were full.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(
            json.dumps([[*map(str, arguments)], kill_after, most_bytes]), file=self._process.stdin, flush=True
        )
        return Ended(*json.loads(self._process.stdout.readline()))


def main() -> None:
    """Fork a run for each line of standard input, and print how it ended."""
    import foilog.building
    import foilog.refreshing
    import foilog.reporting  # noqa: F401 - here once instead of in each run, as are the rules
    from foilog.__main__ import run
    from parsers.disclosure import parse_disclosure
    from parsers.document import read_document
    from tests.held_pages import MET, letter, page

    parse_disclosure(read_document(page(letter()), "text/html", "", MET), MET)
    for line in sys.stdin:
        arguments, kill_after, most_bytes = json.loads(line)
        started = time.monotonic()
        talk = os.memfd_create("talk")
        process = os.fork()
        if process == 0:
            for stream in (1, 2):
                os.dup2(talk, stream)
            if most_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
            os._exit(run(arguments))
        if kill_after is not None:
            ended = os.pidfd_open(process)
            if not select.select([ended], [], [], kill_after)[0]:
                os.kill(process, signal.SIGKILL)
            os.close(ended)
        _, status = os.waitpid(process, 0)
        seconds = time.monotonic() - started
        code = None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)
        with os.fdopen(talk, encoding="utf-8") as said:
            said.seek(0)
            print(json.dumps([code, seconds, said.read()]), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
