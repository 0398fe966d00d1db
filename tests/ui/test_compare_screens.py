"""The page of comparisons without a browser: what it reads, what it keeps, and that nothing withdrawn is seen again."""

import re
from hashlib import sha256

import pytest
from sqlalchemy import create_engine, text

from tests.assessment.snapshots import snapshot
from typology.assessment.item_prints import item_prints
from typology.assessment.snapshot import Snapshot
from typology.ui import compare_parts, compare_state, drawings, session


@pytest.fixture(autouse=True)
def nothing_kept():
    """No picture and no comparison of another test is there."""
    drawings.forget()
    compare_state._kept.clear()
    yield
    drawings.forget()
    compare_state._kept.clear()


@pytest.fixture
def put(data):
    """Release a snapshot of the shipped model for a city of its own; return the release."""
    store, model = session.current_store(), session.current_model()
    form = session.current_questionnaires()["self_assessment"]
    prints = item_prints(model, "self_view", form)
    cases = {}

    def run(city, *, kind="now", year=2026, contact="", **more):
        made = snapshot(
            f"Verbund {city}", city, of=model, perspective="self_view", wave_kind=kind, year=year,
            type=None, verdict="Nicht eindeutig", memberships={}, **more,
        )  # fmt: skip
        items = {i: one.__class__(one.mean, one.n, one.spread, one.asked, prints[i]) for i, one in made.items.items()
                 if i in form.items}
        content = {**made.as_content(), "items": {i: {f: getattr(one, f) for f in one.__class__.__match_args__}
                                                  for i, one in items.items()}}
        if city not in cases:
            cases[city] = store.create_case(made.case, city, invented=True).id
        wave = store.create_wave(cases[city], str(year), kind, year)
        return store.release_for_comparison(
            cases[city], wave.id, "self_view", content, model=model.info.id, model_version=model.version, voices=5,
            people=["r1"], contact=contact,
        )  # fmt: skip

    return run


@pytest.fixture
def read(monkeypatch):
    """How many snapshots were made of what is stored."""
    made, real = [], Snapshot.from_content.__func__
    monkeypatch.setattr(Snapshot, "from_content", classmethod(lambda cls, c: made.append(1) or real(cls, c)))
    return made


@pytest.fixture
def drawn(monkeypatch):
    """In which widths the profiles were drawn."""
    forms, real = [], compare_parts.draw_heat_map
    monkeypatch.setattr(
        compare_parts, "draw_heat_map", lambda *a, form, **k: forms.append(form.name) or real(*a, form=form, **k)
    )
    return forms


def test_of_every_verbund_the_last_point_in_time_is_read_and_nothing_else(app, put, read):
    """Three Verbünde with a past, a present, an earlier present and a goal: three of twelve are made into snapshots."""
    for city in ("Adorf", "Bedorf", "Cedorf"):
        for kind, year in (("now", 2026), ("past", 2015), ("now", 2020), ("goal", 2030)):
            put(city, kind=kind, year=year)
    page = app("de").open("vergleich")
    assert len(read) == 3
    assert "3 Verbünde liegen hier nebeneinander" in page.html
    assert "2026" in page.html
    page.open("vergleich", nur="zeit:past")
    assert len(read) == 6
    assert "Verglichen werden Rückblicke" in page.html


def test_an_earlier_point_in_time_can_be_chosen_for_all(app, put):
    """Several retrospects of one Verbund: shown as of the year that was chosen, which is in the address."""
    put("Aaa", kind="past", year=2016)
    put("Aaa", kind="past", year=2020)
    put("Bbb", kind="past", year=2020)
    shown = app("de").open("vergleich")
    assert "2 Verbünde" in shown.html
    shown.widget("selectbox", "vergleich-stand-").set_value(2016).run()
    assert "1 Verbund" in shown.html
    assert shown.test.query_params["nur"] in ("stand:2016", ["stand:2016"])


def test_what_is_shown_first_is_read_before_anybody_asks(app, put, read):
    """The present of every Verbund; the first visitor finds it read. Without releases there is nothing to do."""
    compare_state.read_ahead()
    for city in ("Adorf", "Bedorf"):
        for kind, year in (("past", 2015), ("now", 2026)):
            put(city, kind=kind, year=year)
    compare_state.read_ahead()
    assert len(read) == 2
    assert "2 Verbünde liegen hier nebeneinander" in app("de").open("vergleich").html
    assert len(read) == 2


def test_a_picture_is_drawn_once_for_all_visitors(app, put, drawn):
    """In both widths; another own Verbund or other filters are another picture."""
    release = put("Adorf")
    put("Bedorf", population=50_000)
    app("de").open("vergleich").open("vergleich")
    app("de").open("vergleich")
    assert drawn == ["seite", "schmal"]
    app("de").open("vergleich", v=release.case_id)
    assert len(drawn) == 4
    page = app("de").open("vergleich", nur="groesse:klein")
    assert len(drawn) == 6
    assert "1 Verbund liegt hier" in page.html
    app("en").open("vergleich")
    assert len(drawn) == 8


def test_what_is_withdrawn_is_gone_at_once_and_no_picture_of_it_is_kept(app, put):
    """Also for a page that somebody else has open."""
    put("Adorf")
    release = put("Bedorf")
    page = app("de").open("vergleich")
    assert "Bedorf" in page.html
    session.current_store().withdraw_comparison_release(release.id)
    page.test.run()
    assert "Bedorf" not in page.html
    assert "1 Verbund liegt hier" in page.html
    kept = [*drawings._kept._found.values(), *compare_state._kept._found.values()]
    assert kept
    assert not any("Bedorf" in repr(one) for one in kept)


