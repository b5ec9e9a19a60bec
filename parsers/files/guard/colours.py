"""Colours as office files write them, and whether letters of one colour can be seen on another."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache
from typing import NamedTuple


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255."""

    red: int
    green: int
    blue: int


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)

# Contrast as WCAG 2 defines it, from 1 for equal colours to 21. The palest grey that people write in, white a
# quarter darker, has 1.8; "white, 5 % darker", with which they hide, has 1.12.
_UNSEEN_BELOW = 1.2
_HEX = re.compile(r"#?(?:[0-9a-f]{2})?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", re.IGNORECASE)


def read_colour(text: str | None) -> Colour | None:
    """Return the colour of ``FFFFFF``, ``#ffffff`` or, with an alpha that Excel ignores, ``FFFFFFFF``.

    >>> read_colour("#ff8000"), read_colour("auto")
    (Colour(red=255, green=128, blue=0), None)
    """
    found = _HEX.fullmatch(text or "")
    return Colour(*(int(part, 16) for part in found.groups())) if found else None


def tinted(colour: Colour, tint: float) -> Colour:
    """Return the colour made lighter (``tint`` up to 1) or darker (down to -1), as Excel does."""
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return Colour(
        *(round(part * 255) for part in colorsys.hls_to_rgb(hue, min(1, max(0, light)), saturation))
    )


@lru_cache(maxsize=4096)
def is_unseen(letters: Colour, ground: Colour) -> bool:
    """Tell whether letters of that colour cannot be told from their ground."""
    darker, lighter = sorted((_luminance(letters), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05) < _UNSEEN_BELOW


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
