"""What must not be public, as ``suppressions.toml`` says it: checked whole, changed in place."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from archive.errors import FaultySuppressions
from archive.hand_lists import added_entry, check_keys, list_text, read_day, read_entries
from archive.publish import written_aside
from parsers.masking import Mask

FILE = "suppressions.toml"
Action = Literal["hide", "mask", "erase"]
ACTIONS: tuple[Action, ...] = get_args(Action)
_KEYS = ("key", "action", "words", "reason", "who", "when")
_HEADER = re.compile(r"\s*\[\[\s*suppression\s*\]\]")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One entry of the list.

    ``key`` is an id, a reference in any spelling, or an address; ``words`` are covered wherever they stand,
    and only those of ``mask`` must be there. ``reason`` is public. ``when`` is yyyy-mm-dd.
    """

    key: str
    action: Action
    words: tuple[str, ...]
    reason: str
    who: str
    when: str


def load_suppressions(data_dir: Path) -> tuple[Suppression, ...]:
    """Return the suppressions of the archive in ``data_dir``; none where there is no list.

    Raises FaultySuppressions.
    """
    path = data_dir / FILE
    return read_suppressions(_text(path), path)


def read_suppressions(text: str, path: Path) -> tuple[Suppression, ...]:
    """Return the suppressions in the TOML ``text`` of the file at ``path``, in its order.

    Raises FaultySuppressions with every fault and the number of its entry.
    """
    return read_entries(text, path, "suppression", _suppression, FaultySuppressions)


def add_suppression(data_dir: Path, wanted: Suppression) -> None:
    """Put an entry at the end of the list, or in the place of the one with its key, action and words.

    The file is replaced whole or not at all. Raises StorageError; ValueError for an entry with a fault.
    """
    said = {**asdict(wanted), "words": [*wanted.words]}
    _suppression(0, said)
    path = data_dir / FILE
    listed = read_suppressions(_text(path), path)
    others = [not _same(one, wanted) for one in listed]
    kept = [one for one, other in zip(listed, others, strict=True) if other]
    del said["when"]
    text = added_entry(_kept(_text(path), others), "suppression", said, wanted.when)
    _write(path, text, [*kept, wanted])


def remove_suppressions(
    data_dir: Path, keys: Set[str], action: Action | None = None
) -> tuple[Suppression, ...]:
    """Take the entries with these ``keys``, of one ``action`` or all, out of the list, and return them.

    The file is replaced whole or not at all. Raises StorageError.
    """
    path = data_dir / FILE
    listed = read_suppressions(_text(path), path)
    stays = [one.key not in keys or one.action != (action or one.action) for one in listed]
    left = [one for one, kept in zip(listed, stays, strict=True) if kept]
    if len(left) < len(listed):
        _write(path, _kept(_text(path), stays), left)
    return tuple(one for one, kept in zip(listed, stays, strict=True) if not kept)


def _text(path: Path) -> str:
    return list_text(path, FaultySuppressions)


def _suppression(_: int, entry: Any) -> Suppression:
    check_keys(entry, _KEYS, words=("key", "reason", "who"), optional=("words",))
    if entry["action"] not in ACTIONS:
        raise ValueError(f"no action is called {entry['action']!r}, only {', '.join(ACTIONS)}")
    suppression = Suppression(
        key=entry["key"].strip(),
        action=entry["action"],
        words=_words(entry.get("words", []), entry["action"]),
        reason=" ".join(entry["reason"].split()),
        who=entry["who"].strip(),
        when=read_day(entry["when"]),
    )
    if Mask(suppression.words).spans(suppression.reason):
        raise ValueError("reason is public and repeats a word that is to be covered")
    return suppression


def _words(value: Any, action: Action) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError("words must be a list of words and phrases")
    if action == "mask" and not value:
        raise ValueError("words must say what is to be covered")
    Mask(value)
    return tuple(" ".join(word.split()) for word in value)


def _same(one: Suppression, other: Suppression) -> bool:
    return (one.key, one.action, one.words) == (other.key, other.action, other.words)


# Changing the file ----------------------------------------------------------------------------------------


def _kept(text: str, wanted: Sequence[bool]) -> str:
    """Return ``text`` with the entries that are ``wanted``; comments between entries stay."""
    head, *entries = _entries(text)
    if len(entries) != len(wanted):  # one written inline, or a header within a text: left to _write to refuse
        return text
    kept = [entry if stays else _comments_after(entry) for entry, stays in zip(entries, wanted, strict=True)]
    return "".join([head, *kept])


def _entries(text: str) -> list[str]:
    """Return what stands before the first entry, then each entry with what follows it."""
    found = [""]
    for line in text.splitlines(keepends=True):
        if _HEADER.match(line):
            found.append("")
        found[-1] += line
    return found


def _comments_after(entry: str) -> str:
    lines = entry.splitlines(keepends=True)
    last = max(at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#"))
    return "".join(lines[last + 1 :])


def _write(path: Path, text: str, expected: Sequence[Suppression]) -> None:
    """Put ``text`` in the place of the file, once it is sure that it says what is ``expected``."""
    if read_suppressions(text, path) != tuple(expected):
        raise FaultySuppressions(path, "cannot be changed as it is written; put one entry after another")
    with written_aside(path) as aside:
        aside.write_text(text, "utf-8")
