"""Which version of a reader this is: what another one read is not used."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def reader_version(*names: str) -> str:
    """Return a digest of these packages and modules of ours, their tables among them."""
    found = hashlib.sha256()
    for name in names:
        for path in _sources(name):
            found.update(b"%s\0" % path.name.encode())
            found.update(path.read_bytes())
    return found.hexdigest()


def _sources(name: str) -> Iterator[Path]:
    spec = find_spec(name)
    assert spec is not None
    if spec.submodule_search_locations is None:
        assert spec.origin is not None
        yield Path(spec.origin)
        return
    folders = sorted({*map(Path, spec.submodule_search_locations)})
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        if path.suffix in (".py", ".toml", ".csv", ".sql"):
            yield path
