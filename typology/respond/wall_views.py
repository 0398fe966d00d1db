"""What the wall can show of a round that is revealed: one picture at a time, the largest disagreement first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from typology.figures.answer_bars import draw_answer_bars
from typology.figures.before_after import draw_before_after
from typology.figures.cell_words import ItemWords
from typology.figures.disagreement import cells_of, rank_gaps, rank_items
from typology.figures.overview_bars import draw_overview
from typology.figures.perspective_dumbbell import draw_dumbbell
from typology.figures.picture import SvgPicture
from typology.figures.svg import FORMS, MEDIUM, WIDE, Form
from typology.figures.table_plane import draw_table_plane
from typology.figures.type_plane import choose_plane
from typology.language import Speaker
from typology.model.elements import Model, Questionnaire
from typology.workshop.publication import ItemResult, Publication

Draw = Callable[[Form], SvgPicture | None]
T = TypeVar("T")

# A picture that is a little too high is drawn a little smaller.
_SLACK = 1.03
_NOTES, _NOTE_SIGNS, _LONGEST_NOTE = 4, 520, 400


@dataclass(frozen=True, slots=True)
class View:
    """One page of the wall.

    Attributes:
        key: Stable sign for the address, such as ``plenum`` or ``tisch-3``.
        kicker: What stands above the heading.
        heading: The heading.
        draw: Draws the picture for a form; None for quotations.
        notes: Released notes to read out.
    """

    key: str
    kicker: str
    heading: str
    draw: Draw | None = None
    notes: tuple[str, ...] = ()

    def pictures(self) -> list[tuple[str, SvgPicture]]:
        """Return the picture in every form, each with the name of the form."""
        if self.draw is None:
            return []
        drawn = ((form.name, self.draw(replace(form, titled=False))) for form in FORMS)
        return [(name, picture) for name, picture in drawn if picture is not None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the views are made from.

    Attributes:
        model: The model of the round.
        questionnaire: Its questionnaire.
        publication: What may be seen.
        stations: Names of the tables that take part, by number.
        speaker: The language of the wall.
    """

    model: Model
    questionnaire: Questionnaire
    publication: Publication
    stations: Mapping[int, str]
    speaker: Speaker


def item_views(shown: Shown, item: str, notes: Sequence[str]) -> list[View]:
    """Return the pages for one item: all together, then each table, then what was noted."""
    result = shown.publication.item(item)
    if result is None or item not in shown.model.items:
        return []
    views = [] if len(result.votes) < 2 else _before_views(shown, result)
    views += _bar_views(shown, result, None, "plenum")
    if len(shown.stations) > 1:
        for number in shown.stations:
            views += _bar_views(shown, result, number, f"tisch-{number}")
    words = _words(shown, result)
    heading = shown.speaker("wall.notes.heading")
    for page, texts in enumerate(_note_pages(notes)):
        views.append(View(_paged("notizen", page), words.label, heading, notes=texts))
    return views


def overview_views(shown: Shown) -> list[View]:
    """Return the pages for the round as a whole: the items, the perspectives, the types."""
    say, publication = shown.speaker, shown.publication
    known = [r for r in publication.items if r.item in shown.model.items]
    perspectives = list(dict.fromkeys(c.perspective for r in known for c in cells_of(r)))
    views = []
    for page, part in enumerate(_fitting(rank_items(known), lambda some: _overview(shown, some))):
        views.append(View(_paged("ueberblick", page), say("wall.overview.kicker"), _overview_heading(shown, page, part),
                          _overview(shown, part)))
    if any(sum(c.mean is not None or c.is_unanimous for c in cells_of(r)) > 1 for r in known):
        for page, part in enumerate(_fitting(rank_gaps(shown.model, known), lambda some: _dumbbell(shown, some))):
            views.append(View(_paged("blickwinkel", page), say("wall.overview.kicker"), say("wall.dumbbell.title"),
                              _dumbbell(shown, part)))
    for page, perspective in enumerate(p for p in perspectives if p in _placed(shown)):
        views.append(View(_paged("ebene", page), say("wall.overview.kicker"), say("wall.plane.title"),
                          _plane(shown, perspective)))
    return views


# ------------------------------------------------------------------------------ one item
def _words(shown: Shown, result: ItemResult) -> ItemWords:
    perspectives = [cell.perspective for cell in cells_of(result)]
    return ItemWords(shown.model, shown.questionnaire, result.item, shown.speaker, perspectives, shown.stations)


