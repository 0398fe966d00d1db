"""A change between two moments as text for a terminal: the values, what can be told apart, and what moved them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from typology.assessment.change import Change, Gap, SetChange
from typology.language import Speaker
from typology.model.elements import Model
from typology.model.problems import shorten

_MOST = 3  # items named per set
_HALF_STEP = 0.5
_LEAST = 0.05  # points: less is written as 0,0 and says nothing


def change_text(
    model: Model, case: str, change: Change, gaps: Iterable[Gap], kinds: Sequence[str], say: Speaker
) -> Iterator[str]:
    """Yield a change line by line.

    Args:
        model: The model in force.
        case: The Verbund.
        change: The change.
        gaps: What lies between the two moments in answer steps; told where the second one is a goal.
        kinds: Kind of each moment: ``past``, ``now`` or ``goal``.
        say: Says the sentences.
    """
    about = model.perspectives.get(change.perspective)
    names = [_moment(wave, kind, say) for wave, kind in zip((change.before, change.after), kinds, strict=True)]
    looking = say.text(about.label) if about else change.perspective
    heading = say("cli.change.heading", case=shorten(case, 80), perspective=looking, before=names[0], after=names[1])
    yield from (heading, "=" * len(heading))
    if change.refused is not None:
        shares = {"shared": say.percent(change.shared_weight), "needed": say.percent(change.needed)}
        yield say(f"change.refused_{change.refused}", **shares)
        return
    yield from _table(model, change, say)
    yield ""
    yield from _moved(model, change, say)
    if kinds[1] == "goal":
        yield from _gaps(model, list(gaps), say)


def _moment(wave: str, kind: str, say: Speaker) -> str:
    """Return a wave with what it is, where it is not now: told in retrospect, or a goal."""
    shown = shorten(wave, 40)
    return shown if kind == "now" else say("cli.moments.marked", wave=shown, kind=say(f"cli.moments.kind_{kind}"))


def _table(model: Model, change: Change, say: Speaker) -> Iterator[str]:
    rows = [[say("reading.columns.set"), shorten(change.before, 20), shorten(change.after, 20),
             say("change.moved"), ""]]
    for set_id in (*model.axes, *model.dimensions):
        found = change.sets[set_id]
        element = model.axes.get(set_id) or model.dimensions[set_id]
        label = " ".join(part for part in (element.code, say.text(element.label)) if part)
        rows.append([label, _value(found.before.score, say), _value(found.after.score, say),
                     _signed(found.delta, say), _told_apart(found, say)])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        *figures, words = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield f"  {'  '.join([row[0].ljust(widths[0]), *figures, words.strip()])}".rstrip()


def _value(score: float | None, say: Speaker) -> str:
    return say.number(score)


def _signed(points: float | None, say: Speaker, digits: int = 1) -> str:
    if points is None:
        return "–"
    rounded = round(points, digits)
    return f"{'+' if rounded > 0 else '−' if rounded < 0 else '±'}{say.number(abs(rounded), digits)}"


def _told_apart(found: SetChange, say: Speaker) -> str:
    if found.distinguishable is None:
        return ""
    return say("change.distinguishable" if found.distinguishable else "change.not_distinguishable")


def _moved(model: Model, change: Change, say: Speaker) -> Iterator[str]:
    """Yield per set the answers that added most to its change, up or down, and what the rest came to."""
    yield say("cli.change.moved")
    for set_id in (*model.axes, *model.dimensions):
        found = change.sets[set_id]
        if found.delta is None:
            continue
        parts = [one for one in change.contributions(set_id) if abs(one.contribution[set_id]) >= _LEAST]
        named = [f"{say.text(model.items[one.item].label)} {_signed(one.contribution[set_id], say)}"
                 for one in parts[:_MOST]]
        rest = found.delta - sum(one.contribution[set_id] for one in parts[:_MOST])
        if len(parts) > _MOST:
            named.append(f"{say('cli.change.rest', n=len(parts) - _MOST)} {_signed(rest, say)}")
        if named:
            yield f"  {say.text(model.set_label(set_id))} {_signed(found.delta, say)}: {', '.join(named)}"


def _gaps(model: Model, gaps: Sequence[Gap], say: Speaker) -> Iterator[str]:
    """Yield the questions that lie at least half a step from the goal, and how many lie nearer."""
    far = [gap for gap in gaps if gap.steps is None or abs(gap.steps) >= _HALF_STEP]
    if far:
        yield from ("", say("cli.change.gaps"), *(_gap(model, gap, say) for gap in far))
    if near := len(gaps) - len(far):
        yield "  " + say("cli.change.near", n=near)


def _gap(model: Model, gap: Gap, say: Speaker) -> str:
    label = say.text(model.items[gap.item].label)
    if gap.steps is None:
        values = {"before": say.number(gap.now, 1), "after": say.number(gap.goal, 1)}
        return "  " + say("cli.change.gap_number", item=label, **values)
    return "  " + say("cli.change.gap_steps", item=label, steps=_signed(gap.steps, say), before=gap.now_option or "–",
                      after=gap.goal_option or "–")
