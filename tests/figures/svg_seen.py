"""What there is to see in a picture of SVG, for tests: its texts with the room they take, its signs, its boxes."""

from __future__ import annotations

from typing import NamedTuple
from xml.etree import ElementTree

from typology.figures.text import width

SVG = "{http://www.w3.org/2000/svg}"


class Seen(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float
    text: str
    size: float
    color: str


def texts(picture):
    """Return every text with the room it takes at most."""
    found = []
    for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}text"):
        text, size = "".join(element.itertext()), float(element.get("font-size"))
        bold = element.get("font-weight") == "600"
        wide = float(element.get("textLength") or width(text, size, bold=bold))
        x, y = float(element.get("x")), float(element.get("y"))
        left = {"start": x, "middle": x - wide / 2, "end": x - wide}[element.get("text-anchor") or "start"]
        found.append(Seen(left, y - 0.78 * size, left + wide, y + 0.22 * size, text, size, element.get("fill")))
    return found


def said(picture):
    """Return everything written in the picture as one text, divided words put together."""
    lines = [seen.text for seen in texts(picture)]
    return " ".join(lines).replace("- ", "").replace("\u2068", "").replace("\u2069", "")


def boxes(picture):
    """Return left, top, right, bottom and fill of every rectangle but the ground."""
    found = []
    for element in list(ElementTree.fromstring(picture.svg).iter(f"{SVG}rect"))[1:]:
        x, y, across, high = (float(element.get(key)) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + across, y + high, element.get("fill")))
    return found


def circles(picture):
    return [element.attrib for element in ElementTree.fromstring(picture.svg).iter(f"{SVG}circle")]


def collide(a, b, by=0.5):
    """True if two texts lie on one another."""
    return a.left < b.right - by and b.left < a.right - by and a.top < b.bottom - by and b.top < a.bottom - by
