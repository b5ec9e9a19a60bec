"""What was never published, as the views in foi.sql estimate it; docs/method.md says how."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import Literal

Step = Literal["year", "month"]
_KEPT = ("gap_numbers", "gap_sequence", "gaps", "gap_overlap")  # each builds on those before it


@dataclass(frozen=True, slots=True)
class Gap:
    """The numbers of one series in one period: how many were published, and how many given out.

    ``issued`` is an estimate between ``issued_low`` and ``issued_high``, shares are between 0 and 1. They are
    None where the series does not run in sequence; the high bound alone where nothing bounds it.
    """

    site: str
    series: str
    period: str
    published: int
    lowest: int
    highest: int
    issued_low: int | None
    issued: float | None
    issued_high: int | None
    share_low: float | None
    share: float | None
    share_high: float | None


@dataclass(frozen=True, slots=True)
class SeriesOrder:
    """Whether the numbers of a series run with the months of publication: 1 or 0, as SQLite has it."""

    site: str
    series: str
    numbers: int
    rank_correlation: float
    in_sequence: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many responses two sources have, and how many there may be; None where they share too few."""

    site: str
    one: str
    other: str
    held_by_one: int
    held_by_other: int
    shared: int
    seen: int
    estimate: float | None
    estimate_low: float | None
    estimate_high: float | None


@dataclass(frozen=True, slots=True)
class Listed:
    """How many responses of a month the site's own list names, and how many of that month are held."""

    site: str
    month: str
    listed: int
    held: int


def keep_gaps(connection: sqlite3.Connection) -> None:
    """Fill the tables of gaps with what their views say."""
    with connection:
        for table in _KEPT:
            connection.execute(f"delete from {table}")  # noqa: S608 - own names
            connection.execute(f"insert into {table} select * from {table}_anew")  # noqa: S608 - own names


def read_gaps(conn: sqlite3.Connection, step: Step) -> tuple[Gap, ...]:
    """Return the gaps of each year or month, oldest first."""
    columns = ", ".join(field.name for field in fields(Gap))
    rows = conn.execute(
        f"select {columns} from gaps where step = ? order by site, period, series",  # noqa: S608 - own names
        (step,),
    )
    return tuple(Gap(*row) for row in rows)


def read_sequences(conn: sqlite3.Connection) -> tuple[SeriesOrder, ...]:
    """Return how each series runs."""
    rows = conn.execute(
        "select site, series, numbers, rank_correlation, in_sequence from gap_sequence order by site, series"
    )
    return tuple(SeriesOrder(*row) for row in rows)


def read_overlaps(conn: sqlite3.Connection) -> tuple[Overlap, ...]:
    """Return the overlap of each pair of sources."""
    columns = ", ".join(field.name for field in fields(Overlap))
    rows = conn.execute(f"select {columns} from gap_overlap order by site, one, other")  # noqa: S608 - own names
    return tuple(Overlap(*row) for row in rows)


def read_listed(conn: sqlite3.Connection) -> tuple[Listed, ...]:
    """Return what was listed and held of each month with a date, oldest first."""
    rows = conn.execute(
        "select site, month, listed, parsed from coverage where month <> 'unknown' order by site, month"
    )
    return tuple(Listed(*row) for row in rows)
