"""The model and the questionnaires that come with the project, and a second one that has nothing to do with them."""

from pathlib import Path

import pytest

from typology.model import inspect_folders, load_model, load_questionnaires, render

ROOT = Path(__file__).parents[2]


def test_what_is_shipped_has_no_problem_and_no_gap():
    """The working version, its questionnaires and the maps are complete in German and English."""
    seen = inspect_folders([ROOT / "typology" / "definition", ROOT / "questionnaires", ROOT / "data" / "maps"])
    assert render(seen.problems) == "No problems."
    assert len(seen.models) == 1
    assert {questionnaire.form for questionnaire in seen.questionnaires} == {"full", "short", "outside", "frame"}


def test_the_second_typology_has_no_errors():
    """A typology of something else is read by the same rules; it may have gaps in its translation."""
    seen = inspect_folders([ROOT / "tests" / "toy" / "definition", ROOT / "tests" / "toy" / "questionnaires"])
    assert render(seen.errors) == "No problems."
    assert seen.models
    assert seen.questionnaires


@pytest.mark.parametrize(("model", "forms"), [
    ("typology/definition", "questionnaires"), ("tests/toy/definition", "tests/toy/questionnaires")])
def test_both_load_as_the_application_loads_them(model, forms):
    """load_model and load_questionnaires return what inspect_folders found sound."""
    loaded = load_model(ROOT / model)
    found = load_questionnaires(ROOT / forms, loaded)
    assert found
    assert all(item in loaded.items for questionnaire in found.values() for item in questionnaire.items)


def test_a_large_model_is_read_whole(tmp_path):
    """500 items with five options in two languages are read like any other model."""
    text = big_model(items=500)
    (tmp_path / "big.yaml").write_text(text, encoding="utf-8")
    model = load_model(tmp_path)
    assert len(model.items) == 500
    assert sum(len(item.anchors) for item in model.items.values()) == 2500


def big_model(items):
    """Return one file with a model of that many items over ten dimensions and one axis."""
    text = "{de: Wir treffen uns mehrmals im Jahr., en: We meet several times a year.}"
    lines = [f"model: {{id: big, version: 1.0.0, label: {text}, notice: {text}, description: {text}, "
             "languages: [de, en], basis: proposal}",
             f"perspectives: [{{id: p, label: {text}, description: {text}, view: inside, basis: proposal}}]",
             f"response_scales: [{{id: s, label: {text}, kind: levels, basis: proposal, options: "
             f"[{', '.join(f'{{id: s{k}, value: {k}}}' for k in range(5))}]}}]",
             "dimensions:"]
    lines += [f"  - {{id: d{d}, label: {text}, question: {text}, basis: proposal}}" for d in range(10)]
    lines += [f"axes: [{{id: a, label: {text}, question: {text}, basis: proposal, parts: [{{dimension: d0}}]}}]",
              f"types: [{{id: t, label: {text}, sentence: {text}, description: {text}, conditions: {{a: high}}, "
              "basis: proposal}]",
              "items:"]
    for number in range(items):
        lines += [f"  - id: i{number}", f"    dimension: d{number % 10}", f"    label: {text}", f"    question: {text}",
                  "    response_scale: s", "    basis: proposal", "    anchors:"]
        lines += [f"      s{k}: {text}" for k in range(5)]
    return "\n".join(lines) + "\n"
