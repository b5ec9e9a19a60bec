"""The Acts named in a text: by title, by abbreviation, or as "the Act" and "that Act"."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from parsers.models import Document, Span

FOIA, EIR, DPA, GDPR = "FOIA2000", "EIR2004", "DPA2018", "UKGDPR"
THE_ACT, THAT_ACT = "the Act", "that Act"
_CODE_YEARS = {FOIA: "2000", EIR: "2004", DPA: "2018", GDPR: ""}

_TITLE_END = (
    re.compile(r"act(?<![\w-]act)(?![\w'-])"),
    re.compile(r"regulations?(?<!\wregulation)(?<!\wregulations)(?!\w)(?!\s\d{1,3}\b)"),
)
_YEAR = re.compile(r",?\s\(?((?:18|19|20)\d\d)\b\)?")
_WORD = re.compile(r"\S+")
_CONNECTORS = frozenset("and of for to in on against with etc & the".split())
_NOT_A_TITLE = frozenset(
    "the this that an any under section sections see per in of and or our by such each".split()
)
_LONGEST_TITLE = 130
_NEVER = r"(?!)"
_LONGEST_POINTER = 8
_RELATIVE = {"the": THE_ACT, "this": THE_ACT, "that": THAT_ACT, "said": THAT_ACT, "same": THAT_ACT}


class ActRow(NamedTuple):
    """One row of ``rules/acts.csv``: an Act, its other names, and the sections known by number alone.

    ``act`` is a code or the short title. ``cues`` matches the word beside such a number that gives it away:
    "Section 43 searches".
    """

    act: str
    names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    sections: frozenset[str]
    cues: re.Pattern[str]


class ActName(NamedTuple):
    """An Act named in the text; ``act`` is THE_ACT or THAT_ACT where the text points to another place."""

    span: Span
    act: str


@cache
def act_rows() -> tuple[ActRow, ...]:
    """Return the Acts met on pages of the police, in the order of the file."""
    lines = (files("parsers") / "rules" / "acts.csv").read_text("utf-8").splitlines()
    return tuple(
        ActRow(
            row["act"],
            tuple(filter(None, row["names"].split("|"))),
            tuple(filter(None, row["abbreviations"].split("|"))),
            frozenset(row["sections"].split()),
            re.compile(row["cues"] or _NEVER),
        )
        for row in csv.DictReader(lines)
    )


def find_act_names(doc: Document, start: int) -> tuple[ActName, ...]:
    """Return the Acts named in the text from ``start`` on, in reading order."""
    return tuple(sorted((*_titles(doc, start), *_abbreviations(doc, start))))


def _titles(doc: Document, start: int) -> Iterator[ActName]:
    for pattern in _TITLE_END:
        for match in pattern.finditer(doc.lowered, start):
            if name := _title(doc, start, match.start(), match.end()):
                yield name


def _title(doc: Document, floor: int, last_word: int, end: int) -> ActName | None:
    """Return the Act whose title ends with the word at ``last_word``: known by name, or capitalised."""
    if relative := _relative(doc, floor, last_word, end):
        return relative
    window = max(floor, last_word - _LONGEST_TITLE)
    words = [(m.start(), m[0]) for m in _WORD.finditer(doc.folded, window, last_word)]
    year_match = _YEAR.match(doc.lowered, end)
    year = year_match[1] if year_match else ""
    stop = year_match.end() if year_match else end
    by_name, endings = _rows_by_name(), _name_endings()
    phrase, known = doc.lowered[last_word:end], None
    for position, word in reversed(words):
        phrase = f"{word.lower().strip(',()')} {phrase}"
        if phrase not in endings:
            break
        if rows := by_name.get(phrase):
            known = (position, rows)
    if known:
        return ActName(Span(known[0], stop), _with_year(known[1], year, doc, known[0], end))
    regulations = doc.lowered[last_word] == "r"
    if not doc.folded[last_word].isupper() or (regulations and not year):
        return None
    line = doc.text.rfind("\n", window, last_word)
    first = _first_of_title([word for word in words if word[0] > line])
    if first is None:
        return None
    return ActName(Span(first, stop), _spaced(doc.text[first:end]) + (f" {year}" if year else ""))


def _relative(doc: Document, floor: int, last_word: int, end: int) -> ActName | None:
    """Return "the Act" or "that Act" where the word before says so."""
    if not doc.lowered.startswith("act", last_word):
        return None
    before = doc.lowered[max(floor, last_word - _LONGEST_POINTER) : last_word].split()
    word = before[-1].strip("(\"'") if before else ""
    if word not in _RELATIVE:
        return None
    start = last_word if word == "the" else doc.lowered.rindex(word, floor, last_word)
    return ActName(Span(start, end), _RELATIVE[word])


def _first_of_title(words: list[tuple[int, str]]) -> int | None:
    """Return where the capitalised words before "Act" begin, or None where there are none."""
    first = None
    for index in range(len(words) - 1, -1, -1):
        position, word = words[index]
        plain = word.strip("(),\"'")
        if plain[:1].isupper() and word[-1] not in ".;:":
            if plain.lower() in _NOT_A_TITLE:
                break
            first = position + len(word) - len(word.lstrip("\"'"))
        elif word not in _CONNECTORS or (word == "the" and (not index or words[index - 1][1] != "against")):
            break
    return first


def _with_year(rows: tuple[ActRow, ...], year: str, doc: Document, start: int, end: int) -> str:
    """Return the Act of that name and year; of two with one name, without a year, the first in the file."""
    if not year:
        return rows[0].act
    for row in rows:
        if _CODE_YEARS.get(row.act, row.act[-4:]) in (year, ""):
            return row.act
    return f"{_spaced(doc.text[start:end])} {year}"


def _abbreviations(doc: Document, start: int) -> Iterator[ActName]:
    rows = _rows_by_abbreviation()
    for match in _abbreviation_pattern().finditer(doc.folded, start):
        if match.start() and (doc.folded[match.start() - 1].isalnum()):
            continue
        year_match = _YEAR.match(doc.folded, match.end())
        year = year_match[1] if year_match else ""
        row = rows[match[0]]
        own_year = _CODE_YEARS.get(row.act, row.act[-4:])
        end = year_match.end() if year_match else match.end()
        if not year or own_year in (year, ""):
            yield ActName(Span(match.start(), end), row.act)
        else:
            rivals = (r.act for r in _rows_by_name()[_plain_name(row)] if r.act.endswith(year))
            yield ActName(Span(match.start(), end), next(rivals, f"{match[0]} {year}"))


@cache
def _rows_by_name() -> dict[str, tuple[ActRow, ...]]:
    found: dict[str, tuple[ActRow, ...]] = {}
    for row in act_rows():
        for name in dict.fromkeys((_plain_name(row), *row.names)):
            found[name] = (*found.get(name, ()), row)
    return found


@cache
def _name_endings() -> frozenset[str]:
    """Return the last words of all names, any number of them."""
    names = [name.split(" ") for name in _rows_by_name()]
    return frozenset(" ".join(words[start:]) for words in names for start in range(len(words)))


def _plain_name(row: ActRow) -> str:
    """Return the name without year, commas and brackets, in lower case."""
    if row.act in _CODE_YEARS:
        return row.names[0]
    title = row.act[:-5] if row.act[-4:].isdigit() else row.act
    return re.sub(r"[,()]", "", title).lower()


@cache
def _rows_by_abbreviation() -> dict[str, ActRow]:
    return {short: row for row in act_rows() for short in row.abbreviations}


@cache
def _abbreviation_pattern() -> re.Pattern[str]:
    longest_first = sorted(_rows_by_abbreviation(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _spaced(text: str) -> str:
    return " ".join(text.split())
