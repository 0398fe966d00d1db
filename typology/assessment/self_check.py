"""Checks of a model against itself with the very arithmetic that will be applied to answers.

They need scoring and typing and therefore cannot live in the ``model`` package; ``validate`` and
the start of the app run them after the structural rules have passed.
"""

from __future__ import annotations

import numpy as np

from typology.assessment.assignment import Verdict, assign
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Kernel, compile_model
from typology.assessment.uncertainty import profile_stability
from typology.model.elements import IdealType, Model


def misplaced_targets(model: Model) -> dict[str, str]:
    """Return the types whose target profile is not placed clearly in the type itself.

    The target profile is read like a profile that somebody scored: dimensions are averaged to
    axes, weights and anchors are varied, and the verdict has to be *klar* for that very type.

    Args:
        model: A model whose references have been checked.

    Returns:
        Per type id, what came out instead, as a sentence; empty if all is well. A profile that says
        nothing about a set on which some type sets a condition is named too; types without a target
        profile are left out.
    """
    kernel = compile_model(model)
    found = {}
    for ideal_type in model.types.values():
        if not ideal_type.profile:
            continue
        scores = target_scores(kernel, ideal_type)
        stability = profile_stability(model, kernel, scores)
        result = assign(kernel, model.method, scores, stability)
        if result.verdict is Verdict.INSUFFICIENT:
            found[ideal_type.id] = f"the target profile says nothing about {', '.join(result.missing_sets)}"
        elif result.verdict is not Verdict.CLEAR or result.type != ideal_type.id:
            own = result.fit(ideal_type.id)
            found[ideal_type.id] = (
                f"the target profile is placed as '{result.verdict}' ({result.type}); its own type has "
                f"membership {own.membership:.2f}, weakest at '{own.weakest_set}'"
            )
    return found


def target_scores(kernel: Kernel, ideal_type: IdealType) -> Floats:
    """Return ``(S,)``: a type's target profile with the axes worked out from it; NaN where it is silent.

    An axis is the weighted mean over those of its dimensions that the profile names.
    """
    dimensions = np.array([ideal_type.profile.get(d, np.nan) for d in kernel.dimensions], dtype=float)
    given = ~np.isnan(dimensions)
    with np.errstate(invalid="ignore", divide="ignore"):
        axes = (kernel.axis_weight @ np.nan_to_num(dimensions)) / (kernel.axis_weight @ given)
    return np.concatenate([axes, dimensions])
