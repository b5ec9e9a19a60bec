"""``datapackage.json``: what the files of an export are, for programs (Frictionless Data Package)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from archive.export.tables import Table
from archive.sums import file_digest

NAME = "datapackage.json"
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".db": "application/vnd.sqlite3",
    ".jsonl": "application/jsonl",
    ".gz": "application/warc",
    ".md": "text/markdown",
}
_DIALECT = {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "quoteChar": '"', "header": True}


def write_package(
    folder: Path, tables: Iterable[Table], formats: Iterable[str], about: Mapping[str, object]
) -> None:
    """Write the description of all files in ``folder``; ``about`` is what it says of the whole."""
    by_file = {f"{table.name}.csv": table for table in tables}
    resources = [_resource(path, by_file) for path in sorted(folder.iterdir())]
    package = {"profile": "data-package", **about, "formats": sorted(formats), "resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / NAME).write_text(f"{text}\n", "utf-8")


def formats_in(folder: Path) -> frozenset[str]:
    """Return the formats that an earlier export left in ``folder``; none where there was none."""
    try:
        return frozenset(map(str, json.loads((folder / NAME).read_text("utf-8"))["formats"]))
    except (OSError, ValueError, TypeError, LookupError):
        return frozenset()


def _resource(path: Path, tables: Mapping[str, Table]) -> dict[str, Any]:
    table = tables.get(path.name)
    resource = {
        "name": path.name.lower() if table is None else table.name.replace("_", "-"),
        "path": path.name,
        # Said outright, as JSON Lines may be taken for a table.
        "type": "file" if table is None else "table",
        "profile": "data-resource" if table is None else "tabular-data-resource",
        "mediatype": _MEDIA_TYPES[path.suffix],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_digest(path)}",
    }
    if table is None:
        return resource
    return {
        **resource,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "schema": _schema(table),
    }


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {"name": column.name, "type": column.kind, "description": column.description}
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.parents:
        schema["foreignKeys"] = [
            {
                "fields": [parent.column],
                "reference": {
                    "resource": parent.table.replace("_", "-"),
                    "fields": [parent.parent_column],
                },
            }
            for parent in table.parents
        ]
    return schema
