"""Joining a workshop: type a code or scan it, choose table and perspective, agree or not to be named."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from typology.language import Speaker
from typology.respond import pages
from typology.respond.answering import Refused
from typology.respond.desk import COOKIE, Desk, carried, cookie_value
from typology.respond.live import Snapshot
from typology.respond.requests import read_form, require_own_page
from typology.store.cleaning import clean_text
from typology.store.errors import NotFoundError
from typology.store.workshop_errors import SeatSettledError
from typology.store.workshop_records import Seat
from typology.workshop.codes import hash_of, new_token, read_code, same_key

if TYPE_CHECKING:
    from typology.respond.phone import Reader
    from typology.store import Store

_OFFICE_LIMIT = 120
_LONGEST_TOKEN = 64
_YES, _NO = "ja", "nein"
_NONCE = secrets.token_hex(16)  # stands for the key of a form in a page that is kept; nobody can write it into a title
_KEPT_PAGES = 100
_drawn: dict[tuple[object, ...], bytes] = {}


class Joining:
    """Handles ``/w`` and ``/w/<code>``.

    Args:
        desk: What the pages share.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._codes: dict[str, int] = {}

    # ------------------------------------------------------------------ the code
    async def ask_code(self, request: Request) -> Response:
        """Ask for the code."""
        return self._code_page(request)

    async def take_code(self, request: Request) -> Response:
        """Lead to the workshop with the code that was typed."""
        require_own_page(request)
        form = await read_form(request)
        typed = form.get("code", "")
        self._desk.require_patience(request)
        code = read_code(typed)
        found = None if code is None else await self._by_code(code)
        if found is None:
            missed = self._desk.missed(request, "respond_error.unknown_code")
            return self._code_page(request, Speaker(_language(request))(missed.key), typed[:24])
        query = carried(request)
        return pages.see_other(f"w/{code}{'?' + query if query else ''}")

    def _code_page(self, request: Request, problem: str = "", typed: str = "") -> Response:
        values = {"problem": problem, "typed": clean_text(typed)}
        return self._desk.page(request, _language(request), "code.html", values, status=404 if problem else 200)

    # ------------------------------------------------------------------ the seat
    async def ask_seat(self, request: Request) -> Response:
        """Ask for table and perspective; who has a seat already is led to it."""
        snapshot = await self._workshop(request)
        token = request.cookies.get(COOKIE, "")[:_LONGEST_TOKEN]
        if token and await self._has_seat(token, snapshot):
            return pages.see_other(f"../a/{quote(token, safe='')}")
        query = request.query_params
        station, perspective = _number(query.get("tisch")), query.get("blickwinkel")
        chosen = {"station": station, "perspective": perspective}
        place = snapshot.station(station or 0) is not None and perspective in snapshot.workshop.perspectives
        if place and self._named(perspective):
            return consent_page(self._desk, request, snapshot, chosen, action=_action(request))
        return seat_page(self._desk, request, snapshot, chosen, action=_action(request))

    async def take_seat(self, request: Request) -> Response:
        """Give somebody a seat."""
        require_own_page(request)
        form = await read_form(request)
        snapshot = await self._workshop(request)
        token = request.cookies.get(COOKIE, "")[:_LONGEST_TOKEN]
        if token and await self._has_seat(token, snapshot):  # the form was left open in another tab
            return pages.see_other(f"../a/{quote(token, safe='')}")
        chosen = read_place(snapshot, form)
        if isinstance(chosen, str):
            problem = Speaker(_language(request))(chosen)
            return seat_page(
                self._desk, request, snapshot, _of_form(form), action=_action(request), problem=problem
            )
        station, perspective = chosen
        named = self._named(perspective)
        if named and form.get("zustimmung") not in (_YES, _NO):
            more = carried(request, **_key(request), tisch=str(station), blickwinkel=perspective)
            return pages.see_other(f"?{more}")
        consent, office = read_consent(form) if named else (False, "")
        if consent and not office:
            return consent_page(
                self._desk, request, snapshot, _of_form(form), action=_action(request), form=form,
                problem="join.office_missing",
            )  # fmt: skip
        return await self._seated(request, snapshot, station, perspective, consent, office, form.get("nonce", ""))

    async def _seated(
        self, request: Request, snapshot: Snapshot, station: int, perspective: str, consent: bool, office: str,
        nonce: str,
    ) -> Response:  # fmt: skip
        token, language, number = new_token(), _language(request), snapshot.workshop.id
        digest = hash_of(token)

        def take(store: Store) -> Seat:
            return store.take_seat(
                number, station, perspective, token_hash=digest, nonce=nonce[:_LONGEST_TOKEN], language=language,
                consent=consent, attribution=office,
            )  # fmt: skip

        began = datetime.now(UTC)
        seat = await self._desk.writer.run(take)
        self._desk.people.seat_taken(token, seat)
        if seat.joined_at >= began and snapshot.current is not None:  # a form sent twice leads to a seat that was there
            self._desk.people.seat_new(seat, snapshot.current.id)
        return pages.see_other(f"../a/{token}", cookie=cookie_value(request, token))

    def _named(self, perspective: str | None) -> bool:
        found = self._desk.services.model().perspectives.get(perspective or "")
        return found is not None and found.attributed

    async def _workshop(self, request: Request) -> Snapshot:
        """Return the workshop that the address names.

        Raises:
            Refused: If there is none, it has ended, or too much was guessed from there.
        """
        typed, key = request.path_params["code"], request.query_params.get("k")
        code = read_code(typed)
        if not key:  # whoever types can guess; whoever has scanned the code has its long key
            self._desk.require_patience(request)
        found = None if code is None else await self._by_code(code)
        if found is None:
            self._desk.require_patience(request)
            raise self._desk.missed(request, "respond_error.unknown_code")
        if key and not same_key(key, found.workshop.join_key):
            self._desk.require_patience(request)
        if found.workshop.ended_at is not None:
            raise Refused(410, "respond_error.ended")
        if not found.stations or not found.workshop.perspectives:
            raise Refused(503, "respond_error.no_stations")
        return found

    async def _by_code(self, code: str) -> Snapshot | None:
        number = self._codes.get(code)
        if number is not None:
            try:
                found = await self._desk.hub.snapshot(number)
            except NotFoundError:
                found = None
            if found is not None and found.workshop.code == code:
                return found
            self._codes.pop(code, None)
        workshop = await asyncio.to_thread(self._desk.services.store().workshop_by_code, code)
        if workshop is None:
            return None
        if len(self._codes) > 1_000:
            self._codes.clear()
        self._codes[code] = workshop.id
        return await self._desk.hub.snapshot(workshop.id)

    async def _has_seat(self, token: str, snapshot: Snapshot) -> bool:
        found = await self._desk.people.find(token)
        return isinstance(found, Seat) and found.workshop_id == snapshot.workshop.id


