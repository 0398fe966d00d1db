"""The rules between elements, at their edges; one plain case of each is in tests/invalid."""

import pytest

from tests.model.invalid_cases import base_texts, changed, write
from typology.model import inspect_folders, load_model

SHORT = "questionnaires/short.yaml"
RULE = """      all:
        - {item: compost, at_least: s1}
        - {item: beds, at_least: 5}
"""
CONDITIONS = "conditions: {soil_care: high, open_gate: low}"
OTHER = "conditions: {soil_care: low, open_gate: {is: high, at: 90}}"


@pytest.fixture
def found(tmp_path):
    """Return a function from texts to (code, where) of everything that is wrong with them."""
    return lambda texts: [(p.code, p.where) for p in inspect_folders([write(texts, tmp_path)]).problems]


# ------------------------------------------------------------------------------ scales, items, dimensions
def test_options_are_read_in_the_order_of_their_values(tmp_path):
    """Options may be written in any order and need not be evenly spaced; the model has them ascending."""
    texts = changed("response_scales.yaml", "{id: s0, value: 0}", "{id: s0, value: 1.5}")
    scale = load_model(write(texts, tmp_path)).response_scales["stufen3"]
    assert [(option.id, option.value) for option in scale.options] == [("s1", 1.0), ("s0", 1.5), ("s2", 3.0)]


def test_a_label_of_the_option_makes_an_anchor_unnecessary(found):
    """An option is worded by the item or by the response scale."""
    texts = changed("response_scales.yaml", "{id: s1, value: 1}", "{id: s1, value: 1, label: {de: Etwas, en: Some}}")
    texts["items.yaml"] = texts["items.yaml"].replace("      s1: {de: Zum Teil., en: In part.}\n", "")
    assert found(texts) == []


def test_a_number_has_neither_options_nor_anchors(found):
    """Options on a number scale and anchors on a number item are leftovers, each reported where it stands."""
    number = "    kind: number\n"
    texts = changed("response_scales.yaml", number, f"{number}    options: [{{id: a, value: 1}}]\n")
    assert found(texts) == [("SCALE-005", "response_scales[1].options")]
    scale = "    response_scale: zahl\n"
    texts = changed("items.yaml", scale, f"{scale}    anchors: {{s0: {{de: a, en: a}}}}\n")
    assert found(texts) == [("ITEM-002", "items[0].anchors.s0")]


def test_a_calibration_may_fall(found):
    """Where less is more, full_out lies above full_in."""
    assert found(changed("items.yaml", "{full_out: 2, crossover: 10, full_in: 30}",
                         "{full_out: 30, crossover: 10, full_in: 2}")) == []


@pytest.mark.parametrize("anchors", ["2, crossover: 2, full_in: 30", "2, crossover: 30, full_in: 30",
                                     "30, crossover: 2, full_in: 10", "5, crossover: 5, full_in: 5"])
def test_a_calibration_must_be_strictly_monotone(found, anchors):
    """Two anchors alike, or the crossover outside, make no curve."""
    texts = changed("items.yaml", "{full_out: 2, crossover: 10, full_in: 30}", f"{{full_out: {anchors}}}")
    assert found(texts) == [("ITEM-003", "items[0].calibration")]


def test_a_number_scale_needs_no_limits(found):
    """Without limits every entry is possible, and no calibration lies outside."""
    assert found(changed("response_scales.yaml", "    minimum: 0\n    maximum: 500\n", "")) == []
    texts = changed("response_scales.yaml", "    maximum: 500\n", "    maximum: 20\n")
    assert found(texts) == [("ITEM-007", "items[0].calibration.full_in")]


def test_weight_zero_is_allowed_beside_others(found):
    """An item may be asked without counting, as long as another one of its dimension counts."""
    assert found(changed("items.yaml", "  - id: compost\n", "  - id: compost\n    weight: 0\n")) == []


def test_an_axis_calibration_may_fall_but_not_leave_the_scale(found):
    """Anchors of an axis lie on 0 to 100."""
    own = "{full_out: 10, crossover: 50, full_in: 90}"
    texts = changed("axes.yaml", own, "{full_out: 90, crossover: 50, full_in: 10}")
    texts["types.yaml"] = texts["types.yaml"].replace("at: 90", "at: 10")
    assert found(texts) == []
    assert found(changed("axes.yaml", own, "{full_out: -1, crossover: 50, full_in: 90}")) == [
        ("AXIS-004", "axes[1].calibration")]


