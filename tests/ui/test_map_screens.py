"""The pages of structure maps without a browser: what they say, what they store, and what they refuse."""

import pytest

from typology.language import Speaker
from typology.store.map_records import Change
from typology.ui import map_state, session

PARTS = ("bild", "liste", "bearbeiten", "befund", "vergleich", "dateien")


@pytest.fixture
def shipped(data):
    """The maps that ship with the tool, in the database, by their ids in the files."""
    store = session.current_store()
    return {m.id: store.add_shipped_map(m) for m in session.shipped_maps().values() if m.origin != "template"}


@pytest.fixture
def own(data):
    """A map of somebody with a Verbund and an office."""
    store, model = session.current_store(), session.current_model()
    record = store.create_map("Beispielstadt", "Heute", "now", 2026, next(iter(model.reporters)))
    case = next(k for k in model.actor_kinds.values() if k.role == "case")
    other = next(k for k in model.actor_kinds.values() if k.role != "case")
    keys = [
        store.new_actor(record.id, name, kind.id, kind.level, editor="fixture").key
        for name, kind in (("Verbund Beispielstadt", case), ("Amt <b>für</b> *alles*", other))
    ]
    return record, keys


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_every_shipped_map_opens(app, shipped, language, part):
    """Real cities, the invented one at each moment: one heading each, and no error."""
    shown = app(language)
    for record in shipped.values():
        markup = shown.open("strukturbild", k=record.id, t=part).html
        assert markup.count("<h1") == 1
        assert record.city in markup


def test_maps_from_reports_can_neither_be_changed_nor_measured(app, shipped):
    """Nobody but the people of the city themselves reads figures out of what reports say about it."""
    say, record = Speaker("de"), shipped["moenchengladbach"]
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    assert say("map.read_only") in shown.html
    assert not [w for w in shown.test.text_input if (w.key or "").startswith("karte-neu")]
    shown.open("strukturbild", k=record.id, t="befund")
    assert say("map.findings_sourced") in shown.html
    assert 'class="vs-satz-gross"' not in shown.html
    assert not shown.test.expander


def test_a_copy_of_a_map_from_reports_is_our_own(app, shipped):
    """It keeps every source and can be drawn on."""
    record = shipped["dortmund"]
    app("de").open("strukturbild", k=record.id, t="bearbeiten").widget("button", "karte-eigen").click().run()
    copy = max(session.current_store().list_maps(record.city_id), key=lambda m: m.id)
    assert copy.origin == "own"
    before, after = (session.current_store().structure_map(m.id) for m in (record, copy))
    assert [(a.id, a.name, a.sources) for a in after.actors] == [(a.id, a.name, a.sources) for a in before.actors]
    assert len(after.relations) == len(before.relations)


def test_an_empty_map_says_how_to_begin_and_shows_no_measures(app, data):
    """No picture, no list and no figure of nothing, but the way to the first name."""
    model = session.current_model()
    record = session.current_store().create_map("Leerstadt", "Heute", "now", 2026, next(iter(model.reporters)))
    say = Speaker("de")
    shown = app("de").open("strukturbild", k=record.id)
    assert say("map.empty") in shown.html
    assert not shown.test.get("plotly_chart")
    assert say("map.findings_few", n=0, least=5) in shown.open("strukturbild", k=record.id, t="befund").html


