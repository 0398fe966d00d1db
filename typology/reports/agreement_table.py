"""Agreement in every group of a table of responses: item by item, and over the items that share a response scale.

A group is one case at one point in time in one perspective. Perspectives are never pooled: that the city and the
Verbund see something differently is a finding, and no lack of agreement.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from typology.assessment.agreement import Agreement, agreement_of, expected_variance, rwg_j, sample_variance
from typology.assessment.answers import ANSWERED, MISSING, NOT_APPLICABLE, Answers, encode
from typology.assessment.calibration import Floats
from typology.assessment.kernel import Bools, Ints, compile_model
from typology.assessment.krippendorff import Metric, krippendorff_alpha
from typology.model.elements import AgreementMethod, Model, ResponseScale
from typology.reports.readings_json import model_dict

# Ratios need a true zero, which the options of a response scale do not have.
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the middle half of typed-in numbers lies.

    Attributes:
        median: Half of the numbers are below.
        lower: Lower quartile; between two numbers it is interpolated in a straight line.
        upper: Upper quartile.
    """

    median: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """What a group has answered to one item.

    Attributes:
        item: Id of the item.
        scale: Id of its response scale.
        options: Ids of the options from low to high; empty for numbers.
        counts: Answers per option.
        n: Answers.
        dont_know: How many said *don't know*.
        not_applicable: To how many it does not apply.
        no_answer: How many were asked and said nothing.
        agreement: The figures; None for numbers, which have no options to agree on.
        spread: Median and quartiles of numbers; None for options, or without answers.
    """

    item: str
    scale: str
    options: tuple[str, ...]
    counts: tuple[int, ...]
    n: int
    dont_know: int
    not_applicable: int
    no_answer: int
    agreement: Agreement | None
    spread: Spread | None


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """Agreement over the items of a group that share a response scale.

    Attributes:
        scale: Id of the response scale.
        items: Ids of the items with at least two answers; there are at least two of them.
        rwg_j: r_wg(j), 0 to 1.
        alpha: Krippendorff's alpha by metric, respondents as observers and items as units; reversed items are turned
            round first. None where all answers are the same.
    """

    scale: str
    items: tuple[str, ...]
    rwg_j: float | None
    alpha: Mapping[Metric, float | None]


@dataclass(frozen=True, slots=True)
class GroupAgreement:
    """Agreement in one group.

    Attributes:
        case: The case.
        wave: The point in time.
        perspective: Who is looking.
        respondents: Number of respondents.
        items: Every item about which somebody in the group has said something, in the order of the model.
        scales: Every response scale with at least two items that have two answers.
    """

    case: str
    wave: str
    perspective: str
    respondents: int
    items: tuple[ItemAgreement, ...]
    scales: tuple[ScaleAgreement, ...]


def agreement_table(
    model: Model, responses: pd.DataFrame, asked: Mapping[str, Collection[str]] | None = None
) -> Iterator[GroupAgreement]:
    """Yield the agreement of each group, in the order in which the groups first appear.

    Args:
        model: The model, with its thresholds.
        responses: Long table, see ``typology.assessment.answers``.
        asked: Per questionnaire the items it asks; everything without it. It decides what counts as *no answer*.
    """
    for answers in encode(compile_model(model), responses, asked).by_group():
        yield _group(model, answers)


def _group(model: Model, answers: Answers) -> GroupAgreement:
    states, x = answers.grid()
    value, unsure, spoken = np.full(x.shape, np.nan), np.zeros(x.shape, dtype=bool), np.zeros(x.shape, dtype=bool)
    value[answers.respondent, answers.item] = answers.value
    unsure[answers.respondent, answers.item] = answers.dont_know
    spoken[answers.respondent, answers.item] = (answers.state != MISSING) | answers.dont_know
    columns = {item: code for code, item in enumerate(model.items) if spoken[:, code].any()}
    items = tuple(
        _item(model, item, states[:, code], value[:, code], unsure[:, code]) for item, code in columns.items()
    )
    case, wave, perspective = answers.groups[0]
    scales = tuple(_scales(model, items, {item: x[:, code] for item, code in columns.items()}))
    return GroupAgreement(case, wave, perspective, len(answers.respondents), items, scales)


