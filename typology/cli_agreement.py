"""The command ``agreement``: how far the people of each group agree, as text or as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from typology.language import Speaker

if TYPE_CHECKING:
    import pandas as pd

    from typology.assessment.agreement import Agreement
    from typology.model import Model
    from typology.reports.agreement_table import GroupAgreement, ItemAgreement, ScaleAgreement

_DIGITS = 2
_COLUMNS = ("item", "counts", "n", "dont_know", "not_applicable", "mean", "ad", "rwg", "a", "polarisation",
            "consensus", "beyond_chance")
_NUMBER_COLUMNS = ("item", "n", "dont_know", "not_applicable", "median", "quartiles")


def run(
    responses: pd.DataFrame, asked: Mapping[str, frozenset[str]], model: Model, say: Speaker, *, as_json: bool
) -> Iterator[str]:
    """Yield what the command writes, piece by piece.

    Args:
        responses: The long table of responses.
        asked: Per questionnaire the items it asks; empty if everything counts as asked.
        model: The model that was answered.
        say: Says the sentences.
        as_json: Whether a document is wanted instead of text.
    """
    from typology.reports.agreement_table import agreement_document, agreement_table  # late: brings numpy and pandas

    groups = agreement_table(model, responses, asked)
    if as_json:
        yield from agreement_document(model, groups)
        return
    for group in groups:
        yield "\n".join(_block(model, group, say)) + "\n\n"
    how = model.method.agreement
    yield say("agreement.legend", level=say.percent(how.chance_level), thumb=say.number(how.rule_of_thumb, _DIGITS),
              least=how.rule_of_thumb_from) + "\n\n"
    yield f"{say.text(model.info.notice)}\n{model.info.id} {model.version}\n"


def _block(model: Model, group: GroupAgreement, say: Speaker) -> Iterator[str]:
    from typology.model.problems import shorten

    perspective = model.perspectives.get(group.perspective)
    heading = say(
        "reading.heading",
        case=shorten(group.case, 80),
        wave=shorten(group.wave, 40),
        perspective=say.text(perspective.label) if perspective else group.perspective,
        n=group.respondents,
    )
    yield from (heading, "=" * len(heading))
    levels = [item for item in group.items if item.agreement is not None]
    numbers = [item for item in group.items if item.agreement is None]
    if not group.items:
        yield say("agreement.nothing")
    for scale in dict.fromkeys(item.scale for item in levels):
        yield from ("", *_scale_heading(model, scale, say))
        yield from _item_table(model, [item for item in levels if item.scale == scale], say)
    if numbers:
        yield from ("", say("agreement.numbers"))
        yield from _number_table(model, numbers, say)
    for over in group.scales:
        yield from ("", _over_items(model, over, say))


def _scale_heading(model: Model, scale_id: str, say: Speaker) -> Iterator[str]:
    """Say which options are counted, in the order of the column with the counts."""
    scale = model.response_scales[scale_id]
    options = sorted(scale.options, key=lambda option: option.value)
    yield say("agreement.scale", scale=scale.label, options=" / ".join(option.id for option in options))


def _item_table(model: Model, items: Sequence[ItemAgreement], say: Speaker) -> Iterator[str]:
    rows = [[say(f"agreement.columns.{name}") for name in _COLUMNS]]
    for item in items:
        found = item.agreement
        assert found is not None
        rows.append([
            _label(model, item, say), "/".join(map(str, item.counts)), str(item.n), str(item.dont_know),
            str(item.not_applicable),
            *(say.number(figure, _DIGITS) for figure in
              (found.mean, found.ad, found.rwg, found.a, found.polarisation, found.consensus)),
            _beyond(found, say),
        ])
    yield from _aligned(rows)


def _beyond(found: Agreement, say: Speaker) -> str:
    """Return yes, no, or that nobody can tell, with the r_wg that would have been needed."""
    if found.beyond_chance is None:
        return say("agreement.beyond.unknown") if found.n else "–"
    critical = say.number(found.critical, _DIGITS)
    return say("agreement.beyond.yes" if found.beyond_chance else "agreement.beyond.no", critical=critical)


def _number_table(model: Model, items: Sequence[ItemAgreement], say: Speaker) -> Iterator[str]:
    rows = [[say(f"agreement.columns.{name}") for name in _NUMBER_COLUMNS]]
    for item in items:
        spread = item.spread
        rows.append([
            _label(model, item, say), str(item.n), str(item.dont_know), str(item.not_applicable),
            say.number(spread.median, 1) if spread else "–",
            f"{say.number(spread.lower, 1)}–{say.number(spread.upper, 1)}" if spread else "–",
        ])
    yield from _aligned(rows)


def _over_items(model: Model, over: ScaleAgreement, say: Speaker) -> str:
    return say(
        "agreement.over_items",
        n=len(over.items),
        scale=model.response_scales[over.scale].label,
        rwg_j=say.number(over.rwg_j, _DIGITS),
        **{metric: say.number(alpha, _DIGITS) for metric, alpha in over.alpha.items()},
    )


def _label(model: Model, item: ItemAgreement, say: Speaker) -> str:
    from typology.model.problems import shorten

    return shorten(say.text(model.items[item.item].label), 48)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with the first column to the left and the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        yield f"  {'  '.join(cells)}".rstrip()
