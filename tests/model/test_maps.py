"""Structure maps: the shipped ones, reading, checking, writing, and the vocabulary that they use."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.model.invalid_cases import BASE, base_texts, changed, write
from typology.model import (
    ModelError,
    Text,
    check_map,
    inspect_folders,
    load_maps,
    load_model,
    load_model_from_texts,
    load_questionnaires,
    map_to_yaml,
    read_map_text,
    with_relation_ids,
)
from typology.model.digest import _canonical
from typology.model.infrastructure_rules import contrast_on_white
from typology.model.vocabulary import Actor, Relation, StructureMap

ROOT = Path(__file__).parents[2]
SHIPPED = load_model(ROOT / "typology" / "definition")
MAPS = load_maps(ROOT / "data" / "maps", SHIPPED)
REAL = [name for name, drawn in MAPS.items() if drawn.origin == "sourced"]
INVENTED = [name for name, drawn in MAPS.items() if drawn.origin == "invented"]
GARDENS = load_model(BASE)
TOWN = base_texts()["maps/town.yaml"]


def drawn(*pairs, kind="leads", actors="abcdef", **about):
    """Return a map of the gardens model with actors a to f and relations such as 'ab'."""
    return StructureMap(
        id="m", city="Beetstadt", wave="Heute", reporter="from_gardeners",
        actors=tuple(Actor(a, f"Garten {a}", "bee_club", "ring_town") for a in actors),
        relations=tuple(Relation(a, b, kind, "there") for a, b in pairs), **about)


def codes(structure_map, model=GARDENS):
    return [problem.code for problem in check_map(structure_map, model)]


# ------------------------------------------------------------------------------ what is shipped
def test_the_cities_with_public_reports_are_there_and_no_other():
    """Four cities have a map from sources; a city in which no municipal actor is named has none."""
    assert sorted(MAPS[name].city for name in REAL) == ["Dortmund", "Dresden", "Kreis Heinsberg", "Mönchengladbach"]


@pytest.mark.parametrize("name", REAL)
def test_every_actor_and_relation_of_a_real_city_shows_its_source(name):
    """Sources are keys of public reports in the model, and the map says where they are thin."""
    structure_map = MAPS[name]
    reports = {source.id for source in SHIPPED.sources.values() if source.kind == "source"}
    for element in (*structure_map.actors, *structure_map.relations):
        assert element.sources
        assert set(element.sources) <= reports
    assert structure_map.note.in_language("de")
    assert SHIPPED.reporters[structure_map.reporter].perspective is None


@pytest.mark.parametrize("name", REAL)
def test_no_strength_is_made_up(name):
    """The reports say nowhere how close a tie is."""
    assert all(relation.strength is None for relation in MAPS[name].relations)


REPORTED = {
    "Dortmund": """
        koordination refers_people_to awo
        koordination refers_people_to frauenhaeuser
        koordination refers_people_to psychosoziale_beratung
        koordination opens_access_to frauen""",
    "Dresden": """
        stadt cooperates_with migrantenorganisationen""",
    "Kreis Heinsberg": """
        ki coordinates_work integrationskonferenz""",
    "Mönchengladbach": """
        vki_mg coordinates_work netzwerk_alter
        vki_mg is_member_of bv_nemo
        mitglieder is_member_of vki_mg
        ki cooperates_with migrantenorganisationen
        kim cooperates_with migrantenorganisationen
        wohlfahrtsverbaende coordinates_work baem
        awo coordinates_work baem
        awo coordinates_work integrationsagentur
        communities cooperates_with baem
        integrationsrat interface_between verwaltung
        integrationsrat interface_between politik
        integrationsrat interface_between communities
        ki interface_between schulen
        ki interface_between kitas
        ki interface_between sprachmittlung
        ki interface_between andere_aemter""",
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_city_has_the_ties_that_a_report_states_and_no_other(name):
    """Each line was checked against what the reports say; a further one needs a report that says it."""
    structure_map = MAPS[name]
    said = {tuple(line.split()) for line in REPORTED[structure_map.city].strip().splitlines()}
    assert {(r.source, r.kind, r.target) for r in structure_map.relations} == said
    assert all(SHIPPED.relation_statuses[r.status].counts for r in structure_map.relations)


def test_no_tie_is_given_to_a_verbund_that_the_report_of_the_ties_does_not_name():
    """In Dortmund one report names the Verbund, the other describes ties of a coordination and names no Verbund."""
    dortmund = next(m for m in MAPS.values() if m.city == "Dortmund")
    [verbund] = [actor for actor in dortmund.actors if SHIPPED.actor_kinds[actor.kind].role == "case"]
    ties = {end for relation in dortmund.relations for end in (relation.source, relation.target)}
    tie_sources = {source for relation in dortmund.relations for source in relation.sources}
    assert not set(verbund.sources) & tie_sources
    assert verbund.id not in ties
    assert "nicht, wo sie angebunden ist" in dortmund.by_id["koordination"].note["de"]
    assert "where it is based" in dortmund.by_id["koordination"].note["en"]


def test_what_a_report_leaves_open_stands_in_the_note_and_not_as_a_line():
    """Dresden: tensions and corridors were a topic; between whom, the report does not say."""
    dresden = next(m for m in MAPS.values() if m.city == "Dresden")
    assert not {SHIPPED.relation_kinds[r.kind].role for r in dresden.relations} & {"tension", "corridor"}
    assert {"Spannungen", "Kooperationskorridore"} <= set(re.findall(r"\w+", dresden.note["de"]))
    assert {"tensions", "corridors"} <= set(re.findall(r"\w+", dresden.note["en"]))


def test_the_district_without_a_verbund_has_none_and_says_so():
    """Infrastructure only: the source names no Verbund."""
    heinsberg = next(m for m in MAPS.values() if m.city == "Kreis Heinsberg")
    assert all(SHIPPED.actor_kinds[actor.kind].role != "case" for actor in heinsberg.actors)
    assert "Verbund" in heinsberg.note["de"]
    assert len(heinsberg.note["en"]) > 0


@pytest.mark.parametrize("name", MAPS)
def test_every_other_map_has_exactly_one_verbund(name):
    """The Verbund is always findable."""
    cases = [actor for actor in MAPS[name].actors if SHIPPED.actor_kinds[actor.kind].role == "case"]
    assert len(cases) == (0 if MAPS[name].city == "Kreis Heinsberg" else 1)


_PERSON = re.compile(r"\b(Herr|Frau|Dr|Prof|Mr|Mrs|Ms)\b\.?\s+[A-ZÄÖÜ]")


@pytest.mark.parametrize("name", MAPS)
def test_no_person_is_named(name):
    """Neither names nor notes hold a form of address with a name behind it."""
    structure_map = MAPS[name]
    texts = [structure_map.city, *structure_map.note.values()]
    for element in (*structure_map.actors, *structure_map.relations):
        texts += element.note.values()
    texts += [actor.name for actor in structure_map.actors]
    assert not [text for text in texts if _PERSON.search(text)]


def test_the_invented_city_is_drawn_by_two_at_three_times():
    """Two reporters, linked to different perspectives, times past, now and goal, as the demo has them."""
    maps = [MAPS[name] for name in INVENTED]
    assert len(maps) == 6
    assert {(m.reporter, m.kind) for m in maps} == {(r, k) for r in {m.reporter for m in maps}
                                                   for k in ("past", "now", "goal")}
    assert len({SHIPPED.reporters[m.reporter].perspective for m in maps}) == 2
    demo = yaml.safe_load((ROOT / "data" / "demo" / "musterhafen.yaml").read_text(encoding="utf-8"))
    assert {m.city for m in maps} == {demo["case"]["city"]}
    assert {(m.wave, m.kind, m.year) for m in maps} == {(w["label"], w["kind"], w["year"])
                                                       for w in demo["waves"].values()}
    verbund = {actor.name for m in maps for actor in m.actors if SHIPPED.actor_kinds[actor.kind].role == "case"}
    assert verbund == {demo["case"]["name"]}


@pytest.mark.parametrize("kind", ["past", "now", "goal"])
def test_the_two_views_of_the_invented_city_differ_in_an_instructive_way(kind):
    """Each side sees actors and relations that the other does not, and both see some of them."""
    one, other = [MAPS[name] for name in INVENTED if MAPS[name].kind == kind]
    for mine, theirs in ((one, other), (other, one)):
        assert set(mine.by_id) - set(theirs.by_id)
        assert {r.id for r in mine.relations} - {r.id for r in theirs.relations}
    assert len(set(one.by_id) & set(other.by_id)) >= 9
    assert {r.id for r in one.relations} & {r.id for r in other.relations}


def test_today_one_side_sees_a_corridor_that_the_other_wishes_for():
    """The same corridor exists in one view and is only wished for in the other; one side alone draws tension."""
    first, second = [MAPS[name] for name in INVENTED if MAPS[name].kind == "now"]

    def counted(structure_map, role):
        return {r.id: SHIPPED.relation_statuses[r.status].counts for r in structure_map.relations
                if SHIPPED.relation_kinds[r.kind].role == role}

    corridors = counted(first, "corridor"), counted(second, "corridor")
    both = set(corridors[0]) & set(corridors[1])
    assert {(corridors[0][c], corridors[1][c]) for c in both} & {(True, False), (False, True)}
    assert sorted(map(bool, (counted(first, "tension"), counted(second, "tension")))) == [False, True]


def test_the_template_says_that_it_is_a_proposal():
    """Whoever starts from it is told to delete what does not fit; it claims no source and no strength."""
    [template] = [m for m in MAPS.values() if m.origin == "template"]
    assert "löschen" in template.note["de"]
    assert "delete" in template.note["en"]
    assert not any(e.sources for e in (*template.actors, *template.relations))
    assert not any(r.strength for r in template.relations)


# ------------------------------------------------------------------------------ the shipped vocabulary
def test_the_groups_stand_out_from_white_and_from_one_another_in_grey():
    """Contrast on white is at least 3; in lightness (CIE L*) two groups are at least 6 apart."""
    contrasts = sorted(contrast_on_white(group.color) for group in SHIPPED.actor_groups.values())
    assert contrasts[0] >= 3
    lightness = sorted(116 * (1.05 / contrast - 0.05) ** (1 / 3) - 16 for contrast in contrasts)
    assert min(b - a for a, b in pairwise(lightness)) >= 6


@pytest.mark.parametrize(("color", "contrast"), [("#000000", 21.0), ("#FFFFFF", 1.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(color, contrast):
    """Black, white, and the grey that WCAG's own examples give as the lightest for text."""
    assert round(contrast_on_white(color), 2) == contrast