# ------------------------------------------------------------------------------ types
def test_types_that_overlap_through_any_are_warned_about(found):
    """The example of the methods: A and C can both hold, A and B cannot, B and C cannot."""
    texts = base_texts()
    texts["dimensions.yaml"] += "".join(
        f"  - {{id: d{i}, label: {{de: D, en: D}}, question: {{de: D?, en: D?}}, basis: proposal}}\n" for i in range(5))
    texts["items.yaml"] += "".join(f"""
  - id: i{i}
    dimension: d{i}
    label: {{de: I, en: I}}
    question: {{de: I?, en: I?}}
    response_scale: stufen3
    anchors: {{s0: {{de: a, en: a}}, s1: {{de: b, en: b}}, s2: {{de: c, en: c}}}}
    basis: proposal""" for i in range(5)) + "\n"
    texts["types.yaml"] = "types:\n" + "".join(
        f"  - {{id: {name}, label: {{de: T, en: T}}, sentence: {{de: T, en: T}}, description: {{de: T, en: T}}, "
        f"basis: proposal, conditions: {{{', '.join(f'd{i}: {level}' for i, level in enumerate(levels.split()))}}}}}\n"
        for name, levels in [("a", "high high high low any"), ("b", "low any low high high"),
                             ("c", "high any high low high")])
    del texts[SHORT]
    assert found(texts) == [("TYPE-004", "types[2].conditions")]


def test_conditions_that_do_not_decide_do_not_tell_types_apart(found):
    """Only core conditions decide, so types that differ in others share their corner."""
    same = "conditions: {soil_care: high, open_gate: low, visitors: {is: high, core: false}}"
    texts = changed("types.yaml", OTHER, same)
    assert found(texts) == [("TYPE-003", "types[1].conditions")]


def test_an_axis_of_frame_dimensions_cannot_decide_a_type(found):
    """The frame is kept out of the type by the way of an axis as well."""
    assert found(changed("axes.yaml", "{dimension: visitors, weight: 2}", "{dimension: district}")) == [
        ("TYPE-002", "types[0].conditions.open_gate"), ("TYPE-002", "types[1].conditions.open_gate")]


def test_any_on_the_frame_is_no_condition(found):
    """'any' asks nothing, so it may stand anywhere."""
    texts = changed("types.yaml", CONDITIONS, "conditions: {soil_care: high, open_gate: low, district: any}")
    assert found(texts) == []


@pytest.mark.parametrize(("condition", "problems"), [
    ("{is: high, at: 51}", []), ("{is: low, at: 49}", []), ("{is: any, at: 10}", []),
    ("{is: high, at: 50}", ["TYPE-006"]), ("{is: low, at: 51}", ["TYPE-006"]), ("{is: high, at: 101}", ["TYPE-005"]),
])
def test_an_ideal_point_lies_on_the_side_of_its_condition(found, condition, problems):
    """High lies above the crossover of the axis, low below it; 0 and 100 are the ends."""
    texts = changed("types.yaml", CONDITIONS, f"conditions: {{soil_care: {condition}, open_gate: low}}")
    if condition.startswith("{is: low"):
        texts["types.yaml"] = texts["types.yaml"].replace(OTHER, "conditions: {soil_care: high, open_gate: high}")
    assert [code for code, _ in found(texts)] == problems


# ------------------------------------------------------------------------------ rules and planes
@pytest.mark.parametrize(("rule", "problems"), [
    ("{item: compost, at_least: s1}", []),
    ("{item: beds, at_most: 5}", []),
    ("{item: compost, one_of: [s0, s2]}", []),
    ("{none: [{any: [{item: compost, at_most: s0}]}]}", []),
    ("{item: compost, at_least: 1}", ["RULE-003"]),
    ("{item: compost, one_of: [s0, s8, s9]}", ["RULE-003", "RULE-003"]),
    ("{item: compost, one_of: []}", ["RULE-002"]),
    ("{item: compost, at_least: s1, at_most: s2}", ["RULE-002"]),
    ("{item: beds, one_of: [s1]}", ["RULE-004"]),
    ("{all: []}", ["RULE-001"]),
    ("{}", ["RULE-001"]),
    ("{item: beds, at_least: 1, all: [{item: beds, at_least: 1}]}", ["RULE-001"]),
    ("{all: [{item: beds, at_least: 1}], at_least: 2}", ["RULE-001"]),
    ("{any: [{item: beds}, {item: nothing, at_least: 1}]}", ["RULE-002", "REF-004"]),
    ("{at_least: 3}", ["RULE-001"]),
    ("{item: beds, at_least: true}", ["VALUE-001"]),
    ("{item: beds, at_least: .nan}", ["VALUE-004"]),
])
def test_rules_are_one_thing_each(found, rule, problems):
    """A rule is all, any, none, or one test of an item, against an answer that the item can have."""
    assert sorted(c for c, _ in found(changed("phases.yaml", "    requires:\n" + RULE, f"    requires: {rule}\n"))) == \
        sorted(problems)


