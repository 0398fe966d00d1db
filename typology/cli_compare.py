"""The command ``compare``: the Verbünde of a table of responses side by side, without any order by size."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from typology.cli_common import OK, CommandError, moments, output_aside, read_definition, read_table
from typology.language import Speaker

if TYPE_CHECKING:
    from typology.assessment.comparison import Comparison
    from typology.assessment.snapshot import Snapshot
    from typology.model import Model
    from typology.reports.responses_snapshots import RefusedGroup


def run(options: argparse.Namespace, say: Speaker) -> int:
    """Carry out the command and return its exit code.

    Args:
        options: What was given.
        say: Says the sentences.

    Raises:
        CommandError: If the table has mistakes, or no such Verbund or wave.
    """
    model, questionnaires = read_definition(options.model, options.questionnaire)
    table = read_table(options.responses, model, questionnaires, say).table
    assert table is not None
    from typology.assessment.comparison import compare
    from typology.reports.responses_snapshots import snapshots_of_table

    kinds = moments(map(str, table["wave"].unique()), options.past, options.goal, say)
    _require_case(options.own, list(map(str, table["case"].unique())), say)
    with output_aside():
        snapshots, refused = snapshots_of_table(model, table, questionnaires, kinds=kinds, draws=options.draws)
        comparisons = []
        for part in _alike(model, snapshots):
            own = next((one for one in reversed(part) if one.case == options.own), None)
            comparisons.append((compare(model, part, own=own, questionnaires=questionnaires), own))
    own_words = Speaker(say.language, model.wording)
    if options.json:
        document = _document(model, comparisons, snapshots, refused)
        sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.writelines(_text(model, comparisons, refused, own_words))
    return OK


def _require_case(name: str | None, known: Sequence[str], say: Speaker) -> None:
    from typology.model.problems import listing, shorten, suggestion

    if name is None or name in known:
        return
    meant = suggestion(name, known)
    guess = f"{say('cli.error.meant', value=meant)} " if meant else ""
    raise CommandError(say("cli.compare.unknown_case", case=shorten(name), meant=guess, known=listing(known)))


def _alike(model: Model, snapshots: Sequence[Snapshot]) -> Iterator[list[Snapshot]]:
    """Yield what may stand side by side: one perspective and one kind of wave at a time, in the order of the model."""
    for perspective in model.perspectives:
        for kind in ("past", "now", "goal"):
            part = [one for one in snapshots if (one.perspective, one.wave_kind) == (perspective, kind)]
            if part:
                yield part


# ------------------------------------------------------------------------------ as data
def _document(
    model: Model,
    comparisons: Sequence[tuple[Comparison, Snapshot | None]],
    snapshots: Sequence[Snapshot],
    refused: Sequence[RefusedGroup],
) -> Mapping[str, Any]:
    from typology.language import languages
    from typology.reports.comparison_json import MOST_PAIRED, comparison_dict, perspectives_dicts, reason_dict
    from typology.reports.readings_json import model_dict

    how = model.method.comparison
    return {
        "model": model_dict(model),
        "method": {
            "least_shared_weight": how.least_shared_weight, "tie_below": how.tie_below,
            "least_coverage": how.least_coverage, "few_cases": how.few_cases,
            "group_from": model.method.small_groups.group_from, "most_paired": MOST_PAIRED,
        },
        "refused_groups": [
            {"case": one.case, "wave": one.wave, "perspective": one.perspective, "respondents": one.respondents,
             "reasons": [reason_dict(refusal) for refusal in one.refusals]}
            for one in refused
        ],
        "comparisons": [comparison_dict(model, found, own, city_known=False) for found, own in comparisons],
        "perspectives": perspectives_dicts(model, snapshots, city_known=False),
        "caveat": {language: Speaker(language)("perspectives.caveat") for language in languages()},
    }  # fmt: skip


# ------------------------------------------------------------------------------ as text
def _text(
    model: Model,
    comparisons: Sequence[tuple[Comparison, Snapshot | None]],
    refused: Sequence[RefusedGroup],
    say: Speaker,
) -> Iterator[str]:
    from typology.reports.comparison_text import comparison_text, refused_lines

    for found, own in comparisons:
        yield "\n".join(comparison_text(model, found, own, say)) + "\n\n"
    if not comparisons:
        yield f"{say('cli.compare.nothing')}\n\n"
    if refused:
        yield "\n".join(refused_lines(model, refused, say)) + "\n\n"
    if len({one.perspective for found, _ in comparisons for one in found.snapshots}) > 1:
        yield f"{say('perspectives.caveat')}\n\n"
    yield f"{say.text(model.info.notice)}\n{model.info.id} {model.version}\n"