def test_the_vocabulary_covers_every_use_and_has_an_abbreviation_where_the_field_has_one():
    """Corridor, tension and funding are there; tension is no contact; the field's abbreviations are known."""
    by_role = {role: [k for k in SHIPPED.relation_kinds.values() if k.role == role]
               for role in ("corridor", "tension", "funding")}
    assert all(len(kinds) == 1 for kinds in by_role.values())
    assert not by_role["tension"][0].connects
    assert {kind.short["de"] for kind in SHIPPED.actor_kinds.values() if kind.short} >= {"KI", "KIM", "MBE", "JMD"}
    assert [status.counts for status in SHIPPED.relation_statuses.values()].count(True) == 1
    assert all(len(question.questions) >= 2 for question in SHIPPED.map_questions.values())


_CLAIMS = {"de": {"ist", "sind", "hat", "haben", "gilt", "gibt", "besteht", "arbeiten"},
           "en": {"is", "are", "has", "have", "there", "exists", "work"}}


@pytest.mark.parametrize("kind", SHIPPED.relation_kinds)
def test_the_sentence_of_a_relation_does_not_claim_that_it_exists(kind):
    """It may be planned, wished for or broken off: a name and the two ends in their order, with no verb and no stop."""
    for language, sentence in SHIPPED.relation_kinds[kind].sentence.items():
        name, colon, ends = sentence.partition(": ")
        assert name
        assert colon
        assert name[0].isupper()
        assert ends.endswith("{target}")
        assert ends.index("{source}") < ends.index("{target}")
        assert not set(re.findall(r"\w+", sentence)) & _CLAIMS[language]


