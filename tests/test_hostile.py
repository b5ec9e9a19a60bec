"""No text, however hostile, makes a pattern take more than in proportion to its length."""

from __future__ import annotations

import re
import time

import pytest

from tests.hostile import Used, patterns, units

_SHORT, _LONG = 1_000, 4_000
_PATTERNS = patterns()


def seconds(used: Used, text: str) -> float:
    """Return the CPU time of looking ``text`` through, or of one match at its start."""
    started = time.process_time()
    if used.anchored:
        used.pattern.match(text)
    else:
        for _ in used.pattern.finditer(text):
            pass
    return time.process_time() - started


def is_linear(used: Used, unit: str) -> bool:
    """Say whether four times the text costs about four times as much; sixteen is what a square costs."""
    short, long = ((unit * (size // len(unit) + 1))[:size] for size in (_SHORT, _LONG))
    return any(seconds(used, long) <= 8 * seconds(used, short) + 0.002 for _ in range(3))


@pytest.mark.parametrize("name", _PATTERNS)
def test_four_times_the_text_takes_about_four_times_as_long(name: str) -> None:
    used = _PATTERNS[name]
    assert not [unit for unit in units(used.pattern) if not is_linear(used, unit)]


def test_a_pattern_that_takes_the_square_of_the_length_is_caught() -> None:
    used = Used(re.compile(r"(?:is)(?: is)* vexatious"), anchored=False)
    assert not all(is_linear(used, unit) for unit in units(used.pattern))
