"""What must hold for the conventions under ``method:``."""

from __future__ import annotations

from collections.abc import Iterator

from typology.model.draft import Draft
from typology.model.problems import Problem

# Section, key, smallest and largest value that makes sense.
RANGES: tuple[tuple[str, str, float, float], ...] = (
    ("coverage", "none_below", 0, 1),
    ("coverage", "provisional_below", 0, 1),
    ("calibration", "full_out", 0, 100),
    ("calibration", "crossover", 0, 100),
    ("calibration", "full_in", 0, 100),
    ("calibration", "log_odds", 0.1, 20),
    ("calibration", "undecided_within", 0, 0.49),
    ("verdict", "member_above", 0, 0.99),
    ("verdict", "stable_from", 0, 1),
    ("verdict", "unstable_below", 0, 1),
    ("verdict", "tie_below", 0, 1),
    ("verdict", "gap_from", 0, 1),
    ("uncertainty", "confidence", 0.01, 0.999),
    ("uncertainty", "band_from", 2, 1000),
    ("uncertainty", "bootstrap_from", 2, 100_000),
    ("uncertainty", "draws", 1, 100_000),
    ("uncertainty", "seed", 0, 2**53),
    ("uncertainty", "weight_low", 0.001, 1),
    ("uncertainty", "weight_high", 1, 100),
    ("uncertainty", "anchor_shift", 0, 50),
    ("network", "least_actors", 1, 1000),
    ("network", "aggregate_above", 2, 100_000),
    ("network", "same_name_from", 0.5, 1),
    ("agreement", "chance_level", 0.001, 0.5),
    ("agreement", "rule_of_thumb", 0, 1),
    ("agreement", "rule_of_thumb_from", 2, 1000),
    ("agreement", "icc_from", 2, 1000),
    ("small_groups", "public_from", 1, 100_000),
    ("small_groups", "attributed_up_to", 0, 1000),
    ("comparison", "least_shared_weight", 0, 1),
    ("comparison", "tie_below", 0.001, 0.49),
    ("comparison", "least_coverage", 0, 1),
    ("comparison", "few_cases", 1, 100_000),
)

# Section, the smaller, the larger, and whether they must differ.
ORDERS: tuple[tuple[str, str, str, bool], ...] = (
    ("coverage", "none_below", "provisional_below", False),
    ("calibration", "full_out", "crossover", True),
    ("calibration", "crossover", "full_in", True),
    ("verdict", "unstable_below", "stable_from", False),
    ("verdict", "tie_below", "gap_from", False),
    ("uncertainty", "band_from", "bootstrap_from", False),
    ("small_groups", "group_from", "public_from", False),
    ("small_groups", "attributed_up_to", "group_from", True),
)

# Fewer answers than these could be told apart by those who know one another. A model may ask for more, never for less.
LEAST_GROUP = 5

# Versions that share less than this are mostly made of other questions. A model may ask for more, never for less.
LEAST_SHARED_WEIGHT = 0.5


def thresholds_are_in_range(draft: Draft) -> Iterator[Problem]:
    """Every threshold has a value that makes sense by itself."""
    if draft.method is None or ("method", "") not in draft.places:
        return
    for section, name, low, high in RANGES:
        value = getattr(getattr(draft.method, section), name)
        if not low <= value <= high:
            yield draft.place("method").at(section, name).problem(
                "METHOD-001", f"'{name}' is {value:g} and must lie between {low:g} and {high:g}.")


def thresholds_agree(draft: Draft) -> Iterator[Problem]:
    """Thresholds that build on one another are in order."""
    if draft.method is None or ("method", "") not in draft.places:
        return
    for section, smaller, larger, strictly in ORDERS:
        low, high = (getattr(getattr(draft.method, section), name) for name in (smaller, larger))
        if low > high or (strictly and low == high):
            place = draft.place("method").at(section)
            yield (place.at(smaller) if smaller in place.node.value else place.at(larger)).problem(
                "METHOD-002", f"'{smaller}' ({low:g}) must {'be below' if strictly else 'not be above'} "
                              f"'{larger}' ({high:g}).")


def groups_are_protected(draft: Draft) -> Iterator[Problem]:
    """No model shows the results of groups so small that people can be recognised in them."""
    if draft.method is None or ("method", "") not in draft.places:
        return
    value = draft.method.small_groups.group_from
    if value < LEAST_GROUP:
        yield draft.place("method").at("small_groups", "group_from").problem(
            "METHOD-003", f"'group_from' is {value} and must be at least {LEAST_GROUP}.",
            "In a smaller group people can be recognised by their answers.")


def versions_share_enough(draft: Draft) -> Iterator[Problem]:
    """No model compares its versions over fewer questions than it leaves out."""
    if draft.method is None or ("method", "") not in draft.places:
        return
    value = draft.method.comparison.least_shared_weight
    if 0 <= value < LEAST_SHARED_WEIGHT:
        yield draft.place("method").at("comparison", "least_shared_weight").problem(
            "METHOD-004", f"'least_shared_weight' is {value:g} and must be at least {LEAST_SHARED_WEIGHT:g}.",
            "Below that, more of the questions would differ than are the same.")