def test_the_order_of_levels_is_part_of_what_a_model_says():
    """Levels go from outside in, so exchanging two of them makes another model."""
    texts = base_texts()
    first, second = re.findall(r"  - \{id: ring_\w+.*\n", texts["infrastructure.yaml"])
    swapped = {**texts, "infrastructure.yaml": texts["infrastructure.yaml"].replace(first + second, second + first)}
    assert load_model_from_texts(swapped).digest != load_model_from_texts(texts).digest


def test_a_model_without_structure_maps_keeps_its_hash():
    """The digest of a model that has no such words does not know of them: stored answers stay with their version."""
    bare = {name: text for name, text in base_texts().items() if name != "infrastructure.yaml"}
    model = load_model_from_texts(bare)
    assert model.digest == load_model_from_texts({**bare, "empty.yaml": "levels: []\nreporters: []\n"}).digest
    hashed, words = _canonical(model), _canonical(GARDENS)
    assert set(words) - set(hashed) == {
        "levels", "actor_groups", "actor_kinds", "relation_kinds", "relation_strengths", "relation_statuses",
        "reporters", "map_questions"}
    assert "network" not in hashed["method"]


# ------------------------------------------------------------------------------ reading
def test_a_map_is_read_with_an_id_for_every_relation():
    """Ends, kind and number make the id; 'from' and 'to' are the ends."""
    found, problems = read_map_text(TOWN, "town.yaml", GARDENS)
    assert problems == ()
    assert [(r.id, r.source, r.target) for r in found.relations] == [
        ("garden.leads.bees", "garden", "bees"), ("bees.shares.park", "bees", "park")]
    assert (found.kind, found.relations[0].strength, found.relations[1].strength) == ("now", "thin", None)


