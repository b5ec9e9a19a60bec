"""Which captures were held when: a chain of manifests, so that none of them can be changed unseen.

A manifest is a text of lines: its number, when it was made, the digest of the manifest before it, and a
digest of each capture that came since, in order of the digests. Who keeps the digest of the newest one
elsewhere can tell later that neither that manifest nor any before it, nor any capture they name, was changed.
Digests tell nothing of a capture that was erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from archive.publish import file_troubles, written_aside
from archive.store.bodies import digest
from archive.store.capture_record import record_bytes
from archive.store.captures import CaptureStore, HeldCapture

FOLDER = "manifests"
_NONE = "none"


class Manifest(NamedTuple):
    """One link of the chain; ``sha256`` is of ``text``."""

    number: int
    sha256: str
    text: str

    @property
    def file_name(self) -> str:
        """The name of its file: names sort as numbers do."""
        return f"{self.number:06}.txt"

    @property
    def digests(self) -> frozenset[str]:
        """The digests of the captures it names."""
        return frozenset(self.text.splitlines()[_HEAD_LINES:])

    def follows(self, before: Manifest | None) -> bool:
        """Whether it has its number, its digest, and that of the manifest ``before`` it."""
        number, previous = (before.number + 1, before.sha256) if before else (1, _NONE)
        head = self.text.splitlines()[:_HEAD_LINES]
        return (
            self.number == number
            and self.sha256 == digest(self.text.encode())
            and head[:1] + head[2:3] == [_title(number), f"previous {previous}"]
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The newest manifest of the chain from ``made`` on (UTC), by its number and digest."""

    number: int
    sha256: str
    made: str


_HEAD_LINES = 4  # title, made, previous, captures


def seal(store: CaptureStore) -> Manifest | None:
    """Add a manifest of all captures that none names yet; None where there are none.

    It comes or goes with the transaction it is called in.
    """
    waiting = store.select("where id not in (select capture_id from sealed)")
    digests = {capture.id: capture_digest(capture) for capture in waiting}
    if not digests:
        return None
    last = store.execute("select number, sha256 from manifests order by number desc limit 1").fetchone()
    number, previous = (last[0] + 1, last[1]) if last else (1, _NONE)
    (made,) = store.execute("select strftime('%Y-%m-%dT%H:%M:%SZ', 'now')").fetchone()
    head = (_title(number), f"made {made}", f"previous {previous}", f"captures {len(digests)}")
    text = "".join(f"{line}\n" for line in (*head, *sorted(digests.values())))
    manifest = Manifest(number, digest(text.encode()), text)
    store.execute("insert into manifests values (?, ?, ?)", manifest)
    for capture_id in digests:
        store.execute("insert into sealed values (?, ?)", (capture_id, number))
    return manifest


def capture_digest(capture: HeldCapture) -> str:
    """Return what a manifest names the capture by: the SHA-256 of its record, which has that of its bytes."""
    return digest(record_bytes(capture))


def manifests(store: CaptureStore, first: int = 1) -> Iterator[Manifest]:
    """Yield the manifests from number ``first`` on."""
    rows = store.execute(
        "select number, sha256, text from manifests where number >= ? order by number", (first,)
    )
    return (Manifest(*row) for row in rows)


def sealed_in(store: CaptureStore, captures: Sequence[HeldCapture]) -> dict[int, int]:
    """Return the number of the manifest that names each of these captures, by the capture's id."""
    marks = ", ".join("?" * len(captures))
    rows = store.execute(
        f"select capture_id, manifest from sealed where capture_id in ({marks})",  # noqa: S608 - marks
        [capture.id for capture in captures],
    )
    return dict(rows.fetchall())


def heads(store: CaptureStore) -> tuple[Head, ...]:
    """Return the head that the chain had from each of its manifests on, oldest first."""
    rows = store.execute(
        "select number, sha256, substr(text, instr(text, 'made ') + 5, 20) from manifests order by number"
    )
    return tuple(Head(*row) for row in rows)


def write_manifests(store: CaptureStore, folder: Path) -> None:
    """Write the manifests that have no file in ``folder``, where people can keep and publish them."""
    with file_troubles(folder):
        written = _files(folder)
        for head in heads(store):
            if head.number not in written:
                manifest = next(manifests(store, head.number))
                with written_aside(folder / manifest.file_name) as aside:
                    aside.write_text(manifest.text, "utf-8", newline="\n")


def manifest_problems(store: CaptureStore, folder: Path) -> Iterator[str]:
    """Yield what is wrong: a broken link, a file that is missing or differs, a capture that was changed."""
    before: Manifest | None = None
    files = _files(folder)
    for manifest in manifests(store):
        if not manifest.follows(before):
            yield f"manifest {manifest.number}: it is not what it was, or does not follow the one before it"
        path = files.pop(manifest.number, None)
        if path is None:
            yield f"{folder / manifest.file_name}: it is missing; foilog build writes it again"
        elif path.read_bytes() != manifest.text.encode():
            yield f"{path}: it is not manifest {manifest.number}"
        named = manifest.digests
        for capture in store.select(
            "where id in (select capture_id from sealed where manifest = ?)", (manifest.number,)
        ):
            if capture_digest(capture) not in named:
                yield f"manifest {manifest.number}: capture {capture.id} is not what it was"
        before = manifest
    yield from (f"{path}: the chain ends before it" for _, path in sorted(files.items()))


def _files(folder: Path) -> dict[int, Path]:
    return {int(path.stem): path for path in folder.glob("*.txt") if path.stem.isdigit()}


def _title(number: int) -> str:
    return f"foilog manifest {number}"
