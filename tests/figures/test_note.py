"""A note below a picture goes with it into files."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.figures.moments_made import moments, toy
from tests.figures.svg_seen import said, texts
from typology.figures.note import add_note
from typology.figures.slope import draw_slope
from typology.figures.svg import NARROW, PAGE
from typology.language.catalogue import Speaker


@pytest.mark.parametrize("form", [PAGE, NARROW], ids=lambda f: f.name)
def test_a_note_stands_below_the_picture_in_its_words_and_in_its_table(form):
    """The sheet grows by it; nothing else changes."""
    model = toy()
    bare = draw_slope(model, moments(model, 2), list(model.axes), Speaker("de"), form=form)
    found = add_note(bare, "Alles hier ist <erfunden>.", "Hinweis", form)
    root = ElementTree.fromstring(found.svg)
    assert float(root.get("height")) >= found.height > bare.height
    assert root.get("viewBox").endswith(f" {root.get('height')}")
    [last] = [seen for seen in texts(found) if "erfunden" in seen.text]
    assert bare.height <= last.top < last.bottom <= found.height
    assert root.get("aria-label").endswith("Alles hier ist <erfunden>.")
    assert found.alt.endswith("Alles hier ist <erfunden>.")
    assert found.headings[-1] == "Hinweis"
    assert {row[-1] for row in found.rows} == {"Alles hier ist <erfunden>."}
    assert said(found).startswith(said(bare))
