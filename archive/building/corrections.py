"""Corrections made by hand, as ``corrections.toml`` says them: checked whole before any of them is used."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from archive.errors import FaultyCorrections
from archive.hand_lists import check_keys, list_text, read_day, read_entries
from archive.search.terms import DECISIONS
from parsers.models import Role
from parsers.provisions import registry

FILE = "corrections.toml"
FIELDS = (
    "reference", "title", "published", "decision", "decision_components", "request_text", "citation",
)  # fmt: skip
COMPONENTS = frozenset(
    "disclosed exempt ncnd not_held cost vexatious repeated elsewhere clarification other_regime withdrawn"
    " voluntary".split()
)
_KEYS = ("key", "field", "value", "reason", "who", "when")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the file, the ``number``-th from 1.

    ``key`` is an id, a reference in any spelling, or an address. ``value`` is what the column shall hold
    (JSON for ``decision_components``; empty where the page has none), for ``citation`` what ``read_change``
    reads. ``when`` is yyyy-mm-dd.
    """

    number: int
    key: str
    field: str
    value: str
    reason: str
    who: str
    when: str


class CitationChange(NamedTuple):
    """A citation to put in, or with ``removed`` to take out."""

    act: str
    provision: str
    role: str
    removed: bool

    @property
    def value(self) -> str:
        """The citation as ``findings`` write it: "FOIA2000 31(1)(a) relied_on"."""
        return f"{self.act} {self.provision} {self.role}"


def load_corrections(data_dir: Path) -> tuple[Correction, ...]:
    """Return the corrections of the archive in ``data_dir``; none where there is no list.

    Raises FaultyCorrections.
    """
    path = data_dir / FILE
    return read_corrections(list_text(path, FaultyCorrections), path)


def read_corrections(text: str, path: Path) -> tuple[Correction, ...]:
    """Return the corrections in the TOML ``text`` of the file at ``path``, in its order.

    Raises FaultyCorrections with every fault and the number of its entry.
    """
    return read_entries(text, path, "correction", _correction, FaultyCorrections)


def read_change(value: str) -> CitationChange:
    """Return what a correction of a citation says, with a minus before it where it takes one out.

    Raises ValueError for a provision or role there is not.

    >>> read_change("-FOIA2000 40(2) relied_on")
    CitationChange(act='FOIA2000', provision='40(2)', role='relied_on', removed=True)
    """
    parts = value.removeprefix("-").rsplit(maxsplit=2)
    if len(parts) != 3:
        raise ValueError(f'{value!r} is not like "FOIA2000 31(1)(a) relied_on"')
    act, provision, role = parts
    if role not in tuple(Role):
        raise ValueError(f"no role is called {role!r}")
    if any(known == act for known, _ in registry()):
        if (act, provision) not in registry():
            raise ValueError(f"{act} has no provision {provision!r}")
    elif role != Role.OTHER_ACT:
        raise ValueError(f"{act!r} is no Act of the registry, so its role can only be other_act")
    return CitationChange(act, provision, role, removed=value.startswith("-"))


def _correction(number: int, entry: Any) -> Correction:
    check_keys(entry, _KEYS, words=("key", "field", "reason", "who"))
    field = entry["field"]
    if field not in FIELDS:
        raise ValueError(f"no field {field!r} can be corrected, only {', '.join(FIELDS)}")
    return Correction(
        number=number,
        key=entry["key"].strip(),
        field=field,
        value=_value(field, entry["value"]),
        reason=entry["reason"].strip(),
        who=entry["who"].strip(),
        when=read_day(entry["when"]),
    )


def _value(field: str, value: Any) -> str:
    if field == "decision_components":
        if not isinstance(value, list) or not COMPONENTS.issuperset(map(str, value)):
            raise ValueError(f"value must be a list of some of {', '.join(sorted(COMPONENTS))}")
        return json.dumps(sorted(set(value)))
    if field == "published" and isinstance(value, date):
        return read_day(value)
    if not isinstance(value, str):
        raise ValueError("value must be words")
    words: str = value.strip()
    match field:
        case "decision" if words not in DECISIONS:
            raise ValueError(f"no decision is called {words!r}, only {', '.join(DECISIONS)}")
        case "published" if words and not _MONTH.fullmatch(words):
            return read_day(words)
        case "citation":
            read_change(words)
    return words
