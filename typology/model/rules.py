"""What must hold between the elements of a model. One function a rule; each yields the problems it finds.

The rules look at sound elements only: whatever is broken in itself has been reported while it was read. So a rule may
rely on types and shapes, but not on a reference leading anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from typology.model.common_rules import option_problem, rule_is_well_formed
from typology.model.draft import NEEDED_SECTIONS, Draft
from typology.model.elements import DEFAULT_LANGUAGE, Calibration, Condition, IdealType, Item, ResponseScale
from typology.model.grammar import LANGUAGE_PATTERN, sections
from typology.model.infrastructure_rules import INFRASTRUCTURE_RULES
from typology.model.method_rules import (
    groups_are_protected,
    thresholds_agree,
    thresholds_are_in_range,
    versions_share_enough,
)
from typology.model.problems import Problem, listing
from typology.model.reading import Place, compiled

ModelRule = Callable[[Draft], Iterator[Problem]]

# ------------------------------------------------------------------------------ the whole
def needed_sections_are_there(draft: Draft) -> Iterator[Problem]:
    """A model says what it is called and has something to ask, to score and to type."""
    for name in NEEDED_SECTIONS:
        if name not in draft.seen:
            yield Problem(draft.path, 0, 0, "", "KEY-005", f"The section '{name}' is missing.", sections()[name].doc)


def languages_are_well_formed(draft: Draft) -> Iterator[Problem]:
    """German comes first, and every language is a code that stands once."""
    if draft.info is None:
        return
    languages, place = draft.info.languages, draft.place("model").at("languages")
    if languages[:1] != (DEFAULT_LANGUAGE,):
        yield place.problem("TEXT-004", f"The first language must be '{DEFAULT_LANGUAGE}'.",
                            "German is what is shown where another wording is missing.")
    for index, language in enumerate(languages):
        if not compiled(LANGUAGE_PATTERN).match(language) or language in languages[:index]:
            yield place.at(index).problem("TEXT-004", f"'{language}' is no language code, or stands twice.")


def axes_and_dimensions_differ(draft: Draft) -> Iterator[Problem]:
    """Conditions name axes and dimensions alike, so their ids must differ."""
    for axis in draft.axes:
        if ("dimensions", axis) in draft.places:
            first = draft.place("dimensions", axis)
            yield draft.place("axes", axis).at("id").problem(
                "ID-003", f"'{axis}' is the id of a dimension as well.",
                f"The dimension stands in {first.path}:{first.node.line}.")


# ------------------------------------------------------------------------------ response scales and items
def scales_have_options(draft: Draft) -> Iterator[Problem]:
    """Levels have at least two options, each with an id and a value of its own, best in ascending order."""
    for scale in draft.response_scales.values():
        if scale.kind != "levels":
            continue
        place = draft.place("response_scales", scale.id).at("options")
        if len(scale.options) < 2:
            yield place.problem("SCALE-001", f"The response scale '{scale.id}' needs at least two options.")
        ids: set[str] = set()
        values: dict[float, str] = {}
        for index, option in enumerate(scale.options):
            if option.id in ids:
                yield place.at(index, "id").problem("SCALE-002", f"The option '{option.id}' is given twice.")
            elif option.value in values:
                yield place.at(index, "value").problem(
                    "SCALE-003", f"'{option.id}' has the same value as '{values[option.value]}': {option.value:g}.",
                    "Options are ordered by their values, so each needs one of its own.")
            ids.add(option.id)
            values.setdefault(option.value, option.id)
        if any(first.value > second.value for first, second in pairwise(scale.options)):
            yield place.problem("SCALE-004", f"The options of '{scale.id}' are not in ascending order of their values.",
                                "They are read in the order of their values.")


def scales_keep_to_their_kind(draft: Draft) -> Iterator[Problem]:
    """Options belong to levels; unit, limits and whole numbers belong to numbers."""
    for scale in draft.response_scales.values():
        place = draft.place("response_scales", scale.id)
        foreign = ("options",) if scale.kind == "number" else ("unit", "minimum", "maximum", "whole")
        for name in foreign:
            if name in place.node.value:
                yield place.at(name).problem(
                    "SCALE-005", f"'{name}' does not belong to a response scale of the kind '{scale.kind}'.")
        low, high = scale.minimum, scale.maximum
        if scale.kind == "number" and low is not None and high is not None and low >= high:
            yield place.at("maximum").problem(
                "SCALE-006", f"The largest entry ({high:g}) must be above the smallest ({low:g}).")


def _items_with_scale(draft: Draft) -> Iterator[tuple[Item, ResponseScale, Place]]:
    for item in draft.items.values():
        scale = draft.response_scales.get(item.response_scale)
        if scale is not None:
            yield item, scale, draft.place("items", item.id)


def options_are_worded(draft: Draft) -> Iterator[Problem]:
    """Every option of an item can be read: as the item's anchor or as the option's own label."""
    for item, scale, place in _items_with_scale(draft):
        options = scale.options if scale.kind == "levels" else ()
        silent = [option.id for option in options if option.id not in item.anchors and option.label is None]
        if silent:
            yield place.at("anchors").problem("ITEM-001", f"'{item.id}' has no wording for: {listing(silent)}.",
                                              "Add an anchor for each option under 'anchors:'.")


def anchors_belong_to_options(draft: Draft) -> Iterator[Problem]:
    """No anchor is written for an option that the response scale does not have."""
    for item, scale, place in _items_with_scale(draft):
        for name in item.anchors:
            if scale.option(name) is None:
                yield place.at("anchors", name).problem("ITEM-002", *option_problem(scale, item.id, name))


def number_items_are_calibrated(draft: Draft) -> Iterator[Problem]:
    """A number becomes 0 to 100 by its anchors; options have their values and need none."""
    for item, scale, place in _items_with_scale(draft):
        if scale.kind == "number" and item.calibration is None:
            yield place.problem("ITEM-005", f"'{item.id}' is a number and needs a calibration.",
                                "Add 'calibration: {full_out: …, crossover: …, full_in: …}'.")
        elif scale.kind == "levels" and item.calibration is not None:
            yield place.at("calibration").problem(
                "ITEM-006", f"'{item.id}' has options and must not have a calibration.",
                "The values of the options already say where they lie.")


def item_calibrations_are_in_order(draft: Draft) -> Iterator[Problem]:
    """The three anchors rise or fall, best within the possible entries."""
    for item, scale, place in _items_with_scale(draft):
        if item.calibration is None or scale.kind != "number":
            continue
        place = place.at("calibration")
        if not _monotone(item.calibration):
            numbers = _anchors(item.calibration)
            yield place.problem("ITEM-003", f"The calibration of '{item.id}' must rise or fall: {numbers}.",
                                "full_out, crossover and full_in must differ, with crossover between the others.")
        for name in ("full_out", "full_in"):
            value = getattr(item.calibration, name)
            if not _is_possible(value, scale):
                yield place.at(name).problem("ITEM-007", f"'{name}' of '{item.id}' ({value:g}) is no possible entry.",
                                             "That end of the calibration can never be reached.")


def _is_possible(entry: float, scale: ResponseScale) -> bool:
    low = -math.inf if scale.minimum is None else scale.minimum
    high = math.inf if scale.maximum is None else scale.maximum
    return low >= high or low <= entry <= high  # limits that contradict one another are reported with the scale


def _monotone(anchors: Calibration) -> bool:
    return anchors.full_out < anchors.crossover < anchors.full_in or (
        anchors.full_out > anchors.crossover > anchors.full_in)


def _anchors(anchors: Calibration) -> str:
    return f"{anchors.full_out:g}, {anchors.crossover:g}, {anchors.full_in:g}"


# ------------------------------------------------------------------------------ dimensions and axes
def dimensions_have_items(draft: Draft) -> Iterator[Problem]:
    """A dimension is read from items, at least one of them with a weight."""
    written: dict[str, list[Item | None]] = {}
    known = draft.ids["dimensions"]
    for (section, element_id), place in draft.places.items():
        if section == "items":
            named = place.node.value.get("dimension")
            if named is not None and named.kind == "text":
                written.setdefault(named.value, []).append(draft.items.get(element_id))
    for dimension in draft.dimensions:
        place, items = draft.place("dimensions", dimension), written.get(dimension, [])
        if not items and all(name in known for name in written):  # else its items may just be misspelt
            yield place.problem("DIM-001", f"The dimension '{dimension}' has no items and will never have a score.")
        elif items and all(item is not None and item.weight == 0 for item in items):
            yield place.problem("DIM-002", f"All items of '{dimension}' have weight 0.",
                                "At least one needs a weight above 0.")


def axes_have_parts(draft: Draft) -> Iterator[Problem]:
    """An axis is made of dimensions, each once, at least one of them with a weight."""
    for axis in draft.axes.values():
        place = draft.place("axes", axis.id).at("parts")
        if not axis.parts:
            yield place.problem("AXIS-001", f"The axis '{axis.id}' has no parts.", "Name at least one dimension.")
        elif all(part.weight == 0 for part in axis.parts):
            yield place.problem("AXIS-003", f"All parts of '{axis.id}' have weight 0.",
                                "At least one needs a weight above 0.")
        seen: set[str] = set()
        for index, part in enumerate(axis.parts):
            if part.dimension in seen:
                yield place.at(index).problem("AXIS-002", f"'{part.dimension}' is twice a part of '{axis.id}'.",
                                              "Give it a higher weight instead.")
            seen.add(part.dimension)


def axis_calibrations_are_in_order(draft: Draft) -> Iterator[Problem]:
    """The anchors of an axis rise or fall and lie within 0 to 100."""
    for axis in draft.axes.values():
        own = axis.calibration
        if own is None:
            continue
        if not _monotone(own) or not all(0 <= value <= 100 for value in (own.full_out, own.full_in)):
            yield draft.place("axes", axis.id).at("calibration").problem(
                "AXIS-004", f"The calibration of '{axis.id}' must rise or fall within 0 to 100: {_anchors(own)}.")


# ------------------------------------------------------------------------------ types
def _levels(ideal: IdealType, *, core_only: bool = False) -> dict[str, str]:
    return {name: condition.level for name, condition in ideal.conditions.items()
            if condition.level != "any" and (condition.core or not core_only)}


def types_have_conditions(draft: Draft) -> Iterator[Problem]:
    """Membership is decided by core conditions, so a type needs at least one."""
    for ideal in draft.types.values():
        if not _levels(ideal, core_only=True):
            yield draft.place("types", ideal.id).at("conditions").problem(
                "TYPE-001", f"The type '{ideal.id}' has no condition that decides.",
                "At least one condition must be 'high' or 'low' and not be marked 'core: false'.")


def types_depend_on_profile_only(draft: Draft) -> Iterator[Problem]:
    """Marks of belonging and the municipal frame are shown but never typed."""
    for ideal in draft.types.values():
        for name in _levels(ideal):
            parts = [part.dimension for part in draft.axes[name].parts] if name in draft.axes else [name]
            for dimension in (draft.dimensions[part] for part in parts if part in draft.dimensions):
                if dimension.role == "gate" or dimension.describes == "frame":
                    kind = "marks of belonging (role: gate)" if dimension.role == "gate" else "the municipal frame"
                    yield draft.place("types", ideal.id).at("conditions", name).problem(
                        "TYPE-002", f"'{ideal.id}' sets a condition on '{dimension.id}', which holds {kind}.",
                        "Such dimensions are shown beside the type and never decide it.")


def types_stand_apart(draft: Draft) -> Iterator[Problem]:
    """No two types share a corner; where 'any' lets two hold at once, that is said."""
    for first, second in combinations(draft.types.values(), 2):
        place = draft.place("types", second.id).at("conditions")
        stands = draft.place("types", first.id)
        one, two = _levels(first, core_only=True), _levels(second, core_only=True)
        if one and one == two:
            yield place.problem("TYPE-003", f"'{second.id}' stands in the same corner as '{first.id}'.",
                                f"The other type stands in {stands.path}:{stands.node.line}.")
        elif one and two and all(one[name] == two[name] for name in one.keys() & two.keys()):
            yield place.problem("TYPE-004", f"'{second.id}' and '{first.id}' can hold at the same time.",
                                "No axis tells them apart, so the verdict may often be mixed.")


def targets_are_possible(draft: Draft) -> Iterator[Problem]:
    """Targets lie within 0 to 100, and ideal points on the side that the condition names."""
    for ideal in draft.types.values():
        place = draft.place("types", ideal.id)
        for name, value in ideal.profile.items():
            if not 0 <= value <= 100:
                yield place.at("profile", name).problem("TYPE-005", f"The target {value:g} lies outside 0 to 100.")
        for name, condition in ideal.conditions.items():
            if condition.at is None:
                continue
            here = place.at("conditions", name, "at")
            if not 0 <= condition.at <= 100:
                yield here.problem("TYPE-005", f"The ideal point {condition.at:g} lies outside 0 to 100.")
            elif not _on_its_side(draft, name, condition):
                yield here.problem("TYPE-006", f"The ideal point {condition.at:g} does not lie on the side "
                                               f"'{condition.level}' of '{name}'.")


def _on_its_side(draft: Draft, name: str, condition: Condition) -> bool:
    own = draft.axes[name].calibration if name in draft.axes else None
    default = draft.method.calibration if draft.method else None
    anchors = own or default
    if anchors is None or condition.level == "any" or condition.at is None:
        return True
    rising = anchors.full_in > anchors.full_out
    is_in = condition.at > anchors.crossover if rising else condition.at < anchors.crossover
    return is_in == (condition.level == "high")


# ------------------------------------------------------------------------------ phases and planes
def phases_have_rules(draft: Draft) -> Iterator[Problem]:
    """The first phase needs nothing, every later one a well-formed rule."""
    for index, phase in enumerate(draft.phases.values()):
        place = draft.place("phases", phase.id)
        if phase.requires is not None:
            yield from rule_is_well_formed(phase.requires, place.at("requires"), draft)
        elif index:
            yield place.problem("RULE-005", f"The phase '{phase.id}' requires nothing, so it is always reached.",
                                "Only the first phase may go without 'requires'.")


def placements_have_four_fields(draft: Draft) -> Iterator[Problem]:
    """A plane has each combination of high and low exactly once."""
    for placement in draft.placements.values():
        place = draft.place("placements", placement.id)
        corners = sorted((field.x, field.y) for field in placement.fields)
        if corners != [("high", "high"), ("high", "low"), ("low", "high"), ("low", "low")]:
            yield place.at("fields").problem(
                "PLACE-001", f"'{placement.id}' needs exactly four fields, one for each combination of high and low.")
        ids = [field.id for field in placement.fields]
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield place.at("fields", index, "id").problem("PLACE-002", f"The field '{name}' is given twice.")
        for name in ("x_crossover", "y_crossover"):
            if not 0 < getattr(placement, name) < 100:
                yield place.at(name).problem("PLACE-004", f"'{name}' must lie between 0 and 100.")


def planes_draw_different_sets(draft: Draft) -> Iterator[Problem]:
    """What is drawn from left to right is not drawn from bottom to top as well."""
    planes: list[tuple[Place, dict[str, str | None]]] = [
        (draft.place("placements", p.id), {"x": p.x, "y": p.y}) for p in draft.placements.values()]
    if draft.type_plane is not None:
        plane = draft.type_plane
        planes.append((draft.place("type_plane"), {"x": plane.x, "y": plane.y, "panel": plane.panel}))
    for place, drawn in planes:
        earlier: set[str | None] = {None}
        for name, set_id in drawn.items():
            if set_id in earlier and set_id is not None:
                yield place.at(name).problem("PLACE-003", f"'{set_id}' is drawn twice in this plane.")
            earlier.add(set_id)


MODEL_RULES: tuple[ModelRule, ...] = (
    needed_sections_are_there, languages_are_well_formed, axes_and_dimensions_differ,
    scales_have_options, scales_keep_to_their_kind, options_are_worded, anchors_belong_to_options,
    number_items_are_calibrated, item_calibrations_are_in_order,
    dimensions_have_items, axes_have_parts, axis_calibrations_are_in_order,
    types_have_conditions, types_depend_on_profile_only, types_stand_apart, targets_are_possible,
    phases_have_rules, placements_have_four_fields, planes_draw_different_sets,
    thresholds_are_in_range, thresholds_agree, groups_are_protected, versions_share_enough, *INFRASTRUCTURE_RULES,
)
