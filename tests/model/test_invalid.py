"""Every mistake in the catalogue has a broken model, an exact message and a place in the documentation."""

import re
from pathlib import Path

import pytest

from tests.model.invalid_cases import CASES, FOLDER, put_together, report
from typology.model import ModelError, load_maps, load_model
from typology.model.problems import CATALOGUE, WARNINGS

DOCS = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")


def expected(code):
    return (FOLDER / code / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CASES)
def test_a_broken_model_is_reported_in_exactly_these_words(code, tmp_path, monkeypatch):
    """The report of a case is its expected.txt, to the letter."""
    folders = put_together(code, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert report(folders) == expected(code)


@pytest.mark.parametrize("code", CASES)
def test_one_mistake_causes_one_problem(code):
    """A case names its own code once and no other, so nothing that merely follows is shown."""
    assert re.findall(r"\[([A-Z]+-\d{3})\]", expected(code)) == [code]


def test_the_base_of_all_cases_is_sound(tmp_path, monkeypatch):
    """Without a mistake laid over it, the model of the cases has no problem at all."""
    folders = put_together("base", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert report(folders) == "No problems.\n"


@pytest.mark.parametrize("code", [c for c in CASES if c not in WARNINGS and not c.startswith(("FILE-00", "QUEST"))])
def test_what_has_an_error_cannot_be_loaded(code, tmp_path, monkeypatch):
    """load_model refuses a broken model; one whose questionnaire or map alone is broken can be loaded."""
    folders = put_together(code, tmp_path)
    monkeypatch.chdir(tmp_path)
    if "questionnaires/" in expected(code):
        assert load_model("model").info.id == "gardens"
    elif folders != ["model"]:  # a map by itself: with the model, nothing is wrong with it
        assert list(load_maps(folders[0], load_model("model"))) == ["town"]
    elif "maps/" in expected(code):
        with pytest.raises(ModelError) as caught:
            load_maps("model", load_model("model"))
        assert [problem.code for problem in caught.value.problems] == [code]
    else:
        with pytest.raises(ModelError) as caught:
            load_model("model")
        assert code in [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_has_a_case_and_is_documented(code):
    """The catalogue, the cases and docs/problems.md name the same codes, and the documented output is the real one."""
    assert code in CASES
    assert f"### {code}" in DOCS
    assert expected(code).rsplit("\n", 2)[0] in DOCS


def test_no_code_is_documented_or_tested_that_does_not_exist():
    """Nothing is left over from codes that were dropped."""
    assert set(CASES) == set(CATALOGUE)
    assert set(re.findall(r"^### ([A-Z]+-\d{3})", DOCS, re.MULTILINE)) == set(CATALOGUE)
