"""The interface: load_model, load_questionnaires, inspect_folders, texts and digests."""

import dataclasses
import subprocess
import sys

import pytest

from tests.model.invalid_cases import BASE, base_texts, changed, write
from typology.model import (
    ModelError,
    Problem,
    Text,
    inspect_folders,
    load_model,
    load_model_from_texts,
    load_questionnaires,
    load_questionnaires_from_texts,
    read_texts,
    render,
)

SHORT = "questionnaires/short.yaml"


def problems_of(texts):
    with pytest.raises(ModelError) as caught:
        load_model_from_texts(texts)
    return caught.value.problems


def test_a_sound_folder_becomes_a_model():
    """Sections become mappings by id in the order of the file, shorthands their long forms."""
    model = load_model(BASE)
    assert list(model.items) == ["beds", "compost", "open_days", "shared_work", "water_supply"]
    assert model.items["beds"].calibration.crossover == 10.0
    assert model.items["compost"].basis.kind == "proposal"
    assert model.items["compost"].anchors["s1"].in_language("en") == "In part."
    assert model.types["kitchen_garden"].conditions["soil_care"].level == "high"
    assert model.types["meeting_garden"].conditions["open_gate"].at == 90.0
    assert model.phases["growing"].requires.all[1].at_least == 5.0
    assert model.method.coverage.none_below == 0.5
    assert model.method.verdict.stable_from == 0.8
    assert model.type_plane.y == "open_gate"


def test_what_was_loaded_cannot_be_changed():
    """Elements are frozen and sections are read-only."""
    model = load_model(BASE)
    with pytest.raises(TypeError):
        model.items["beds"] = None
    with pytest.raises(TypeError):
        model.items["compost"].anchors["s0"] = Text("anders")
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.items["beds"].weight = 2.0


def test_the_folder_may_be_given_as_text():
    """A path and its text mean the same."""
    assert load_model(str(BASE)) == load_model(BASE)


def test_questionnaires_are_read_apart_from_their_model():
    """load_questionnaires reads the questionnaires of a model folder or of a folder of their own."""
    model = load_model(BASE)
    for folder in (BASE, BASE / "questionnaires"):
        found = load_questionnaires(folder, model)
        assert list(found) == ["short_form"]
        assert found["short_form"].items == ("beds", "compost", "open_days")
        assert found["short_form"].pages[0].entries[0].required is False
        assert len(found["short_form"].digest) == 64


def test_a_folder_without_questionnaires_has_none(tmp_path):
    """A model need not bring questionnaires."""
    texts = {name: text for name, text in base_texts().items() if name != SHORT}
    assert load_questionnaires(write(texts, tmp_path), load_model(BASE)) == {}


def test_questionnaires_of_another_model_are_refused(tmp_path):
    """A questionnaire names its model; loading it for another one is an error, with the file as place."""
    model = dataclasses.replace(load_model(BASE), info=dataclasses.replace(load_model(BASE).info, id="balconies"))
    with pytest.raises(ModelError) as caught:
        load_questionnaires(BASE / "questionnaires", model)
    assert [problem.code for problem in caught.value.problems] == ["QUEST-001"]


def test_a_misspelt_section_in_a_folder_of_questionnaires_is_not_passed_over(tmp_path):
    """'questionaire:' would otherwise make a questionnaire vanish without a word."""
    text = base_texts()[SHORT].replace("questionnaire:", "questionaire:")
    folder = write({"q.yaml": text}, tmp_path)
    with pytest.raises(ModelError, match="Did you mean 'questionnaire'"):
        load_questionnaires(folder, load_model(BASE))
    assert [p.code for p in inspect_folders([folder]).problems] == ["KEY-001"]


def test_unknown_ids_in_questionnaires_are_suggested_from_the_loaded_model(tmp_path):
    """A model that was loaded before knows no files, so the hint lists its ids alone."""
    folder = write({"q.yaml": changed(SHORT, "- beds", "- bedz")[SHORT]}, tmp_path)
    with pytest.raises(ModelError) as caught:
        load_questionnaires(folder, load_model(BASE))
    first = next(p for p in caught.value.problems if p.code == "REF-004")
    assert first.message == "Unknown item 'bedz'. Did you mean 'beds'?"
    assert first.hint == "Defined in the model: beds, compost, open_days, shared_work, water_supply."


