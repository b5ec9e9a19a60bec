"""The public file and the captures, in every form asked for, as one folder."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import NamedTuple

from archive.export.csv_files import write_csv
from archive.export.dictionary import data_dictionary
from archive.export.folder import ForeignFile, export_folder, listed_names
from archive.export.jsonl_files import write_jsonl
from archive.export.package import NAME as PACKAGE
from archive.export.package import formats_in, write_package
from archive.export.sqlite_files import write_full, write_metadata_only
from archive.export.tables import Described, Table, read_inner_tables, read_tables
from archive.export.warc_file import write_warc
from archive.export.withheld import Withheld
from archive.reading.sites import profiles_of
from archive.search.download import MADE_INERT
from archive.search.opening import open_published
from archive.search.published import count_responses
from archive.store.captures import CaptureStore
from archive.sums import SUMS

FORMATS = ("csv", "jsonl", "sqlite", "warc")
DICTIONARY = "DATA-DICTIONARY.md"
README = "README.md"
Progress = Callable[[int, int], None]

_FICTIONAL = " **Practice data: every page is invented.**"
_FILES = {
    "csv": "| `*.csv` | each table and view, one row to a record; no limit on rows |",
    "jsonl": "| `responses.jsonl` | a response to a line, with its citations, findings, files and versions |",
    "sqlite": "| `foi-{date}.db` | all of it as SQLite, with full-text search |\n"
    "| `foi-{date}-metadata.db` | the same without the words of letters and files |",
    "warc": "| `captures-{date}.warc.gz` | pages and files as they were received; `foilog import` reads"
    " those of the force that `--site` names |",
}
_ALWAYS = (
    f"| `{DICTIONARY}` | every table and column in words |",
    "| `datapackage.json` | the same for programs (Frictionless Data Package) |",
    "| `SHA256SUMS` | the digest of each file |",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: data of ``date``, each file with its bytes, and captures left out by reason."""

    date: str
    formats: tuple[str, ...]
    files: dict[str, int]
    left_out: dict[str, int]


class _Site(NamedTuple):
    name: str
    title: str
    base_url: str
    fictional: int


@dataclass(frozen=True, slots=True)
class _Job:
    """What is exported, and where it is written."""

    data_dir: Path
    conn: sqlite3.Connection
    tables: tuple[Table, ...]
    sites: tuple[_Site, ...]
    date: str
    aside: Path
    progress: Progress

    def counted(self, total: int) -> Callable[[], None]:
        """Return what is to be called after each of ``total`` steps of one kind."""
        done = count(1)
        return lambda: self.progress(next(done), total)


def export_archive(
    data_dir: Path,
    folder: Path,
    formats: Collection[str],
    described: Mapping[str, Described],
    progress: Progress = lambda done, total: None,
) -> Exported:
    """Write the archive in ``data_dir`` into ``folder``, in ``formats`` and those that it already holds.

    All is of one published file, and the same data give the same bytes. Raises StorageError, among them
    ForeignFile; ``folder`` then is as it was, or has no SHA256SUMS.
    """
    _refuse_other_lists(folder)
    wanted = tuple(name for name in FORMATS if name in {*formats, *formats_in(folder)})
    left_out: Counter[str] = Counter()
    with closing(open_published(data_dir / "foi.db")) as conn:
        conn.row_factory = sqlite3.Row
        date, sites, tables = data_date(conn), _sites(conn), read_tables(conn, described)
        with export_folder(folder) as aside:
            job = _Job(data_dir, conn, tables, sites, date, aside, progress)
            for name in wanted:
                left_out += _WRITERS[name](job)
            (aside / DICTIONARY).write_text(data_dictionary(tables, read_inner_tables(conn)), "utf-8")
            (aside / README).write_text(_readme(job, wanted), "utf-8")
            write_package(aside, tables, wanted, _about(job))
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return Exported(date, wanted, sizes, dict(left_out))


def _refuse_other_lists(folder: Path) -> None:
    """Raise ForeignFile where SHA256SUMS lists something else, a backup perhaps: its files are not ours."""
    names = listed_names(folder)
    if names is not None and not {DICTIONARY, PACKAGE} <= names:
        raise ForeignFile(folder / SUMS, "no export wrote this list of digests")


def data_date(conn: sqlite3.Connection) -> str:
    """Return the day (UTC) of the newest thing that the public file tells; 'empty' where it has nothing."""
    newest = conn.execute(
        "select max(moment) from (select max(finished) as moment from runs"
        " union all select max(last_seen) from responses)"
    ).fetchone()[0]
    return str(newest)[:10] if newest else "empty"


def _write_csv(job: _Job) -> Counter[str]:
    tables = [table for table in job.tables if not table.machinery]
    told = job.counted(len(tables))
    for table in tables:
        write_csv(job.conn, table, job.aside / f"{table.name}.csv")
        told()
    return Counter()


def _write_jsonl(job: _Job) -> Counter[str]:
    write_jsonl(job.conn, job.aside / "responses.jsonl", job.counted(count_responses(job.conn)))
    return Counter()


def _write_sqlite(job: _Job) -> Counter[str]:
    write_full(job.conn, job.aside / f"foi-{job.date}.db")
    write_metadata_only(job.conn, job.tables, job.aside / f"foi-{job.date}-metadata.db")
    return Counter()


def _write_warc(job: _Job) -> Counter[str]:
    """Write the captures; return how many were left out, by reason."""
    path = job.aside / f"captures-{job.date}.warc.gz"
    names = tuple(site.name for site in job.sites)
    with CaptureStore.open_held(job.data_dir / "captures.db") as store:
        withheld = Withheld.load(job.data_dir, job.conn, store, profiles_of(store, names))
        told = job.counted(store.capture_count(names))
        return write_warc(store, names, withheld, job.date, path, told)


_WRITERS: dict[str, Callable[[_Job], Counter[str]]] = {
    "csv": _write_csv,
    "jsonl": _write_jsonl,
    "sqlite": _write_sqlite,
    "warc": _write_warc,
}


def _sites(conn: sqlite3.Connection) -> tuple[_Site, ...]:
    rows = conn.execute("select name, title, base_url, fictional from site order by name")
    return tuple(_Site(*row) for row in rows)


def _title(job: _Job) -> str:
    return ", ".join(site.title for site in job.sites) or "nobody yet"


def _readme(job: _Job, formats: tuple[str, ...]) -> str:
    words = (files("archive.export") / "readme.md").read_text("utf-8")
    lines = [*(_FILES[name] for name in formats), *_ALWAYS]
    return words.format(
        title=_title(job),
        responses=f"{count_responses(job.conn):,}",
        date=job.date,
        made_inert=MADE_INERT,
        fictional=_FICTIONAL if any(site.fictional for site in job.sites) else "",
        files="\n".join(lines).format(date=job.date),
    )


def _about(job: _Job) -> dict[str, object]:
    return {
        "name": "foilog-archive",
        "title": f"FOI disclosure log of the {_title(job)}",
        "description": "Published answers to Freedom of Information requests, with what was decided, which"
        " law was used, and the words that prove it. The letters are the copyright of the body that published"
        f" them and of others; see {README}.",
        "version": job.date,
        "sources": [{"title": site.title, "path": site.base_url} for site in job.sites],
    }
