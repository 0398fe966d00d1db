"""Every screen in both languages: no sideways scrolling, the right language, one heading, names for everything."""

import pytest
from playwright.sync_api import expect

from tests.e2e.hall import Hall
from tests.e2e.screen import DESKTOP, PHONE
from typology.language import sentences
from typology.workshop.codes import new_code, new_token

# What Streamlit itself says, in English whatever the language of the page.
STREAMLIT_SAYS = (
    "Press Enter to", "Press ⌘", "Press Ctrl", "Choose an option", "Choose options", "Running...", "Running…",
    "Made with Streamlit", "Deploy", "No results", "Copy to clipboard", "Fullscreen", "Download plot",
    "Show/hide columns", "Connecting", "Please wait", "Stop", "Rerun", "Record a screencast", "has encountered",
)  # fmt: skip

WIDTHS = """() => {
  const main = document.querySelector('[data-testid=stMain]'), root = document.documentElement;
  const wide = [...main.querySelectorAll('*')].filter(e => {
    const r = e.getBoundingClientRect();
    if (!r.width || r.right <= root.clientWidth + 1) return false;
    for (let p = e.parentElement; p && p !== main; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== 'visible') return false;
    return true;
  });
  return {root: root.scrollWidth - root.clientWidth, main: main.scrollWidth - main.clientWidth,
          wide: wide.slice(0, 5).map(e => e.outerHTML.slice(0, 160))};
}"""

# What a screen reader would say: the name of an element from its labels, its text, or its alternative text.
NAMELESS = """() => {
  const text = id => document.getElementById(id)?.textContent || '';
  const name = e => (e.getAttribute('aria-label') || '').trim()
    || (e.getAttribute('aria-labelledby') || '').split(' ').map(text).join(' ').trim()
    || [...(e.labels || [])].map(l => l.textContent).join(' ').trim() || (e.textContent || '').trim()
    || (e.getAttribute('alt') || '').trim() || (e.getAttribute('title') || '').trim();
  const shown = e => e.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
  const bad = [];
  const usable = 'input, textarea, select, button, a[href], summary, [role=radiogroup], [role=progressbar]';
  for (const e of document.querySelectorAll(usable))
    if (e.type !== 'hidden' && shown(e) && !name(e)) bad.push(e.outerHTML.slice(0, 200));
  for (const e of document.querySelectorAll('img'))
    if (shown(e) && !e.hasAttribute('alt')) bad.push(e.outerHTML.slice(0, 200));
  for (const e of document.querySelectorAll('[data-testid=stPlotlyChart]'))
    if (!e.matches('[aria-label]') && !e.querySelector('[aria-label], [role=img]') && !e.closest('[aria-label]'))
      bad.push('picture without words: ' + e.outerHTML.slice(0, 200));
  for (const e of document.querySelectorAll('table'))
    if (shown(e) && (!e.caption || !e.querySelector('th[scope]'))) bad.push(e.outerHTML.slice(0, 200));
  return bad;
}"""

TIPS = """() => [...document.querySelectorAll('[title], [aria-label], [data-title]')]
  .filter(e => e.getClientRects().length)
  .flatMap(e => ['title', 'aria-label', 'data-title'].map(a => e.getAttribute(a))).filter(Boolean)"""

UNFOLD = """() => document.querySelectorAll('details:not([open]) > summary').forEach(e => e.click())"""