def test_models_and_questionnaires_are_inspected_together(tmp_path):
    """A folder without sections of a model holds questionnaires for the model read in the same call."""
    texts = base_texts()
    model = write({n: t for n, t in texts.items() if n != SHORT}, tmp_path / "m")
    forms = write({"short.yaml": texts[SHORT]}, tmp_path / "q")
    seen = inspect_folders([forms, model])
    assert (len(seen.models), [q.id for q in seen.questionnaires], seen.problems) == (1, ["short_form"], ())
    assert seen.models[0].digest == load_model(BASE).digest


def test_questionnaires_without_their_model_are_told_so(tmp_path):
    """Alone, a questionnaire can only be checked for its form; that is said."""
    forms = write({"short.yaml": base_texts()[SHORT]}, tmp_path)
    seen = inspect_folders([forms])
    assert [p.code for p in seen.errors] == ["QUEST-001"]
    assert seen.questionnaires == ()


def test_the_same_questionnaire_twice_is_an_error(tmp_path):
    """Ids of questionnaires are unique over all files that are read together."""
    text = base_texts()[SHORT]
    seen = inspect_folders([BASE, write({"again.yaml": text}, tmp_path)])
    assert [p.code for p in seen.problems] == ["ID-002"]


def test_a_questionnaire_of_a_broken_model_is_still_checked(tmp_path):
    """Problems of model and questionnaire come together, and the broken element counts as known."""
    texts = changed(SHORT, "item: open_days", "item: open_day")
    texts["items.yaml"] = texts["items.yaml"].replace(
        "    response_scale: zahl\n", "    response_scale: zahl\n    weight: much\n")
    seen = inspect_folders([write(texts, tmp_path)])
    assert sorted(p.code for p in seen.problems) == ["REF-004", "VALUE-001"]
    assert (seen.models, seen.questionnaires) == ((), ())


def test_all_problems_come_at_once_and_in_order(tmp_path, monkeypatch):
    """Mistakes in several files are found in one go, sorted by place, and counted."""
    texts = base_texts()
    texts["items.yaml"] = texts["items.yaml"].replace("stufen3", "stufe3").replace("refs: [G1]", "refs: []")
    texts["axes.yaml"] = texts["axes.yaml"].replace("question:", "qestion:", 1)
    texts["types.yaml"] = texts["types.yaml"].replace("{de: Treffpunkt, en: Meeting garden}", "Treffpunkt")
    monkeypatch.chdir(write({f"m/{n}": t for n, t in texts.items()}, tmp_path))
    seen = inspect_folders(["m"])
    assert [p.code for p in seen.problems] == ["KEY-001", "BASIS-002", *["ITEM-004"] * 4, "TEXT-002"]
    assert list(seen.problems) == sorted(seen.problems, key=lambda p: (p.path, p.line, p.column))
    assert render(seen.problems).endswith("\n6 problems, 1 warning. Nothing was loaded.")
    assert "TEXT-002" not in render(seen.problems, warnings=False)
    assert [p.code for p in seen.warnings] == ["TEXT-002"]


def test_the_report_has_the_form_that_was_agreed():
    """Place, way and code; the message; the hint; a line that counts."""
    found = [
        Problem("questionnaires/selbsteinschaetzung.yaml", 42, 7, "items[3].response_scale", "ITEM-004",
                "Unknown response scale 'stufe5'. Did you mean 'stufen5'?",
                "Defined in typology/definition/response_scales.yaml: stufen5, zahl."),
        Problem("a.yaml", 0, 0, "", "FILE-007", "The file is empty."),
    ]
    assert render(found) == (
        "a.yaml  [FILE-007]\n"
        "  The file is empty.\n"
        "questionnaires/selbsteinschaetzung.yaml:42:7  items[3].response_scale  [ITEM-004]\n"
        "  Unknown response scale 'stufe5'. Did you mean 'stufen5'?\n"
        "  Defined in typology/definition/response_scales.yaml: stufen5, zahl.\n"
        "2 problems. Nothing was loaded."
    )
    assert render([]) == "No problems."


