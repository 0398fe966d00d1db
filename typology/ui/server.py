"""Around the workbench: what is loaded before the first visitor, headers, the page's language, health."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from typology.ui.compression import CompressedStatic

_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}
_OF_ONE_LANGUAGE = (b"content-length", b"etag", b"last-modified")
# The first page comes first: importing beside it would hold it up. Nobody reaches a result page in so few seconds.
_WARM_UP_AFTER = 2.0


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Read the model and open the store before the first visitor; fetch what draws in the background."""
    from typology.model.loading import ModelError
    from typology.store import StoreError
    from typology.ui import session

    gc.freeze()  # what Streamlit has loaded stays, and the many small objects that follow trigger many collections
    try:
        await asyncio.to_thread(session.current_questionnaires)
        await asyncio.to_thread(session.current_store)
    except (ModelError, StoreError):
        pass  # the first page says what is wrong, in the reader's language
    warm_up = threading.Timer(_WARM_UP_AFTER, _warm_up)
    warm_up.daemon = True
    warm_up.start()
    yield {}
    warm_up.cancel()
    if session.current_store.cache_info().currsize:
        session.current_store().close()


def _warm_up() -> None:
    """Import what result pages need, so that the first of them does not wait; then leave it to no collection."""
    import scipy.special  # noqa: F401
    from plotly.graph_objects import Figure

    import typology.assessment.reading
    import typology.figures.memberships
    import typology.figures.placement_plane
    import typology.figures.profile
    import typology.figures.type_plane
    import typology.reports.stored  # noqa: F401

    Figure({"data": [{"type": "scatter"}]}).to_plotly_json()  # the first figure of a process is the slow one

    # What is loaded once stays; later collections need not walk through it again.
    gc.collect()
    gc.freeze()


def on_script_error(error: Exception) -> bool:
    """Say in the reader's language that something went wrong; the log has the rest."""
    import logging

    from typology.language import Speaker
    from typology.store import StoreError
    from typology.ui import blocks, session

    say = Speaker(session.language())
    if isinstance(error, StoreError):
        blocks.notice(blocks.store_sentence(error, say), "wichtig")
        return True
    logging.getLogger("verbundspiegel").error("A page failed.", exc_info=error)
    blocks.notice(say("app.error"), "wichtig")
    return True


async def health(_: Request) -> Response:
    """Say whether model and store can be used; for monitoring and for the tests."""
    from typology.model.loading import ModelError
    from typology.store import StoreError
    from typology.ui import session

    try:
        model = session.current_model()
        await asyncio.to_thread(lambda: session.current_store().is_empty())
    except (ModelError, StoreError) as error:
        return JSONResponse({"status": "unavailable", "problem": type(error).__name__}, status_code=503)
    return JSONResponse({"status": "ok", "model": model.info.id, "version": model.version})


def without_component_search() -> None:
    """Spare Streamlit its search through all installed packages for components of others; must be called first.

    We use none, and reading the metadata of every package takes longer than reading the whole model.
    """
    from streamlit.components.v2 import manifest_scanner

    manifest_scanner.scan_component_manifests = lambda *_, **__: []


def routes() -> list[BaseRoute]:
    """Return the routes beside Streamlit's own."""
    return [Route("/gesundheit", health)]


class PageShell:
    """Adds security headers to every answer and sets the language of the page before any script has run."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["path"].endswith("/_stcore/metrics"):
            await PlainTextResponse("", status_code=404)(scope, receive, send)
            return
        language = _language(scope)
        held: list[Message] = []

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [(k, v) for k, v in message["headers"] if k.lower() not in _HEADERS]
                message["headers"] = [*headers, *_HEADERS.items()]
                if _is_shell(message):
                    held.append(message)
                    return
            elif held:
                body = message.get("body", b"").replace(b'<html lang="en"', b'<html lang="' + language + b'"', 1)
                start = held.pop()
                # One address, several languages: no copy of the page may be kept under a sign they share.
                kept = [(k, v) for k, v in start["headers"] if k.lower() not in _OF_ONE_LANGUAGE]
                length = str(len(body)).encode()
                start["headers"] = [*kept, (b"content-length", length), (b"vary", b"Accept-Language")]
                message["body"] = body
                await send(start)
            await send(message)

        await self.app(scope, receive, forward)


def _is_shell(message: Message) -> bool:
    headers = dict(message["headers"])
    plain = headers.get(b"content-encoding", b"identity") == b"identity"
    # "en" and "de" are of one length, but other languages need not be: the length is only known for one piece.
    return plain and headers.get(b"content-type", b"").startswith(b"text/html") and b"content-length" in headers


def _language(scope: Scope) -> bytes:
    from urllib.parse import parse_qs

    from typology.language import DEFAULT_LANGUAGE, languages

    wanted = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [])
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    wanted += [part.split(";")[0].split("-")[0].strip().lower() for part in accepted.split(",")[:1]]
    return next((w for w in wanted if w in languages()), DEFAULT_LANGUAGE).encode()


def middleware() -> list[Middleware]:
    """Return what every request passes through."""
    return [Middleware(PageShell), Middleware(CompressedStatic)]
