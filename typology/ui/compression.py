"""Streamlit's scripts and styles, compressed: a phone in a town hall loads 1 MB instead of 2.7.

Streamlit serves them as they are. They never change while the program runs, so each is compressed
once, on first demand, and kept.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_SMALLEST = 1_000  # below this a header costs more than is saved
# Level 6 is within 1 % of level 9 on these files and takes a third of its time.
_LEVEL = 6


def _static_folder() -> Path:
    import streamlit

    return (Path(streamlit.__file__).parent / "static").resolve()


@lru_cache(maxsize=512)
def compressed(path: str) -> bytes | None:
    """Return a file of Streamlit's static folder, compressed; None if it is none or not worth it.

    Args:
        path: Path of the request, e.g. ``/static/js/index.js``.
    """
    root = _static_folder()
    try:
        file = (root / path.lstrip("/")).resolve()
        is_file = file.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return None
    if not is_file or not file.is_relative_to(root / "static") or file.suffix not in _TYPES:
        return None
    content = file.read_bytes()
    return gzip.compress(content, _LEVEL, mtime=0) if len(content) >= _SMALLEST else None


class CompressedStatic:
    """Answers requests for static scripts and styles with their compressed form where the browser takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/static/"):
            headers = Headers(scope=scope)
            # A conditional request is better answered with "not modified", which Streamlit does itself.
            plain = "if-none-match" in headers or "if-modified-since" in headers or "range" in headers
            if "gzip" in headers.get("accept-encoding", "") and not plain:
                body = await asyncio.to_thread(compressed, scope["path"])
                if body is not None:
                    await self._answer(scope["path"], body)(scope, receive, send)
                    return
        await self.app(scope, receive, send)

    @staticmethod
    def _answer(path: str, body: bytes) -> Response:
        return Response(
            body,
            media_type=_TYPES[Path(path).suffix],
            headers={
                "content-encoding": "gzip",
                "vary": "accept-encoding",
                # The names carry a hash of the content; Streamlit says the same of them.
                "cache-control": "public, immutable, max-age=31536000",
            },
        )
