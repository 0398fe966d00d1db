"""Verbünde across cities: released by their owners, side by side without a ranking, gone when they are withdrawn."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.cities import pictures
from tests.e2e.screen import DESKTOP, PHONE

SIZES = pytest.mark.parametrize(
    ("language", "size"), [("de", PHONE), ("en", DESKTOP)], ids=["de-phone", "en-desktop"]
)


@SIZES
def test_verbuende_lie_side_by_side_by_name_and_can_be_chosen_by_their_conditions(window, cities, say, language, size):
    """Pictures with words, no rank, filters in the address, one's own marked, who is like it and who knows a way."""
    case = cities.case()
    screen = window(language, size).open(cities.server.address("vergleich", v=case.id))
    screen.sees(say("compare.invented")).sees(say("compare.profiles")).sees(say("compare.nearest"))
    assert pictures(screen) >= 5  # profiles, one dimension, pairs, types, placement
    text = screen.text()
    assert re.search(r"\b1[0-2] Verbünde", text)
    for word in ("Rang 1", "Platz 1", "Rank 1", "Gesamtwert", "Total"):
        assert word not in text
    screen.unfold(say("compare.filters"))
    screen.select(screen.page.get_by_label(say("compare.filter_typ")), 1)
    assert "nur=typ" in screen.page.url
    screen.sees(re.compile(re.escape(say("compare.filters_on", n=1, all=9).split("1")[0])))
    assert not re.search(r"\b1[0-2] Verbünde", screen.text())


@SIZES
def test_cities_lie_side_by_side_as_conditions_and_counts(window, cities, say, language, size):
    """What the cities provide, how often that goes with a type, and that this says nothing of causes."""
    screen = window(language, size).open(cities.server.address("vergleich", t="staedte"))
    screen.sees(say("cities.frames")).sees(say("cities.conditions")).sees(say("cities.conditions_lead"))
    assert pictures(screen) >= 2


@SIZES
def test_a_release_stays_as_it_was_and_is_gone_everywhere_once_it_is_withdrawn(window, cities, say, language, size):
    """Answering anew changes nothing that was released; withdrawing takes it out of every comparison."""
    case = cities.case(-1 if size is PHONE else -2)
    head = next(h for h in cities.store.comparison_heads(case_id=case.id) if h.perspective == "self_view"
                and h.wave_id == cities.wave(case, "now").id)  # fmt: skip
    content = cities.store.comparison_release(head.id).content
    assessment = next(a for a in cities.store.list_assessments(case.id, head.wave_id) if a.perspective == "self_view")
    item = next(i for i, r in cities.store.current_responses(assessment.id).items() if r.option is not None)
    cities.store.give_response(assessment.id, item, "dk")
    assert cities.store.comparison_release(head.id).content == content

    screen = window(language, size).open(cities.server.address("vergleich"))
    picture = screen.page.locator("figure.ws-bild img").locator("visible=true").first
    expect(picture).to_have_attribute("alt", re.compile(re.escape(case.name)))
    screen.open(cities.server.address("verbund", v=case.id))
    screen.click(say("release.change"), within=screen.keyed(f"verbund-freigabe-v{head.id}"))
    screen.press(screen.page.get_by_role("button", name=say("release.withdraw_do"), exact=True))
    expect(screen.keyed(f"verbund-freigabe-v{head.id}")).to_have_count(0)
    screen.open(cities.server.address("vergleich"))
    expect(picture).to_be_visible()
    assert case.name not in (picture.get_attribute("alt") or "")
    assert cities.store.comparison_release(head.id).content == ""