def test_an_actor_is_entered_with_the_usual_level_of_its_kind(app, own):
    """A name and a kind are enough; the form is empty for the next one, and what happened is said."""
    record, _ = own
    model, say = session.current_model(), Speaker("de")
    kind = list(model.actor_kinds.values())[4]
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    key = f"karte-neu-{record.id}"
    shown.widget("text_input", f"{key}-name").set_value("  KI Beispielstadt ")
    shown.widget("selectbox", f"{key}-kind").set_value(kind.id)
    shown.test.button(key=f"FormSubmitter:{key}-akteur-{say('map.actor_add')}").click().run()
    added = session.current_store().structure_map(record.id).actors[-1]
    assert (added.name, added.kind, added.level) == ("KI Beispielstadt", kind.id, kind.level)
    assert say("map.actor_added", name="KI Beispielstadt") in shown.html
    assert shown.widget("text_input", f"{key}-name").value == ""
    assert shown.test.query_params["a"] == added.id


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [("", 4, "map.actor_name_missing"), ("Jemand", None, "map.actor_kind_missing"),
     ("verbund beispielstadt", 4, "map.actor_there")],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_stored(app, own, name, kind, said):
    """Without a name, without a kind, or twice: a sentence, and the map is as it was."""
    record, _ = own
    before = session.current_store().structure_map(record.id)
    say, key = Speaker("de"), f"karte-neu-{record.id}"
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    shown.widget("text_input", f"{key}-name").set_value(name)
    if kind is not None:
        shown.widget("selectbox", f"{key}-kind").set_value(list(session.current_model().actor_kinds)[kind])
    shown.test.button(key=f"FormSubmitter:{key}-akteur-{say('map.actor_add')}").click().run()
    assert say(said, name=name) in shown.html
    assert session.current_store().structure_map(record.id) == before


def _relate(shown, record, source, kind, target, say):
    key = f"karte-neu-{record.id}"
    for field, value in (("von", source), ("was", kind), ("zu", target)):
        shown.widget("selectbox", f"{key}-{field}").set_value(value)
    shown.test.button(key=f"FormSubmitter:{key}-beziehung-{say('map.relation_add')}").click().run()


def test_a_relation_is_entered_once_and_never_to_itself(app, own):
    """The second time the tool says that it is there; a relation of somebody to themself is refused."""
    record, (verbund, office) = own
    say, model = Speaker("de"), session.current_model()
    kind = next(k for k, v in model.relation_kinds.items() if not v.directed)
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    _relate(shown, record, verbund, kind, office, say)
    drawn = session.current_store().structure_map(record.id)
    [relation] = drawn.relations
    assert (relation.source, relation.kind, relation.target) == (verbund, kind, office)
    assert model.relation_statuses[relation.status].counts
    _relate(shown, record, office, kind, verbund, say)
    assert "Diese Beziehung gibt es schon" in shown.html
    _relate(shown, record, office, kind, office, say)
    assert say("map.relation_self") in shown.html
    assert session.current_store().structure_map(record.id) == drawn


def test_a_field_is_saved_when_it_is_left_and_can_be_undone(app, own):
    """No button for saving; undo takes back one change after the other."""
    record, (_, office) = own
    store = session.current_store()
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten", a=office)
    shown.widget("text_area", f"karte-{record.id}-{office}-note").set_value("Zimmer 12").run()
    shown.widget("text_input", f"karte-{record.id}-{office}-name").set_value("Sozialamt").run()
    actor = store.structure_map(record.id).actor(office)
    assert (actor.name, actor.note["de"]) == ("Sozialamt", "Zimmer 12")
    shown.widget("button", "karte-rueckgaengig").click().run()
    assert store.structure_map(record.id).actor(office).name == "Amt <b>für</b> *alles*"
    shown.widget("button", "karte-rueckgaengig").click().run()
    assert not store.structure_map(record.id).actor(office).note
    shown.widget("button", "karte-rueckgaengig").click().run()
    assert Speaker("de")("map.nothing_to_undo") in shown.html


def test_what_others_change_is_said_and_stands_in_the_fields(app, own):
    """The next drawing names the change of the other tab, and the field holds it."""
    record, (_, office) = own
    store = session.current_store()
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten", a=office)

    store.change_map(record.id, [Change("name", office, {"name": "Ordnungsamt"})], editor="other", author="Kollege")
    shown.test.run()
    assert "Gerade geändert von Kollege" in shown.html
    assert shown.widget("text_input", f"karte-{record.id}-{office}-name").value == "Ordnungsamt"


def test_names_are_text_wherever_they_are_shown(app, own):
    """Markup in a name is shown as it was typed, never read."""
    record, (_, office) = own
    shown = app("de")
    for part in PARTS:
        markup = shown.open("strukturbild", k=record.id, t=part, a=office).html
        assert "<b>für</b>" not in markup, part


