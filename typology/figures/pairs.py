"""Which two of all can be told apart on one dimension or axis: signs and words, no chances and no ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

from typology.assessment.snapshot import Snapshot
from typology.figures import common
from typology.figures.apart_signs import GROUND, draw_counts, draw_sign, draw_sign_key
from typology.figures.badges import letter
from typology.figures.case_labels import draw_label, lay_label
from typology.figures.cases import Case, draw_head, draw_marks, name_cases, say_few, say_invented
from typology.figures.note import note_in_table
from typology.figures.picture import SvgPicture
from typology.figures.svg import WIDE, Canvas, Form
from typology.figures.tell_apart import count_pairs, tell_apart
from typology.figures.wording import Words
from typology.language.catalogue import Speaker
from typology.model.elements import Model

MOST_ROWS, MOST_ROWS_NARROW = 20, 12
_MOST_LISTED = 4  # so few have at most six pairs, which are said in words
_KINDS = ("apart", "alike", "unknown")
_Found = Mapping[tuple[int, int], str]


def draw_pairs(
    model: Model, snapshots: Sequence[Snapshot], set_id: str, speaker: Speaker, *, own: int | None = None,
    form: Form = WIDE, most: int | None = None,
) -> SvgPicture:
    """Draw for every pair whether its two values can be told apart.

    Very few are said in words. Up to ``most`` Verbünde stand in a triangle of signs; of more of them pairs are counted.

    Args:
        model: The model.
        snapshots: Snapshots that may be compared.
        set_id: Axis or dimension.
        speaker: The reader's language.
        own: Position of the reader's own among them, or None.
        form: Width and size of letters.
        most: How many stand in a triangle; by the form if absent.
    """
    words = Words(speaker)
    most = most or (MOST_ROWS_NARROW if form.is_narrow else MOST_ROWS)
    cases = name_cases(words, snapshots, own)
    name = words.name(model.set_label(set_id))
    is_counted = len(cases) > most
    found = {} if is_counted else _tell(model, cases, set_id)
    figures = [case.snapshot.sets.get(set_id) for case in cases]
    counts = count_pairs(model, figures) if is_counted else Counter(found.values())
    canvas = Canvas(form)
    draw_head(canvas, words, model, cases, title := speaker("compared.pairs.title", name=name))
    if is_counted:
        draw_counts(canvas, words, counts, _KINDS, 0.0, canvas.at, form.across, 2 * form.size)
        canvas.at += 2 * form.size
    elif len(cases) > _MOST_LISTED:
        _triangle(canvas, cases, found)
    else:
        _list(canvas, words, cases, found)
    if any(counts.values()):
        draw_sign_key(canvas, words, [kind for kind in _KINDS if counts.get(kind)])
    draw_marks(canvas, words, cases, has_signs=not is_counted and len(cases) > _MOST_LISTED)
    sentence = _sentence(words, model, cases, counts, name)
    names = _short_names(cases)
    pairs = [
        (speaker("compared.pairs.pair", one=names[one], other=names[other]), speaker(f"compared.apart.{kind}"))
        for (one, other), kind in found.items()
    ]
    alt = " ".join([sentence, *(speaker("compared.alt_row", name=pair, text=text) for pair, text in pairs)])
    rows = pairs or [(str(counts.get(kind, 0)), speaker(f"compared.apart.{kind}")) for kind in _KINDS]
    drawn = SvgPicture(
        name="pairs", svg=canvas.finish(title, alt, speaker.language), sentence=sentence, alt=alt,
        headings=(speaker("compared.heading.pairs" if is_counted else "compared.heading.pair"), name), rows=tuple(rows),
        language=speaker.language, across=form.across, height=canvas.at,
    )
    return note_in_table(drawn, say_invented(words, cases), speaker("picture.note"))


def _tell(model: Model, cases: Sequence[Case], set_id: str) -> dict[tuple[int, int], str]:
    figures = [case.snapshot.sets.get(set_id) for case in cases]
    found: dict[tuple[int, int], str] = {}
    for one, other in combinations(range(len(cases)), 2):
        told = tell_apart(model, figures[one], figures[other])
        found[one, other] = "apart" if told in ("above", "below") else told
    return found


def _short_names(cases: Sequence[Case]) -> list[str]:
    """Return the city of each with what sets it apart, and with its own name only where a city has several."""
    often = Counter(case.title for case in cases)
    found = []
    for case in cases:
        behind = [part for part in (case.name if often[case.title] > 1 else "", case.said) if part]
        found.append(f"{case.title} ({', '.join(behind)})" if behind else case.title)
    return found


# ------------------------------------------------------------------------------ drawing
def _triangle(canvas: Canvas, cases: Sequence[Case], found: _Found) -> None:
    """Draw a row and a column per Verbund; what stands above the diagonal would say the same again."""
    form, count = canvas.form, len(cases)
    label = form.across if form.is_narrow else form.across * 0.32
    sign = 2.2 * form.small
    left = sign if form.is_narrow else label + sign
    cell = min(2.4 * form.size, (form.across - left) / max(1, count - 1))
    if form.is_narrow:
        _legend(canvas, cases)
    for row, case in enumerate(cases):
        laid = None if form.is_narrow else lay_label(canvas, case, label - form.size, is_tight=count > 10)
        high = max(cell, laid.height + form.size * 0.3 if laid else 0.0)
        middle = canvas.at + high / 2
        if laid:
            draw_label(canvas, laid, 0.0, middle - laid.height / 2)
        canvas.write(left - sign / 2, middle - common.LEADING * form.small / 2, [letter(row)], size=form.small,
                     bold=True, anchor="middle")
        for column in range(row):
            x = left + column * cell
            canvas.box(x + 1, middle - cell / 2 + 1, cell - 2, cell - 2, fill=GROUND)
            draw_sign(canvas, found[column, row], x + cell / 2, middle, cell * 0.28)
        canvas.at += high
    for column in range(count - 1):
        canvas.write(left + (column + 0.5) * cell, canvas.at, [letter(column)], size=form.small, bold=True,
                     anchor="middle")
    canvas.at += common.LEADING * form.small


def _list(canvas: Canvas, words: Words, cases: Sequence[Case], found: _Found) -> None:
    """Say every pair in words, with its sign."""
    form = canvas.form
    names = _short_names(cases)
    for (one, other), kind in found.items():
        draw_sign(canvas, kind, form.size * 0.6, canvas.at + 0.65 * form.size, form.size * 0.5)
        pair = words.say("compared.pairs.pair", one=names[one], other=names[other])
        text = words.say("compared.pairs.line", pair=pair, what=words.say(f"compared.apart.{kind}"))
        canvas.say(text, x=1.6 * form.size, gap=form.size * 0.4)


def _legend(canvas: Canvas, cases: Sequence[Case]) -> None:
    form = canvas.form
    for number, case in enumerate(cases):
        laid = lay_label(canvas, case, form.across - 1.6 * form.size, is_tight=True)
        canvas.write(0.0, canvas.at, [letter(number)], bold=True, color=common.MUTED)
        draw_label(canvas, laid, 1.6 * form.size, canvas.at)
        canvas.at += laid.height
    canvas.at += form.size * 0.5


def _sentence(
    words: Words, model: Model, cases: Sequence[Case], counts: Mapping[str, int], name: str
) -> str:
    say = words.say
    if len(cases) < 2:
        return say("compared.pairs.nothing")
    said = [say("compared.pairs.says", n=counts.get("apart", 0), all=sum(counts.values()), name=words.quote(name))]
    if counts.get("unknown"):
        said.append(say("compared.pairs.says_unknown", n=counts["unknown"]))
    return " ".join(p for p in (*said, say_few(words, model, len(cases)), say_invented(words, cases)) if p)