def _item(model: Model, item: str, states: Ints, value: Floats, unsure: Bools) -> ItemAgreement:
    scale = model.scale_of(item)
    given = value[states == ANSWERED]
    options = sorted(scale.options, key=lambda option: option.value)
    counts = tuple(int((given == option.value).sum()) for option in options)
    return ItemAgreement(
        item=item,
        scale=scale.id,
        options=tuple(option.id for option in options),
        counts=counts,
        n=len(given),
        dont_know=int(unsure.sum()),
        not_applicable=int((states == NOT_APPLICABLE).sum()),
        no_answer=int(((states == MISSING) & ~unsure).sum()),
        agreement=agreement_of(counts, values_of(scale), model.method.agreement) if options else None,
        spread=_spread(given) if len(given) and not options else None,
    )


def values_of(scale: ResponseScale) -> tuple[float, ...]:
    """Return the values of the options from low to high; nothing for numbers."""
    return tuple(sorted(option.value for option in scale.options))


def _spread(given: Floats) -> Spread:
    lower, median, upper = (float(quantile) for quantile in np.quantile(given, (0.25, 0.5, 0.75)))
    return Spread(median, lower, upper)


def _scales(
    model: Model, items: Iterable[ItemAgreement], answered: Mapping[str, Floats]
) -> Iterator[ScaleAgreement]:
    on_scale: dict[str, list[ItemAgreement]] = {}
    for item in items:
        if item.agreement is not None and item.n >= 2:
            on_scale.setdefault(item.scale, []).append(item)
    for scale_id, found in on_scale.items():
        if len(found) < 2:
            continue
        values = values_of(model.response_scales[scale_id])
        units = np.array([answered[item.item] for item in found])
        yield ScaleAgreement(
            scale=scale_id,
            items=tuple(item.item for item in found),
            rwg_j=rwg_j([sample_variance(item.counts, values) for item in found], expected_variance(values)),
            alpha={metric: krippendorff_alpha(units, metric) for metric in METRICS},
        )


# ------------------------------------------------------------------------------ as JSON
def agreement_document(model: Model, groups: Iterable[GroupAgreement]) -> Iterator[str]:
    """Yield the document piece by piece, one group a line; docs/cli.md explains every key.

    Args:
        model: The model that was applied.
        groups: The groups; they may be worked out while the document is written.
    """
    method = {name: getattr(model.method.agreement, name) for name in _THRESHOLDS}
    yield f'{{"model": {_dump(model_dict(model))},\n"method": {_dump(method)},\n"groups": ['
    separator = "\n"
    for group in groups:
        yield separator + _dump(group_dict(group))
        separator = ",\n"
    yield "\n]}\n"


_THRESHOLDS = tuple(name for name in AgreementMethod.__dataclass_fields__ if name != "basis")


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def group_dict(group: GroupAgreement) -> dict[str, Any]:
    """Return everything about a group as plain values: text, finite numbers, booleans, None, lists and mappings."""
    return {
        "case": group.case,
        "wave": group.wave,
        "perspective": group.perspective,
        "respondents": group.respondents,
        "items": {item.item: _item_dict(item) for item in group.items},
        "scales": {
            scale.scale: {"items": list(scale.items), "rwg_j": scale.rwg_j, "alpha": dict(scale.alpha)}
            for scale in group.scales
        },
    }


def _item_dict(item: ItemAgreement) -> dict[str, Any]:
    head = {"scale": item.scale, "n": item.n, "dont_know": item.dont_know, "not_applicable": item.not_applicable,
            "no_answer": item.no_answer}
    if item.agreement is None:
        spread = item.spread
        return head | {"median": spread.median if spread else None,
                       "quartiles": [spread.lower, spread.upper] if spread else None}
    figures = asdict(item.agreement)
    del figures["n"]
    return head | {"counts": dict(zip(item.options, item.counts, strict=True)), **figures}
