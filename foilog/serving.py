"""`foilog serve`, `up` and `demo`: the site on the archive, with or without a refresh behind it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from archive.building.build import build_and_publish
from archive.publish import remove_database
from archive.upkeep.report import status
from foilog.lock import writing
from foilog.outcome import ExitCode, Failure
from foilog.progress import progress
from foilog.refresh import run_refresh
from parsers.profile import Profile, read_profile
from practice.profile import profile_text
from practice.server import PracticeServer
from practice.site import generate
from web.published import PublishedFile
from web.serve import serve as serve_site

_LOOK_SECONDS = 2.0
# A run that ended so gave nothing because of the source or its manners, not because of this machine.
_NO_SOURCE = {ExitCode.USAGE, ExitCode.BLOCKED, ExitCode.UNREACHABLE}


def serve(data: Path, profile: Profile, host: str, port: int) -> ExitCode:
    """Serve the public database, which is made first where there are captures but no database yet."""
    _ensure_published(data, profile)
    return _serve(PublishedFile(data / "foi.db"), host, port, profile.contact)


def up(data: Path, profile: Profile, site: str, port: int, *, refresh: bool) -> ExitCode:
    """Serve at once, and refresh in the background in a process of its own.

    Where no source can be reached and nothing is held, the practice archive is shown instead, until there is
    something.
    """
    _ensure_published(data, profile)
    published = PublishedFile(data / "foi.db")
    if not refresh:
        return _serve(published, "127.0.0.1", port, profile.contact)
    with _refreshing(data, site, published):
        return _serve(published, "127.0.0.1", port, profile.contact)


def demo(data: Path, port: int) -> ExitCode:
    """Fetch the practice site into data of its own, and serve that."""
    with _practice_archive(data) as public:
        return _serve(PublishedFile(public), "127.0.0.1", port, "")


def _serve(published: PublishedFile, host: str, port: int, contact: str) -> ExitCode:
    def ready(address: str) -> None:
        click.echo(f"Serving {address} (Ctrl+C stops it)")

    try:
        serve_site(published, host, port, ready, contact)
    except KeyboardInterrupt:
        return ExitCode.DONE
    except OSError as error:
        reason = error.strerror or error
        raise Failure(
            ExitCode.USAGE, f"cannot listen on {host} port {port}: {reason}; try another --port"
        ) from error
    return ExitCode.DONE


def _ensure_published(data: Path, profile: Profile) -> None:
    if not (data / "foi.db").exists() and (data / "captures.db").exists():
        with writing(data):
            build_and_publish(data, profile)


@contextmanager
def _refreshing(data: Path, site: str, published: PublishedFile) -> Iterator[None]:
    command = [sys.executable, "-m", "foilog", "--data", str(data), "--site", site, "refresh"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - this program itself
    stopping = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process, data, published, stopping), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopping.set()
        process.terminate()
        process.wait()
        watcher.join()


def _watch(
    process: subprocess.Popen[bytes], data: Path, published: PublishedFile, stopping: threading.Event
) -> None:
    code = process.wait()
    if stopping.is_set() or code not in _NO_SOURCE or _holds_something(data):
        return
    click.echo(
        "foilog: nothing is held and no source could be used (see above), so the PRACTICE archive is shown:"
        " every page of it is invented",
        err=True,
    )
    with _practice_archive(data) as public:
        published.path = public
        while not stopping.wait(_LOOK_SECONDS):
            if _holds_something(data):
                published.path = data / "foi.db"
                return


def _holds_something(data: Path) -> bool:
    return status(data).counts.get("responses", 0) > 0


@contextmanager
def _practice_archive(data: Path) -> Iterator[Path]:
    """Yield the public file of a freshly fetched practice archive, its site being there meanwhile.

    Made anew each time: its site gets another port, and its pages are drawn from a seed anyway.
    """
    folder = data / "practice"
    with PracticeServer(generate()) as server:
        profile = read_profile(profile_text(server.base_url), "the practice profile")
        with writing(folder):
            for name in ("captures.db", "foi.db"):
                remove_database(folder / name)
            with progress("fetching the practice site") as report:
                result = run_refresh(profile, folder, limit=None, full=True, report=report)
        if result.exit_code != ExitCode.DONE:
            raise Failure(ExitCode(result.exit_code), f"the practice site: {result.message}")
        click.echo(f"foilog: practice site at {server.base_url}, {result.message}", err=True)
        yield folder / "foi.db"
