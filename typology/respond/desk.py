"""What the pages share: the rest of the program, the hub, the writer, and how a refusal is told."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from typology.language import Speaker, languages
from typology.model.loading import ModelError
from typology.respond import pages
from typology.respond.answering import Refused
from typology.respond.live import Hub
from typology.respond.people import People
from typology.respond.requests import client_address
from typology.respond.saving import QueueFullError, Writer
from typology.respond.services import Services
from typology.store.errors import NoteTooLongError, NotFoundError, StoreBusyError, StoreError
from typology.store.workshop_errors import AnswerClosedError, VoteChangedError, WorkshopEndedError
from typology.workshop.guessing import Guesses

Handler = Callable[[Request], Awaitable[Response]]

COOKIE = "vs_platz"
_COOKIE_SECONDS = 2 * 24 * 3600
_TO_THE_CODE = {f"respond_error.{key}" for key in ("unknown_code", "unknown_link", "ended", "local_only")}
_log = logging.getLogger("verbundspiegel")


class Desk:
    """Everything a page needs; one a process.

    Args:
        services: The rest of the program.
    """

    def __init__(self, services: Services) -> None:
        self.services = services
        self.hub = Hub(services.store)
        self.writer = Writer(services.store)
        self.people = People(services)
        self._guesses = Guesses()

    # ------------------------------------------------------------------ guessing
    def require_patience(self, request: Request) -> None:
        """Refuse to look anything up for an address that has guessed too often.

        Raises:
            Refused: If it has.
        """
        wait = self._guesses.wait(client_address(request), time.monotonic())
        if wait:
            raise Refused(429, "respond_error.too_many", wait=math.ceil(wait))

    def missed(self, request: Request, key: str) -> Refused:
        """Note a look-up that found nothing; return the refusal to raise."""
        self._guesses.failed(client_address(request), time.monotonic())
        return Refused(404, key)

    # ------------------------------------------------------------------ pages
    def page(
        self,
        request: Request,
        language: str,
        name: str,
        values: Mapping[str, Any],
        *,
        status: int = 200,
        heading: str = "",
        place: str = "",
        cookie: str | None = None,
        kept: Mapping[str, str] | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> pages.Page:
        """Return a page without script: joining, and what went wrong.

        Args:
            request: The request.
            language: Language of the page.
            name: Template of its middle.
            values: Values of that template.
            status: Status of the answer.
            heading: What stands at the top.
            place: What stands below it.
            cookie: Whole value of a ``Set-Cookie`` header.
            kept: Fields that go with a change of the language.
            extra: More headers.
        """
        whole = self.drawn(request, language, name, values, heading=heading, place=place, kept=kept)
        accepts = request.headers.get("accept-encoding", "")
        return pages.Page(whole, status, accepts=accepts, cookie=cookie, extra=extra)

    def drawn(
        self, request: Request, language: str, name: str, values: Mapping[str, Any], *, heading: str = "",
        place: str = "", kept: Mapping[str, str] | None = None,
    ) -> bytes:  # fmt: skip
        """Return such a page as it is sent; the arguments are those of ``page``."""
        say = Speaker(language)
        shared = {"say": say, "here": "?" + carried(request), **values}
        main = pages.template(name).render(shared)
        around = frame(language, say, Markup(main), heading=heading or say("join.title"), place=place)  # noqa: S704 - escaped
        return pages.render("page.html", around | {"here": "?", "kept": dict(kept or {}), "root": root_of(request)})

    def refusal(self, request: Request, refused: Refused, language: str | None = None) -> Response:
        """Return the answer that says why something was not done."""
        language = language or pages.asked_language(request) or pages.accepted_language(request)
        say = Speaker(language)
        sentence = say(refused.key, **refused.values)
        extra = {"retry-after": str(refused.values.get("wait", 2))} if refused.status in (429, 503) else None
        if pages.wants_json(request):
            content = {"saved": False, "reason": refused.reason, "sentence": sentence}
            return pages.json_answer(content, refused.status, extra)
        values = {"problem": sentence, "link": None, "link_text": ""}
        if refused.key in _TO_THE_CODE:
            values |= {"link": f"{root_of(request)}w", "link_text": say("respond_error.to_code")}
        elif "token" in request.path_params:
            values |= {"link": "?" + carried(request), "link_text": say("respond_error.back")}
        elif refused.status in (503, 400, 415):
            values |= {"link": "?" + str(request.url.query), "link_text": say("respond_error.again")}
        return self.page(request, language, "problem.html", values, status=refused.status, extra=extra)


def frame(language: str, say: Speaker, main: Markup, *, heading: str, place: str = "") -> dict[str, Any]:
    """Return the values of ``page.html`` for a page without script."""
    return {
        "lang": language, "dir": pages.direction(language), "title": heading, "heading": heading, "place": place,
        "say": say, "main": main, "script": False, "refresh": None, "words": {}, "others": other_languages(language),
        "status": "", "back": None, "forward": None, "kept": {}, "root": "",
    }  # fmt: skip


def other_languages(language: str) -> list[tuple[str, str, str]]:
    """Return code, name and label of the languages one can change to, each in its own words."""
    found = []
    for code in languages():
        if code != language:
            own = Speaker(code)
            name = own("phone.language_name")
            found.append((code, name, own("phone.language_switch", name=name)))
    return found


def root_of(request: Request) -> str:
    """Return the way from the address asked for to the start of the program, e.g. ``../``.

    Behind a proxy that puts a path in front of it, nothing but this way is known.
    """
    own: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return "../" * max(0, own.count("/") - 1)


def carried(request: Request, **more: str) -> str:
    """Return the query that goes with a link: the language, if the address names one, and what is given."""
    from urllib.parse import urlencode

    chosen = pages.asked_language(request)
    return urlencode(more | ({"lang": chosen} if chosen else {}))


def cookie_value(request: Request, token: str) -> str:
    """Return a cookie that remembers a seat on this phone.

    No path: the browser takes the folder of the address, whatever a proxy has put in front of it.
    """
    secure = "; Secure" if request.url.scheme == "https" else ""
    return f"{COOKIE}={token}; Max-Age={_COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}"


def guarded(desk: Desk, handler: Handler) -> Handler:
    """Return a handler that tells what went wrong in a sentence, and never how."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except Refused as refused:
            return desk.refusal(request, refused)
        except (StoreError, ModelError) as error:
            return desk.refusal(request, refusal_of(error))
        except Exception:
            _log.exception("A page for respondents failed.")
            return desk.refusal(request, Refused(500, "respond_error.unavailable"))

    return handle


def refusal_of(error: Exception) -> Refused:
    """Return what to tell of an error of the store or the model."""
    match error:
        case VoteChangedError():
            return Refused(409, "respond_error.changed")
        case AnswerClosedError():
            return Refused(409, "respond_error.closed")
        case WorkshopEndedError():
            return Refused(409, "respond_error.ended", "closed")
        case NoteTooLongError():
            return Refused(400, "respond_error.note_too_long", limit=error.details.get("limit", ""))
        case NotFoundError():
            return Refused(404, "respond_error.unknown_link")
        case QueueFullError() | StoreBusyError():
            return Refused(503, "respond_error.busy")
        case StoreError():
            return Refused(503, "respond_error.store")
    return Refused(503, "respond_error.unavailable")