def test_the_axes_of_the_type_plane_differ(found):
    """The third axis, drawn as panels, is another one as well."""
    plane = "{x: soil_care, y: open_gate}"
    assert found(changed("model.yaml", plane, "{x: soil_care, y: open_gate, panel: soil}")) == []
    assert found(changed("model.yaml", plane, "{x: soil_care, y: open_gate, panel: open_gate}")) == [
        ("PLACE-003", "type_plane.panel")]


def test_a_model_without_planes_phases_prompts_and_maps_is_complete(found):
    """What is only shown beside the type may be left out."""
    texts = changed("model.yaml", "type_plane: {x: soil_care, y: open_gate}\n", "")
    for name in ("placements.yaml", "phases.yaml", "method.yaml", "infrastructure.yaml", "maps/town.yaml"):
        del texts[name]
    assert found(texts) == []


@pytest.mark.parametrize("name", ["model", "perspectives", "response_scales", "dimensions", "items", "axes", "types"])
def test_each_needed_section_is_missed(found, name):
    """A folder that lacks one of them is no model."""
    texts = base_texts()
    if name == "model":
        texts["model.yaml"] = "wording: {}\n"
    else:
        del texts[f"{name}.yaml"]
    assert ("KEY-005", "") in found(texts)


# ------------------------------------------------------------------------------ method and languages
@pytest.mark.parametrize(("method", "problems"), [
    ("calibration: {full_out: 80, crossover: 50, full_in: 20}", ["METHOD-002", "METHOD-002"]),
    ("calibration: {crossover: 20}", ["METHOD-002"]),
    ("verdict: {unstable_below: 0.9}", ["METHOD-002"]),
    ("verdict: {tie_below: 0.2}", ["METHOD-002"]),
    ("uncertainty: {draws: 0}", ["METHOD-001"]),
    ("uncertainty: {draws: 100000, seed: 0, weight_low: 1, weight_high: 1}", []),
    ("uncertainty: {draws: 100001}", ["METHOD-001"]),
    ("uncertainty: {weight_low: 1.1}", ["METHOD-001"]),
    ("uncertainty: {weight_high: 0.9}", ["METHOD-001"]),
    ("uncertainty: {weight_low: 0}", ["METHOD-001"]),
    ("uncertainty: {confidence: 95}", ["METHOD-001"]),
    ("coverage: {none_below: 0.8, provisional_below: 0.8}", []),
    ("coverage: {none_below: 0, provisional_below: 1}", []),
    ("agreement: {chance_level: 0}", ["METHOD-001"]),
    ("agreement: {chance_level: 5}", ["METHOD-001"]),
    ("agreement: {rule_of_thumb: 70}", ["METHOD-001"]),
    ("agreement: {rule_of_thumb_from: 1}", ["METHOD-001"]),
    ("agreement: {icc_from: 1}", ["METHOD-001"]),
    ("agreement: {chance_level: 0.01, rule_of_thumb: 1, rule_of_thumb_from: 20, icc_from: 30}", []),
    ("small_groups: {group_from: 4}", ["METHOD-003"]),
    ("small_groups: {group_from: -1, attributed_up_to: -2}", ["METHOD-003", "METHOD-001"]),
    ("small_groups: {group_from: 12}", ["METHOD-002"]),
    ("small_groups: {public_from: 4}", ["METHOD-002"]),
    ("small_groups: {attributed_up_to: 5}", ["METHOD-002"]),
    ("small_groups: {group_from: 8, public_from: 8, attributed_up_to: 7}", []),
    ("comparison: {least_shared_weight: 0.49}", ["METHOD-004"]),
    ("comparison: {least_shared_weight: 60}", ["METHOD-001"]),
    ("comparison: {least_shared_weight: -1}", ["METHOD-001"]),
    ("comparison: {tie_below: 0}", ["METHOD-001"]),
    ("comparison: {tie_below: 0.5}", ["METHOD-001"]),
    ("comparison: {least_coverage: 50, few_cases: 0}", ["METHOD-001", "METHOD-001"]),
    ("comparison: {least_shared_weight: 0.5, tie_below: 0.1, least_coverage: 1, few_cases: 1}", []),
])
def test_thresholds_make_sense_alone_and_together(found, method, problems):
    """Ranges and orders of the method; equal thresholds are allowed except for anchors."""
    assert [code for code, _ in found({**base_texts(), "method.yaml": f"method:\n  {method}\n"})] == problems