# ------------------------------------------------------------------------------ pages
def seat_page(
    desk: Desk, request: Request, snapshot: Snapshot, chosen: Mapping[str, Any], *, action: str, problem: str = "",
    change: bool = False, language: str | None = None,
) -> Response:  # fmt: skip
    """Return the page that asks for table and perspective."""
    language = language or _language(request)
    at = (snapshot.workshop.id, snapshot.workshop.revision, language, request.scope["path"].count("/"), action)
    key = (*at, chosen.get("station"), chosen.get("perspective"), problem, change)
    found = _drawn.get(key)
    if found is None:
        if len(_drawn) > _KEPT_PAGES:
            _drawn.clear()
        values = _seat_values(desk, snapshot, chosen, language, action, problem, change)
        found = _drawn[key] = desk.drawn(request, language, "join.html", values, kept=_key(request))
    # The whole room opens this page in the same second; its copies differ in nothing but the key of their form.
    content = found.replace(_NONCE.encode(), secrets.token_urlsafe(12).encode())
    return pages.Page(content, 400 if problem else 200, accepts=request.headers.get("accept-encoding", ""))


def _seat_values(
    desk: Desk, snapshot: Snapshot, chosen: Mapping[str, Any], language: str, action: str, problem: str, change: bool
) -> dict[str, Any]:
    model = desk.services.model()
    say = pages.speaker(language, model.wording)
    perspectives = [
        {"id": found.id, "label": say.text(found.label), "description": say.text(found.description)}
        for p in snapshot.workshop.perspectives
        if (found := model.perspectives.get(p)) is not None
    ]
    short = len(perspectives) == 1 and len(snapshot.stations) == 1
    return {
        "heading_text": snapshot.workshop.title, "lead": say("join.lead_short" if short else "join.lead"),
        "problem": problem, "action": action, "nonce": _NONCE, "stations": snapshot.stations,
        "perspectives": perspectives, "chosen_station": chosen.get("station"),
        "chosen_perspective": chosen.get("perspective"), "button": say("join.keep" if change else "join.go"),
    }  # fmt: skip


