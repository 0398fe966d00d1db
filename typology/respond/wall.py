"""The wall: what a beamer shows to the room. It knows no secret but its own, and no result before it is revealed."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from typology.language import Speaker, languages
from typology.model.elements import Model, Questionnaire
from typology.reports.joining import base_addresses
from typology.respond import pages
from typology.respond.desk import Desk, guarded, root_of
from typology.respond.live import Snapshot
from typology.respond.wall_page import Wall, results_revealed, values_of
from typology.workshop.codes import hash_of
from typology.workshop.publication import Publication

if TYPE_CHECKING:
    from typology.respond.wall_views import View
    from typology.store.workshop_records import Round

_TOKENS_KEPT = 10.0
_MOST_TOKENS = 500
_MOST_VIEWS = 24


def wall_routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of the wall."""
    wall = WallPages(desk)
    return [
        Route("/wand/{token}", guarded(desk, wall.show), methods=["GET"]),
        Route("/wand/{token}/strom", _Stream(wall), methods=["GET"]),
    ]


class WallPages:
    """Answers the requests of walls.

    Args:
        desk: What the pages of respondents share.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._views: OrderedDict[tuple[object, ...], list[View]] = OrderedDict()
        self._loading: asyncio.Task[None] | None = None

    async def show(self, request: Request) -> Response:
        """Return the wall, or with ``teil=1`` only the part of it that changes."""
        workshop_id = await self.workshop(request)
        hub = self._desk.hub
        snapshot = await hub.snapshot(workshop_id)
        arrivals = await hub.arrivals(workshop_id)
        now = datetime.now(UTC)
        asked = await asyncio.to_thread(self._asked, snapshot.current)
        say = self._speaker(request, snapshot, asked)
        if self._loading is None:  # so that the first reveal need not wait for it
            self._loading = asyncio.create_task(asyncio.to_thread(_load_drawing))
        views = None
        if results_revealed(snapshot.current, now):
            views = await asyncio.to_thread(self._results, snapshot, asked, say)
        query = {name: request.query_params[name] for name in ("lang", "adresse") if name in request.query_params}
        wall = Wall(snapshot, say, _base(request), now, arrivals, asked, views,
                    request.query_params.get("ansicht", ""), query)
        values = values_of(wall)
        part = pages.template("wall_part.html").render(values)
        accepts = request.headers.get("accept-encoding", "")
        if request.query_params.get("teil") == "1":
            return pages.Page(part.encode(), accepts=accepts)
        whole = {
            "lang": say.language, "dir": pages.direction(say.language), "title": values["title"], "say": say,
            "root": root_of(request), "main": Markup(part),  # noqa: S704 - rendered with escaping
            "stream": f"{request.path_params['token']}/strom",
        }
        return pages.Page(pages.render("wall.html", whole), accepts=accepts)

    async def workshop(self, request: Request) -> int:
        """Return the workshop of the wall that is asked for.

        Raises:
            Refused: If there is none; whoever tries many is told to wait. A wall that is there is never held up by
                those who mistype codes in the same network.
        """
        hashed = hash_of(request.path_params["token"])
        known = self._known.get(hashed)
        if known is not None and time.monotonic() - known[0] < _TOKENS_KEPT:
            return known[1]
        found = await asyncio.to_thread(lambda: self._desk.services.store().workshop_by_wall(hashed))
        if found is None or found.deleted_at is not None:
            self._known.pop(hashed, None)
            self._desk.require_patience(request)
            raise self._desk.missed(request, "respond_error.unknown_wall")
        self._known[hashed] = (time.monotonic(), found.id)
        self._known.move_to_end(hashed)
        while len(self._known) > _MOST_TOKENS:
            self._known.popitem(last=False)
        return found.id

    def _speaker(
        self, request: Request, snapshot: Snapshot, asked: tuple[Model, Questionnaire] | None
    ) -> Speaker:
        own = snapshot.workshop.language
        language = pages.asked_language(request) or (own if own in languages() else languages()[0])
        return pages.speaker(language, (asked[0] if asked else self._desk.services.model()).wording)

    def _asked(self, found: Round | None) -> tuple[Model, Questionnaire] | None:
        return None if found is None else self._desk.services.asked_in(found)

    def _results(
        self, snapshot: Snapshot, asked: tuple[Model, Questionnaire] | None, say: Speaker
    ) -> list[View] | None:
        """Return the pages of the round; None if what was published last is older than the vote."""
        # Here, because drawing loads libraries that the first page of the program must not wait for.
        from typology.respond.wall_views import Shown, item_views, overview_views

        found = snapshot.current
        if found is None or asked is None:
            return None
        store = self._desk.services.store()
        stored = store.last_publication(found.id)
        opened = found.state.opened_at
        if stored is None or (opened is not None and stored.made_at < opened):
            return None
        item = found.state.shown
        notes = () if item is None else tuple(n.text for n in store.released_notes(found.id) if n.item == item)
        names = {s.id: s.label for s in snapshot.stations if not found.stations or s.id in found.stations}
        key = (stored.id, item, say.language, notes, tuple(names.items()))
        views = self._views.get(key)
        if views is None:
            try:
                publication = Publication.from_json(stored.content)
            except ValueError:
                return None
            shown = Shown(*asked, publication, names, say)
            views = overview_views(shown) if item is None else item_views(shown, item, notes)
            self._views[key] = views
            while len(self._views) > _MOST_VIEWS:
                self._views.popitem(last=False)
        return views


def _load_drawing() -> None:
    import typology.respond.wall_views  # noqa: F401


class _Stream:
    """The events of a wall, as the end of a route."""

    def __init__(self, wall: WallPages) -> None:
        self._wall = wall

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def follow(request: Request) -> Response:
            workshop_id = await self._wall.workshop(request)
            return self._wall._desk.hub.stream(workshop_id, "wall")  # type: ignore[return-value]  # an ASGI application

        request = Request(scope, receive)
        answer = await guarded(self._wall._desk, follow)(request)
        await answer(scope, receive, send)


def _base(request: Request) -> str:
    """Return the address for phones: the one the facilitator chose among ours, else the likeliest.

    An address that is not ours is not taken: it would stand as a QR code before the whole room.
    """
    headers: Mapping[str, str] = request.headers
    scheme = headers.get("x-forwarded-proto", request.url.scheme).split(",")[0].strip()
    host = headers.get("x-forwarded-host", headers.get("host", request.url.netloc)).split(",")[0].strip()
    prefix = headers.get("x-forwarded-prefix", request.scope.get("root_path", "")).rstrip("/")
    found = base_addresses(f"{scheme}://{host}{prefix}/")
    chosen = request.query_params.get("adresse")
    return chosen if chosen in found else found[0] if found else f"{scheme}://{host}{prefix}/"
