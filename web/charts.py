"""Where the columns of a chart stand. Percentages go across and pixels down, so that text never shrinks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

TALL, SMALL = 204, 80  # pixels of the longest column
_GAP = 0.12  # of the space of a column
_MOST_LABELS = 13  # that fit beside each other on a phone
_TOPS = (0.05, 0.1, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``x``, ``width`` and ``middle`` in per cent, ``height`` in pixels, and what it counts.

    ``label`` is the period, or empty where labels would touch; ``inner`` is the height of the part within.
    """

    x: float
    width: float
    middle: float
    height: float
    count: int
    label: str = ""
    inner: float = 0
    share: float = 0


def share_columns(periods: Sequence[tuple[str, int, int]]) -> tuple[Column, ...]:
    """Return a column for each (period, part, whole): the whole, and the part within it."""
    most = max((whole for _, _, whole in periods), default=0) or 1
    slot = 100 / max(1, len(periods))
    return tuple(
        Column(
            x=slot * (index + _GAP / 2),
            width=slot * (1 - _GAP),
            middle=slot * (index + 0.5),
            height=TALL * whole / most,
            count=whole,
            label=label,
            inner=TALL * part / most,
            share=part / whole if whole else 0,
        )
        for index, (label, (_, part, whole)) in enumerate(zip(_labels(periods), periods, strict=True))
    )


def grouped_columns(
    periods: Sequence[str], series: Sequence[Sequence[int]]
) -> tuple[tuple[Column, ...], ...]:
    """Return the columns of each series, which stand beside each other in each period."""
    most = max((count for counts in series for count in counts), default=0) or 1
    slot = 100 / max(1, len(periods))
    width = slot * (1 - 2 * _GAP) / max(1, len(series))
    labels = _labels([(period,) for period in periods])
    return tuple(
        tuple(
            Column(
                x=slot * (index + _GAP) + width * place,
                width=width * (1 - _GAP / 2),
                middle=slot * (index + 0.5),
                height=TALL * count / most,
                count=count,
                label=labels[index],
            )
            for index, count in enumerate(counts)
        )
        for place, counts in enumerate(series)
    )


def small_columns(shares: Sequence[float], top: float) -> tuple[Column, ...]:
    """Return the columns of a small chart whose longest possible column is the share ``top``."""
    slot = 85 / max(1, len(shares))  # the scale stands at the right
    return tuple(
        Column(slot * index, slot * (1 - _GAP), slot * (index + 0.5), SMALL * share / top, 0)
        for index, share in enumerate(shares)
    )


def top_of_scale(shares: Sequence[float]) -> float:
    """Return the round share at which the scale of charts with these shares ends.

    >>> top_of_scale([0.13, 0.31])
    0.5
    """
    most = max(shares, default=0)
    return next(top for top in _TOPS if most <= top)


def _labels(periods: Sequence[tuple[object, ...]]) -> list[str]:
    """Name each period, or the first of each year where there are too many to name."""
    names = [str(period[0]) for period in periods]
    if len(names) <= _MOST_LABELS:
        return names
    years = ["", *(name[:4] for name in names)]
    return [year if year != before else "" for before, year in pairwise(years)]
