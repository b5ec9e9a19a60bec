"""Whether the files of an archive are sound: bodies, proofs, and rows against what they were read from."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from archive.building.write import COLUMNS
from archive.errors import DamagedBody, StorageError, storage_errors
from archive.reading.covering import uncovered
from archive.reading.records import text_digest
from archive.reading.sites import published_sites
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.heads import heads_in, heads_in_public, rewriting
from archive.store.manifests import FOLDER, heads, manifest_problems
from archive.store.received import read_capture
from archive.takedown.suppressions import load_suppressions
from archive.takedown.withdrawing import mask_of
from parsers.masking import Mask
from parsers.profile import Profile

# What is said to stand in a text must be the words that stand there, in the terms that readers may rely on.
_WRONG_QUOTES = """
select 'citation', response_id, as_written from citations join responses r on r.id = response_id
where substr(text, start_char + 1, end_char - start_char) is not as_written
union all
select 'finding', response_id, quote from findings join responses r on r.id = response_id
where start_char is not null and substr(text, start_char + 1, end_char - start_char) is not quote
"""
_QUOTES = "select (select count(*) from citations) + (select count(start_char) from findings)"
_CLAIMS = """
create temp table claims as
  select 'response' as kind, id as name, capture_sha256 as sha256, captured_at
  from responses where capture_sha256 is not null
  union all
  select 'file', url, sha256, null from attachments where sha256 is not null;
create index temp.claims_sha256 on claims(sha256);
"""


class FaultyFile(StorageError):
    """A newly built file did not pass its checks and was not published: a bug, or a faulty disk or memory."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What ``verify`` looked at, and everything it found wrong, one line for each.

    ``head`` is the digest of the newest manifest, None where nothing was published yet.
    """

    bodies: int
    quotes: int
    rows: int
    head: str | None
    problems: tuple[str, ...]


def check_rows(archive: sqlite3.Connection, path: Path, tables: Sequence[str], mask: Mask) -> None:
    """Look at the rows of these tables of the file at ``path``; at quotes where findings are among them.

    Raises FaultyFile with the first problem.
    """
    wrong = _wrong_quotes(archive) if "findings" in tables else iter(())
    problem = next(wrong, None) or uncovered(archive, tables, mask)
    if problem:
        raise FaultyFile(path, problem)


def check_archive(path: Path, mask: Mask) -> None:
    """Look at a newly built public file before it is published; no word of ``mask`` may stand in it.

    Raises FaultyFile with the first problem.
    """
    with storage_errors(path), closing(_open(path, "rw")) as archive:
        problem = next(_faults(archive), None) or uncovered(archive, (*COLUMNS, "words"), mask)
        if problem:
            raise FaultyFile(path, problem)
        archive.execute("insert into responses_fts(responses_fts, rank) values ('integrity-check', 1)")


def verify(
    data_dir: Path,
    profile: Profile,
    progress: Callable[[int, int], None] | None = None,
    against: Sequence[str] = (),
) -> Verification:
    """Hash every body again, and check every quote against its text and every row against its capture.

    The chain of manifests must hold all that the public file and ``against`` tell of it, for which see
    ``heads_in``. ``progress`` is called with the number of bodies hashed so far and of all bodies. Raises
    StorageError when there is no captures.db, or it cannot be opened, and NoHead. Without a public file there
    are no rows to check.
    """
    told = {named: heads_in(named) for named in against}
    public = data_dir / "foi.db"
    suppressions = load_suppressions(data_dir)
    with CaptureStore.open_held(data_dir / "captures.db") as store:
        bodies = store.body_count()
        tell = (lambda done: progress(done, bodies)) if progress else (lambda done: None)
        problems = [f"captures.db: body {bad.sha256}: {bad.reason}" for bad in store.verify(tell)]
        problems += manifest_problems(store, data_dir / FOLDER)
        if public.exists():
            told[str(public)] = heads_in_public(public)
        problems += rewriting(store, told)
        quotes = rows = 0
        if public.exists():
            with closing(_open(public, "ro")) as archive, storage_errors(public):
                faults = [f"foi.db: {fault}" for fault in (*_faults(archive), *_wrong_texts(archive))]
                quotes = archive.execute(_QUOTES).fetchone()[0]
                archive.executescript(_CLAIMS)
                rows = archive.execute("select count(*) from claims").fetchone()[0]
                for site in published_sites(store, profile):
                    mask = mask_of(suppressions, site)
                    faults += [f"foi.db: {fault}" for fault in _wrong_rows(archive, store, site, mask)]
                faults += [f"foi.db: {fault}" for fault in _without_capture(archive)]
            problems += faults
        head = next((head.sha256 for head in reversed(heads(store))), None)
        return Verification(bodies, quotes, rows, head, tuple(problems))


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def _faults(archive: sqlite3.Connection) -> Iterator[str]:
    for (fault,) in archive.execute("pragma integrity_check"):
        if fault != "ok":
            yield fault
    for table, row, parent, _ in archive.execute("pragma foreign_key_check"):
        yield f"row {row} of {table} has no row in {parent}"
    yield from _wrong_quotes(archive)


def _wrong_quotes(archive: sqlite3.Connection) -> Iterator[str]:
    for kind, response, quote in archive.execute(_WRONG_QUOTES):
        yield f"{response}: the text does not hold the words of a {kind} where they should stand: {quote!r}"


def _wrong_texts(archive: sqlite3.Connection) -> Iterator[str]:
    for response, digest, text in archive.execute("select response_id, text_sha256, text from versions"):
        if text is not None and text_digest(text) != digest:
            yield f"{response}: the text of a version is not the one its digest names"


def _wrong_rows(
    archive: sqlite3.Connection, store: CaptureStore, profile: Profile, mask: Mask
) -> Iterator[str]:
    """Yield the rows whose capture reads otherwise today; the claims of the others are settled."""
    for captures in store.pages(profile.name):
        for capture in captures:
            key = (capture.sha256, capture.captured_at)
            rows = archive.execute(
                "select id, text from claims join responses on id = name"
                " where kind = 'response' and sha256 = ? and claims.captured_at = ?",
                key,
            ).fetchall()
            for response, text in rows:
                if _reads_otherwise(store, profile, capture, mask, text):
                    yield f"{response}: its text is not what its capture reads; build again"
            archive.execute("delete from claims where sha256 = ?1 and coalesce(captured_at, ?2) = ?2", key)


def _without_capture(archive: sqlite3.Connection) -> Iterator[str]:
    """Yield what rests on no capture that is held."""
    for kind, name, sha256 in archive.execute("select kind, name, sha256 from claims order by kind, name"):
        yield f"{kind} {name}: no capture of {sha256} is held"


def _reads_otherwise(
    store: CaptureStore, profile: Profile, capture: HeldCapture, mask: Mask, text: str
) -> bool:
    try:
        doc = read_capture(store, profile, capture, mask)
    except DamagedBody:  # told of already, when the bodies were hashed
        return False
    return doc is None or doc.text != text
