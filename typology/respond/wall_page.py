"""What stands on the wall in each state of a workshop. Results are looked at only once they are revealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup

from typology.assessment.flow import ask, asks_all, entry_of
from typology.figures.text import clean
from typology.language import Speaker
from typology.model.elements import Entry, Model, Questionnaire
from typology.reports.joining import join_address, qr_svg, typed_address
from typology.respond.live import Snapshot, standing
from typology.store.workshop_records import Arrivals, Round
from typology.workshop.rounds import phase_at

if TYPE_CHECKING:
    from typology.respond.wall_views import View


@dataclass(frozen=True, slots=True)
class Wall:
    """What the page is made from.

    Attributes:
        snapshot: The workshop as it stands.
        say: The language of the wall.
        base: Address under which phones reach the program, with a slash at its end.
        now: The time (UTC).
        arrivals: How many take part and have answered; None before the first round.
        asked: Model and questionnaire of the present round; None without one, or if its version is gone.
        views: What can be shown; None unless results are revealed and worked out.
        wanted: Key of the view that the address asks for.
        query: What goes with every link, such as the language.
    """

    snapshot: Snapshot
    say: Speaker
    base: str
    now: datetime
    arrivals: Arrivals | None
    asked: tuple[Model, Questionnaire] | None
    views: Sequence[View] | None
    wanted: str
    query: Mapping[str, str]


def results_revealed(found: Round | None, now: datetime) -> bool:
    """Return whether the wall may look at results at all: the one place that decides it."""
    if found is None:
        return False
    return found.state.results_visible and phase_at(found.state, now) == found.state.phase


def values_of(wall: Wall) -> dict[str, Any]:
    """Return the values of the template for what changes."""
    where = standing(wall.snapshot, wall.now)
    phase = where["phase"]
    workshop, found = wall.snapshot.workshop, wall.snapshot.current
    values: dict[str, Any] = {
        "say": wall.say, "phase": phase, "title": clean(workshop.title), "round_title": _round_title(wall, found),
        "stand": stand_of(where), "closes_in": where["closes_in"], "waits": False, "view": None,
        "minutes": max(1, -(-int(where["closes_in"]) // 60)) if where["closes_in"] is not None else None,
        **_joining(wall), **_people(wall, where["item"]),
    }  # fmt: skip
    if phase in ("revealed", "discussed", "released"):
        return values | _shown(wall)
    if phase in ("waiting", "ended"):
        return values | {"screen": "ended" if phase == "ended" else "join"}
    return values | _voting(wall, where)


def stand_of(where: Mapping[str, Any]) -> str:
    """Return what must change for the wall to forget which page was chosen on it."""
    return "|".join(str(where[name] or "") for name in ("phase", "round", "vote", "item", "shown"))


# ------------------------------------------------------------------------------ joining, and who is there
def _joining(wall: Wall) -> dict[str, Any]:
    workshop = wall.snapshot.workshop
    if workshop.code is None or workshop.ended_at is not None:
        return {"code": "", "code_parts": (), "address": "", "qr": "", "steps": ()}
    address = join_address(wall.base, workshop.code, workshop.join_key)
    several = len(wall.snapshot.stations) > 1
    steps = [wall.say("wall.join.step_scan"), wall.say("wall.join.step_table" if several else "wall.join.step_view"),
             wall.say("wall.join.step_hidden")]
    qr = qr_svg(address, title=wall.say("wall.join.qr"))
    return {
        "code": workshop.code, "code_parts": (workshop.code[:3], workshop.code[3:]),
        "address": typed_address(wall.base), "qr": Markup(qr), "steps": tuple(steps),  # noqa: S704 - made by us from an address that it escapes
    }  # fmt: skip


def _people(wall: Wall, item: str | None) -> dict[str, Any]:
    """Return how many take part and have answered: never what."""
    arrivals = wall.arrivals
    if arrivals is None:
        return {"seats": 0, "answered": 0, "complete": 0}
    answered = sum(arrivals.answered.values())
    found = wall.snapshot.current
    # Where a condition hides a question from some, who is done cannot be told by counting.
    all_asked = found is not None and wall.asked is not None and asks_all(wall.asked[1], found.state.asked)
    return {
        "seats": sum(arrivals.seats.values()), "complete": arrivals.complete if all_asked else 0,
        "answered": arrivals.by_item.get(item, 0) if item is not None else answered,
    }  # fmt: skip


# ------------------------------------------------------------------------------ while it is open
def _voting(wall: Wall, where: Mapping[str, Any]) -> dict[str, Any]:
    is_open, say = where["phase"] == "open", wall.say
    found = wall.snapshot.current
    if not is_open:
        return {"screen": "closed", "heading": say("wall.closed.heading"), "smallest": _smallest_group(wall)}
    only = found.state.asked[0] if found and len(found.state.asked) == 1 else None
    question = _question(wall, found, where["item"] or only)
    again = where["vote"] == 2
    heading = question or say("wall.open.heading_again" if again else "wall.open.heading")
    kicker = say("wall.open.again") if again and question else ""
    number = len(found.state.asked) if found else 0
    place = found.state.asked.index(where["item"]) + 1 if found and where["item"] in found.state.asked else 0
    progress = say("wall.open.place", place=place, n=number) if place else say("wall.open.items", n=number)
    return {"screen": "open", "heading": heading, "kicker": kicker, "progress": progress, "led": bool(place)}


def _smallest_group(wall: Wall) -> int:
    """Return from how many people on a result is shown, as the rules have it."""
    workshop = wall.snapshot.workshop
    if wall.asked is None:
        return workshop.group_from
    from typology.workshop.small_groups import rules_for  # here: it loads numpy, which the first page must not wait for

    method = wall.asked[0].method.small_groups
    return rules_for(method, workshop.group_from, public=workshop.public).group_from


def _question(wall: Wall, found: Round | None, item: str | None) -> str:
    if found is None or item is None or wall.asked is None or item not in wall.asked[0].items:
        return ""
    model, questionnaire = wall.asked
    entry = entry_of(questionnaire, item) or Entry(item)
    named = found.perspectives or wall.snapshot.workshop.perspectives  # a round that names none asks all
    perspective = named[0] if named else ""
    return clean(wall.say.text(ask(model, entry, perspective).question), 400)


def _round_title(wall: Wall, found: Round | None) -> str:
    if found is None:
        return ""
    if found.title:
        return clean(found.title)
    return clean(wall.say.text(wall.asked[1].label)) if wall.asked else ""


# ------------------------------------------------------------------------------ once it is revealed
def _shown(wall: Wall) -> dict[str, Any]:
    if not wall.views:
        key = "wall.shown.soon" if wall.asked else "wall.shown.gone"
        return {"screen": "soon", "heading": wall.say(key), "waits": wall.asked is not None}
    place = choose(wall.views, wall.wanted)
    view = wall.views[place]
    return {
        "screen": "shown", "view": view, "heading": view.heading, "kicker": view.kicker,
        "pictures": [(name, Markup(picture.svg)) for name, picture in view.pictures()],  # noqa: S704 - drawn with escaping
        "place": place + 1, "count": len(wall.views),
        "previous": _link(wall, place - 1), "following": _link(wall, place + 1),
    }  # fmt: skip


def choose(views: Sequence[View], wanted: str) -> int:
    """Return the place of the page that an address asks for, the first one if there is no such page."""
    exact = next((k for k, view in enumerate(views) if view.key == wanted), None)
    if exact is None:
        exact = next((k for k, view in enumerate(views) if wanted and view.key.startswith(wanted)), 0)
    return exact


def _link(wall: Wall, place: int) -> str | None:
    if wall.views is None or not 0 <= place < len(wall.views):
        return None
    return "?" + urlencode({**wall.query, "ansicht": wall.views[place].key})