def test_the_exception_says_what_is_wrong():
    """Whoever meets the exception in a log reads the report, without warnings."""
    texts = changed("items.yaml", "response_scale: stufen3", "response_scale: stufe3")
    with pytest.raises(ModelError, match=r"\[ITEM-004\]"):
        load_model_from_texts(texts)


def test_a_section_may_be_split_over_files():
    """Elements of one section are merged over all files, wherever they stand."""
    texts = base_texts()
    head, last = texts["items.yaml"].split("  - id: water_supply")
    texts["items.yaml"] = head
    texts["deeper/more.yaml"] = "items:\n  - id: water_supply" + last
    assert load_model_from_texts(texts).digest == load_model(BASE).digest


def test_the_digest_is_about_content_only():
    """Comments, the order of keys, quotes, long forms and written defaults do not change it."""
    texts = base_texts()
    plain = load_model_from_texts(texts).digest
    texts["axes.yaml"] = "# a comment\n" + texts["axes.yaml"].replace(
        "      - {dimension: soil}", "      - {weight: 1.0, dimension: 'soil'}")
    texts["items.yaml"] = texts["items.yaml"].replace("basis: proposal", "basis: {kind: proposal}")
    texts["method.yaml"] = texts["method.yaml"].replace("none_below: 0.5", "none_below: 0.50")
    assert load_model_from_texts(texts).digest == plain
    assert len(plain) == 64
    assert load_model_from_texts(texts).version == f"0.1.0+{plain[:8]}"


@pytest.mark.parametrize(("file", "old", "new"), [
    ("items.yaml", "Noch nicht.", "Noch gar nicht."),
    ("axes.yaml", "weight: 2", "weight: 3"),
    ("method.yaml", "none_below: 0.5", "none_below: 0.4"),
    ("types.yaml", "at: 90", "at: 95"),
])
def test_any_change_of_content_changes_the_digest(file, old, new):
    """A word, a weight, a threshold: whatever is said differently has another hash."""
    assert load_model_from_texts(changed(file, old, new)).digest != load_model(BASE).digest


def test_the_order_of_phases_is_content():
    """Phases are ordered, so exchanging two of them is another model."""
    texts = base_texts()
    rules = "    requires:\n      all:\n        - {item: compost, at_least: s1}\n        - {item: beds, at_least: 5}\n"
    head, first, second = texts["phases.yaml"].replace(rules, "").split("  - id: ")
    rule = "    requires: {item: compost, at_least: s1}\n"
    one = {**texts, "phases.yaml": f"{head}  - id: {first}{rule}  - id: {second}{rule}"}
    other = {**texts, "phases.yaml": f"{head}  - id: {second}{rule}  - id: {first}{rule}"}
    assert load_model_from_texts(one).digest != load_model_from_texts(other).digest


def test_texts_of_a_folder_can_be_kept_and_read_again(tmp_path, monkeypatch):
    """read_texts returns relative paths, from which the same model comes back."""
    for folder in (BASE, "."):
        monkeypatch.chdir(BASE)
        texts = read_texts(folder)
        assert texts == base_texts()
        assert load_model_from_texts(texts) == load_model(BASE)


def test_texts_that_cannot_be_read_are_a_model_error(tmp_path):
    """A folder that is not there, and a file that is no text, are told like any other problem."""
    with pytest.raises(ModelError, match="does not exist"):
        read_texts(tmp_path / "nowhere")
    (tmp_path / "a.yaml").write_bytes(b"\xff")
    with pytest.raises(ModelError, match="not UTF-8"):
        read_texts(tmp_path)


def test_a_file_is_not_a_folder(tmp_path):
    """Naming one file of the model instead of its folder is explained."""
    with pytest.raises(ModelError, match="is not a folder"):
        load_model(BASE / "items.yaml")


