"""Around the workbench: what is loaded before the first visitor, headers, the page's language, health."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
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
# In the page itself: an icon given to Streamlit by name or as an emoji would make every browser ask a server of
# somebody else, and one given as a drawing would load the libraries for pictures with the first page.
_ICON = (
    b"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
    b"%3Ccircle cx='16.5' cy='12' r='6' fill='%238FB9BC'/%3E%3Ccircle cx='8.5' cy='12' r='7' fill='%230F5E66'/%3E%3C/svg%3E"
)
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
    """Import what result pages and comparisons need and work one out, so that the first of them does not wait."""
    import scipy.special  # noqa: F401
    import streamlit.emojis  # noqa: F401 - Streamlit looks at it for the first buttons in a row

    import typology.ui.method_page
    import typology.ui.result_page  # noqa: F401
    from typology.figures.text import wrap
    from typology.model.loading import ModelError
    from typology.store import StoreError
    from typology.ui import compare_page, compare_state  # noqa: F401

    wrap("Migrant*innenorganisationen", 80.0, 16.0)  # reads the dictionary of syllables, which takes half a second
    try:
        with contextlib.suppress(ModelError, StoreError):  # the pages say what is wrong with them
            rehearse()
            compare_state.read_ahead()
    except Exception:
        # Without it the first result page is slower, and nothing else.
        logging.getLogger("verbundspiegel").warning("The rehearsal failed.", exc_info=True)
    # What is loaded once stays; later collections need not walk through it again.
    gc.collect()
    gc.freeze()


def rehearse() -> None:
    """Read one made-up set of answers and draw it, in memory: libraries load and compile parts of themselves late."""
    import pandas as pd
    import plotly.io
    import plotly.tools

    from typology.assessment.answers import COLUMNS
    from typology.assessment.reading import read_responses
    from typology.figures.memberships import draw_memberships
    from typology.figures.placement_plane import draw_placement
    from typology.figures.profile import draw_profile
    from typology.figures.type_plane import draw_type_plane
    from typology.language import DEFAULT_LANGUAGE, Speaker
    from typology.ui import session

    model = session.current_model()
    values = {
        item: found.calibration.crossover if found.calibration else model.scale_of(item).options[-1].value
        for item, found in model.items.items()
    }
    lines = [("", "", "", "", item, "answer", value) for item, value in values.items()]
    table = pd.DataFrame(lines, columns=list(COLUMNS)).astype({"value": float})
    [reading] = read_responses(model, table)
    say = Speaker(DEFAULT_LANGUAGE, model.wording)
    pictures = [draw_profile(model, reading, say, type_id=None)]
    pictures += [p for draw in (draw_type_plane, draw_memberships) if (p := draw(model, reading, say)) is not None]
    pictures += [draw_placement(model, reading, p, say) for p in reading.placements if p.field is not None]
    for picture in pictures:
        plotly.io.to_json(picture.drawing, validate=False)


def on_script_error(error: Exception) -> bool:
    """Say in the reader's language that something went wrong; the log has the rest."""
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
                body = body.replace(b'href="./favicon.png"', b'href="' + _ICON + b'"', 1)
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
