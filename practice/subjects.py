"""What people ask about: subjects with questions, answers and figures, all invented."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

PLACES = (
    "Owlsham", "Hobbin Cross", "Kettle Green", "Marrowby", "Brambleford",
    "Upper Quill", "Lower Pinder", "Saltmarsh Row", "Fernditch", "Tanner's Quay",
)  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to ask about, as ``subjects.toml`` has it; texts still hold their ``{fields}``."""

    key: str
    titles: tuple[str, ...]
    about: str
    withheld: str
    column: str
    rows: tuple[str, ...]
    qa: tuple[tuple[str, str], ...]
    cites: tuple[tuple[str, str], ...]
    reserved: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject with its place, year, questions and figures drawn."""

    subject: Subject
    title: str
    place: str
    year: int
    period: str
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    table: tuple[tuple[str, ...], ...]

    @property
    def about(self) -> str:
        """The subject as a noun phrase."""
        return self.subject.about

    @property
    def withheld(self) -> str:
        """What a partial answer keeps back, as a noun phrase."""
        return self.subject.withheld


@cache
def subjects() -> dict[str, Subject]:
    """Return all subjects by key, in the order of the file."""
    data = tomllib.loads((files("practice") / "subjects.toml").read_text("utf-8"))
    return {row["key"]: _subject(row) for row in data["subject"]}


def draw_topic(rng: Random, subject: Subject, published: date, figures: Random | None = None) -> Topic:
    """Draw title, place, period and questions for a page published on ``published``.

    ``figures`` is where the answers' numbers come from; it may be shared by two pages with the same answer.
    """
    figures = figures or rng
    year, place = published.year - 1, figures.choice(PLACES)
    count = figures.randint(3, len(subject.qa))
    kept = sorted({0, *figures.sample(range(len(subject.qa)), count)})
    fields = {"year": str(year), "before": str(year - 1), "place": place}
    period, dates = _period(rng, year)
    title = f"{rng.choice(subject.titles)}{rng.choice((f', {dates}', f' - {place}, {dates}', f' ({dates})'))}"
    pairs = [(_fill(q, fields, figures), _fill(a, fields, figures)) for q, a in (subject.qa[i] for i in kept)]
    return Topic(
        subject=subject,
        title=title,
        place=place,
        year=year,
        period=period,
        questions=tuple(q for q, _ in pairs),
        answers=tuple(a for _, a in pairs),
        table=_table(figures, subject, year),
    )


def _subject(row: Mapping[str, Any]) -> Subject:
    return Subject(
        key=row["key"],
        titles=tuple(row["titles"]),
        about=row["about"],
        withheld=row["withheld"],
        column=row["column"],
        rows=tuple(row["rows"]),
        qa=tuple((question, answer) for question, answer in row["qa"]),
        cites=tuple((act, section) for act, section in row.get("cites", ())),
        reserved=row.get("reserved", False),
    )


def _period(rng: Random, year: int) -> tuple[str, str]:
    first = rng.randrange(12)
    last = rng.randrange(first, 12)
    if first == last:
        return f"in {MONTHS[first]} {year}", f"{MONTHS[first]} {year}"
    return (
        f"between {MONTHS[first]} {year} and {MONTHS[last]} {year}",
        f"{MONTHS[first]} {year} to {MONTHS[last]} {year}",
    )


def _fill(text: str, fields: Mapping[str, str], rng: Random) -> str:
    return _FIELD.sub(lambda field: fields.get(field[1]) or _figure(field[1], rng), text)


def _figure(name: str, rng: Random) -> str:
    ranges = {
        "few": (2, 9), "dozens": (11, 98), "hundreds": (110, 980), "thousands": (1_050, 9_800),
        "percent": (6, 94), "pounds": (1_200, 98_000), "grand": (110_000, 4_900_000),
    }  # fmt: skip
    number = rng.randint(*ranges[name])
    return f"£{number:,}" if name in {"pounds", "grand"} else f"{number:,}"


def _table(rng: Random, subject: Subject, year: int) -> tuple[tuple[str, ...], ...]:
    head = (subject.column, str(year - 1), str(year))
    rows = ((row, str(rng.randint(3, 400)), str(rng.randint(3, 400))) for row in subject.rows)
    return (head, *rows)
