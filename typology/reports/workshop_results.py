"""Publishing a round of a workshop, and freezing it: from stored answers to what everybody may see.

What may be seen is decided in ``typology.workshop.small_groups``. What was published is kept with its *basis*: of whom
and of which answers it was counted. The basis never leaves the server; without it nobody could tell whether the next
publication may be shown beside this one. It is deleted with the workshop, and releases do not have one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from typology.assessment.flow import StoredAnswer, hidden_items
from typology.model.elements import Model, Questionnaire
from typology.store import Store
from typology.store.workshop_records import AnswerRow, Release, Round, Station, StoredPublication, Workshop
from typology.store.workshop_releases import digest_of
from typology.workshop.profiles import ProfileBasis, Source, profiles
from typology.workshop.protecting import Basis, Contribution, Setting, protect
from typology.workshop.publication import Cell, ItemResult, ProfileResult, Publication
from typology.workshop.rounds import phase_at
from typology.workshop.small_groups import rules_for

Questionnaires = Mapping[str, Questionnaire]


# ------------------------------------------------------------------------------ publishing
def publish_round(
    store: Store, model: Model, round_: Round, now: datetime, *, questionnaires: Questionnaires | None = None
) -> StoredPublication:
    """Count what was answered in a round and keep what everybody may see of it.

    Args:
        store: The store.
        model: The model of the round.
        round_: A round in which nobody can answer at present.
        now: The time (UTC).
        questionnaires: Questionnaires by id, for the items that a condition has ruled out for somebody.

    Raises:
        ValueError: If the round is a draft or open: nobody sees a result before all have answered.
    """
    if phase_at(round_.state, now) in ("draft", "open"):
        raise ValueError("A round is counted when nobody can answer any more.")
    workshop = store.workshop(round_.workshop_id)
    stations = asked_stations(round_, store.list_stations(workshop.id))
    rules = rules_for(model.method.small_groups, workshop.group_from, public=workshop.public)
    setting = Setting(
        items={i: 2 if i in round_.state.again else 1 for i in round_.state.items if i in model.items},
        stations=[station.id for station in stations],
        perspectives=round_.perspectives or workshop.perspectives,
        rules=rules,
    )
    rows = store.answer_rows(round_.id)
    hidden = _hidden(model, (questionnaires or {}).get(round_.questionnaire), rows)
    last = store.last_publication(round_.id)
    items, basis = protect(
        model, setting, list(_contributions(rows, setting, hidden)),
        before=None if last is None else Publication.from_json(last.content),
        basis=None if last is None else Basis.from_json(last.basis.get("cells", {})),
    )  # fmt: skip
    made_at = now.astimezone(UTC).isoformat(timespec="seconds")
    content = Publication(items, (), rules.group_from, made_at)
    placed, profile_basis = _profiles(store, model, workshop, round_, Source(content, basis, hidden), setting,
                                      questionnaires or {})  # fmt: skip
    content = Publication(items, placed, rules.group_from, made_at)
    return store.add_publication(
        round_.id, content.to_json(), {"cells": basis.to_json(), "profiles": profile_basis.to_json()}
    )


def asked_stations(round_: Round, stations: Sequence[Station]) -> list[Station]:
    """Return the tables that take part in a round, in order."""
    return [station for station in stations if not round_.stations or station.id in round_.stations]


def _contributions(
    rows: Iterable[AnswerRow], setting: Setting, hidden: Mapping[int, frozenset[str]]
) -> Iterable[Contribution]:
    for row in rows:
        if row.item in hidden.get(row.seat_id, ()):
            continue  # answered before another answer ruled the question out
        if row.station_id in setting.stations and row.perspective in setting.perspectives:
            office = row.attribution if row.consent else ""
            yield Contribution(row.seat_id, row.station_id, row.perspective, office, row.vote, row.item, row.state,
                               row.option, row.number)  # fmt: skip


def _hidden(
    model: Model, questionnaire: Questionnaire | None, rows: Iterable[AnswerRow]
) -> dict[int, frozenset[str]]:
    """Return by seat the items that a condition has ruled out, going by the latest vote."""
    if questionnaire is None:
        return {}
    latest: dict[int, dict[str, StoredAnswer]] = {}
    for row in sorted(rows, key=lambda row: row.vote):
        if row.state != "none":
            latest.setdefault(row.seat_id, {})[row.item] = StoredAnswer(row.state, row.option, row.number)
    return {seat: hidden_items(model, questionnaire, answers) for seat, answers in latest.items()}


def _profiles(
    store: Store,
    model: Model,
    workshop: Workshop,
    round_: Round,
    this: Source,
    setting: Setting,
    questionnaires: Questionnaires,
) -> tuple[tuple[ProfileResult, ...], ProfileBasis]:
    """Return the profiles over all rounds of the workshop that are published, this one included."""
    sources: list[tuple[int, Source]] = [(round_.position, this)]
    known, before = ProfileBasis(), {}
    published = []
    for other in store.list_rounds(workshop.id):
        last = store.last_publication(other.id)
        if last is None:
            continue
        published.append(last)
        if other.id != round_.id and other.model == round_.model:
            hidden = _hidden(model, questionnaires.get(other.questionnaire), store.answer_rows(other.id))
            content, basis = Publication.from_json(last.content), Basis.from_json(last.basis.get("cells", {}))
            sources.append((other.position, Source(content, basis, hidden)))
    for last in sorted(published, key=lambda stored: stored.id):
        basis_then = ProfileBasis.from_json(last.basis.get("profiles", {}))
        for at, rows in basis_then.rows.items():
            known.rows.setdefault(at, []).extend(members for members in rows if members not in known.rows.get(at, []))
        known.now.update(basis_then.now)
        before.update({
            (profile.station, profile.perspective): profile
            for profile in Publication.from_json(last.content).profiles
            if profile.station is not None and (profile.station, profile.perspective) in basis_then.now
        })
    in_order = [source for _, source in sorted(sources, key=lambda pair: pair[0])]
    return profiles(model, in_order, setting.stations, setting.perspectives, setting.rules.group_from,
                    before=before, basis=known)  # fmt: skip


# ------------------------------------------------------------------------------ releasing
def release_round(
    store: Store, model: Model, round_: Round, now: datetime, *, questionnaires: Questionnaires | None = None
) -> list[Release]:
    """Freeze what was shown of a round last: one release per table, and one for all tables where there are several.

    Nothing is counted anew, so a release says what the room has seen. It holds no statements by office: these are one
    person's answers, and a release stays when everything personal is deleted.

    Args:
        store: The store.
        model: The model of the round.
        round_: The round.
        now: The time (UTC).
        questionnaires: Not needed; taken so that it is called like ``publish_round``.

    Raises:
        ValueError: If nothing of the round was ever published.
    """
    last = store.last_publication(round_.id)
    if last is None:
        raise ValueError("Only what was shown can be released.")
    workshop = store.workshop(round_.workshop_id)
    stations = asked_stations(round_, store.list_stations(workshop.id))
    publication = Publication.from_json(last.content)
    places: list[Station | None] = [*stations, None] if len(stations) > 1 else [*stations]
    return [
        store.add_release(
            workshop_title=workshop.title,
            round_title=round_.title,
            case_id=place.case_id if place else None,
            wave_id=place.wave_id if place else None,
            content=_release_content(publication, workshop, round_, place, now),
            model=round_.model,
            model_version=round_.model_version,
            questionnaire=round_.questionnaire,
            questionnaire_version=round_.questionnaire_version,
        )
        for place in places
    ]


def verify_release(release: Release) -> bool:
    """Return whether a release says what it said when it was frozen."""
    return digest_of(release.content) == release.digest


def _release_content(
    publication: Publication, workshop: Workshop, round_: Round, place: Station | None, now: datetime
) -> dict[str, Any]:
    station = place.id if place else None
    items = tuple(_of_place(result, station) for result in publication.items)
    cells = [cell for result in items for cell in result.latest.cells if cell.status != "none"]
    told = Publication(
        items, tuple(p for p in publication.profiles if place is not None and p.station == station),
        publication.group_from, publication.made_at,
    )  # fmt: skip
    return {
        **told.to_json(),
        "form": "workshop-round-1",
        # Numbers are never given twice: by these the facilitator's page finds what it has released.
        "workshop": workshop.id,
        "round": round_.id,
        "station": place.label if place else None,
        "public": workshop.public,
        "voices": {p: _voices(items, p) for p in round_.perspectives or workshop.perspectives},
        "coverage": round(sum(c.has_figures or c.is_unanimous for c in cells) / len(cells), 2) if cells else None,
        "model": {"id": round_.model, "version": round_.model_version},
        "questionnaire": {"id": round_.questionnaire, "version": round_.questionnaire_version},
        "released_at": now.astimezone(UTC).isoformat(timespec="seconds"),
    }


def _voices(items: Sequence[ItemResult], perspective: str) -> int:
    """Return how many people are behind the figures of a perspective: those of its largest cell; 0 without figures."""
    cells = [c for result in items for vote in result.votes for c in vote.cells if c.perspective == perspective]
    return max((c.n + c.dk + c.na for c in cells if c.has_figures or c.is_unanimous), default=0)


def _of_place(result: ItemResult, station: int | None) -> ItemResult:
    votes = tuple(
        type(vote)(vote.vote, tuple(_without_statements(c) for c in vote.cells if c.station == station))
        for vote in result.votes
    )
    return ItemResult(result.item, votes)


def _without_statements(cell: Cell) -> Cell:
    return Cell(cell.station, cell.perspective, "attributed") if cell.status == "attributed" else cell
