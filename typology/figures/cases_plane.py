"""Where all Verbünde lie: in the plane of the types, and in a plane of four places such as frame and co-shaping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from typology.assessment.assignment import Verdict
from typology.assessment.snapshot import Snapshot
from typology.figures import common
from typology.figures.case_marks import (
    MOST_CROSSES,
    MOST_LETTERS,
    MOST_LETTERS_NARROW,
    Spot,
    draw_list,
    draw_spots,
)
from typology.figures.cases import (
    Case,
    count_of,
    draw_head,
    draw_marks,
    name_cases,
    say_few,
    say_invented,
    table_cells,
    table_start,
)
from typology.figures.field_plane import CORNERS, Corner, Fields, Way, draw_fields, room_for_names, way_of
from typology.figures.picture import SvgPicture
from typology.figures.plane import name_ends
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.text import clean
from typology.figures.type_plane import choose_plane, types_where
from typology.figures.wording import MISSING, Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model, Placement

_HIGH, _HIGH_NARROW, _HIGH_ALONE = 0.62, 0.85, 0.5  # height of a plane as a share of its width
_SIDES = ("low", "high")


@dataclass(frozen=True, slots=True)
class _View:
    """What is drawn: the directions, a third one that splits the plane in two, and the names in the fields."""

    words: Words
    model: Model
    title: str
    name: str
    ways: tuple[Way, ...]
    names: Mapping[tuple[int, Corner], tuple[str, ...]]

    @property
    def panels(self) -> range:
        return range(2 if len(self.ways) > 2 else 1)

    def heading(self, panel: int) -> str:
        if len(self.ways) < 3:
            return ""
        return self.words.say("figures.type_plane.panel", label=self.ways[2].label, end=self.ways[2].ends[panel])

    def corner(self, spot: Spot) -> Corner:
        return self.ways[0].part(spot.right), self.ways[1].part(spot.up)

    def names_of(self, spot: Spot) -> tuple[str, ...]:
        """Return the names of the field or fields a Verbund lies in."""
        found = (name for panel in spot.panels for name in self.names[panel, self.corner(spot)])
        return tuple(dict.fromkeys(found))


def draw_cases_plane(
    model: Model, snapshots: Sequence[Snapshot], speaker: Speaker, *, own: int | None = None, form: Form = WIDE
) -> SvgPicture | None:
    """Draw all Verbünde in the plane of the types; two planes where a third axis splits it.

    Up to 30 (15 on a phone) have a letter each and stand in a list; more of them are dots, counted by field.

    Args:
        model: The model; its ``type_plane`` says which axes to draw.
        snapshots: Snapshots that may be compared.
        speaker: The reader's language.
        own: Position of the reader's own among them.
        form: Width and size of letters.

    Returns:
        The picture; None if the model has fewer than two axes.
    """
    plane = choose_plane(model)
    if plane is None:
        return None
    words = Words(speaker)
    ways = tuple(way_of(words, model, axis) for axis in (plane.x, plane.y, plane.panel) if axis is not None)
    names = {}
    for panel in range(2 if len(ways) > 2 else 1):
        for i, j in CORNERS:
            wanted = {ways[0].id: ways[0].sides[i], ways[1].id: ways[1].sides[j]}
            if len(ways) > 2:
                wanted[ways[2].id] = ways[2].sides[panel]
            names[panel, (i, j)] = tuple(types_where(words, model, wanted))
    view = _View(words, model, speaker("compared.types.title"), "cases_plane", ways, names)
    cases = name_cases(words, snapshots, own)
    spots = [spot for number, case in enumerate(cases) if (spot := _in_types(case, number, ways)) is not None]
    return _draw(view, cases, spots, form, {case.index: _type(words, model, case) for case in cases})


def draw_cases_placement(
    model: Model, plane_id: str, snapshots: Sequence[Snapshot], speaker: Speaker, *, own: int | None = None,
    form: Form = WIDE,
) -> SvgPicture:
    """Draw all Verbünde in a plane of four places, so that what lies in the frame is seen as such.

    Args:
        model: The model.
        plane_id: Which of its placements.
        snapshots: Snapshots that may be compared.
        speaker: The reader's language.
        own: Position of the reader's own among them.
        form: Width and size of letters.
    """
    words, placement = Words(speaker), model.placements[plane_id]
    ways = (_placed_way(words, model, placement.x, placement.x_crossover),
            _placed_way(words, model, placement.y, placement.y_crossover))
    names = {(0, (_SIDES.index(f.x), _SIDES.index(f.y))): (words.name(f.label),) for f in placement.fields}
    view = _View(words, model, words.name(placement.label), f"cases_{clean(plane_id)}", ways,
                 {(0, corner): names.get((0, corner), ()) for corner in CORNERS})
    cases = name_cases(words, snapshots, own)
    spots = [spot for number, case in enumerate(cases) if (spot := _in_places(case, number, placement)) is not None]
    said = {spot.case.index: words.enumerate(view.names_of(spot)) for spot in spots}
    return _draw(view, cases, spots, form, said, says_low=True)


def _placed_way(words: Words, model: Model, set_id: str, crossover: float) -> Way:
    return Way(set_id, words.name(model.set_label(set_id)), name_ends(words, model, set_id), ("low", "high"), crossover)


# ------------------------------------------------------------------------------ places
def _in_types(case: Case, number: int, ways: Sequence[Way]) -> Spot | None:
    figures = [case.snapshot.sets.get(way.id) for way in ways]
    scores = [None if f is None else f.score for f in figures]
    right, up = scores[0], scores[1]
    if right is None or up is None:
        return None
    panels: tuple[int, ...] = (0,)
    if len(ways) > 2:
        panels = (0, 1) if scores[2] is None else (ways[2].part(scores[2]),)
    return Spot(number, case, right, up, _bands(case, (ways[0].id, ways[1].id)), panels)


def _in_places(case: Case, number: int, placement: Placement) -> Spot | None:
    right, up = case.snapshot.placements.get(placement.id, (None, None))
    if right is None or up is None:
        return None
    return Spot(number, case, right, up, _bands(case, (placement.x, placement.y)))


def _bands(case: Case, sets: tuple[str, str]) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    one, other = (case.snapshot.sets.get(set_id) for set_id in sets)
    return (one.range if one and one.band_low is not None else None,
            other.range if other and other.band_low is not None else None)


# ------------------------------------------------------------------------------ drawing
def _draw(
    view: _View, cases: Sequence[Case], spots: Sequence[Spot], form: Form, said: Mapping[int, str], *,
    says_low: bool = False,
) -> SvgPicture:
    words, canvas = view.words, Canvas(form)
    draw_head(canvas, words, view.model, cases, view.title)
    is_lettered = len(cases) <= (MOST_LETTERS_NARROW if form.is_narrow else MOST_LETTERS)
    _planes(canvas, view, spots, is_lettered)
    placed = {spot.case.index: spot for spot in spots}
    told = {case.index: _told(words, placed.get(case.index), said.get(case.index, "")) for case in cases}
    canvas.at += form.size * 0.8
    if is_lettered:
        draw_list(canvas, cases, told, placed)
    keys = ["key_letters" if is_lettered else "key_dots"] if spots else []
    if len(spots) <= MOST_CROSSES and any(any(spot.bands) for spot in spots):
        keys.append("key_crosses")
    elif any(any(spot.bands) for spot in spots if spot.case.is_own):
        keys.append("key_cross")
    for key in keys:
        canvas.say(words.say(f"compared.planes.{key}"), size=form.small, color=common.MUTED)
    canvas.at += form.small * 0.3
    draw_marks(canvas, words, cases)
    sentence = _sentence(view, cases, spots, says_low)
    alt = _alt(view, cases, placed, told, sentence, is_lettered)
    return SvgPicture(
        name=view.name, svg=canvas.finish(view.title, alt, words.say.language), sentence=sentence, alt=alt,
        headings=(*table_start(words), *(w.label for w in view.ways), words.say("compared.heading.field")),
        rows=tuple(_row(view, case, placed.get(case.index)) for case in cases), language=words.say.language,
        across=form.across, height=canvas.at,
    )


def _planes(canvas: Canvas, view: _View, spots: Sequence[Spot], is_lettered: bool) -> None:
    form, count = canvas.form, len(view.panels)
    beside = count > 1 and not form.is_narrow
    gap = form.size * 1.2
    across = (form.across - gap) / 2 if beside else form.across
    share = _HIGH_NARROW if form.is_narrow else _HIGH if beside else _HIGH_ALONE
    fields = [_fields(canvas, view, spots, panel, across, is_lettered) for panel in view.panels]
    top, below = canvas.at, canvas.at
    for panel in view.panels:
        if panel:
            canvas.at = top if beside else canvas.at + gap
        x = panel * (across + gap) if beside else 0.0
        ways = (view.ways[0], view.ways[1])
        plane = draw_fields(canvas, view.words, ways, fields[panel], x, across, across * share,
                            inset=form.size * 0.5, beside=fields if beside else ())
        here = [spot for spot in spots if panel in spot.panels]
        draw_spots(canvas, view.words, plane, here, is_lettered=is_lettered)
        below = max(below, canvas.at)
    canvas.at = below


def _fields(
    canvas: Canvas, view: _View, spots: Sequence[Spot], panel: int, across: float, is_lettered: bool
) -> Fields:
    counts = Counter(view.corner(spot) for spot in spots if spot.panels == (panel,))
    lines = {
        corner: [
            line for name in view.names[panel, corner]
            for line in canvas.lines(name, room_for_names(canvas.form, view.ways[0], corner[0], across))
        ]
        for corner in CORNERS
    }
    notes = {c: view.words.say("compared.planes.here", n=counts[c]) for c in CORNERS} if not is_lettered else {}
    return Fields(view.heading(panel), lines, notes)


# ------------------------------------------------------------------------------ words
def _type(words: Words, model: Model, case: Case) -> str:
    """Return the type that the verdict names, with how far it may be relied on."""
    ideal = model.types.get(case.snapshot.type or "")
    if ideal is None:
        return ""
    name = next((v.name.lower() for v in Verdict if case.snapshot.verdict in (v.value, v.name)), "")
    key = f"verdict_short.{name}"
    verdict = words.say(key) if name and words.say.has(key) else clean(case.snapshot.verdict)
    return words.say("compared.types.type", type=words.quote(words.name(ideal.label)), verdict=verdict)


def _told(words: Words, spot: Spot | None, said: str) -> str:
    if spot is None:
        return words.say("compared.planes.no_place")
    return f"{said} · {words.say('compared.planes.either')}" if len(spot.panels) > 1 else said


def _sentence(view: _View, cases: Sequence[Case], spots: Sequence[Spot], says_low: bool) -> str:
    words, say = view.words, view.words.say
    if not cases:
        return say("compared.nobody")
    said = [say("compared.planes.says", n=len(cases), cases=count_of(words, cases))]
    if len(spots) < len(cases):
        said.append(say("compared.planes.says_missing", n=len(cases) - len(spots)))
    own = next((spot for spot in spots if spot.case.is_own), None)
    names = view.names_of(own) if own else ()
    if names:
        said.append(say("compared.planes.says_own", names=words.enumerate([words.quote(name) for name in names])))
    if says_low and spots:
        way = view.ways[0]
        low = sum(way.part(spot.right) == 0 for spot in spots)
        said.append(say("compared.planes.says_low", name=words.quote(way.label), n=low, all=len(spots),
                        value=words.points(way.crossover)))
    return " ".join(p for p in (*said, say_few(words, view.model, len(cases)), say_invented(words, cases)) if p)


def _alt(
    view: _View, cases: Sequence[Case], placed: Mapping[int, Spot], told: Mapping[int, str], sentence: str,
    is_lettered: bool,
) -> str:
    words, said = view.words, [sentence]
    if not is_lettered:
        for panel in view.panels:
            counts = Counter(view.corner(spot) for spot in placed.values() if spot.panels == (panel,))
            for corner in CORNERS:
                names = words.enumerate(view.names[panel, corner])
                text = words.say("compared.planes.here", n=counts[corner])
                said.append(words.say("compared.alt_row", name=names or MISSING, text=text))
    for case in cases if is_lettered else [case for case in cases if case.is_own]:
        values = [words.say("compared.planes.alt_value", name=way.label, value=words.points(f.score))
                  for way in view.ways if (f := case.snapshot.sets.get(way.id)) and f.score is not None]
        text = ", ".join([*values, told[case.index].rstrip(".")])
        said.append(words.say("compared.alt_row", name=case.in_full, text=text))
    return " ".join(said)


def _row(view: _View, case: Case, spot: Spot | None) -> tuple[str, ...]:
    words = view.words
    figures = (case.snapshot.sets.get(way.id) for way in view.ways)
    values = (MISSING if f is None or f.score is None else words.exact(f.score) for f in figures)
    names = words.enumerate(view.names_of(spot)) if spot else ""
    return (*table_cells(words, case), *values, names or MISSING)