def test_ids_of_relations_are_unique_and_own_ids_are_kept():
    """An id that is taken gets a number."""
    found = drawn("ab", "ab", "bc")
    relations = (*found.relations, replace(found.relations[0], id="b.leads.c"))
    ids = [r.id for r in with_relation_ids(replace(found, relations=relations)).relations]
    assert ids == ["a.leads.b", "a.leads.b-2", "b.leads.c-2", "b.leads.c"]


def test_everything_wrong_with_a_map_is_said_at_once():
    """A broken actor does not hide what is wrong with the relations, and does not count as missing."""
    text = TOWN.replace("id: park, name: Parkverein, kind: bee_club", "id: park, name: Parkverein, kint: bee_club")
    text = text.replace("to: bees, kind: leads", "to: pond, kind: leads").replace("to: park", "to: bees")
    found, problems = read_map_text(text, "town.yaml", GARDENS)
    assert found is None
    assert [(p.line, p.code) for p in problems] == [(10, "KEY-001"), (12, "MAP-005"), (13, "MAP-004")]


@pytest.mark.parametrize("text", ["phases: []\n", "questionnaire: {}\n", "structuremap: {}\n", "", "- a\n"])
def test_what_is_no_map_is_told_so(text):
    """A text without the section of a map ends in an error and in no traceback."""
    found, problems = read_map_text(text, "x.yaml", GARDENS)
    assert found is None
    assert any(problem.is_error for problem in problems)


def test_a_map_of_ones_own_need_not_be_translated():
    """A coordinator writes notes in one language; in what is published a gap is listed."""
    noted = TOWN.replace("  actors:", "  note: Notiz auf Deutsch.\n  actors:")
    assert [p.code for p in read_map_text(noted, "x.yaml", GARDENS)[1]] == ["TEXT-002"]
    assert read_map_text(noted.replace("sourced", "own"), "x.yaml", GARDENS)[1] == ()


def test_maps_beside_a_model_and_questionnaires_disturb_neither(tmp_path):
    """The three kinds of file may lie in one folder; each is read by its own function."""
    folder = write(base_texts(), tmp_path)
    model = load_model(folder)
    assert model.digest == GARDENS.digest
    assert list(load_questionnaires(folder, model)) == ["short_form"]
    assert list(load_maps(folder, model)) == ["town"]
    assert [m.id for m in inspect_folders([folder]).maps] == ["town"]