def test_a_map_that_is_not_there_is_a_sentence_not_an_error(app, data):
    """An old link leads to the list of cities."""
    assert Speaker("de")("map.unknown") in app("de").open("strukturbild", k=4711).html


def test_an_actor_that_somebody_has_removed_meanwhile_is_no_error(app, own):
    """The address still names it; the page shows what is there."""
    record, (_, office) = own
    session.current_store().remove_actor(record.id, office, editor="other")
    shown = app("de")
    for part in PARTS:
        assert shown.open("strukturbild", k=record.id, t=part, a=office, r="no.such.relation").html


def test_the_place_in_the_map_stands_in_the_result(app, case, data):
    """Where the city has a map with the Verbund on it, the result names its level; where not, the way to draw one."""
    say, store, model = Speaker("de"), session.current_store(), session.current_model()
    for item in session.current_questionnaires()["self_assessment"].items:
        if model.scale_of(item).kind == "levels":
            store.give_response(case.id, item, "answer", "s3")
    shown = app("de").open("ergebnis", v=case.case_id)
    assert say("map.in_map_none") in shown.html
    kind = next(k for k in model.actor_kinds.values() if k.role == "case")
    record = store.create_map("beispielstadt", "Heute", "now", 2026, next(iter(model.reporters)))
    store.new_actor(record.id, "Verbund Beispielstadt", kind.id, kind.level, editor="fixture")
    level = say.text(model.levels[kind.level].label)
    expected = say("map.stands_on", name="Verbund Beispielstadt", level=level)
    assert expected in shown.open("ergebnis", v=case.case_id).html


def test_wave_names_of_our_own_follow_the_language_and_others_stay():
    """A point in time that the tool has named is translated; a name somebody has typed is not."""
    assert map_state.wave_name("Heute", "now", 2026, Speaker("en")) == "Today (2026)"
    assert map_state.wave_name("Gründung", "past", 2016, Speaker("en")) == "Founding (2016)"
    assert map_state.wave_name("Nach der Wahl 2025", "now", 2025, Speaker("en")) == "Nach der Wahl 2025"


def test_a_note_in_another_language_leaves_the_german_one(app, own):
    """Whoever writes in English adds a wording; it does not take the German one away."""
    record, (_, office) = own
    store = session.current_store()
    store.change_map(record.id, [Change("actor", office, {"note": {"de": "Zimmer 12"}})], editor="other")
    shown = app("en").open("strukturbild", k=record.id, t="bearbeiten", a=office)
    shown.widget("text_area", f"karte-{record.id}-{office}-note").set_value("Room 12").run()
    assert dict(store.structure_map(record.id).actor(office).note) == {"de": "Zimmer 12", "en": "Room 12"}


def test_a_year_that_is_none_is_refused_and_the_field_shows_what_holds(app, own):
    """A slip of the finger does not delete the year; an empty field does."""
    record, _ = own
    store, key = session.current_store(), f"karte-{record.id}-bild-year"
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    shown.widget("text_input", key).set_value("20261").run()
    assert store.map_record(record.id).year == 2026
    assert Speaker("de")("map.year_wrong") in shown.html
    assert shown.widget("text_input", key).value == "2026"
    shown.widget("text_input", key).set_value("").run()
    assert store.map_record(record.id).year is None


def test_who_is_drawing_is_remembered_from_part_to_part(app, own):
    """The name stands beside every change of this tab, also after a look at the picture."""
    record, (_, office) = own
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten", a=office)
    shown.widget("text_input", "karte-name-feld").set_value("Frau Amt").run()
    shown.open("strukturbild", k=record.id).open("strukturbild", k=record.id, t="bearbeiten", a=office)
    shown.widget("text_area", f"karte-{record.id}-{office}-note").set_value("Neu").run()
    assert session.current_store().history(record.id, 1)[0].author == "Frau Amt"


