"""``change``: two waves of a table, and which answers moved what."""

import json

import pytest

from tests.cli.conftest import HEADER

THEN = {"a1": "p0", "a2": "p1", "a3": "p2", "b1": "p4"}
NOW = {"a1": "p4", "a2": "p1", "a3": "p1", "b1": "p4"}


def rows(case, wave, answers, perspective="us"):
    return "".join(f"{case},{wave},{perspective},r1,{item},{value}\n" for item, value in answers.items())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "answers.csv"
    only_now = rows("Süd", "2026", NOW) + rows("Nord", "2026", NOW, perspective="them")
    path.write_text(HEADER + rows("Nord", "2016", THEN) + rows("Nord", "2026", NOW) + only_now, encoding="utf-8")
    return path


@pytest.fixture
def changed(call, model_folder, file):
    def run(*arguments):
        waves = ["--from", "2016", "--to", "2026"]
        code, out, err = call("change", "--model", model_folder, "--responses", file, *waves, "--json", *arguments)
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


def test_every_item_has_its_part_and_the_parts_sum_to_the_change(changed):
    """Alpha weighs 1 + 3 + 1: a1 adds 100/5, a3 takes 25/5, a2 nothing; 25 + 15 = 40. Beta does not move."""
    [found] = changed()["changes"]
    assert (found["case"], found["perspective"], found["refused"]) == ("Nord", "us", None)
    alpha = found["sets"]["alpha"]
    assert (alpha["before"]["score"], alpha["after"]["score"], alpha["change"]) == pytest.approx((25.0, 40.0, 15.0))
    parts = {item["item"]: item["contribution"] for item in found["items"]}
    assert {i: parts[i]["alpha"] for i in ("a1", "a2", "a3")} == pytest.approx({"a1": 20.0, "a2": 0.0, "a3": -5.0})
    assert sum(part.get("width", 0.0) for part in parts.values()) == pytest.approx(found["sets"]["width"]["change"])
    assert found["sets"]["beta"]["change"] == 0.0
    assert alpha["by_answers"] + alpha["by_mix"] == pytest.approx(15.0)
    assert (alpha["p"], alpha["distinguishable"]) == (None, None)  # one person has no band


def test_waves_say_what_they_are_and_gaps_are_in_steps(changed):
    """Retrospect is marked; a1 lies four steps up, a3 one down; unmoved items are no gap."""
    [found] = changed("--past", "2016")["changes"]
    assert found["from"] == {"wave": "2016", "wave_kind": "past", "respondents": 1}
    assert found["to"] == {"wave": "2026", "wave_kind": "now", "respondents": 1}
    gaps = {gap["item"]: (gap["before_option"], gap["after_option"], gap["steps"]) for gap in found["gaps"]}
    assert gaps == {"a1": ("p0", "p4", 4.0), "a3": ("p2", "p1", -1.0)}


def test_who_was_asked_at_one_wave_only_is_named(changed):
    """Süd, and the others' view of Nord, have no answers about 2016."""
    assert changed()["left_out"] == [
        {"case": "Süd", "perspective": "us", "missing_wave": "2016"},
        {"case": "Nord", "perspective": "them", "missing_wave": "2016"},
    ]


def test_how_far_the_placement_depends_on_choices_is_told_unless_nothing_is_drawn(changed):
    """Every source of uncertainty and every other choice has its line; ``--draws 0`` leaves them out."""
    [found] = changed("--draws", "50")["changes"]
    tested = found["sensitivity"]
    assert (tested["draws"], tested["respondents"]) == (50, 1)
    assert {run["source"] for run in tested["runs"]} == {"all", "respondents", "missing", "weights", "anchors"}
    assert {"thresholds", "equal_weights", "geometric", "weakest_link"} <= {one["kind"] for one in tested["scenarios"]}
    assert all(sum(run["types"].values()) + run["none"] == pytest.approx(1.0) for run in tested["runs"])
    assert changed("--draws", "0")["changes"][0]["sensitivity"] is None


def test_the_text_shows_values_parts_and_the_way_to_a_goal(call, model_folder, file):
    """Signs stand before the points; the goal is called one; what is nearer than half a step is counted only."""
    arguments = ["change", "--model", model_folder, "--responses", file, "--from", "2016", "--to", "2026"]
    code, out, _ = call(*arguments, "--goal", "2026", "--past", "2016")
    assert code == 0
    assert "Nord · Wir · 2016 (im Rückblick) → 2026 (Ziel)" in out
    assert "Alpha +15,0: A1 +20,0, A3 −5,0" in out
    assert "A1: p0 → p4 (+4,0 Stufen)" in out
    assert "Süd · Wir: Zu »2016« gibt es keine Antwort." in out
    _, out, _ = call("--language", "en", *arguments)
    assert "A1 +20.0" in out
    assert "Stufen" not in out


@pytest.mark.parametrize(
    ("waves", "code", "said"),
    [
        (["--from", "2026", "--to", "2026"], 2, "denselben Zeitpunkt"),
        (["--from", "2015", "--to", "2026"], 1, "Gemeint ist vielleicht »2016«."),
        (["--from", "2016"], 2, "Es fehlt: --to."),
    ],
)
def test_waves_that_cannot_be_compared_are_explained(call, model_folder, file, waves, code, said):
    """One sentence, and nothing on standard output."""
    found, out, err = call("change", "--model", model_folder, "--responses", file, *waves)
    assert (found, out) == (code, "")
    assert said in err


def test_nobody_at_both_waves_is_explained(call, model_folder, tmp_path):
    """Two waves with nobody in common end with 1."""
    path = tmp_path / "apart.csv"
    path.write_text(HEADER + rows("Nord", "2016", THEN) + rows("Süd", "2026", NOW), encoding="utf-8")
    code, out, err = call("change", "--model", model_folder, "--responses", path, "--from", "2016", "--to", "2026")
    assert (code, out) == (1, "")
    assert "aus demselben Blickwinkel" in err
