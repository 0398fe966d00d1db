"""Structure maps in a real browser: real cities with their sources, drawing by keyboard, two people at once."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import DESKTOP, PHONE

ACTORS = (
    ("VKI Neustadt", "local_verbund"), ("KI Neustadt", "integration_centre"), ("Sozialamt", "municipal_department"),
    ("AWO Neustadt", "welfare_body"), ("Elternverein Brücke", "migrant_organisation"),
    ("Jugend am Kai", "migrant_organisation"), ("Frauenhaus", "specialist_service"),
    ("Jobcenter Neustadt", "job_centre"),
)  # fmt: skip
TIES = (
    ("VKI Neustadt", "cooperates_with", "KI Neustadt"), ("VKI Neustadt", "cooperates_with", "AWO Neustadt"),
    ("Elternverein Brücke", "is_member_of", "VKI Neustadt"), ("Jugend am Kai", "is_member_of", "VKI Neustadt"),
)  # fmt: skip


def focus_by_tab(screen, condition, most=220, key="Tab"):
    """Press Tab until what has the focus fulfils a condition over ``e``."""
    for _ in range(most):
        screen.page.keyboard.press(key)
        if screen.page.evaluate(f"(() => {{ const e = document.activeElement; return !!e && ({condition}); }})()"):
            return
    pytest.fail(f"{key} never reached: {condition}")


def choose_by_keyboard(screen, key, label):
    """Reach a choice with Tab, type what is wanted, and take it with Enter."""
    focus_by_tab(screen, f"e.tagName === 'INPUT' && e.closest('[class*=\"st-key-{key}\"]')")
    screen.page.keyboard.type(label)
    expect(screen.page.get_by_role("option", name=label, exact=True).first).to_be_visible()
    screen.page.keyboard.press("Enter")


def submit(screen, key):
    """Reach the button of a form with Tab and press it."""
    form = f"e.closest('[data-testid=stForm]')?.querySelector('[class*=\"st-key-{key}\"]')"
    focus_by_tab(screen, f"e.tagName === 'BUTTON' && e.closest('[data-testid=stFormSubmitButton]') && {form}")
    screen.page.keyboard.press("Enter")
    screen.settle()


def number_of(screen):
    """Return the number of the map in the address."""
    return int(re.search(r"[?&]k=(\d+)", screen.page.url).group(1))


def test_the_real_cities_open_from_the_start_page_and_show_a_source_for_each_tie(window, server, books, say, language):
    """Four cities from public reports; every relation of each names where it is known from."""
    real = [m for m in books.store.list_maps() if m.origin == "sourced"]
    assert len(real) == 4
    screen = window(language)
    for record in real:
        screen.open(server.address())
        card = screen.keyed(f"verbund-karte-{record.city_id}")
        expect(card).to_contain_text(record.city)
        expect(card).to_contain_text(say("map.origin_sourced"))
        screen.click(say("map.open"), within=card)
        expect(screen.page.get_by_role("heading", level=1)).to_have_text(say("map.title_city", city=record.city))
        screen.sees(say("map.sourced_text"))
        expect(screen.page.locator("[data-testid=stPlotlyChart] svg.main-svg").first).to_be_visible()
        screen.open(server.address("strukturbild", k=record.id, t="liste"))
        ties = screen.page.locator("#liste-beziehungen")
        expect(ties).to_be_visible()
        lines = screen.page.locator(".vs-fakten li")
        drawn = books.store.structure_map(record.id)
        assert lines.count() == len(drawn.actors) + len(drawn.relations)
        for line in lines.all():
            expect(line.locator("cite")).not_to_be_empty()


def test_eight_actors_are_drawn_and_laid_over_a_second_view_by_keyboard_alone(
    window, server, books, model, say, language
):
    """From an empty map to the finding of an overlay without a mouse."""
    screen = window(language)
    screen.open(server.address("strukturbild", t="neu"))
    focus_by_tab(screen, f"e.getAttribute('aria-label') === {say('map.new_city')!r}")
    screen.page.keyboard.type(f"Neustadt {language}")
    submit(screen, "karte-stadt-")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(say("map.title_city", city=f"Neustadt {language}"))
    mine = number_of(screen)
    for name, kind in ACTORS:
        focus_by_tab(screen, f"e.closest('.st-key-karte-neu-{mine}-name')")
        screen.page.keyboard.type(name)
        choose_by_keyboard(screen, f"karte-neu-{mine}-kind", say.text(model.actor_kinds[kind].label))
        submit(screen, f"karte-neu-{mine}-name")
        screen.sees(say("map.actor_added", name=name))
    for source, kind, target in TIES:
        choose_by_keyboard(screen, f"karte-neu-{mine}-von", source)
        choose_by_keyboard(screen, f"karte-neu-{mine}-was", say.text(model.relation_kinds[kind].label))
        choose_by_keyboard(screen, f"karte-neu-{mine}-zu", target)
        submit(screen, f"karte-neu-{mine}-von")
        sentence = say.text(model.relation_kinds[kind].sentence).format(source=source, target=target)
        screen.sees(say("map.relation_added", sentence=sentence))
    drawn = books.store.structure_map(mine)
    assert [a.name for a in drawn.actors] == [name for name, _ in ACTORS]
    assert len(drawn.relations) == len(TIES)

    other = books.store.create_map(
        f"Neustadt {language}", drawn.wave, drawn.kind, drawn.year, list(model.reporters)[1], copy_of=mine
    )
    seen = books.store.structure_map(other.id)
    only_mine = next(a for a in seen.actors if a.name == "Frauenhaus")
    books.store.remove_actor(other.id, only_mine.id, editor="somebody else")

    reached = f"e.tagName === 'BUTTON' && e.innerText.trim() === {say('map.part_vergleich')!r}"
    screen.page.reload()
    screen.settle()
    focus_by_tab(screen, "e.closest('[class*=\"st-key-ansicht-\"]')")
    if not screen.page.evaluate(f"(() => {{ const e = document.activeElement; return {reached}; }})()"):
        for _ in range(len(("bild", "liste", "bearbeiten", "befund", "vergleich", "dateien"))):
            screen.page.keyboard.press("ArrowRight")
            if screen.page.evaluate(f"(() => {{ const e = document.activeElement; return {reached}; }})()"):
                break
    screen.page.keyboard.press("Enter")
    screen.settle()
    screen.sees(say("map.compare_two"))
    finding = screen.page.locator("#befund")
    expect(finding).to_be_visible()
    expect(screen.page.locator(".vs-nur-a")).to_contain_text("Frauenhaus")
    expect(screen.page.locator(".vs-nur-b")).to_contain_text(say("map.compare_nothing"))
    expect(screen.page.locator(".vs-beide")).to_contain_text("Jobcenter Neustadt")


@pytest.fixture
def own_map(books, model):
    """A map of somebody, with three actors."""
    record = books.store.create_map("Altstadt", "Heute", "now", 2026, next(iter(model.reporters)))
    kinds = list(model.actor_kinds)
    keys = [
        books.store.new_actor(record.id, name, kind, model.actor_kinds[kind].level, editor="fixture").key
        for name, kind in zip(("Verbund A", "Amt B", "Verein C"), kinds, strict=False)
    ]
    return record, keys


def test_what_two_people_change_at_once_is_kept_and_seen_by_both(window, server, books, own_map, say, language):
    """One renames, one writes a note; both changes hold, and each window says what the other has done."""
    record, keys = own_map
    address = server.address("strukturbild", k=record.id, t="bearbeiten", a=keys[1])
    one, two = window(language).open(address), window(language).open(address)
    panel = one.keyed("karte-feld-akteur")
    field = panel.get_by_label(say("map.actor_name"), exact=True)
    field.fill(f"Amt für B {language}")
    field.blur()
    one.settle()
    note = two.keyed("karte-feld-akteur").get_by_label(say("map.actor_note"), exact=True)
    note.fill("Zimmer 12")
    note.blur()
    two.settle()
    two.sees(f"Amt für B {language}")
    expect(one.page.locator(".vs-andere p")).to_contain_text("Zimmer 12", timeout=15_000)
    actor = books.store.structure_map(record.id).actor(keys[1])
    assert (actor.name, say.text(actor.note)) == (f"Amt für B {language}", "Zimmer 12")


def test_a_change_is_undone_and_found_in_the_history(window, server, books, own_map, say, language):
    """Taking an actor off the map can be undone with one press; both steps stand in the history."""
    record, keys = own_map
    screen = window(language).open(server.address("strukturbild", k=record.id, t="bearbeiten", a=keys[2]))
    screen.click(say("map.remove_actor"))
    screen.sees(say("map.removed", name="Verein C"))
    assert [a.name for a in books.store.structure_map(record.id).actors] == ["Verbund A", "Amt B"]
    screen.click(say("map.undo"))
    assert [a.name for a in books.store.structure_map(record.id).actors] == ["Verbund A", "Amt B", "Verein C"]
    screen.unfold(say("map.history"))
    screen.sees(say("map.what_removed", what="Verein C"))


NODE = """gd => {
  const trace = gd._fullData.find(t => t.meta === 'node'), box = gd.getBoundingClientRect(), all = gd._fullLayout;
  return [box.x + all._size.l + all.xaxis.l2p(trace.x[0]), box.y + all._size.t + all.yaxis.l2p(trace.y[0])];
}"""


def test_a_click_on_the_picture_chooses_an_actor(window, server, books, own_map, say, language):
    """The sign of an actor leads to its relations; the choice stands in the address."""
    record, keys = own_map
    screen = window(language, DESKTOP).open(server.address("strukturbild", k=record.id))
    chart = screen.page.locator("[class*='st-key-breit-'] .js-plotly-plot")
    expect(chart.locator("svg.main-svg").first).to_be_visible()
    chart.scroll_into_view_if_needed()
    screen.page.mouse.click(*chart.evaluate(NODE))
    screen.settle()
    expect(screen.page.locator(".vs-gewaehlt")).to_be_visible(timeout=15_000)
    assert any(f"a={key}" in screen.page.url for key in keys)


def test_a_map_goes_out_and_comes_back_as_a_file(window, server, books, say, language, tmp_path):
    """GraphML taken along and fetched again gives the same map; a file that is none says why and changes nothing."""
    record = next(m for m in books.store.list_maps() if m.origin == "invented" and m.kind == "now")
    before = books.store.structure_map(record.id)
    screen = window(language, PHONE).open(server.address("strukturbild", k=record.id, t="dateien"))
    with screen.page.expect_download() as waiting:
        screen.press(screen.page.get_by_role("button", name=say("map.files_graphml")))
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    screen.page.locator("input[type=file]").set_input_files(str(file))
    screen.sees(say("map.files_read", actors=len(before.actors), relations=len(before.relations)))
    screen.click(say("map.files_new"))
    brought = books.store.structure_map(number_of(screen))
    assert [a.name for a in brought.actors] == [a.name for a in before.actors]
    assert len(brought.relations) == len(before.relations)

    broken = tmp_path / "kaputt.graphml"
    broken.write_text("<graphml><graph><node id='a'", encoding="utf-8")
    screen.open(server.address("strukturbild", k=record.id, t="dateien"))
    screen.page.locator("input[type=file]").set_input_files(str(broken))
    screen.sees(say("map.files_refused"))
    assert books.store.structure_map(record.id) == before


def test_a_foreign_graph_is_taken_in_after_saying_what_counts(
    window, server, books, own_map, model, say, language, tmp_path
):
    """A GraphML of another program lacks kinds and levels; two choices later it is a map of its own."""
    import networkx

    file = tmp_path / "florenz.graphml"
    networkx.write_graphml(networkx.florentine_families_graph(), file)
    record, _ = own_map
    screen = window(language).open(server.address("strukturbild", k=record.id, t="dateien"))
    screen.page.locator("input[type=file]").set_input_files(str(file))
    screen.sees(say("map.files_foreign")).settle()
    kind, level = list(model.actor_kinds.values())[1], next(iter(model.levels.values()))
    for key, label in (("art", say.text(kind.label)), ("ebene", say.text(level.label))):
        field = screen.page.locator(f"[class*='st-key-karte-fremd-{key}'] input")
        field.click()
        field.fill(label)
        expect(screen.page.get_by_role("option", name=label, exact=True).first).to_be_visible()
        field.press("Enter")
        screen.settle()
    screen.sees(say("map.files_read", actors=15, relations=20))
    screen.click(say("map.files_new"))
    drawn = books.store.structure_map(number_of(screen))
    assert {a.name for a in drawn.actors} >= {"Medici", "Albizzi"}
    screen.open(server.address("strukturbild", k=number_of(screen), t="befund"))
    screen.sees(say("map.net"))
    assert "Medici" in screen.text()


def test_renaming_again_and_again_keeps_the_form_and_what_another_is_typing(
    window, server, books, own_map, say, language
):
    """Renames in a row, one of them empty, leave the form open; a note half written elsewhere stays where it is."""
    record, keys = own_map
    address = server.address("strukturbild", k=record.id, t="bearbeiten", a=keys[1])
    one, two = window(language).open(address), window(language).open(address)
    note = two.keyed("karte-feld-akteur").get_by_label(say("map.actor_note"), exact=True)
    note.click()
    two.page.keyboard.type("Ich tippe gerade")
    for name in (f"Amt 1 {language}", f"Amt 2 {language}", "", f"Amt 3 {language}"):
        field = one.keyed("karte-feld-akteur").get_by_label(say("map.actor_name"), exact=True)
        field.fill(name)
        field.press("Tab")
        one.settle()
        assert f"a={keys[1]}" in one.page.url
        two.page.wait_for_timeout(1500)
    assert books.store.structure_map(record.id).actor(keys[1]).name == f"Amt 3 {language}"
    expect(two.page.locator(".vs-andere p")).to_contain_text(f"Amt 3 {language}", timeout=15_000)
    expect(note).to_have_value("Ich tippe gerade")
    note.blur()
    two.settle()
    assert say.text(books.store.structure_map(record.id).actor(keys[1]).note) == "Ich tippe gerade"