def test_the_first_change_of_another_is_announced_on_an_empty_map(app, data):
    """Nothing is lost on somebody who opened the map before there was anything on it."""
    store, model = session.current_store(), session.current_model()
    record = store.create_map("Leerstadt", "Heute", "now", 2026, next(iter(model.reporters)))
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    kind = next(iter(model.actor_kinds.values()))
    store.new_actor(record.id, "Erste Stelle", kind.id, kind.level, editor="other", author="Kollege")
    shown.test.run()
    assert "Gerade geändert von Kollege: neu: Erste Stelle" in shown.html


def test_a_tie_that_does_not_exist_says_so_in_the_comparison(app, shipped):
    """What is wished for or broken off is not read as if it were there."""
    model, store = session.current_model(), session.current_store()
    now = [m for m in shipped.values() if m.origin == "invented" and m.kind == "now"]
    markup = app("de").open("strukturbild", k=now[0].id, mit=now[1].id, t="vergleich").html
    open_ties = [r for r in store.structure_map(now[0].id).relations if not model.relation_statuses[r.status].counts]
    assert open_ties
    for relation in open_ties:
        label = model.relation_statuses[relation.status].label["de"]
        sentence = map_state.relation_sentence(relation, store.structure_map(now[0].id), Speaker("de"))
        assert f"{sentence} ({label})" in markup or f"{sentence} (Stand:" in markup


def test_somebody_elses_place_does_not_pass_for_a_verbund(app, case, shipped):
    """In a city whose map shows another Verbund, the result asks which one is meant and shows nobody's place."""
    say, store, model = Speaker("de"), session.current_store(), session.current_model()
    for item in session.current_questionnaires()["self_assessment"].items:
        if model.scale_of(item).kind == "levels":
            store.give_response(case.id, item, "answer", "s3")
    store.update_case(case.case_id, name="Ganz anderer Zusammenschluss", city="Musterhafen")
    shown = app("de").open("ergebnis", v=case.case_id)
    assert shown.widget("button_group", "ergebnis-fall-").label == say("map.case_which")
    assert "steht auf der Ebene" not in shown.html


def test_the_map_of_the_result_has_the_verbund_on_it(app, case, data):
    """An empty map drawn later does not hide the one on which the Verbund stands."""
    store, model = session.current_store(), session.current_model()
    for item in session.current_questionnaires()["self_assessment"].items:
        if model.scale_of(item).kind == "levels":
            store.give_response(case.id, item, "answer", "s3")
    kind, reporter = next(k for k in model.actor_kinds.values() if k.role == "case"), next(iter(model.reporters))
    record = store.create_map("Beispielstadt", "Heute", "now", 2026, reporter)
    store.new_actor(record.id, "Verbund Beispielstadt", kind.id, kind.level, editor="fixture")
    store.create_map("Beispielstadt", "Heute", "now", 2026, reporter)
    assert "steht auf der Ebene" in app("de").open("ergebnis", v=case.case_id).html


def test_alike_names_are_offered_and_put_together_only_on_request(app, own):
    """Two spellings are named side by side; markup in them is no markup; after the click they are one, until undone."""
    record, (verbund, _) = own
    store, model = session.current_store(), session.current_model()
    kind = next(k for k in model.actor_kinds.values() if k.role != "case")
    added = store.new_actor(record.id, "Verbund *Beispielstadt* e. V.", kind.id, kind.level, editor="fixture").key
    shown = app("de").open("strukturbild", k=record.id, t="bearbeiten")
    assert Speaker("de")("map.same") in shown.html
    assert len(store.structure_map(record.id).actors) == 3
    button = shown.widget("button", f"karte-gleich-{verbund}-{added}")
    assert "\\*Beispielstadt\\*" in button.label
    button.click().run()
    assert [a.id for a in store.structure_map(record.id).actors if a.id in (verbund, added)] == [added]
    shown.widget("button", "karte-rueckgaengig").click().run()
    assert len(store.structure_map(record.id).actors) == 3


