"""Check the bundle of evidence that this file lies in. It needs Python and nothing else.

    python3 check.py [DIGEST]

DIGEST is that of a manifest which you noted or found published earlier: the chain must hold it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines(path: Path) -> list[str]:
    """Return the lines of a text."""
    return path.read_text("utf-8").splitlines()


def wrong_files() -> Iterator[str]:
    """Yield what is not as SHA256SUMS lists it, or is not listed there."""
    listed = {name: stated for stated, _, name in (line.partition("  ") for line in lines(HERE / SUMS))}
    held = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.is_file()} - {SUMS}
    for name in sorted(held ^ set(listed)):
        yield f"{name}: in the folder or in {SUMS}, not in both"
    for name in sorted(held & set(listed)):
        if digest(HERE / name) != listed[name]:
            yield f"{name}: not the file that was written"


def wrong_chain(manifests: list[Path], known: str) -> Iterator[str]:
    """Yield where the chain of manifests is broken."""
    for number, after in enumerate(manifests[1:]):
        before = manifests[number]
        if int(after.stem) != int(before.stem) + 1 or lines(after)[2] != f"previous {digest(before)}":
            yield f"{after.name}: does not follow {before.name}"
    if known and known not in {digest(path) for path in manifests}:
        yield f"no manifest has the digest {known}"


def wrong_captures(manifests: list[Path]) -> Iterator[str]:
    """Yield the captures whose bytes or record are not what a manifest names."""
    named = {line for path in manifests for line in lines(path)[4:]}
    captured = set()
    for record in sorted(HERE.glob("captures/*.json")):
        if ".body" in record.name:
            continue
        stated = json.loads(record.read_text("utf-8"))["sha256"]
        captured.add(stated)
        if [digest(body) for body in HERE.glob(f"captures/{record.stem}.body*")] != [stated]:
            yield f"{record.name}: its bytes are not those that were captured"
        if digest(record) not in named:
            yield f"{record.name}: no manifest names it"
    read_from = json.loads((HERE / "record.json").read_text("utf-8"))["capture_sha256"]
    if read_from and captured and read_from not in captured:
        yield "record.json: the capture it was read from is not in the bundle"


def main() -> int:
    """Say what is wrong, or where the chain ends; return 1 or 0."""
    known = sys.argv[1] if len(sys.argv) > 1 else ""
    manifests = sorted(HERE.glob("manifests/*.txt"))
    wrong = [*wrong_files()] or [*wrong_chain(manifests, known), *wrong_captures(manifests)]
    head = f"up to {manifests[-1].name}, {digest(manifests[-1])}" if manifests else "without manifests"
    sys.stdout.writelines(f"{line}\n" for line in wrong or [f"All is as it was written, {head}"])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