def forge(release, changed):
    """Write into the table past the program; the triggers that refuse it are taken away first."""
    engine = create_engine(f"sqlite:///{session.settings().data / 'verbundspiegel.db'}")
    with engine.begin() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for column, value in changed.items():
            change = text(f"UPDATE comparison_releases SET {column} = :value WHERE id = :id")
            connection.execute(change, {"value": value, "id": release.id})
    engine.dispose()


@pytest.mark.parametrize("is_hashed", [False, True], ids=["altered", "not understood"])
def test_what_was_altered_or_cannot_be_read_is_named_and_not_shown(app, put, is_hashed):
    """By its number, for its name may have been altered as well; what was released before it counts again."""
    put("Adorf")
    put("Bedorf", year=2020)
    release = put("Bedorf")
    content = release.content.replace("Bedorf", "Zedorf").replace('"format":1', '"format":99')
    forge(release, {"content": content} | ({"digest": sha256(content.encode()).hexdigest()} if is_hashed else {}))
    html = app("de").open("vergleich").html
    assert f"Freigabe {release.id}: Der gespeicherte Stand ist nicht mehr der, der freigegeben wurde" in html
    assert "Zedorf" not in html
    assert "Verbund Bedorf" in html
    assert "2 Verbünde liegen hier" in html


def test_ones_own_words_decide_when_not_all_were_asked_the_same(app, put, monkeypatch):
    """One's own snapshot and the questionnaires in force are handed to the comparison."""
    put("Adorf")
    mine = put("Bedorf")
    given, real = [], compare_state.compare
    monkeypatch.setattr(compare_state, "compare", lambda *a, **k: given.append(k) or real(*a, **k))
    app("de").open("vergleich", v=mine.case_id)
    assert given[0]["own"].city == "Bedorf"
    assert list(given[0]["questionnaires"]) == list(session.current_questionnaires().values())


def test_any_number_of_verbuende_can_be_chosen_by_name(app, put):
    """Seven coordinators meet: they find one another among hundreds; the choice stands in the address."""
    releases = [put(f"Dorf {number:03}") for number in range(70)]
    wanted = f"{releases[3].case_id},{releases[66].case_id}"
    page = app("de").open("vergleich", auswahl=wanted)
    assert "2 Verbünde liegen hier" in page.html
    assert page.widget("multiselect", "vergleich-wer").value == [releases[3].case_id, releases[66].case_id]


def test_a_long_list_can_be_read_by_name_part_by_part(app, put, drawn):
    """Seventy Verbünde: thirty rows with names at a time, one's own on each; which part stands in the address."""
    releases = [put(f"Dorf {number:03}") for number in range(71)]
    page = app("de").open("vergleich", v=releases[70].case_id)
    assert len(drawn) == 2
    assert "Dorf 030 bis Dorf 059" not in page.html
    page = app("de").open("vergleich", v=releases[70].case_id, nur="namen:2")
    assert len(drawn) == 4
    part = page.widget("selectbox", "vergleich-teil-der-namen")
    assert part.options == ["Dorf 000 bis Dorf 029", "Dorf 030 bis Dorf 059", "Dorf 060 bis Dorf 069"]
    assert part.value == 1
    assert "Dorf 045" in page.html
    part.select_index(2).run()
    assert "namen:3" in page.test.query_params["nur"]
    for odd in ("namen:99", "namen:-1", "namen:x"):
        assert app("de").open("vergleich", nur=odd).widget("selectbox", "vergleich-teil-der-namen").value in (0, 2)


def test_a_short_list_has_names_anyway(app, put):
    """Nothing is offered twice."""
    put("Adorf")
    put("Bedorf")
    assert "Mit Namen und Zahlen" not in [e.label for e in app("de").open("vergleich").test.expander]


def test_whoever_can_be_asked_stands_first(app, put):
    """Thirty are high where we are low: twenty are named, and the one who gave a contact is among them."""
    model = session.current_model()
    dimension = next(d.id for d in model.dimensions.values() if d.describes == "case" and d.role == "profile")
    mine = put("Adorf", scores={dimension: 5.0})
    for number in range(30):
        put(f"Dorf {number:03}", scores={dimension: 95.0}, contact="post@dorf.example" if number == 29 else "")
    html = app("de").open("vergleich", v=mine.case_id).html
    assert "Dorf 029 · " in html
    assert "post@dorf.example" in html
    assert "und 10 weitere" in html


def test_structure_maps_of_the_cities_stand_side_by_side_as_counts(app, put):
    """Actors by group and relations that are there; a city without a map is left out, and planned ties do not count."""
    shipped = next(m for m in session.shipped_maps().values() if m.origin == "invented" and m.kind == "now")
    store = session.current_store()
    store.add_shipped_map(shipped)
    put(shipped.city)
    put("Leerau")
    table = app("de").open("vergleich", t="staedte").html.split('id="karten"')[1]
    [drawn] = [row.split("</tr>")[0] for row in table.split("<tr") if shipped.city in row.split("</tr>")[0]]
    model = session.current_model()
    there = sum(model.relation_statuses[r.status].counts for r in shipped.relations)
    numbers = [int(n) for n in re.findall(r"(?<=[(>])\d+(?=[)<])", drawn)]
    assert numbers[0] == len(shipped.actors)
    assert sum(numbers[1:]) == len(shipped.actors) + there
    assert there < len(shipped.relations)
    assert "Leerau" not in table