def test_the_examples_are_offered_until_all_of_them_are_there(app, data):
    """One press brings every shipped map but the templates; then the offer is gone. Files have the names of maps."""
    ids = {m.id for m in session.shipped_maps().values() if m.origin != "template"}
    assert session.shipped_map_ids() == ids
    shown = app("de").open("strukturbild")
    shown.widget("button", "karte-beispiele").click().run()
    assert {m.source_id for m in session.current_store().list_maps()} == ids
    assert not [b for b in shown.open("start").test.button if b.key == "karte-beispiele"]


def test_a_map_from_reports_gives_no_findings_in_a_result(app, case, shipped):
    """What a report does not name is no finding about a Verbund: its place is shown, nothing follows from it."""
    say, store, model = Speaker("de"), session.current_store(), session.current_model()
    for item in session.current_questionnaires()["self_assessment"].items:
        if model.scale_of(item).kind == "levels":
            store.give_response(case.id, item, "answer", "s3")
    store.update_case(case.case_id, name="VMDO e. V.", city="Dortmund")
    markup = app("de").open("ergebnis", v=case.case_id).html
    assert "steht auf der Ebene" in markup
    for question in model.map_questions.values():
        assert say.text(question.finding).replace("{name}", "VMDO e. V.") not in markup


def test_a_circle_is_named_and_nothing_is_refused(app, own):
    """A coordinates B coordinates A: both stand on the map, and the page asks for a second look, with names."""
    record, (verbund, office) = own
    store, model = session.current_store(), session.current_model()
    kind = next(k for k in model.relation_kinds.values() if k.acyclic)
    status = next(k for k, s in model.relation_statuses.items() if s.counts)
    for source, target in ((verbund, office), (office, verbund)):
        store.new_relation(record.id, source, target, kind.id, status, editor="fixture")
    store.change_map(record.id, [Change("name", office, {"name": "Amt"})], editor="fixture")
    markup = app("de").open("strukturbild", k=record.id, t="bearbeiten").html
    assert len(store.structure_map(record.id).relations) == 2
    assert f"»{kind.label['de']}« läuft hier im Kreis" in markup
    assert "Verbund Beispielstadt → Amt → Verbund Beispielstadt" in markup


def test_all_fundings_of_one_can_be_thought_away_together(app, shipped):
    """Where somebody funds several, one choice takes all of it away."""
    model, store = session.current_model(), session.current_store()
    record = next(m for m in shipped.values() if m.origin == "invented" and m.kind == "now")
    drawn = store.structure_map(record.id)
    funding = next(k for k, v in model.relation_kinds.items() if v.role == "funding")
    status = next(k for k, s in model.relation_statuses.items() if s.counts)
    giver, *others = [a.id for a in drawn.actors][:4]
    there = {(r.source, r.target) for r in drawn.relations if r.kind == funding}
    for other in others:
        if (giver, other) not in there:
            store.new_relation(record.id, giver, other, funding, status, editor="fixture")
    shown = app("de").open("strukturbild", k=record.id, t="befund")
    choice = shown.widget("selectbox", f"karte-ohne-{record.id}")
    label = next(o for o in choice.options if o.startswith("Ohne alle"))
    choice.select(label).run()
    assert 'id="ohne"' in shown.html
    assert "eingezeichnet für" in shown.html


def test_a_filtered_picture_says_how_much_of_the_whole_it_shows(app, shipped):
    """Two filters in, the sentence counts what is to be seen and claims no total."""
    model, store = session.current_model(), session.current_store()
    record = next(m for m in shipped.values() if m.origin == "invented" and m.kind == "now")
    drawn = store.structure_map(record.id)
    status = next(s for s, found in model.relation_statuses.items() if not found.counts)
    shown = app("de").open("strukturbild", k=record.id)
    assert f"Das Strukturbild zeigt {len(drawn.actors)}" in shown.html
    shown.widget("button_group", "karte-filter-stand").set_value([status]).run()
    assert "Das Strukturbild zeigt" not in shown.html
    assert "Zu sehen sind" in shown.html
    assert f"von {len(drawn.relations)} Beziehungen" in shown.html
