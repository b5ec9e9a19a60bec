"""Running the command as a person does: a process, its exit code and what it printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The object on standard output."""
        return json.loads(self.out)


def environment(**more: str) -> dict[str, str]:
    """This process's environment without any setting of foilog's own, and a warning as an error."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FOILOG_")}
    return {**kept, **more}


def foilog(*arguments: str | Path, cwd: Path | None = None, **more: str) -> Ended:
    """Run the command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "foilog", *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False, cwd=cwd, env=environment(**more),
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def serving(*arguments: str | Path, seconds: float = 120.0, **more: str) -> Iterator[tuple[str, Path]]:
    """Run a verb that serves until it prints its address; yield the address and the file of its talk."""
    log = Path(str(arguments[1])) / "talk.txt"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as talk:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "foilog", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=talk, text=True, env=environment(**more),
        )  # fmt: skip
        try:
            assert process.stdout is not None
            address = _address(process, log)
            _answers(address, seconds)
            yield address, log
        finally:
            process.terminate()
            process.wait(timeout=20)
            assert process.stdout is not None
            process.stdout.close()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if (at := line.find("http://")) >= 0:
            return line[at:].split()[0].rstrip("/.")
    raise AssertionError(f"no address printed; it said:\n{log.read_text()}")


def _answers(address: str, seconds: float) -> None:
    transport = httpx.HTTPTransport(retries=20)
    with httpx.Client(transport=transport, timeout=seconds) as client:
        assert client.get(f"{address}/").status_code == 200