@pytest.fixture(scope="module")
def places(books):
    """Addresses of every kind of screen, each with a full example behind it."""
    case = next(c for c in books.store.list_cases() if c.invented)
    sheet = next(c for c in books.store.list_cases() if c.unscored)
    wave = next(w for w in books.store.list_waves(case.id) if w.kind == "now")
    mine = [a for a in books.store.list_assessments(case.id) if a.wave_id == wave.id]
    own = next(a for a in mine if a.perspective == "self_view")
    outside = next(a for a in mine if a.perspective != "self_view")
    fresh = books.begin(name="Verbund der langen Wörter: Donaudampfschifffahrtsgesellschaftskapitänsmützenverband")
    here = {"v": case.id, "z": wave.id, "b": "self_view"}
    maps = books.store.list_maps()
    drawn = next(m for m in maps if m.origin == "invented" and m.kind == "now")
    real = max((m for m in maps if m.origin == "sourced"), key=lambda m: len(books.store.structure_map(m.id).actors))
    chosen = books.store.structure_map(drawn.id).actors[0].id
    hall_open, hall_shown = _halls(books)
    return {
        "start": ("", {}),
        "cases": ("verbund", {}),
        "development": ("entwicklung", {"v": case.id}),
        "perspectives": ("blickwinkel", {"v": case.id}),
        "how_sure": ("wie-sicher", {"v": case.id}),
        "comparison": ("vergleich", {}),
        "versions": ("methode", {"t": "fassungen"}),
        "case": ("verbund", {"v": case.id}),
        "new_case": ("verbund", {"v": fresh[0].id}),
        "fact_sheet": ("verbund", {"v": sheet.id}),
        "assess_choose": ("einschaetzen", {}),
        "assess_numbers": ("einschaetzen", {"e": fresh[2].token}),
        "assess_levels": ("einschaetzen", {"e": own.token, "s": "inner_governance"}),
        "assess_outside": ("einschaetzen", {"e": outside.token}),
        "assess_done": ("einschaetzen", {"e": own.token, "s": "-"}),
        "results": ("ergebnis", {}),
        "result": ("ergebnis", here),
        "result_outside": ("ergebnis", {**here, "b": outside.perspective}),
        "result_empty": ("ergebnis", {"v": fresh[0].id}),
        "maps": ("strukturbild", {}),
        "new_map": ("strukturbild", {"t": "neu"}),
        "map": ("strukturbild", {"k": drawn.id}),
        "real_map": ("strukturbild", {"k": real.id}),
        "map_list": ("strukturbild", {"k": real.id, "t": "liste"}),
        "map_edit": ("strukturbild", {"k": drawn.id, "t": "bearbeiten", "a": chosen}),
        "map_findings": ("strukturbild", {"k": drawn.id, "t": "befund", "a": chosen}),
        "map_compare": ("strukturbild", {"k": drawn.id, "t": "vergleich"}),
        "map_files": ("strukturbild", {"k": drawn.id, "t": "dateien"}),
        "workshops": ("workshop", {}),
        "workshop_wrong_link": ("workshop", {"w": "no-link-at-all"}),
        "workshop_prepare": ("workshop", {"w": hall_open, "t": "vorbereiten"}),
        "workshop_lead": ("workshop", {"w": hall_open, "t": "leiten"}),
        "workshop_shown": ("workshop", {"w": hall_shown, "t": "leiten"}),
        "workshop_results": ("workshop", {"w": hall_shown, "t": "ergebnisse"}),
        "workshop_record": ("workshop", {"w": hall_shown, "t": "protokoll"}),
        "workshop_close": ("workshop", {"w": hall_shown, "t": "abschluss"}),
        "method": ("methode", {}),
        "values": ("methode", {"t": "werte", "f": "inner_governance", **here}),
    }  # fmt: skip


def _halls(books):
    """Return the facilitator's links of two workshops: one that is answering, and one after the reveal."""
    frame = next(q for q in books.questionnaires.values() if q.form == "frame")
    made = [Hall(books.store, books.model, frame, secret=new_token(), code=new_code()) for _ in range(2)]
    for hall in made:
        hall.begin()
    made[1].reveal()
    return [hall.secret for hall in made]


