"""Which address leads to which page, and what starts and ends with the server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

from typology.respond import pages, static
from typology.respond.answering import Refused
from typology.respond.desk import Desk, guarded
from typology.respond.gate import Gate
from typology.respond.join import Joining
from typology.respond.phone import Phone
from typology.respond.services import Services
from typology.respond.wall import wall_routes


class Respond:
    """The pages of everybody who only answers, for one process.

    Args:
        services: The rest of the program.
    """

    def __init__(self, services: Services) -> None:
        self.desk = Desk(services)

    def routes(self) -> list[BaseRoute]:
        """Return all routes."""
        joining, phone = Joining(self.desk), Phone(self.desk)
        code, seat, answer = (
            _two(guarded(self.desk, get), guarded(self.desk, post))
            for get, post in (
                (joining.ask_code, joining.take_code),
                (joining.ask_seat, joining.take_seat),
                (phone.show, phone.take),
            )
        )
        return [
            Route("/a/{token}", answer, methods=["GET", "POST"]),
            Route("/a/{token}/strom", _Endpoint(phone.stream), methods=["GET"]),
            Route("/w", code, methods=["GET", "POST"]),
            Route("/w/{code}", seat, methods=["GET", "POST"]),
            Route("/antworten/{name}", static.serve, methods=["GET"]),
            *(Route(path + "/", _without_slash, methods=["GET"]) for path in ("/a/{token}", "/w", "/w/{code}")),
            *wall_routes(self.desk),
        ]

    def middleware(self) -> list[Middleware]:
        """Return what leads to the routes before the workbench sees a request."""
        return [Middleware(Gate, router=Router(self.routes(), redirect_slashes=False), refuse=self._stranger)]

    def _stranger(self, request: Request) -> Response:
        return self.desk.refusal(request, Refused(404, "respond_error.local_only"))

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Compile the templates before the first visitor; at the end write what is waiting and end all streams."""
        await asyncio.to_thread(pages.warm_up)
        with _before_the_end(self.desk.hub.stop_soon):
            yield
        await self.desk.hub.stop()
        await asyncio.to_thread(self.desk.writer.stop)


class _Endpoint:
    """An ASGI application as the end of a route."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Any]) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def _two(
    get: Callable[[Request], Any], post: Callable[[Request], Any]
) -> Callable[[Request], Any]:
    async def handle(request: Request) -> Response:
        found: Response = await (post if request.method == "POST" else get)(request)
        return found

    return handle


async def _without_slash(request: Request) -> Response:
    """Lead to the address without the slash at its end, which some programs add when a link is shared."""
    last = request.scope["path"].rstrip("/").rpartition("/")[2]
    query = f"?{request.url.query}" if request.url.query else ""
    return pages.see_other(f"../{last}{query}")


@contextlib.contextmanager
def _before_the_end(stop: Callable[[], None]) -> Any:
    """Call something as soon as the process is asked to end: the server waits for open streams before anything else."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before: dict[int, Any] = {}

    def end(number: int, where: Any) -> None:
        stop()
        previous = before.get(number)
        if callable(previous):
            previous(number, where)

    for wanted in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(ValueError, OSError):
            before[wanted] = signal.signal(wanted, end)
    try:
        yield
    finally:
        for number, previous in before.items():
            if signal.getsignal(number) is end:
                with contextlib.suppress(ValueError, OSError, TypeError):
                    signal.signal(number, previous)
