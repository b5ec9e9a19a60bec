"""Stores that a restored backup replaced: they stay beside ``captures.db`` until somebody deletes them."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

_REPLACED = re.compile(r".*\.replaced-\d+")


def replaced_stores(store: Path) -> tuple[Path, ...]:
    """Return those that stood at the path ``store``."""
    beside = store.parent.glob(f"{store.name}.*")
    return tuple(sorted(path for path in beside if _REPLACED.fullmatch(path.name)))


def replaced_name(store: Path) -> Path:
    """Return the name that the one at the path ``store`` gets when it is replaced next."""
    names = (store.with_name(f"{store.name}.replaced-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