def test_a_folder_of_maps_finds_the_model_that_is_read_with_it(tmp_path):
    """Of two models the one whose words the map uses counts, in whichever order they are given."""
    maps = write({"town.yaml": TOWN}, tmp_path / "maps")
    toy = ROOT / "tests" / "toy" / "definition"
    for folders in ([maps, BASE, toy], [toy, BASE, maps]):
        found = inspect_folders(folders)
        # The base holds the same map itself.
        assert [p.code for p in found.errors] == ["ID-002"]
    (tmp_path / "maps" / "town.yaml").write_text(TOWN.replace("id: town\n", "id: other\n"), encoding="utf-8")
    assert inspect_folders([maps, BASE, toy]).errors == ()


def test_an_unreadable_model_does_not_make_its_maps_wrong(tmp_path):
    """While a file of the model cannot be read, a level that seems unknown may stand in there."""
    folder = write({**base_texts(), "infrastructure.yaml": "levels: ["}, tmp_path)
    assert {p.code for p in inspect_folders([folder]).problems} == {"YAML-001"}


def test_a_broken_map_keeps_the_folder_from_being_loaded(tmp_path):
    """load_maps says everything about all files in one error."""
    folder = write({"a.yaml": TOWN.replace("to: park", "to: pond"), "b.yaml": TOWN}, tmp_path)
    with pytest.raises(ModelError) as caught:
        load_maps(folder, GARDENS)
    assert [p.code for p in caught.value.problems] == ["MAP-005", "ID-002"]


# ------------------------------------------------------------------------------ checking
def test_a_sound_map_has_no_problems():
    """Check finds nothing in what was read, nor in a map that was made by hand."""
    assert codes(read_map_text(TOWN, "x", GARDENS)[0]) == []
    assert codes(drawn("ab", "bc", "cd")) == []


@pytest.mark.parametrize(("pairs", "circles"), [
    (["ab", "ba"], ["a → b → a"]), (["ab", "bc", "ca", "cd"], ["a → b → c → a"]), (["ab", "ac", "bd", "cd"], []),
    (["ab", "bc", "cb", "de", "ed"], ["b → c → b", "d → e → d"])])
def test_circles_are_found_where_there_are_some(pairs, circles):
    """Two, three and several in a circle; a diamond has two ways and no circle."""
    found = check_map(drawn(*pairs), GARDENS)
    assert [(p.code, p.severity, p.values["circle"]) for p in found] == [("MAP-010", "warning", c) for c in circles]


def test_only_what_exists_and_has_a_direction_can_lead_in_a_circle():
    """A relation that is hoped for, or one without direction, closes no circle."""
    found = drawn("ab", "ba")
    hoped = replace(found.relations[1], status="hoped")
    assert codes(replace(found, relations=(found.relations[0], hoped))) == []
    assert codes(drawn("ab", "bc", "ca", kind="shares")) == []


def test_a_long_chain_is_walked_without_running_out_of_stack():
    """5,000 actors in one circle give one warning."""
    names = [f"n{i}" for i in range(5000)]
    actors = tuple(Actor(name, name, "bee_club", "ring_town") for name in names)
    pairs = zip(names, names[1:] + names[:1], strict=True)
    relations = tuple(Relation(a, b, "leads", "there") for a, b in pairs)
    assert codes(replace(drawn(), actors=actors, relations=relations)) == ["MAP-010"]


def test_many_circles_are_not_all_listed():
    """Where everybody leads everybody, five examples are enough."""
    assert codes(drawn(*(a + b for a in "abcdef" for b in "abcdef" if a != b))) == ["MAP-010"] * 5


def test_a_relation_without_direction_is_the_same_either_way_round():
    """a-b and b-a are one relation of sharing, but two of leading (and then a circle)."""
    assert codes(drawn("ab", "ba", kind="shares")) == ["MAP-006"]
    assert codes(drawn("ab", "ab")) == ["MAP-006"]
    assert codes(drawn("ab", "ba")) == ["MAP-010"]


