"""The example data: readable, fit for the model, and never in anybody's way."""

import math
import re
import shutil

import pytest

from tests.reports.conftest import ROOT
from typology.assessment.assignment import Verdict
from typology.assessment.reading import read_responses
from typology.reports.demo import DemoError, DemoRefusedError, fill_demo
from typology.reports.released import load_snapshots
from typology.reports.stored import Versions, stored_responses
from typology.store import open_store

DATA = ROOT / "data"


@pytest.fixture(scope="module")
def filled(tmp_path_factory, shipped, shipped_questionnaires):
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}") as store:
        fill_demo(store, shipped, shipped_questionnaires, DATA, small=True)
        yield store


@pytest.fixture(scope="module")
def whole(tmp_path_factory, shipped, shipped_questionnaires):
    """A store with all examples, filled in two steps, and what the second step added."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('whole') / 'demo.db'}") as store:
        fill_demo(store, shipped, shipped_questionnaires, DATA, small=True)
        yield store, fill_demo(store, shipped, shipped_questionnaires, DATA)


@pytest.fixture(scope="module")
def readings(filled, shipped, shipped_questionnaires):
    case = next(c for c in filled.list_cases() if c.invented)
    rows = filled.responses_of_case(case.id)
    table, asked = stored_responses(Versions(shipped, shipped_questionnaires), rows)
    kinds = {str(wave.id): wave.kind for wave in filled.list_waves(case.id)}
    return {(kinds[r.wave], r.perspective): r for r in read_responses(shipped, table, asked)}


def test_what_is_invented_says_so_and_what_is_real_is_unscored(filled):
    """One invented case with answers and no note; the others carry facts, a note, and no assessment."""
    cases = filled.list_cases()
    invented = [c for c in cases if c.invented]
    real = [c for c in cases if not c.invented]
    assert [("erfunden" in c.name, c.note) for c in invented] == [(True, "")]
    assert [c.city for c in real] == ["Dresden", "Düsseldorf", "Mönchengladbach", "Dortmund"]
    assert all(c.unscored and c.facts and c.note and not filled.list_assessments(c.id) for c in real)


def test_every_fact_names_a_source_of_the_model(filled, shipped):
    """Each fact has German and English text and only known source keys."""
    facts = [fact for case in filled.list_cases() for fact in case.facts]
    assert len(facts) > 20
    for fact in facts:
        assert set(fact["source"].split(", ")) <= set(shipped.sources)
        assert {"de", "en"} == set(fact["text"])


def test_the_demo_shows_a_tendency_with_one_provisional_dimension(readings):
    """Today's self view is a tendency among five respondents; each has an answer that differs from another's."""
    today = readings["now", "self_view"]
    assert (today.respondents, today.assignment.verdict) == (5, Verdict.TENDENCY)
    assert [s.id for s in today.sets.values() if s.provisional] == ["continuity_learning"]
    spreads = [{a.value for a in t.answers if a.value is not None} for t in today.explanation.traces()]
    assert sum(len(values) > 1 for values in spreads) > 30
    assert {"dk", "na", "answer"} == {a.state for t in today.explanation.traces() for a in t.answers}


def test_the_demo_moves_over_time_and_differs_between_perspectives(readings):
    """Three waves with three types; the city and the Verbund place the same Verbund in different fields."""
    assert set(readings) == {
        ("past", "self_view"), ("now", "self_view"), ("goal", "self_view"), ("now", "municipal_view"),
        ("now", "welfare_view"), ("now", "science_view"),
    }
    assert len({readings[kind, "self_view"].assignment.type for kind in ("past", "now", "goal")}) == 3
    fields = [readings["now", p].placements[0].field.id for p in ("self_view", "municipal_view")]
    assert len(set(fields)) == 2
    assert not math.isnan(readings["past", "self_view"].placements[0].x.score)


def test_filling_twice_adds_nothing(filled, shipped, shipped_questionnaires):
    """Cases that are there are left as they are, even put away or changed."""
    before = [(c.id, len(filled.responses_of_case(c.id))) for c in filled.list_cases()]
    summary = fill_demo(filled, shipped, shipped_questionnaires, DATA, small=True)
    assert (summary.added, len(summary.present), summary.responses) == ((), 5, 0)
    assert [(c.id, len(filled.responses_of_case(c.id))) for c in filled.list_cases()] == before


def test_the_invented_cities_are_added_to_what_was_filled_before(whole, shipped, shipped_questionnaires):
    """First the small example, then all of it, then nothing more; every Verbund with answers is an invented one."""
    store, added = whole
    assert (len(added.added), len(added.present), added.maps) == (12, 5, 0)
    again = fill_demo(store, shipped, shipped_questionnaires, DATA)
    assert (again.added, len(again.present), again.responses) == ((), 17, 0)
    assert fill_demo(store, shipped, shipped_questionnaires, DATA, small=True).added == ()
    cases = store.list_cases()
    assert [c.invented for c in cases if store.list_assessments(c.id)] == [True] * 13
    assert all(a.finished for c in cases for a in store.list_assessments(c.id))


def test_the_invented_cities_have_released_what_may_be_released(whole, shipped):
    """All but Musterhafen can be compared, one of them gives a contact; four people of one city have to wait."""
    store, summary = whole
    found = load_snapshots(store)
    assert len(found) == summary.released == 70
    assert all(one.intact and one.snapshot.invented and "erfunden" in one.snapshot.case for one in found)
    cities = {case.id: case.city for case in store.list_cases() if case.invented}
    assert {cities[one.case_id] for one in found} == set(cities.values()) - {"Musterhafen"}
    assert len({one.case_id for one in found if one.contact}) == 1
    own, outside, *_ = shipped.perspectives
    now = [one.snapshot for one in found if one.snapshot.wave_kind == "now"]
    assert sum(s.perspective == own for s in now) == 12
    assert sum(s.perspective == outside for s in now) == 11
    statements = [s for s in now if s.voice == "statement"]
    assert len(statements) == 12
    assert all("(erfunden)" in s.office for s in statements)
    assert {s.type for s in now if s.perspective == own} == set(shipped.types)
    assert all(s.population and s.land for s in now)


def test_the_invented_cities_tell_what_happened_and_one_what_it_wants(whole, shipped):
    """Every Verbund has events; one has intentions in several states, each about something the model knows."""
    store, _ = whole
    cases = [c for c in store.list_cases() if c.population]
    assert all(len(store.list_events(c.id)) >= 2 for c in cases)
    assert all(store.list_events(c.id)[0].year == c.founded for c in cases)
    plans = [plan for c in cases for plan in store.list_intentions(c.id)]
    assert {plan.state for plan in plans} == {"open", "begun", "done"}
    assert len({plan.case_id for plan in plans}) == 1
    assert all(plan.about in shipped.items and plan.role and plan.due for plan in plans)


def test_somebody_elses_database_is_refused_and_left_as_it_was(sqlite_url, shipped, shipped_questionnaires):
    """With ``force`` the examples stand beside the other case, which does not change."""
    with open_store(sqlite_url) as store:
        own = store.create_case("Eigener Verbund", "Stadt")
        with pytest.raises(DemoRefusedError) as refused:
            fill_demo(store, shipped, shipped_questionnaires, DATA, small=True)
        assert refused.value.others == 1
        assert store.list_cases() == [own]
        assert len(fill_demo(store, shipped, shipped_questionnaires, DATA, force=True, small=True).added) == 5
        assert store.case(own.id) == own


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("office: [s2, s2, s2, s2, s1]", "offic: [s2, s2, s2, s2, s1]", "no item 'offic'. Did you mean 'office'?"),
        ("office: [s2, s2, s2, s2, s1]", "office: [s2, s2, s2, s2, s7]", "'office' cannot be answered with 's7'."),
        ("office: [s2, s2, s2, s2, s1]", "office: [s2, s2]", "'office' needs one answer for each of 5 respondents."),
        ("member_count: [18]", "member_count: [18.5]", "'member_count' cannot be answered with '18.5'."),
        ("wave: goal", "wave: gaol", "Unknown wave 'gaol'."),
        ("invented: true", "invented: false", "Only an invented case may bring answers."),
        ("model: verbund_arbeitsfassung", "model: other", "belong to the model 'other'"),
        ("case:", "case: [", "while parsing"),
    ],
)
def test_data_that_does_not_fit_is_explained_and_nothing_is_written(
    tmp_path, sqlite_url, shipped, shipped_questionnaires, old, new, said
):
    """The sentence names the file; the database stays empty."""
    shutil.copytree(DATA / "demo", tmp_path / "demo")
    shutil.copytree(DATA / "cities", tmp_path / "cities")
    file = tmp_path / "demo" / "musterhafen.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with open_store(sqlite_url) as store:
        with pytest.raises(DemoError, match=re.escape(said)) as error:
            fill_demo(store, shipped, shipped_questionnaires, tmp_path)
        assert str(error.value).startswith(str(file))
        assert store.is_empty()


def test_a_folder_without_examples_is_explained(tmp_path, sqlite_url, shipped, shipped_questionnaires):
    """An installation without its data says so."""
    with open_store(sqlite_url) as store, pytest.raises(DemoError, match="no example data"):
        fill_demo(store, shipped, shipped_questionnaires, tmp_path)
