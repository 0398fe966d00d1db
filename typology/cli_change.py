"""The command ``change``: two waves of each Verbund of a table of responses, and which answers moved it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from typology.cli_common import (
    OK,
    CommandError,
    moments,
    output_aside,
    read_definition,
    read_table,
    require_wave,
)
from typology.cli_parser import UsageError
from typology.language import Speaker

if TYPE_CHECKING:
    import pandas as pd

    from typology.assessment.change import Change, Gap
    from typology.assessment.sensitivity import Sensitivity
    from typology.model import Model

    Found = tuple[str, Change, tuple[Gap, ...], Sensitivity | None]


def run(options: argparse.Namespace, say: Speaker) -> int:
    """Carry out the command and return its exit code.

    Args:
        options: What was given.
        say: Says the sentences.

    Raises:
        UsageError: If both waves are the same.
        CommandError: If the table has mistakes, no such wave, or nobody who has answered about both.
    """
    if options.before == options.after:
        raise UsageError(say("cli.change.same_wave"))
    model, questionnaires = read_definition(options.model, options.questionnaire)
    table = read_table(options.responses, model, questionnaires, say).table
    assert table is not None
    from typology.reports.responses_csv import asked_items

    waves = list(map(str, table["wave"].unique()))
    for name in (options.before, options.after):
        require_wave(name, waves, say)
    kinds = moments(waves, options.past, options.goal, say)
    of_each = [str(kinds.get(name, "now")) for name in (options.before, options.after)]
    found: list[Found] = []
    left_out = []
    with output_aside():
        for case, perspective, before, after in _pairs(table, options.before, options.after):
            if before is None or after is None:
                left_out.append((case, perspective, options.before if before is None else options.after))
                continue
            found.append((case, *_compared(model, before, after, asked_items(questionnaires), options)))
    if not found:
        raise CommandError(say("cli.change.nobody", before=options.before, after=options.after))
    if options.json:
        document = _document(model, found, of_each, left_out)
        sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.writelines(_text(model, found, of_each, left_out, Speaker(say.language, model.wording)))
    return OK


def _pairs(
    table: pd.DataFrame, before: str, after: str
) -> Iterator[tuple[str, str, pd.DataFrame | None, pd.DataFrame | None]]:
    """Yield the answers of each Verbund and perspective about both waves, in order of first appearance."""
    groups = table.groupby(["case", "perspective", "wave"], sort=False, observed=True)
    parts = {tuple(map(str, key)): part for key, part in groups}
    for case, perspective in dict.fromkeys(key[:2] for key in parts):
        sides = [parts.get((case, perspective, wave)) for wave in (before, after)]
        if any(side is not None for side in sides):
            yield case, perspective, sides[0], sides[1]


def _compared(
    model: Model, before: pd.DataFrame, after: pd.DataFrame, asked: Mapping[str, Collection[str]],
    options: argparse.Namespace,
) -> tuple[Change, tuple[Gap, ...], Sensitivity | None]:
    from typology.assessment.change import change, goal_gap
    from typology.assessment.sensitivity import sensitivity

    tested = None
    if options.json and options.draws != 0:
        tested = sensitivity(model, after, asked, draws=options.draws)
    return change(model, before, after, asked), goal_gap(model, before, after, asked), tested


def _document(
    model: Model, found: list[Found], kinds: list[str], left_out: list[tuple[str, str, str]]
) -> Mapping[str, Any]:
    from typology.reports.change_json import change_dict
    from typology.reports.readings_json import model_dict

    return {
        "model": model_dict(model),
        "method": {
            "least_shared_weight": model.method.comparison.least_shared_weight,
            "tie_below": model.method.comparison.tie_below,
        },
        "changes": [change_dict(case, change, gaps, kinds, tested) for case, change, gaps, tested in found],
        "left_out": [{"case": c, "perspective": p, "missing_wave": wave} for c, p, wave in left_out],
    }


def _text(
    model: Model, found: list[Found], kinds: list[str], left_out: list[tuple[str, str, str]], say: Speaker
) -> Iterator[str]:
    from typology.model.problems import shorten
    from typology.reports.change_text import change_text

    for case, change, gaps, _ in found:
        yield "\n".join(change_text(model, case, change, gaps, kinds, say)) + "\n\n"
    for case, perspective, wave in left_out:
        about = model.perspectives.get(perspective)
        label = say.text(about.label) if about else perspective
        yield say("cli.change.left_out", case=shorten(case), perspective=label, wave=shorten(wave)) + "\n"
    yield "\n" * bool(left_out) + f"{say.text(model.info.notice)}\n{model.info.id} {model.version}\n"
