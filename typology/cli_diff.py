"""The command ``diff``: what stands differently in two versions of a model."""

from __future__ import annotations

import argparse
import json
import sys

from typology.cli_common import OK, CommandError, shown
from typology.language import Speaker


def run(options: argparse.Namespace, say: Speaker) -> int:
    """Carry out the command and return its exit code.

    Args:
        options: ``old``, ``new`` and ``json`` as they were given.
        say: Says the sentences.

    Raises:
        CommandError: With everything that is wrong with one of the models.
    """
    from typology.model import Model, ModelError, load_model
    from typology.model.difference import diff_models
    from typology.reports.model_difference import difference_document, difference_text

    models: list[Model] = []
    problems = []
    for folder in (options.old, options.new):
        try:
            models.append(load_model(folder))
        except ModelError as error:
            problems.append(f"{say('cli.diff.broken', path=shown(folder))}\n{error}")
    if problems:
        raise CommandError("\n\n".join(problems))
    difference = diff_models(*models)
    if options.json:
        document = difference_document(difference)
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    else:
        sys.stdout.writelines(difference_text(difference, Speaker(say.language, difference.new.wording)))
    return OK
