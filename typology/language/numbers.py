"""Numbers as people and programs write them: decimal comma or point, and thousands set apart."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}((\.\d{3})+|(,\d{3})+)", re.ASCII)


def read_number(text: str, *, whole: bool = False) -> float | None:
    """Return a number with decimal comma or point; None if it is none, or not a finite one.

    Args:
        text: What was written, without spaces.
        whole: Whether only whole numbers fit. Then ``1.200`` and ``1,200`` are twelve hundred and not one
            point two.
    """
    if whole and _THOUSANDS.fullmatch(text):
        text = text.replace(".", "").replace(",", "")
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else None