@pytest.mark.parametrize(("languages", "wheres"), [
    ("[de]", []), ("[]", ["model.languages"]), ("[de, en, en]", ["model.languages[2]"]),
    ("[de, English]", ["model.languages[1]"]),
])
def test_languages_begin_with_german_and_are_codes(found, languages, wheres):
    """German first, then codes, each once."""
    texts = changed("model.yaml", "languages: [de, en]", f"languages: {languages}")
    assert [where for code, where in found(texts) if code == "TEXT-004"] == wheres


def test_a_further_language_is_listed_element_by_element(found):
    """With a third language, each element says once what it lacks; German needs no translation."""
    texts = changed("model.yaml", "languages: [de, en]", "languages: [de, en, tr]")
    gaps = found(texts)
    assert {code for code, _ in gaps} == {"TEXT-002"}
    assert ("TEXT-002", "items[1]") in gaps
    assert ("TEXT-002", "questionnaire.pages[0]") in gaps
    assert len(gaps) == len(set(gaps))


# ------------------------------------------------------------------------------ questionnaires
@pytest.mark.parametrize(("old", "new", "problems"), [
    ("form: short", "form: full", []),
    ("perspectives: [gardeners]", "perspectives: []", ["QUEST-004", "QUEST-007"]),
    ("show_if: {item: beds, at_least: 1}", "show_if: {item: open_days, at_least: s1}", ["RULE-006"]),
    ("show_if: {item: compost, one_of: [s1, s2]}", "show_if: {all: [{item: open_days, at_least: s1}]}", ["RULE-006"]),
    ("show_if: {item: beds, at_least: 1}", "show_if: {item: shovel, at_least: 1}", ["REF-004"]),
    ("              anchors:", "              question: {de: Und?, en: And?}\n              anchors:", []),
    ("          by_perspective:\n            gardeners:\n              anchors:\n                s0",
     "          wording:\n              anchors:\n                s9", ["QUEST-005"]),
    ("item: compost\n", "item: manure\n", ["REF-004", "RULE-006"]),
    ("  label: {de: Kurzform, en: Short form}\n", "", ["KEY-002"]),
    ("  pages:", "  papes:", ["KEY-001"]),
    ("      dimension: soil\n", "      dimension: soul\n", ["REF-002"]),
])
def test_questionnaires_fit_their_model(found, old, new, problems):
    """Each change to the sound questionnaire has exactly its own consequences."""
    assert sorted(code for code, _ in found(changed(SHORT, old, new))) == sorted(problems)


@pytest.mark.parametrize("form", ["outside", "frame"])
def test_only_forms_that_end_in_a_type_must_reach_every_axis(found, form):
    """An outside view or a look at the frame may ask about anything."""
    texts = changed(SHORT, "form: short", f"form: {form}")
    texts[SHORT] = texts[SHORT].replace("item: open_days", "item: shared_work")
    assert found(texts) == []


def test_an_item_without_weight_does_not_reach_its_axis(found):
    """What does not count cannot carry an axis."""
    texts = changed("items.yaml", "  - id: open_days\n", "  - id: guided_tours\n" "    dimension: visitors\n"
                    "    label: {de: F, en: G}\n    question: {de: F?, en: G?}\n    response_scale: zahl\n"
                    "    calibration: {full_out: 0, crossover: 1, full_in: 2}\n    basis: proposal\n"
                    "  - id: open_days\n    weight: 0\n")
    assert found(texts) == [("QUEST-006", "questionnaire.pages")]


def test_a_condition_on_a_dimension_is_reached_by_its_items(found):
    """Types may condition on dimensions without an axis."""
    texts = changed("types.yaml", CONDITIONS, "conditions: {soil: high, visitors: low}")
    texts["types.yaml"] = texts["types.yaml"].replace(OTHER, "conditions: {soil: low}")
    assert found(texts) == []
    texts[SHORT] = texts[SHORT].replace("item: open_days", "item: shared_work")
    assert found(texts) == [("QUEST-006", "questionnaire.pages")]
