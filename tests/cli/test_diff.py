"""``diff``: two versions of a model."""

import json
import shutil

import pytest


@pytest.fixture
def newer(model_folder, tmp_path):
    """The model with one question reworded and one that weighs more."""
    folder = tmp_path / "newer"
    shutil.copytree(model_folder, folder)
    text = (folder / "model.yaml").read_text(encoding="utf-8")
    text = text.replace('version: "1"', 'version: "2"')
    text = text.replace("label: {de: B1, en: B1}, question: {de: B?", "label: {de: B1, en: B1}, question: {de: Anders?")
    (folder / "model.yaml").write_text(text.replace("weight: 3", "weight: 2"), encoding="utf-8")
    return folder


def test_what_stands_differently_is_told_as_data(call, model_folder, newer):
    """One question is asked differently; alpha and gamma are shared as a whole, beta not at all: 2/3 of the weight."""
    code, out, err = call("diff", model_folder, newer, "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert (document["old"]["version"][:2], document["new"]["version"][:2]) == ("1+", "2+")
    assert document["items"] == {"added": [], "removed": [], "asked_differently": ["b1"], "reworded": ["b1"]}
    assert document["shared"]["weight"] == pytest.approx(2 / 3)
    assert document["comparable"] is True
    weight = next(one for one in document["changes"] if one["id"] == "a2")
    assert (weight["what"], weight["before"], weight["after"]) == (["weight"], "3", "2")


def test_the_text_quotes_both_wordings_in_the_language_asked_for(call, model_folder, newer):
    """German by default, English on request; quotations stay German."""
    code, out, _ = call("diff", model_folder, newer)
    assert code == 0
    assert "B? → Anders?" in out or ("B?" in out and "Anders?" in out)
    _, english, _ = call("--language", "en", "diff", model_folder, newer)
    assert "Anders?" in english
    assert english != out


def test_the_same_model_twice_has_no_difference(call, model_folder):
    """It ends with 0 and says so."""
    code, out, _ = call("diff", model_folder, model_folder, "--json")
    assert (code, json.loads(out)["same"]) == (0, True)


def test_both_models_are_checked_before_anything_is_compared(call, tmp_path):
    """Mistakes of both stand in one answer, each under its folder."""
    code, out, err = call("diff", tmp_path / "one", tmp_path / "two")
    assert (code, out) == (1, "")
    assert err.count("[FILE-001]") == 2
    assert err.index("one") < err.index("two")
