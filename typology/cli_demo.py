"""The command ``demo``: a database filled with the examples."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from typology.cli_common import (
    DATA,
    DEFINITION,
    OK,
    QUESTIONNAIRES,
    CommandError,
    database_address,
    store_problem,
    write,
)  # fmt: skip
from typology.language import Speaker

if TYPE_CHECKING:
    from typology.reports.demo import DemoSummary


def run(options: argparse.Namespace, say: Speaker) -> int:
    """Carry out the command and return its exit code.

    Args:
        options: ``database``, ``force`` and ``small`` as they were given.
        say: Says the sentences.

    Raises:
        CommandError: If the examples do not fit, or cannot or may not be entered.
    """
    from typology.model import ModelError, load_model, load_questionnaires, read_texts
    from typology.reports.demo import DemoError, DemoRefusedError, fill_demo
    from typology.store import StoreError, open_store

    try:
        model = load_model(DEFINITION)
        questionnaires = load_questionnaires(QUESTIONNAIRES, model)
        with open_store(database_address(options.database), Path(os.environ.get("VERBUNDSPIEGEL_DATA", DATA))) as store:
            summary = fill_demo(store, model, questionnaires, DATA, force=options.force, small=options.small)
            store.remember_model(model.info.id, model.version, read_texts(DEFINITION))
            location = store.location
    except ModelError as error:
        raise CommandError(str(error)) from error
    except DemoError as error:
        raise CommandError("\n".join([*error.problems, say("cli.demo.broken")])) from error
    except DemoRefusedError as error:
        raise CommandError(say("cli.demo.refused", n=error.others)) from error
    except StoreError as error:
        raise store_problem(error, say) from error
    _report(summary, location, say)
    return OK


def _report(summary: DemoSummary, location: str, say: Speaker) -> None:
    if not summary.added and not summary.maps:
        write(say("cli.demo.nothing", location=location))
        return
    counts = {"waves": summary.waves, "assessments": summary.assessments, "responses": summary.responses}
    if summary.added:
        write(say("cli.demo.added", cases=", ".join(summary.added), **counts))
    if summary.maps:
        write(say("cli.demo.maps", n=summary.maps))
    if summary.released:
        write(say("cli.demo.released", n=summary.released))
    if summary.present:
        write(say("cli.demo.present", cases=", ".join(summary.present)))
    write(say("cli.demo.database_is", location=location))
