"""The page a token leads to: one question, its answer, and what comes next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from typology.language import Speaker, languages
from typology.model.elements import Model
from typology.respond import pages, views
from typology.respond.answering import Refused, Said, read_said
from typology.respond.desk import Desk, refusal_of
from typology.respond.live import Snapshot
from typology.respond.people import Answers, Recent
from typology.respond.requests import read_form, require_own_page
from typology.respond.sheet import END, Asking, Sheet, assessment_sheet, round_asking, seat_sheet
from typology.store import Store
from typology.store.errors import StoreError
from typology.store.records import Assessment, ResponseRow
from typology.store.records import Response as Given
from typology.store.workshop_records import AnswerJob, Round, Seat

_NO_ANSWERS: Answers = {}
_CASES_KEPT = 30.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the page, and in which language.

    Attributes:
        who: The seat or assessment.
        token: Its token.
        language: Language of the page.
        chosen: Language that the address names, to go with links; None if it names none.
    """

    who: Seat | Assessment
    token: str
    language: str
    chosen: str | None


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reader has before them, and what it was made from."""

    sheet: Sheet
    about: views.About
    model: Model
    snapshot: Snapshot | None = None
    answers: Answers = field(default_factory=dict)
    asking: Asking | None = None
    responses: Mapping[str, Given] | None = None


class Phone:
    """Handles ``/a/<token>``.

    Args:
        desk: What the pages share.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._services = desk.services
        self._cases: Recent[tuple[str, str, str]] = Recent(_CASES_KEPT)
        self._kinds: Recent[str] = Recent(_CASES_KEPT)

    # ------------------------------------------------------------------ looking
    async def show(self, request: Request) -> Response:
        """Show the page."""
        reader = await self._reader(request)
        query = request.query_params
        if "platz" in query and isinstance(reader.who, Seat):
            from typology.respond.join import change_seat

            return await change_seat(self._desk, request, reader)
        opened = await self._open(reader, query.get("f"))
        return self._answer(request, reader, opened, part="teil" in query)

    async def stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events to the phone of a seat."""
        request = Request(scope, receive)
        try:
            found = await self._desk.people.find(request.path_params["token"])
            if found is None:
                self._desk.require_patience(request)
                raise self._desk.missed(request, "respond_error.unknown_link")
            if not isinstance(found, Seat):  # there is nothing to follow outside of a workshop
                raise Refused(404, "respond_error.unknown_link")
            await self._desk.hub.snapshot(found.workshop_id)
        except Refused as refused:
            await self._desk.refusal(request, refused)(scope, receive, send)
            return
        except StoreError as error:
            await self._desk.refusal(request, refusal_of(error))(scope, receive, send)
            return
        await self._desk.hub.stream(found.workshop_id, "phone")(scope, receive, send)

    async def _reader(self, request: Request) -> Reader:
        token = request.path_params["token"]
        found = await self._desk.people.find(token)
        if found is None:
            self._desk.require_patience(request)
            raise self._desk.missed(request, "respond_error.unknown_link")
        chosen = pages.asked_language(request)
        own = found.language if isinstance(found, Seat) and found.language in languages() else None
        return Reader(found, token, chosen or own or pages.accepted_language(request), chosen)

    async def _open(self, reader: Reader, wanted: str | None, *, answering: bool = False) -> Opened:
        if isinstance(reader.who, Seat):
            return await self._open_seat(reader.who, reader.language, wanted, answering)
        return await self._open_assessment(reader.who, wanted)

    async def _open_seat(self, seat: Seat, language: str, wanted: str | None, answering: bool) -> Opened:
        snapshot = await self._desk.hub.snapshot(seat.workshop_id)
        if snapshot.workshop.deleted_at is not None:
            raise Refused(404, "respond_error.unknown_link")
        found = snapshot.current
        answers, asking, model = _NO_ANSWERS, None, self._services.model()
        if found is not None and found.state.phase != "draft":
            answers = await self._desk.people.answers_of(seat, found.id)
            asking = await self._asking(found, seat.perspective)
            model = asking.model if asking is not None else model
        sheet = seat_sheet(asking, snapshot, seat, answers, wanted, datetime.now(UTC), answering=answering)
        station = snapshot.station(seat.station_id)
        kind = "now" if station is None else await self._kind_of(station.case_id, station.wave_id)
        return Opened(sheet, self._about(seat, language, snapshot, answers, kind), model, snapshot, answers, asking)

    async def _asking(self, found: Round, perspective: str) -> Asking | None:
        now = self._services.model()
        asked = self._services.questionnaires().get(found.questionnaire)
        usual = asked is not None and asked.full_version == found.questionnaire_version
        if usual and asked is not None and (found.model, found.model_version) == (now.info.id, now.version):
            return round_asking(now, asked, found, perspective)
        old = await asyncio.to_thread(self._services.asked_in, found)
        return None if old is None else round_asking(*old, found, perspective)

    async def _kind_of(self, case_id: int, wave_id: int) -> str:
        """Return how a point in time is meant; that never changes, so a look serves a whole room."""
        found = self._kinds.get(wave_id)
        if found is None:
            waves = await asyncio.to_thread(self._services.store().list_waves, case_id)
            found = next((w.kind for w in waves if w.id == wave_id), "now")
            self._kinds.put(wave_id, found)
        return found

    def _about(self, seat: Seat, language: str, snapshot: Snapshot, answers: Answers, kind: str) -> views.About:
        station = snapshot.station(seat.station_id)
        perspective = self._services.model().perspectives.get(seat.perspective)
        label = perspective.label.in_language(language) if perspective else ""
        choices = len(snapshot.stations) * len(snapshot.workshop.perspectives)
        begun = sum(r.state.phase != "draft" for r in snapshot.rounds)
        return views.About(
            heading=snapshot.workshop.title,
            place=" · ".join(part for part in (station.label if station else "", label) if part),
            outside=perspective is not None and perspective.view == "outside",
            workshop=True,
            may_move=choices > 1 and not answers and begun <= 1 and snapshot.workshop.ended_at is None,
            kind=kind,
        )

    async def _open_assessment(self, found: Assessment, wanted: str | None) -> Opened:
        model = self._services.model()
        questionnaire = self._services.questionnaires().get(found.questionnaire)
        responses = await self._desk.people.responses_of(found)
        asking = None
        if questionnaire is not None:
            asking = Asking(model, questionnaire, found.perspective, tuple(dict.fromkeys(questionnaire.items)))
        outdated = await self._outdated(found, responses)
        sheet = assessment_sheet(asking, responses, outdated, wanted)
        words = self._cases.get(found.id)
        if words is None:
            words = await asyncio.to_thread(self._case_words, found)
            self._cases.put(found.id, words)
        case, wave, kind = words
        perspective = model.perspectives.get(found.perspective)
        about = views.About(
            heading=case, place=wave, outside=perspective is not None and perspective.view == "outside",
            workshop=False, finished=found.finished and not (sheet.kind != "wait" and sheet.open), kind=kind,
        )  # fmt: skip
        return Opened(sheet, about, model, asking=asking, responses=responses)

    def _case_words(self, found: Assessment) -> tuple[str, str, str]:
        store = self._services.store()
        case = store.case(found.case_id)
        wave = next((w for w in store.list_waves(found.case_id) if w.id == found.wave_id), None)
        return (case.name, wave.label, wave.kind) if wave else (case.name, "", "now")

    async def _outdated(self, found: Assessment, responses: Mapping[str, Given]) -> frozenset[str]:
        """Return the items whose answer belongs to a question that reads differently now."""
        model = self._services.model()
        now = self._services.questionnaires().get(found.questionnaire)
        old = [
            r for r in responses.values()
            if r.model_version != model.version or now is None or r.questionnaire_version != now.full_version
        ]  # fmt: skip
        if not old:
            return frozenset()
        versions = self._services.versions()

        def look() -> frozenset[str]:
            rows = {
                r.item: ResponseRow(
                    found.case_id, found.wave_id, found.perspective, found.respondent, found.id, found.questionnaire,
                    r.item, r.state, r.option, r.number, r.note, r.model_version, r.questionnaire_version, r.given_at,
                    found.model,
                )
                for r in old
            }  # fmt: skip
            return frozenset(item for item, row in rows.items() if versions.outdated(row) is not None)

        return await asyncio.to_thread(look)

    def _answer(
        self, request: Request, reader: Reader, opened: Opened, *, part: bool = False, status: int = 200,
        typed: views.Typed | None = None,
    ) -> Response:
        say = pages.speaker(reader.language, opened.model.wording)
        found = views.packed(opened.sheet, opened.about, say, reader.chosen, typed, part=part)
        return pages.Page(found, status, accepts=request.headers.get("accept-encoding", ""))

    # ------------------------------------------------------------------ answering
    async def take(self, request: Request) -> Response:
        """Take what a form or the script sends."""
        require_own_page(request)
        form = await read_form(request)
        reader = await self._reader(request)
        if "sprache" in form:
            return await self._change_language(request, reader, form)
        if "tisch" in form and isinstance(reader.who, Seat):
            from typology.respond.join import take_other_seat

            return await take_other_seat(self._desk, request, reader, form)
        if "fertig" in form and isinstance(reader.who, Assessment):
            number = reader.who.id
            await self._desk.writer.run(lambda store: store.set_finished(number))
            return pages.see_other(views.link(reader.chosen, END))
        try:
            return await self._take_answer(request, reader, form)
        except Refused as refused:
            if pages.wants_json(request):
                raise
            return await self._show_again(request, reader, form, refused)
        except StoreError as error:
            if pages.wants_json(request):
                raise
            return await self._show_again(request, reader, form, refusal_of(error))

    async def _take_answer(self, request: Request, reader: Reader, form: Mapping[str, str]) -> Response:
        item = form.get("item", "")
        opened = await self._open(reader, item, answering=True)
        sheet = opened.sheet
        if isinstance(reader.who, Seat):
            _require_same_round(sheet, form)
        said = read_said(sheet, form)
        before = sheet.given.get(item)
        at = before.given_at if before is not None else None
        if isinstance(reader.who, Seat):
            # Also where nothing seems to change: another answer of this phone may be on its way into the database, and
            # what counts is decided there.
            opened, at = await self._save_answer(reader.who, opened, said)
        elif said.changes(before):
            opened, at = await self._save_response(reader.who, opened, said)
        after = opened.sheet
        following = None if after.led else after.after(item) or END
        if not pages.wants_json(request):
            stays = "weiter" not in form and form.get("antwort") == ""
            return pages.see_other(views.link(reader.chosen, None if after.led else item if stays else following))
        return pages.json_answer(
            {
                "saved": True, "item": item, "antwort": form.get("antwort", form.get("zahl", "")),
                "at": pages.clock(at) if at is not None else None, "next": None if following == END else following,
            }
        )  # fmt: skip

    async def _save_answer(self, seat: Seat, opened: Opened, said: Said) -> tuple[Opened, datetime | None]:
        assert opened.snapshot is not None
        found = opened.snapshot.current
        assert found is not None
        job = AnswerJob(
            seat.id, found.id, said.item, said.state, said.option, said.number, said.note, said.tap, opened.sheet.vote
        )
        answer = await self._desk.writer.answer(job)
        if not answer.id:  # nothing was there, and nothing was said
            return opened, None
        answers = self._desk.people.answered(seat, answer, opened.answers)
        sheet = seat_sheet(
            opened.asking, opened.snapshot, seat, answers, said.item, datetime.now(UTC), answering=True
        )
        return replace(opened, sheet=sheet, answers=answers), answer.given_at

    async def _save_response(self, found: Assessment, opened: Opened, said: Said) -> tuple[Opened, datetime | None]:
        assert opened.asking is not None
        model, version = opened.model.version, opened.asking.questionnaire.full_version

        def give(store: Store) -> Given:
            return store.give_response(
                found.id, said.item, said.state, said.option, said.number, said.note,
                model_version=model, questionnaire_version=version,
            )  # fmt: skip

        given = await self._desk.writer.run(give)
        responses = {**(opened.responses or {}), said.item: given}
        outdated = opened.sheet.outdated - {said.item}
        sheet = assessment_sheet(opened.asking, responses, outdated, said.item)
        if found.finished and sheet.open:  # something is open again: the workbench must offer to go on
            number = found.id
            await self._desk.writer.run(lambda store: store.set_finished(number, finished=False))
        return replace(opened, sheet=sheet, responses=responses), given.given_at

    async def _show_again(
        self, request: Request, reader: Reader, form: Mapping[str, str], refused: Refused
    ) -> Response:
        """Show the question once more with what was typed, beside the sentence that says why it was not saved."""
        if refused.status in (403, 404, 413, 415, 429):
            raise refused
        opened = await self._open(reader, form.get("item"))
        say = Speaker(reader.language)
        sentence = say(refused.key, **refused.values)
        same = opened.sheet.kind == "item" and opened.sheet.item == form.get("item")
        if not same:
            raise refused
        typed = views.Typed(sentence, form.get("zahl"), form.get("notiz"))
        return self._answer(request, reader, opened, status=refused.status, typed=typed)

    async def _change_language(self, request: Request, reader: Reader, form: Mapping[str, str]) -> Response:
        wanted = form["sprache"]
        if wanted not in languages():
            raise Refused(400, "respond_error.bad_form")
        item = form.get("f")
        if isinstance(reader.who, Seat):
            number = reader.who.id
            seat = await self._desk.writer.run(lambda store: store.set_seat_language(number, wanted))
            self._desk.people.seat_taken(reader.token, seat)
            where = views.link(None, item)
        else:
            where = views.link(wanted, item)
        if pages.wants_json(request):
            return pages.json_answer({"saved": True, "address": where})
        return pages.see_other(where)


def _require_same_round(sheet: Sheet, form: Mapping[str, str]) -> None:
    """Refuse an answer that was meant for another round or vote: it was kept on a phone that had no net.

    Raises:
        Refused: If it was, or the round takes no answers.
    """
    meant = form.get("runde"), form.get("wahl")
    if meant[0] and (meant[0] != str(sheet.round or "") or (meant[1] or "1") != str(sheet.vote)):
        raise Refused(409, "respond_error.changed")
    if sheet.asking is None:
        raise Refused(409, "respond_error.closed")