def test_a_relation_given_twice_is_worth_a_second_look_and_can_be_used():
    """The two may have come from two spellings of one actor; an id given twice is wrong all the same."""
    found = drawn("ab", "ab")
    assert [problem.is_error for problem in check_map(found, GARDENS)] == [False]
    same_id = replace(found, relations=tuple(replace(r, id="tie") for r in found.relations))
    assert codes(same_id) == ["MAP-006", "MAP-007"]


def test_two_may_report_the_same_relation():
    """The same ends and kind from two reporters are two reports; from one of them twice they are not."""
    found = drawn("ab", "ab")
    first, second = found.relations
    told = replace(second, reporter=next(iter(GARDENS.reporters)))
    assert codes(replace(found, relations=(first, told))) == []
    assert codes(replace(found, relations=(first, told, told))) == ["MAP-006"]


def test_several_cases_are_allowed():
    """A city may have two Verbünde."""
    found = drawn("ab")
    assert codes(replace(found, actors=tuple(replace(a, kind="garden") for a in found.actors))) == []


def test_names_are_compared_without_case_and_blanks():
    """'garten  A' and 'Garten a' may be the same actor; that is a question, not an error."""
    found = drawn("ab")
    twin = replace(found.actors[1], name="garten  A ")
    [problem] = check_map(replace(found, actors=(found.actors[0], twin, *found.actors[2:])), GARDENS)
    assert (problem.code, problem.severity, problem.where) == ("MAP-003", "warning", ("actors", 1, "name"))
    assert (problem.values["actor"], problem.values["other"]) == ("b", "a")


@pytest.mark.parametrize(("change", "expected"), [
    ({"reporter": "nobody"}, [("REF-012", ("reporter",))]),
    ({"city": " "}, [("VALUE-007", ("city",))]),
    ({"kind": "later"}, [("VALUE-002", ("kind",))]),
    ({"id": "Ä"}, [("ID-001", ("id",))]),
    ({"origin": "sourced"}, [("MAP-011", ("actors", 0)), ("MAP-011", ("actors", 1)), ("MAP-011", ("relations", 0))]),
    ({"actors": ()}, [("MAP-008", ()), ("MAP-005", ("relations", 0, "from")), ("MAP-005", ("relations", 0, "to"))]),
    ({"actors": (Actor("a", "A", "x", "y", sources=("Z",)), Actor("b", "B", "garden", "ring_town"))},
     [("REF-008", ("actors", 0, "kind")), ("REF-006", ("actors", 0, "level")),
      ("REF-001", ("actors", 0, "sources", 0))]),
    ({"relations": (Relation("a", "b", "x", "y", strength="z", reporter="w"),)},
     [("REF-009", ("relations", 0, "kind")), ("REF-012", ("relations", 0, "reporter")),
      ("REF-011", ("relations", 0, "status")), ("REF-010", ("relations", 0, "strength"))]),
])
def test_a_map_from_elsewhere_is_checked_like_one_that_was_read(change, expected):
    """References, ids and needed values are looked at as well, each with the way to it."""
    found = check_map(replace(drawn("ab", actors="ab"), **change), GARDENS)
    assert sorted((p.code, p.where) for p in found) == sorted(expected)


def test_the_size_is_limited():
    """50,000 relations are read, one more is not."""
    found = drawn("ab", actors="ab")
    relations = tuple(replace(found.relations[0], id=f"r{i}", kind="shares") for i in range(50_001))
    assert "MAP-009" in codes(replace(found, relations=relations))
    assert "MAP-009" not in codes(replace(found, relations=relations[1:]))


# ------------------------------------------------------------------------------ writing
@pytest.mark.parametrize("name", MAPS)
def test_what_is_written_is_read_as_the_same_map(name):
    """Nothing is lost on the way through YAML, and nothing new is complained about."""
    assert read_map_text(map_to_yaml(MAPS[name]), "again.yaml", SHIPPED) == (MAPS[name], ())