SCREENS = (
    "development", "perspectives", "how_sure", "comparison", "versions",
    "start", "cases", "case", "new_case", "fact_sheet", "assess_choose", "assess_numbers", "assess_levels",
    "assess_outside", "assess_done", "results", "result", "result_outside", "result_empty", "maps", "new_map",
    "map", "real_map", "map_list", "map_edit", "map_findings", "map_compare", "map_files", "workshops",
    "workshop_wrong_link", "workshop_prepare", "workshop_lead", "workshop_shown", "workshop_results",
    "workshop_record", "workshop_close", "method", "values",
)  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_every_screen_fits_and_speaks_its_language(window, server, places, language, say, name):
    """On a phone and on a laptop, in German and in English."""
    page, parameters = places[name]
    screen = window(language, PHONE)
    screen.open(server.address(page, **parameters))
    if name in ("result", "result_outside"):
        expect(screen.page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible(timeout=30_000)
    for size in (PHONE, DESKTOP):
        screen.page.set_viewport_size(size)
        screen.page.wait_for_timeout(250)  # pictures are drawn anew for the width
        assert screen.page.evaluate(WIDTHS) == {"root": 0, "main": 0, "wide": []}, size
    expect(screen.page.locator("html")).to_have_attribute("lang", language)
    expect(screen.page.get_by_role("heading", level=1)).to_have_count(1)
    assert screen.page.evaluate(NAMELESS) == []
    said = [screen.text(), *screen.page.evaluate(TIPS)]
    assert [(s, text[:80]) for text in said for s in STREAMLIT_SAYS if s in text] == []
    other = sentences("en" if language == "de" else "de")
    own = set(sentences(language).values())
    foreign = [t for t in other.values() if len(t) > 24 and "{" not in t and t not in own and t in said[0]]
    assert foreign == []


def test_folded_parts_fit_too(window, server, places, language):
    """Whatever is folded away on a result or method page fits a phone when it is opened."""
    screen = window(language, PHONE)
    for name in ("result", "method", "values", "case", "workshop_prepare", "workshop_shown"):
        page, parameters = places[name]
        screen.open(server.address(page, **parameters))
        screen.page.evaluate(UNFOLD)
        screen.settle()
        screen.page.wait_for_timeout(300)
        assert screen.page.evaluate(WIDTHS) == {"root": 0, "main": 0, "wide": []}, name
        assert screen.page.evaluate(NAMELESS) == []


def test_every_picture_has_a_sentence_a_table_and_a_download(window, server, places, say, language):
    """The same numbers for those who cannot see the picture, and as a file for those who want to go on with them."""
    screen = window(language, PHONE)
    page, parameters = places["result"]
    screen.open(server.address(page, **parameters))
    # A structure map is drawn in two widths, and the screen shows one of them.
    other_width = screen.page.locator("[class*='st-key-breit-'] [data-testid=stPlotlyChart]").count()
    everything = screen.page.get_by_test_id("stPlotlyChart")
    shown = [chart for chart in everything.all() if chart.is_visible()]
    pictures = len(shown)
    assert pictures >= 5
    assert everything.count() == pictures + other_width
    for chart in shown:  # while pictures are still being drawn, the page moves under the pointer
        drawn = chart.locator("svg.main-svg").first
        expect(drawn).to_be_visible(timeout=30_000)
    screen.settle()
    drawers = screen.page.locator("[class*='st-key-beleg-']")
    assert drawers.count() == pictures
    screen.unfold(say("picture.table"), within=drawers.first)
    expect(drawers.first.locator("table caption")).not_to_be_empty()
    with screen.page.expect_download() as waiting:
        screen.press(drawers.first.get_by_role("button", name=say("picture.download")))
    assert waiting.value.suggested_filename.endswith(".csv")
    assert waiting.value.path().read_text(encoding="utf-8-sig").count("\n") > 3


def test_the_links_above_a_result_lead_to_its_sections(window, server, places):
    """A click brings the section into sight; the page is neither loaded nor worked out anew."""
    screen, (page, parameters) = window("de", PHONE), places["result"]
    screen.open(server.address(page, **parameters))
    links = screen.page.locator(".vs-sprung a")
    assert links.count() >= 8
    screen.page.evaluate("window.still_here = true")
    for link, anchor in ((links.last, "fragen"), (links.nth(2), "profil")):
        expect(screen.page.locator(f"#{anchor}")).not_to_be_in_viewport()
        link.evaluate("e => e.click()")  # as with the keyboard: the pointer would have to scroll up first
        expect(screen.page.locator(f"#{anchor}")).to_be_in_viewport()
    assert screen.page.evaluate("window.still_here")
