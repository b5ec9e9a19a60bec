"""The evidence of one response: gathered, and written as one zip."""

from __future__ import annotations

import json
import mimetypes
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from archive.errors import StorageError
from archive.export.jsonl_files import full_record
from archive.export.withheld import Withheld
from archive.publish import written_aside
from archive.reading.sites import profiles_of
from archive.search.opening import open_published
from archive.store.bodies import digest
from archive.store.capture_record import record_bytes
from archive.store.captures import CaptureStore, HeldCapture
from archive.store.manifests import Manifest, manifests, sealed_in
from archive.sums import SUMS, file_digest, sum_line
from archive.upkeep.report import find_response
from parsers.addresses import page_key

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the least that a zip can say, so that the same evidence gives the same bytes
_Member = tuple[str, bytes]


class NotSealed(StorageError):
    """No manifest names the captures of this response yet. Run foilog build, then this again."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The zip at ``path``, its SHA-256, and the newest manifest of the chain in it.

    ``left_out`` counts captures that may not leave the archive, by reason.
    """

    path: Path
    sha256: str
    response_id: str
    captures: int
    head: str
    left_out: dict[str, int]


def write_bundle(data_dir: Path, key: str, out: Path | None = None) -> Bundle:
    """Write the evidence of the response with this id, reference or address to ``out``.

    Without ``out`` it is called after the response. Raises UnknownKey or AmbiguousKey, and StorageError.
    """
    with (
        closing(open_published(data_dir / "foi.db")) as conn,
        CaptureStore.open_held(data_dir / "captures.db") as store,
    ):
        response_id = find_response(conn, key.strip())
        conn.row_factory = sqlite3.Row
        record = full_record(conn, response_id)
        withheld = Withheld.load(data_dir, conn, store, profiles_of(store, (record["site"],)))
        captures, left_out = [], Counter[str]()
        for capture in _captures_of(store, record):
            if reason := withheld.reason(capture, store.read(capture.sha256)):
                left_out[reason] += 1
            else:
                captures.append(capture)
        chain = _chain(store, captures)
        path = out or Path(f"{response_id}.zip")
        with written_aside(path) as aside:
            _write_zip(aside, _members(store, record, captures, chain, left_out))
    return Bundle(path, file_digest(path), response_id, len(captures), _head(chain), dict(left_out))


def _captures_of(store: CaptureStore, record: Mapping[str, Any]) -> tuple[HeldCapture, ...]:
    """Return the captures of the pages and files of a response, oldest first."""
    addresses = [*record["urls"], *(file["url"] for file in record["attachments"])]
    own = {key for key, response in store.identities(record["site"]).items() if response == record["id"]}
    keys = sorted(own | {page_key(url) for url in addresses})
    marks = ", ".join("?" * len(keys))
    return store.captures_where(f"site = ? and page_key in ({marks})", (record["site"], *keys))


def _chain(store: CaptureStore, captures: Sequence[HeldCapture]) -> tuple[Manifest, ...]:
    """Return the manifests from the first that names one of ``captures`` to the newest. Raises NotSealed."""
    numbers = sealed_in(store, captures)
    if any(capture.id not in numbers for capture in captures):
        raise NotSealed(store.path, "it holds captures that no manifest names")
    return tuple(manifests(store, min(numbers.values()))) if numbers else ()


def _head(chain: Sequence[Manifest]) -> str:
    return f"manifest {chain[-1].number} {chain[-1].sha256}" if chain else "no manifest"


def _members(
    store: CaptureStore,
    record: Mapping[str, Any],
    captures: Sequence[HeldCapture],
    chain: Sequence[Manifest],
    left_out: Mapping[str, int],
) -> Iterator[_Member]:
    here = files("archive.evidence")
    yield "check.py", (here / "check.py").read_bytes()
    yield "record.json", f"{json.dumps(record, ensure_ascii=False, indent=2)}\n".encode()
    yield "text.txt", record["text"].encode()
    for number, capture in enumerate(captures, 1):
        yield f"captures/{number:04}.json", record_bytes(capture)
        yield f"captures/{number:04}.body{_ending(capture)}", store.read(capture.sha256)
    for manifest in chain:
        yield f"manifests/{manifest.file_name}", manifest.text.encode()
    words = (here / "readme.md").read_text("utf-8")
    yield (
        "README.md",
        words.format(
            id=record["id"],
            title=record["title"] or "no title",
            url=record["url"] or "no address known",
            site=record["site"],
            head=_head(chain),
            left_out="".join(
                f"- {number} captures are not in it: {reason}.\n" for reason, number in left_out.items()
            ),
        ).encode(),
    )


def _ending(capture: HeldCapture) -> str:
    """Return what the name of the bytes ends in, so that a program can be found to open them."""
    return mimetypes.guess_extension(capture.content_type.partition(";")[0].strip(), strict=False) or ""


def _write_zip(path: Path, members: Iterator[_Member]) -> None:
    sums = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(_info(name), data)
            sums.append(sum_line(digest(data), name))
        archive.writestr(_info(SUMS), "".join(sorted(sums, key=lambda line: line[66:])))


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
