"""Readings of sentences and lines, kept for the next time: letters of one force share half of theirs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")

_MOST, _LONGEST = 4096, 1000


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """Return ``read``, a pure function, so that it reads a text that comes again only once.

    What it returns must be frozen, as many may hold it. Few texts are kept, and no long ones.
    """
    known = lru_cache(maxsize=_MOST)(read)

    @wraps(read)
    def remember(text: str) -> T:
        return known(text) if len(text) <= _LONGEST else read(text)

    return remember
