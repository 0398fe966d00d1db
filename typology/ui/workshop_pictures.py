"""Results of a round as pictures, always from what was published: what is stored there is protected already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from typology.language import Speaker
from typology.ui import blocks, drawings, session, workshop_state
from typology.ui.keeping import Kept
from typology.workshop.publication import ItemResult, Publication

if TYPE_CHECKING:
    from typology.figures.picture import SvgPicture
    from typology.figures.svg import Form
    from typology.store.workshop_records import Round
    from typology.ui.workshop_state import Room

_PROPOSED = 3
"""So many questions are proposed for a second vote."""
_kept = Kept(64)


# ------------------------------------------------------------------------------ what was published
def publication(held: Round) -> Publication | None:
    """Return what was published of a round last; None before the first reveal, and while it is covered."""
    if not held.state.results_visible:
        return None
    store = session.current_store()
    found = store.last_publication(held.id)
    if found is None:
        return None
    return _kept.get((store.location, found.id), lambda: Publication.from_json(found.content))


def wall_order(held: Round) -> list[str]:
    """Return the items in the order of the wall: what was asked twice, then the largest disagreements first."""
    from typology.figures.disagreement import rank_items

    found = publication(held)
    if found is None:
        return list(held.state.items)
    # After a second vote the room wants to see what has moved.
    return sorted((r.item for r in rank_items(found.items)), key=lambda item: item not in held.state.again)


def most_disputed(held: Round, among: Sequence[str]) -> list[str]:
    """Return the items that are worth asking a second time first."""
    return [item for item in wall_order(held) if item in among][:_PROPOSED]


# ------------------------------------------------------------------------------ on the pages
def on_wall(room: Room, held: Round) -> None:
    """Draw what the wall shows now: one item, or the overview."""
    found = publication(held)
    if found is None:
        return
    result = found.item(held.state.shown) if held.state.shown else None
    if result is None:
        overview(room, held, found)
    else:
        one_item(room, held, result, tables=False)


def overview(room: Room, held: Round, found: Publication) -> None:
    """Draw all items in one picture, the largest disagreements first, and how far perspectives lie apart."""
    from typology.figures.disagreement import gap, rank_gaps, rank_items
    from typology.figures.overview_bars import draw_overview
    from typology.figures.perspective_dumbbell import draw_dumbbell

    model, questionnaire = workshop_state.words_of(held)
    if questionnaire is None:
        return
    say, names = room.say, table_names(room)
    ranked = rank_items(found.items)
    show(
        lambda form: draw_overview(model, questionnaire, ranked, say, stations=names, form=form),
        say,
        f"{held.id}-alle",
    )
    apart = [result for result in rank_gaps(model, found.items) if gap(model, result) >= 0]
    if apart:
        show(
            lambda form: draw_dumbbell(model, questionnaire, apart, say, stations=names, form=form),
            say,
            f"{held.id}-blicke",
        )


def one_item(room: Room, held: Round, result: ItemResult, *, tables: bool) -> None:
    """Draw everything on one item: the answers (before and after), perspectives beside one another, table by table."""
    from typology.figures.disagreement import gap
    from typology.figures.perspective_dumbbell import draw_dumbbell

    model, questionnaire = workshop_state.words_of(held)
    if questionnaire is None:
        return
    say, key = room.say, f"{held.id}-{result.item}"
    _answers(room, held, result, None, key)
    if gap(model, result) >= 0:
        names = table_names(room)
        show(lambda form: draw_dumbbell(model, questionnaire, [result], say, stations=names, form=form), say, f"{key}-blicke")
    if tables and len(room.tables_of(held)) > 1:
        for station in room.tables_of(held):
            blocks.html(f'<h3 dir="auto">{blocks.escaped(station.label)}</h3>')
            _answers(room, held, result, station.id, f"{key}-{station.id}")


def _answers(room: Room, held: Round, result: ItemResult, station: int | None, key: str) -> None:
    from typology.figures.answer_bars import draw_answer_bars
    from typology.figures.before_after import draw_before_after

    model, questionnaire = workshop_state.words_of(held)
    assert questionnaire is not None
    names = table_names(room)

    def draw(form: Form) -> SvgPicture:
        both = draw_before_after(model, questionnaire, result, room.say, station=station, stations=names, form=form)
        return both or draw_answer_bars(
            model, questionnaire, result, room.say, station=station, stations=names, form=form
        )

    show(draw, room.say, key)


def table_names(room: Room) -> dict[int, str] | None:
    """Return the names of the tables; None where there is only one, which then needs no name."""
    return {s.id: s.label for s in room.stations} if len(room.stations) > 1 else None


def profiles(room: Room, held: Round) -> bool:
    """Draw where each table sees its Verbund, one picture per perspective; return whether there was anything."""
    from typology.figures.table_plane import draw_table_plane

    found = publication(held)
    model, _ = workshop_state.words_of(held)
    names = {s.id: s.label for s in room.tables_of(held)}
    spoken = [p for p in room.workshop.perspectives if found and _has_profile(found, p)]
    for perspective in spoken:
        assert found is not None
        if not any(p.perspective == perspective and any(p.axes.values()) for p in found.profiles):
            empty = draw_table_plane(model, found.profiles, names, room.say, perspective=perspective)
            said = f"{workshop_state.perspective_name(perspective, room.say)}: {empty.sentence if empty else ''}"
            blocks.paragraph(said, "leise")
            continue
        if len(spoken) > 1 or len(room.workshop.perspectives) > 1:
            blocks.html(f"<h3>{blocks.escaped(workshop_state.perspective_name(perspective, room.say))}</h3>")

        def draw(form: Form, whose: str = perspective) -> SvgPicture | None:
            return draw_table_plane(model, found.profiles, names, room.say, perspective=whose, form=form)

        show(draw, room.say, f"{held.id}-profil-{perspective}")
    return bool(spoken)


def _has_profile(found: Publication, perspective: str) -> bool:
    return any(p.perspective == perspective and p.status != "none" for p in found.profiles)


def show(draw: Callable[[Form], SvgPicture | None], say: Speaker, key: str) -> None:
    """Draw a picture in the sizes of a wall and of a phone, of which the screen shows one."""
    from typology.figures.svg import MEDIUM

    drawings.show(draw, say, key, wide=MEDIUM)