def consent_page(
    desk: Desk, request: Request, snapshot: Snapshot, chosen: Mapping[str, Any], *, action: str, problem: str = "",
    form: Mapping[str, str] | None = None, language: str | None = None,
) -> Response:  # fmt: skip
    """Return the page that asks whether somebody may be named with their office."""
    language = language or _language(request)
    model, n = desk.services.model(), snapshot.workshop.group_from
    say = pages.speaker(language, model.wording)
    perspective = model.perspectives[str(chosen["perspective"])]
    text = say("join.consent_text") if n == 5 else say("join.consent_text_from", n=n)
    values = {
        "perspective": say.text(perspective.label), "consent_text": text,
        "consent_no_text": say("join.consent_no_text", n=n), "consent_yes_text": say("join.consent_yes_text", n=n),
        "problem": say(problem) if problem else "", "action": action, "nonce": secrets.token_urlsafe(12),
        "chosen_station": chosen["station"], "chosen_perspective": chosen["perspective"],
        "consents": (form or {}).get("zustimmung") == _YES, "named_as": (form or {}).get("amt", "")[:_OFFICE_LIMIT],
        "button": say("join.go"),
    }  # fmt: skip
    kept = {**_key(request), "tisch": str(chosen["station"]), "blickwinkel": str(chosen["perspective"])}
    return desk.page(
        request, language, "consent.html", values, status=400 if problem else 200, heading=snapshot.workshop.title,
        kept=kept,
    )  # fmt: skip


# ------------------------------------------------------------------------------ another seat
async def change_seat(desk: Desk, request: Request, reader: Reader) -> Response:
    """Ask somebody who has a seat for another table or perspective."""
    assert isinstance(reader.who, Seat)
    snapshot = await desk.hub.snapshot(reader.who.workshop_id)
    query = request.query_params
    station, perspective = _number(query.get("tisch")), query.get("blickwinkel")
    found = desk.services.model().perspectives.get(perspective or "")
    action = "?" + carried(request)
    if station is not None and found is not None and found.attributed:
        chosen: dict[str, Any] = {"station": station, "perspective": perspective}
        return consent_page(desk, request, snapshot, chosen, action=action, language=reader.language)
    chosen = {"station": reader.who.station_id, "perspective": reader.who.perspective}
    return seat_page(desk, request, snapshot, chosen, action=action, change=True, language=reader.language)


async def take_other_seat(desk: Desk, request: Request, reader: Reader, form: Mapping[str, str]) -> Response:
    """Give somebody who has answered nothing yet another table or perspective."""
    assert isinstance(reader.who, Seat)
    number = reader.who.id
    snapshot = await desk.hub.snapshot(reader.who.workshop_id)
    chosen = read_place(snapshot, form)
    if isinstance(chosen, str):
        raise Refused(400, chosen)
    station, perspective = chosen
    found = desk.services.model().perspectives.get(perspective)
    named = found is not None and found.attributed
    if named and form.get("zustimmung") not in (_YES, _NO):
        more = carried(request, platz="1", tisch=str(station), blickwinkel=perspective)
        return pages.see_other(f"?{more}")
    consent, office = read_consent(form) if named else (False, "")
    if consent and not office:
        raise Refused(400, "join.office_missing")
    try:
        seat = await desk.writer.run(
            lambda store: store.move_seat(
                number, station_id=station, perspective=perspective, consent=consent, attribution=office
            )
        )
    except SeatSettledError:
        raise Refused(409, "join.seat_settled") from None
    desk.people.seat_taken(reader.token, seat)
    return pages.see_other("?" + carried(request))


# ------------------------------------------------------------------------------ reading
def read_place(snapshot: Snapshot, form: Mapping[str, str]) -> tuple[int, str] | str:
    """Return table and perspective of a form, or the key of the sentence that says what is missing."""
    station, perspective = snapshot.station(_number(form.get("tisch")) or 0), form.get("blickwinkel", "")
    if station is None:
        return "join.choose_station"
    return (station.id, perspective) if perspective in snapshot.workshop.perspectives else "join.choose_perspective"


def read_consent(form: Mapping[str, str]) -> tuple[bool, str]:
    """Return whether somebody agrees to be named, and as what."""
    consent = form.get("zustimmung") == _YES
    return consent, clean_text(form.get("amt", "")).strip()[:_OFFICE_LIMIT] if consent else ""


def _of_form(form: Mapping[str, str]) -> dict[str, Any]:
    return {"station": _number(form.get("tisch")), "perspective": form.get("blickwinkel")}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _language(request: Request) -> str:
    return pages.asked_language(request) or pages.accepted_language(request)


def _key(request: Request) -> dict[str, str]:
    key = request.query_params.get("k")
    return {"k": key} if key else {}


def _action(request: Request) -> str:
    return "?" + carried(request, **_key(request))
