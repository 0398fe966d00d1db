"""The twelve invented Verbünde: drawn, always the same, and different enough to be worth comparing."""

import copy
from collections import Counter

import pytest
import yaml

from tests.reports.conftest import ROOT
from typology.assessment.answers import response_table
from typology.reports.bulk_readings import read_in_bulk
from typology.reports.demo_cities import DescriptionError, city_contents, city_names
from typology.reports.demo_files import STATES, problems_of


@pytest.fixture(scope="module")
def description():
    return yaml.safe_load((ROOT / "data" / "demo_cities.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def drawn(description, shipped, shipped_questionnaires):
    return list(city_contents(description, shipped, shipped_questionnaires))


@pytest.fixture(scope="module")
def readings(drawn, shipped):
    """The reading of each Verbund by city, kind of point in time and perspective."""
    rows = []
    for content in drawn:
        for part in content["assessments"]:
            about = (content["case"]["city"], content["waves"][part["wave"]]["kind"], part["perspective"])
            for item, answers in part["answers"].items():
                for person, answer in zip(part["respondents"], answers, strict=True):
                    state = STATES.get(answer, "answer")
                    option = shipped.scale_of(item).option(str(answer))
                    value = float("nan") if state != "answer" else option.value if option else float(answer)
                    rows.append((*about, person, item, state, value))
    return {(r.case, r.wave, r.perspective): r for r in read_in_bulk(shipped, response_table(rows))}


def answers_of(drawn):
    return [(c["case"]["city"], p["wave"], p["perspective"], p["answers"]) for c in drawn for p in c["assessments"]]


def test_the_same_seed_gives_the_same_answers(description, drawn, shipped, shipped_questionnaires):
    """Drawing again changes nothing; another seed changes the answers of every Verbund."""
    assert list(city_contents(description, shipped, shipped_questionnaires)) == drawn
    others = city_contents({**description, "seed": description["seed"] + 1}, shipped, shipped_questionnaires)
    assert all(one["assessments"] != other["assessments"] for one, other in zip(drawn, others, strict=True))


def test_taking_one_out_leaves_the_answers_of_the_others(description, drawn, shipped, shipped_questionnaires):
    """Each Verbund draws from a stream of its own."""
    fewer = {**description, "cases": description["cases"][1:]}
    assert list(city_contents(fewer, shipped, shipped_questionnaires)) == drawn[1:]
    only = {(drawn[3]["case"]["name"], drawn[3]["case"]["city"])}
    assert list(city_contents(description, shipped, shipped_questionnaires, only=only)) == [drawn[3]]


def test_what_is_drawn_fits_the_model(drawn, shipped, shipped_questionnaires):
    """The check that holds for written examples holds for these."""
    assert [p for content in drawn for p in problems_of(content, shipped, shipped_questionnaires)] == []


def test_there_are_twelve_and_each_says_that_it_is_invented(drawn, description):
    """Twelve different cities, marked as invented in the data and in the name."""
    assert len(city_names(description)) == len({c["case"]["city"] for c in drawn}) == 12
    assert all(c["case"]["invented"] is True and "(erfunden)" in c["case"]["name"] for c in drawn)


def test_each_has_three_points_in_time_and_three_perspectives(drawn, shipped):
    """Then, today and the goal; today is seen by three, and offices that speak for themselves say which they are."""
    for content in drawn:
        assert [w["kind"] for w in content["waves"].values()] == ["past", "now", "goal"]
        years = [w["year"] for w in content["waves"].values()]
        assert years == sorted(years)
        assert years[0] >= content["case"]["founded"]
        today = {p["perspective"]: p["respondents"] for p in content["assessments"] if p["wave"] == "today"}
        assert len(today) == 3
        group, outside, statements = sorted(today.values(), key=len, reverse=True)
        assert len(group) >= shipped.method.small_groups.group_from
        assert 1 <= len(statements) <= shipped.method.small_groups.attributed_up_to
        assert all("(erfunden)" in content["respondents"][person] for person in statements)
        assert not any(content["respondents"][person] for person in (*group, *outside))


def test_every_type_is_the_reading_of_somebody_today(readings, shipped):
    """The types are spread: each is named at least once by the Verbünde themselves, and some are less clear."""
    today = [r for (_, kind, view), r in readings.items() if kind == "now" and view == next(iter(shipped.perspectives))]
    named = Counter(r.assignment.type for r in today)
    assert len(today) == 12
    assert set(named) == set(shipped.types)
    assert max(named.values()) <= 3
    assert len({r.assignment.verdict for r in today}) >= 2
    assert {r.phase.reached.id for r in today} == set(shipped.phases)


def test_cities_differ_in_size_and_in_what_they_offer(drawn, readings, shipped):
    """From a small town to a large city; all fields of the placement plane are taken by somebody."""
    sizes = sorted(c["case"]["population"] for c in drawn)
    assert sizes[0] < 50_000
    assert sizes[-1] > 500_000
    fields = {r.placements[0].field.id for r in readings.values() if r.placements[0].field}
    assert fields == {field.id for field in next(iter(shipped.placements.values())).fields}


def test_nobody_aims_for_less_than_there_is(drawn, shipped):
    """Of those who answer about today and about the goal, nobody names a lower level or number for the goal."""
    pairs = 0
    for content in drawn:
        parts = {(p["wave"], p["perspective"], p["questionnaire"]): p for p in content["assessments"]}
        for (wave, view, form), goal in parts.items():
            if content["waves"][wave]["kind"] != "goal":
                continue
            today = parts["today", view, form]
            for item, aims in goal["answers"].items():
                for aim, now in zip(aims, today["answers"][item], strict=True):
                    if aim not in STATES and now not in STATES:
                        options = {o.id: o.value for o in shipped.scale_of(item).options}
                        assert options.get(aim, aim) >= options.get(now, now)
                        pairs += 1
    assert pairs > 2_000


def test_people_leave_out_doubt_and_explain(drawn, description):
    """Some say *don't know* or *not applicable*, some leave a question open, some give numbers, some write a note."""
    given = [a for *_, answers in answers_of(drawn) for row in answers.values() for a in row]
    assert {"dk", "na", "-"} < {a for a in given if isinstance(a, str)}
    assert sum(isinstance(a, int | float) for a in given) > 500
    notes = [
        (item, person, part) for c in drawn for part in c["assessments"]
        for item, found in part["notes"].items() for person in found
    ]
    assert len(notes) == sum(len(case["notes"]) for case in description["cases"])
    for item, person, part in notes:  # whoever explains an answer has given one
        assert part["answers"][item][part["respondents"].index(person)] not in STATES


def test_a_question_that_is_ruled_out_has_no_answer(drawn, shipped_questionnaires):
    """A condition of a questionnaire holds for drawn answers, too."""
    ruled = [
        (entry.item, entry.show_if) for q in shipped_questionnaires.values() for page in q.pages
        for entry in page.entries if entry.show_if and entry.show_if.item and q.form == "full"
    ]
    assert ruled
    seen = 0
    for content in drawn:
        for part in content["assessments"]:
            if shipped_questionnaires[part["questionnaire"]].form != "full":
                continue
            for item, rule in ruled:
                for asked, answer in zip(part["answers"][rule.item], part["answers"][item], strict=True):
                    if asked in ("s0", "s1"):
                        assert answer == "-"
                        seen += 1
    assert seen > 20


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(model="other"), "belong to the model 'other'"),
        (lambda d: d["cases"][0]["waves"]["today"].update(types={"nobody": 1}), "Unknown type 'nobody'."),
        (lambda d: d["cases"][0]["notes"].append({"item": "ofice"}), "Unknown item 'ofice'. Did you mean 'office'?"),
        (lambda d: d["perspectives"].update({"moon_view": {"questionnaires": []}}), "Unknown perspective 'moon_view'."),
    ],
)
def test_a_description_of_another_model_is_refused(description, shipped, shipped_questionnaires, change, said):
    """What it names and the model does not have is said; nothing is drawn."""
    other = copy.deepcopy(description)
    change(other)
    with pytest.raises(DescriptionError) as error:
        next(city_contents(other, shipped, shipped_questionnaires))
    assert said in str(error.value)