def _heading(shown: Shown, result: ItemResult) -> str:
    cells = cells_of(result)
    words = _words(shown, result)
    return words.question(cells[0].perspective) if cells else words.label


def _bar_views(shown: Shown, result: ItemResult, station: int | None, key: str) -> list[View]:
    words, several = _words(shown, result), len(shown.stations) > 1
    where = words.station(station)
    kicker = shown.speaker("wall.item.kicker", item=words.label, where=where) if several else words.label
    names = [cell.perspective for cell in cells_of(result, station)]

    def bars(some: Sequence[str]) -> Draw:
        return lambda form: draw_answer_bars(
            shown.model, shown.questionnaire, result, shown.speaker, station=station, perspectives=some,
            stations=shown.stations, form=form,
        )

    return [
        View(_paged(key, page), kicker, _heading(shown, result), bars(part))
        for page, part in enumerate(_fitting(names, bars))
    ]


def _before_views(shown: Shown, result: ItemResult) -> list[View]:
    names = [cell.perspective for cell in cells_of(result)]
    kicker = shown.speaker("wall.before.title", name=_words(shown, result).label)

    def bars(some: Sequence[str]) -> Draw:
        return lambda form: draw_before_after(
            shown.model, shown.questionnaire, result, shown.speaker, perspectives=some, stations=shown.stations,
            form=form,
        )

    return [
        View(_paged("vergleich", page), kicker, _heading(shown, result), bars(part))
        for page, part in enumerate(_fitting(names, bars))
    ]


def _note_pages(notes: Sequence[str]) -> list[tuple[str, ...]]:
    pages: list[tuple[str, ...]] = []
    for note in notes:
        text = " ".join(note.split())
        text = text if len(text) <= _LONGEST_NOTE else text[: _LONGEST_NOTE - 1].rstrip() + "…"
        if pages and len(pages[-1]) < _NOTES and sum(map(len, pages[-1])) + len(text) <= _NOTE_SIGNS:
            pages[-1] = (*pages[-1], text)
        else:
            pages.append((text,))
    return pages


# ------------------------------------------------------------------------------ the whole round
def _overview(shown: Shown, results: Sequence[ItemResult]) -> Draw:
    return lambda form: draw_overview(
        shown.model, shown.questionnaire, results, shown.speaker, stations=shown.stations, form=form
    )


def _overview_heading(shown: Shown, page: int, part: Sequence[ItemResult]) -> str:
    visible = any(c.has_figures or c.is_unanimous or c.statements for r in part for c in cells_of(r))
    if not visible:
        return shown.speaker("wall.overview.title_hidden")
    return shown.speaker("wall.overview.title" if page == 0 else "wall.overview.title_more")


def _dumbbell(shown: Shown, results: Sequence[ItemResult]) -> Draw:
    return lambda form: draw_dumbbell(
        shown.model, shown.questionnaire, results, shown.speaker, stations=shown.stations, form=form
    )


def _placed(shown: Shown) -> set[str]:
    """Return the perspectives from which at least one table has a place on the plane."""
    plane = choose_plane(shown.model)
    if plane is None:
        return set()
    return {
        p.perspective for p in shown.publication.profiles
        if p.status in ("shown", "held") and p.axes.get(plane.x) is not None and p.axes.get(plane.y) is not None
    }


def _plane(shown: Shown, perspective: str) -> Draw:
    return lambda form: draw_table_plane(
        shown.model, shown.publication.profiles, shown.stations, shown.speaker, perspective=perspective, form=form
    )


def _paged(key: str, page: int) -> str:
    return key if page == 0 else f"{key}-s{page + 1}"


def _fitting(entries: Sequence[T], draw: Callable[[Sequence[T]], Draw]) -> list[Sequence[T]]:
    """Return the entries in parts, in their order, each as large as a screen takes."""
    parts: list[Sequence[T]] = []
    begun = 0
    for end in range(1, len(entries) + 1):
        if end - begun > 1 and not _fits(draw(entries[begun:end])):
            parts.append(entries[begun : end - 1])
            begun = end - 1
    return [*parts, entries[begun:]] if begun < len(entries) else parts


def _fits(draw: Draw) -> bool:
    for form in (WIDE, MEDIUM):
        picture = draw(replace(form, titled=False))
        if picture is not None and picture.height > form.tall * _SLACK:
            return False
    return True
