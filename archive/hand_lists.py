"""Lists that a person keeps by hand: TOML files in the archive's folder, with one kind of entry each."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from archive.errors import StorageError

T = TypeVar("T")


def list_text(path: Path, fault: type[StorageError]) -> str:
    """Return what the list at ``path`` says, '' where there is none. Raises ``fault``."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise fault(path, f"cannot be read: {error}") from error


def read_toml(text: str, path: Path, fault: type[StorageError]) -> dict[str, Any]:
    """Return what the TOML ``text`` of the file at ``path`` says. Raises ``fault``."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise fault(path, f"not valid TOML: {error}") from error


def read_entries(
    text: str, path: Path, name: str, read: Callable[[int, Any], T], fault: type[StorageError]
) -> tuple[T, ...]:
    """Return the entries ``[[name]]`` in the TOML ``text`` of the list at ``path``, in its order.

    ``read`` is given the number of an entry from 1 and what it says, and raises ValueError for a fault in it.
    Raises ``fault`` with every one of them and the number of its entry.
    """
    data = read_toml(text, path, fault)
    entries = data.pop(name, [])
    if data or not isinstance(entries, list):
        raise fault(path, f"holds something else than [[{name}]] entries")
    found, faults = [], []
    for number, entry in enumerate(entries, 1):
        try:
            found.append(read(number, entry))
        except ValueError as error:
            faults.append(f"entry {number}: {error}")
    if faults:
        raise fault(path, "; ".join(faults))
    return tuple(found)


def check_keys(entry: Any, keys: Sequence[str], words: Sequence[str], optional: Sequence[str] = ()) -> None:
    """Raise ValueError unless the entry is a table with these ``keys`` and no others; ``words`` are texts."""
    if not isinstance(entry, Mapping):
        raise ValueError("not a table")
    if unknown := sorted(entry.keys() - {*keys}):
        raise ValueError(f"unknown key {', '.join(unknown)}")
    if missing := [key for key in keys if key not in {*entry, *optional}]:
        raise ValueError(f"{', '.join(missing)} missing")
    for key in words:
        if not isinstance(entry[key], str) or not entry[key].strip():
            raise ValueError(f"{key} must be words")


def read_day(value: Any) -> str:
    """Return the day of a TOML date or of a text that is one. Raises ValueError."""
    if isinstance(value, date):  # a date with a time is one too
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"{str(value)[:40]!r} is no date like 2024-03-14") from None


def added_entry(text: str, name: str, said: Mapping[str, Any], day: str) -> str:
    """Return the TOML ``text`` of a list with one more entry ``[[name]]`` at its end, of this ``day``."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    lines = [line.replace("\x7f", "\\u007f") for line in lines]  # JSON allows it in a text, TOML does not
    entry = "\n".join([f"[[{name}]]", *lines, f"when = {day}", ""])
    return f"{text.rstrip()}\n\n{entry}".lstrip("\n")