@pytest.mark.parametrize("nasty", ["1e5", "0x1F", "no", "~", "2026-11-22", "12:30", "a: b", "# x", "<b>&amp;", "- x",
                                   "'", '"', "{x}", "*a", "Ä\u2028B", "x\ty", " x", "null", "1_000", ".inf", "🌱" * 60])
def test_names_that_look_like_something_else_stay_names(nasty):
    """Numbers, dates, markup and signs of YAML are written so that they are read as text."""
    found = with_relation_ids(drawn("ab"))
    actor = replace(found.actors[0], name=nasty, short=nasty)
    named = replace(found, actors=(actor, *found.actors[1:]))
    again, problems = read_map_text(map_to_yaml(named), "x.yaml", GARDENS)
    assert problems == ()
    assert again == named


def test_a_note_in_another_language_alone_can_be_written_and_read():
    """A file has German everywhere, so the one wording there is stands for it."""
    found = with_relation_ids(replace(drawn("ab"), note=Text({"en": "A note."})))
    again, _ = read_map_text(map_to_yaml(found), "x.yaml", GARDENS)
    assert again.note == Text({"de": "A note.", "en": "A note."})


# ------------------------------------------------------------------------------ rules of the vocabulary
@pytest.mark.parametrize(("old", "new", "code"), [
    ('"#0F5E66"', '"#959595"', "NET-004"),
    ("role: case\n    basis: proposal\n  - id: bee_club", "role: case\n    basis: proposal\n  - id: bee_club\n"
     "    role: case", "NET-003"),
    ('en: "{source} leads {target}."', 'en: "{source} leads."', "NET-005"),
    ('en: "{source} leads {target}."', 'en: "{source} leads {target} {."', "NET-005"),
    ("{measure: degree, at_least: 1, at_most: 2}", "{measure: degree, at_least: 3, at_most: 2}", "NET-009"),
    ("{measure: degree, at_least: 1, at_most: 2}", "{field: both, at_most: 2}", "NET-009"),
    ("{measure: degree, at_least: 1, at_most: 2}", "{all: []}", "NET-008"),
    ("{measure: degree, at_least: 1, at_most: 2}", "{at_most: 2}", "NET-008"),
    ("{item: compost, answers: [s0]}", "{item: compost}", "NET-009"),
    ("{item: compost, answers: [s0]}", "{item: compost, answers: [s0, s7]}", "RULE-003"),
    ("{item: compost, answers: [s0]}", "{item: beds, answers: [s0]}", "RULE-003"),
    ("{item: compost, answers: [s0]}", "{item: composts, answers: [s0]}", "REF-004"),
    ("with_levels: [ring_town]", "with_levels: [ring]", "REF-006"),
    ("with_kinds: [bee_club]", "with_kinds: [bees]", "REF-008"),
    ("perspective: gardeners", "perspective: garden", "REF-005"),
    ('en: "{name} stands alone."', 'en: "{name stands alone."', "NET-010"),
])
def test_mistakes_in_the_words_of_maps_are_found(old, new, code):
    """Each rule sees the other languages, the inner conditions and the further ways to break it."""
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(changed("infrastructure.yaml", old, new))
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(("old", "new"), [
    ('"#0F5E66"', '"#949494"'),
    ('sentence: {de: "{source} leitet {target}.", en: "{source} leads {target}."}',
     'sentence: "{target} folgt {source}, und {target} will das."'),
    ("{measure: degree, at_least: 1, at_most: 2}", "{none: [{measure: closeness, at_most: 0.5}]}"),
    ("{measure: degree, at_least: 1, at_most: 2}", "{measure: degree, at_least: 2, at_most: 2}"),
])
def test_what_is_unusual_but_sound_is_let_through(old, new):
    """The lightest grey with enough contrast, a sentence the other way round, an exact number."""
    assert load_model_from_texts(changed("infrastructure.yaml", old, new)).levels


def test_the_conventions_of_maps_are_checked_like_the_others():
    """A similarity from which everything is the same actor makes no sense."""
    text = base_texts()["method.yaml"]
    assert "method:" in text
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(changed("method.yaml", "method:\n", "method:\n  network: {same_name_from: 0.1}\n"))
    assert [problem.code for problem in caught.value.problems] == ["METHOD-001"]
