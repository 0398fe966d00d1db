"""Protected results made by hand, of a small model with three perspectives: input of the pictures of a round."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

from tests.assessment.models import NAME, PROPOSAL, build, item, questionnaire
from typology.assessment.agreement import agreement_of
from typology.language import Speaker
from typology.model.elements import Entry, Item, Model, Page, Perspective, Text
from typology.workshop.publication import Cell, ItemResult, VoteResult

DE, EN = Speaker("de"), Speaker("en")
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("own", "city", "third")
STATIONS = {1: "Tisch Eins", 2: "Tisch Zwei"}


def _worded(found: Item) -> Item:
    anchors = {f"o{n}": Text(f"Beschreibung {n} von {found.id}") for n in range(5)}
    return replace(found, question=Text(f"Frage nach {found.id}?"), anchors=anchors)


def model(*items: str, **more) -> Model:
    """A model with items of five options in one dimension each, and a number called ``number``."""
    made = {i: item(f"d_{i}", "five") for i in items or ("five",)}
    made["number"] = item("d_number", "number", calibration=(0, 50, 100))
    built = build(made, **more)
    perspectives = {
        name: Perspective(name, Text(label), NAME, "outside", PROPOSAL)
        for name, label in zip(NAMES, ("Eigene Sicht", "Sicht der Stadt", "Dritte Sicht"), strict=True)
    }
    return replace(built, perspectives=perspectives, items={i: _worded(found) for i, found in built.items.items()})


def form(of: Model):
    return questionnaire(Page("page", tuple(Entry(i) for i in of.items)))


def shown(perspective, counts, station=None, **more) -> Cell:
    """A cell with these counts and everything that follows from them."""
    found = agreement_of(counts, list(range(len(counts))))
    return Cell(
        station, perspective, more.pop("status", "shown"), n=found.n, counts={f"o{k}": c for k, c in enumerate(counts)},
        mean=found.mean, ad=found.ad, rwg=found.rwg, a=found.a, polarisation=found.polarisation,
        consensus=found.consensus, beyond_chance=found.beyond_chance, **more,
    )  # fmt: skip


def result(item_id, *votes) -> ItemResult:
    """An item with the cells of its votes."""
    return ItemResult(item_id, tuple(VoteResult(k, tuple(cells)) for k, cells in enumerate(votes, 1)))


def texts(svg) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def rectangles(svg) -> list[dict[str, str]]:
    return [element.attrib for element in ElementTree.fromstring(svg).iter(f"{SVG}rect")]


def everything(picture) -> str:
    """All that leaves the server with a picture."""
    return "\n".join((picture.svg, picture.sentence, picture.alt, picture.csv()))


def numbers(text) -> set[str]:
    """Numbers in what is to be read: texts and words, not places and sizes."""
    return set(re.findall(r"\d+(?:[.,]\d+)?", text))


def brightness(colour) -> float:
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b) -> float:
    """Contrast of two colours after WCAG 2, 1 to 21."""
    low, high = sorted((brightness(a), brightness(b)))
    return (high + 0.05) / (low + 0.05)
