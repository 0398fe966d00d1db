"""Values as tints of one hue, from light to dark, and the ink that can be read on each of them."""

from __future__ import annotations

import math
from functools import cache

# A middle of its own keeps the hue: the straight way from light to dark would lead through grey.
_LIGHT, _MIDDLE, _DARK = (232, 243, 242), (116, 179, 179), (9, 66, 72)
_STEPS = 20
_WHITE, _BLACK = "#FFFFFF", "#000000"
# The edge of a cell: without it the lightest tints would be lost on the paper.
EDGE = "#A9BFC1"


def tint(value: float) -> str:
    """Return the colour of a value: the higher, the darker.

    Args:
        value: 0 to 100; what is outside counts as the end. Values are put into steps of five, so that few colours do.
    """
    return _colour(round(min(100.0, max(0.0, value)) * _STEPS / 100))


@cache
def _colour(step: int) -> str:
    share = 2 * step / _STEPS
    ends = (_LIGHT, _MIDDLE) if share <= 1 else (_MIDDLE, _DARK)
    part = share if share <= 1 else share - 1
    mixed = (round(a + (b - a) * part) for a, b in zip(*ends, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


@cache
def ink_on(colour: str) -> str:
    """Return black or white, whichever stands out more; contrast is 4.5 to 1 at least on any colour.

    Args:
        colour: Six hexadecimal digits behind ``#``.
    """
    light = luminance(colour)
    return _BLACK if (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) else _WHITE


def luminance(colour: str) -> float:
    """Return the relative luminance after WCAG 2, 0 (black) to 1 (white)."""
    channels = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