def test_hidden_files_are_not_read(tmp_path):
    """What editors and version control put away does not belong to the model."""
    folder = write(base_texts(), tmp_path)
    write({".old/items.yaml": "nonsense", ".items.yaml": "nonsense"}, folder)
    assert load_model(folder) == load_model(BASE)


def test_a_dangling_link_is_a_problem_and_not_a_crash(tmp_path):
    """A file that disappears or cannot be opened is named."""
    write(base_texts(), tmp_path)
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere.yaml")
    assert [p.code for p in inspect_folders([tmp_path]).problems] == ["FILE-003"]


def test_nothing_follows_from_a_file_that_cannot_be_read(tmp_path):
    """With the response scales unreadable, items are not blamed for naming them."""
    texts = {**base_texts(), "response_scales.yaml": "response_scales: ["}
    seen = inspect_folders([write(texts, tmp_path)])
    assert [p.code for p in seen.problems] == ["YAML-001"]


def test_a_model_file_that_cannot_be_read_is_no_fault_of_the_questionnaires(tmp_path):
    """As long as the id of the model cannot be read, questionnaires are not told that it is unknown."""
    texts = {**base_texts(), "model.yaml": "model: ["}
    assert [p.code for p in inspect_folders([write(texts, tmp_path)]).problems] == ["YAML-001"]


def test_a_model_without_an_empty_section_says_which(tmp_path):
    """A section whose content was deleted is named."""
    found = problems_of({**base_texts(), "prompts.yaml": "prompts:\n"})
    assert [(p.code, p.where) for p in found] == [("VALUE-007", "prompts")]


def test_sections_of_the_wrong_kind_are_explained():
    """A list where a mapping belongs, and the other way round."""
    found = problems_of({**base_texts(), "x.yaml": "prompts: {id: a}\nwording: [a]\n"})
    assert [(p.code, p.where) for p in found] == [("VALUE-001", "prompts"), ("VALUE-001", "wording")]


def test_wording_is_merged_and_its_keys_are_free():
    """Entries of the message catalogue may be spread over files, each given once."""
    texts = {**base_texts(), "w1.yaml": "wording: {start.title: {de: Los, en: Go}}",
             "w2.yaml": "wording: {b: {de: B, en: B}}"}
    assert dict(load_model_from_texts(texts).wording) == {
        "start.title": Text({"de": "Los", "en": "Go"}), "b": Text({"de": "B", "en": "B"})}
    texts["w2.yaml"] = "wording: {start.title: {de: B, en: B}}"
    assert [p.code for p in problems_of(texts)] == ["ID-002"]


def test_elements_that_are_no_mappings_or_have_no_id_are_reported_once():
    """Such elements stay out, and nothing else follows from them."""
    section = "prompts:\n  - only text\n  - {text: {de: a, en: a}, basis: proposal}\n"
    found = problems_of({**base_texts(), "x.yaml": section})
    assert [(p.code, p.where) for p in found] == [("VALUE-001", "prompts[0]"), ("KEY-002", "prompts[1]")]


def test_reading_a_model_needs_no_heavy_package():
    """At the start of the process nothing is imported that only scoring, storing or drawing needs."""
    program = ("import sys, typology.model; "
               "print([n for n in ('pandas', 'numpy', 'sqlalchemy', 'streamlit', 'plotly') if n in sys.modules])")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_questionnaires_come_back_from_their_texts():
    """What was kept with the answers is what the folder says."""
    model = load_model(BASE)
    assert load_questionnaires_from_texts(read_texts(BASE), model) == load_questionnaires(BASE, model)


def test_of_kept_questionnaires_the_sound_ones_can_be_read(tmp_path):
    """A page with an item that this model does not have makes its questionnaire unreadable, and no other."""
    model = load_model(BASE)
    texts = read_texts(BASE)
    other = texts[SHORT].replace("id: short", "id: other").replace("- beds", "- no_such_item")
    texts["questionnaires/other.yaml"] = other
    found = load_questionnaires_from_texts(texts, model)
    assert set(found) == set(load_questionnaires(BASE, model))
