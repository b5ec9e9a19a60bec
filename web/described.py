"""The public tables in words: ``metadata.yml``, which Datasette shows and exports are described with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasette.utils import parse_metadata

from archive.export.tables import Described
from web.database import DATABASE

_HERE = Path(__file__).parent
_PLACES = (_HERE / "metadata.yml", _HERE.parent / "metadata.yml")  # as installed, and in a checkout


def metadata() -> dict[str, Any]:
    """Return the whole of ``metadata.yml``."""
    read: dict[str, Any] = parse_metadata(metadata_text())
    return read


def metadata_text() -> str:
    """Return ``metadata.yml`` as it is written."""
    return next(path for path in _PLACES if path.is_file()).read_text("utf-8")


def described_tables() -> dict[str, Described]:
    """Return each table and view in words, by name."""
    return {
        name: Described(
            about["title"], about["description"], about["columns"], machinery=about.get("hidden", False)
        )
        for name, about in metadata()["databases"][DATABASE]["tables"].items()
    }
