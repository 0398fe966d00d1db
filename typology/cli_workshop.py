"""The command ``workshop``: the workshops of a database, and another facilitator's link for one that was lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from typology.language import Speaker

if TYPE_CHECKING:
    from typology.store import Store
    from typology.store.workshop_records import Workshop

_HERE = "http://127.0.0.1:8501/"
_PAGE = "workshop?w="


class WorkshopRefusedError(Exception):
    """Something that cannot be done; its text is what the reader is told."""


def run(action: str, number: int | None, database: str | None, folder: Path, base: str | None, say: Speaker) -> str:
    """Carry out the command.

    Args:
        action: ``list`` or ``new-link``.
        number: Number of the workshop, for ``new-link``.
        database: Address of the database; None for the one the program itself would use.
        folder: Where that is kept, unless ``VERBUNDSPIEGEL_DATA`` names another folder.
        base: Address of the program, for the link; None for the one that is set, else this machine's.
        say: Says the sentences.

    Returns:
        What is to be written.

    Raises:
        WorkshopRefusedError: If the workshop is unknown or deleted, or no number was given.
        StoreError: If the database cannot be used.
    """
    from typology.store import open_store

    if action == "new-link" and number is None:
        raise WorkshopRefusedError(say("cli.workshop.which"))
    with open_store(database, Path(os.environ.get("VERBUNDSPIEGEL_DATA", folder))) as store:
        if number is None:
            return _listed(store, say)
        return _new_link(store, number, base, say)


def _listed(store: Store, say: Speaker) -> str:
    found = store.list_workshops()
    return "\n".join(_line(workshop, say) for workshop in found) if found else say("cli.workshop.none")


def _line(workshop: Workshop, say: Speaker) -> str:
    if workshop.deleted_at is not None:
        state = say("cli.workshop.deleted", day=f"{workshop.deleted_at:%Y-%m-%d}")
    elif workshop.ended_at is not None:
        state = say("cli.workshop.ended", day=f"{workshop.ended_at:%Y-%m-%d}")
    else:
        state = say("cli.workshop.running", code=workshop.code or "")
    return f"{workshop.id:>4}  {workshop.created_at:%Y-%m-%d}  {workshop.title}  ({state})"


def _new_link(store: Store, number: int, base: str | None, say: Speaker) -> str:
    from typology.reports.joining import public_address
    from typology.store import NotFoundError
    from typology.workshop.codes import hash_of, new_token, wall_token

    try:
        workshop = store.workshop(number)
    except NotFoundError as error:
        raise WorkshopRefusedError(say("cli.workshop.unknown", number=number)) from error
    if workshop.deleted_at is not None:
        raise WorkshopRefusedError(say("cli.workshop.gone", number=number))
    secret = new_token()
    store.renew_lead(number, hash_of(secret), hash_of(wall_token(secret)))
    address = base or public_address() or _HERE
    link = f"{address.rstrip('/')}/{_PAGE}{secret}"
    return f"{say('cli.workshop.new_link', title=workshop.title)}\n{link}\n{say('cli.workshop.keep')}"
