"""Saved files that do not say where they are from: which of the linked files they are. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from parsers.addresses import slug

_COPY = re.compile(r"\s*\(\d{1,3}\)(?=\.\w+$|$)")  # what browsers add to a name that is there already
_BETWEEN = re.compile(r"[\W_]+")


class LooseFile(NamedTuple):
    """A saved file by its page key: the name it was saved under, and the digests of its bytes.

    ``sha1`` is in base 32, as web archives write it.
    """

    key: str
    name: str
    sha256: str
    sha1: str


class Unplaced(NamedTuple):
    """A saved file whose response is not known, and why."""

    key: str
    name: str
    reason: str

    def told(self) -> dict[str, str]:
        """Return what a person is told of it."""
        return {"name": self.name, "reason": self.reason}


class Placing(NamedTuple):
    """The keys of the saved files that are each linked file, and the saved files that are none."""

    placed: Mapping[str, tuple[str, ...]]
    unplaced: tuple[Unplaced, ...]


def place(
    loose: Iterable[LooseFile],
    linked: Mapping[str, str],
    held: Mapping[str, str],
    archived: Mapping[str, Sequence[str]],
) -> Placing:
    """Find out which linked file each saved one is.

    ``linked`` are the addresses of all linked files by page key, ``held`` the SHA-256 of those that some
    source gave, ``archived`` the page keys of what web archives hold, by SHA-1. Digests decide before names.
    A name that fits several linked files fits none: a figure in the wrong response is worse than one missing.
    """
    by_name: dict[str, list[str]] = defaultdict(list)
    for key, url in linked.items():
        by_name[folded_name(unquote(slug(url)))].append(key)
    digests = set(held.values())
    placed: dict[str, list[str]] = defaultdict(list)
    unplaced = []
    for file in loose:
        named = _by_name(file.name, by_name)
        same = [key for key in archived.get(file.sha1, ()) if key in linked] or named
        if len(same) == 1:
            placed[same[0]].append(file.key)
        elif file.sha256 not in digests:
            several = f"several linked files have this name: {', '.join(linked[key] for key in same)}"
            reason = several if same else "no response that is held links to a file of this name"
            unplaced.append(Unplaced(file.key, file.name, reason))
    return Placing({key: tuple(keys) for key, keys in placed.items()}, tuple(unplaced))


def folded_name(name: str) -> str:
    """Return what makes two names of files the same, whatever a browser made of spaces and copies.

    >>> folded_name("Knife crime_2024 (1).XLSX"), folded_name("knife-crime-2024.xlsx")
    ('knife-crime-2024-xlsx', 'knife-crime-2024-xlsx')
    """
    plain = unicodedata.normalize("NFKC", _COPY.sub("", name.strip())).casefold()
    return _BETWEEN.sub("-", plain).strip("-")


def _by_name(name: str, by_name: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the linked files of this name, else those whose address has it without an ending."""
    found = by_name.get(folded_name(name), ())
    stem, dot, _ = name.rpartition(".")
    return found or (by_name.get(folded_name(stem), ()) if dot else ())
