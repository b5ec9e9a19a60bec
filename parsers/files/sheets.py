"""The rows of a table as a person reads them: each cell at its place, and the rows as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from parsers.files.limits import Limits
from parsers.files.plain import BETWEEN_CELLS, without_controls
from parsers.files.records import Cells, FilePart

Value = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

_WHOLE = 10**15  # from here on a spreadsheet does not know every whole number
_LONGEST_NUMBER = 24  # characters; what is longer is better read as 1e+300


class Sheet(NamedTuple):
    """A table that was read. ``whole`` tells whether it ended before its limits."""

    part: FilePart
    whole: bool


def read_rows(name: str, rows: Iterable[Sequence[Value]], first_column: int, limits: Limits) -> Sheet:
    """Return the rows as one part, as far as the limits allow.

    ``rows`` begin with row 1. Rows and cells that are blank are left out; no row is cut in two.
    """
    cells = Cells()
    lines: list[str] = []
    length = 0
    whole = True
    known: dict[str, str] = {}  # what comes again is kept once: a tenth of the memory
    for number, values in enumerate(rows, 1):
        # Whatever is done for each of 400,000 cells counts: ``value or`` spares most of the comparisons.
        texts = [value if type(value) is str else shown(value) for value in values if value or value != ""]
        columns: Sequence[int] = range(first_column, first_column + len(values))
        if len(texts) < len(values):
            columns = [column for column, value in zip(columns, values, strict=True) if value or value != ""]
        line = BETWEEN_CELLS.join(texts)
        if not line.isprintable() or "  " in f" {line} ":  # controls, line feeds, or perhaps a blank cell
            columns, texts = _cleaned(columns, texts)
            line = BETWEEN_CELLS.join(" ".join(text.split()) for text in texts)
        length += len(line) + 1
        if len(cells) + len(texts) > limits.cells or length > limits.characters:
            whole = False
            break
        if texts:
            cells.extend([number] * len(texts), columns, map(known.setdefault, texts, texts))
            lines.append(line)
    return Sheet(FilePart(name, "\n".join(lines), cells), whole)


def _cleaned(columns: Iterable[int], texts: Iterable[str]) -> tuple[list[int], list[str]]:
    clean = zip(columns, map(without_controls, texts), strict=True)
    filled = [(column, text) for column, text in clean if text.strip()]
    return [column for column, _ in filled], [text for _, text in filled]


def shown(value: Value) -> str:
    """Return a value as a spreadsheet shows it where the cell has no format of its own; dates are ISO.

    >>> shown(5.0), shown(0.1 + 0.2), shown(True), shown(dt.timedelta(hours=30))
    ('5', '0.3', 'TRUE', '30:00:00')
    """
    if type(value) is float:  # first, as nearly all are
        return _number(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return _to_the_second(value).isoformat(" ")
    if isinstance(value, dt.timedelta):
        return _hours(value)
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and -_WHOLE < value < _WHOLE:
        return str(int(value))
    text = f"{value:.15g}"  # what a spreadsheet keeps of a number; more shows how binary fractions are off
    if "e" in text and len(plain := f"{Decimal(text):f}") <= _LONGEST_NUMBER:
        return plain
    return text


def _to_the_second(moment: dt.datetime) -> dt.datetime:
    """Return the nearest second: a spreadsheet counts days, and a second is no round part of a day."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _hours(duration: dt.timedelta) -> str:
    seconds = round(abs(duration).total_seconds())
    sign = "-" if duration < dt.timedelta() else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
