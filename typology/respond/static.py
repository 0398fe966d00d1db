"""Styles and scripts of the pages: compressed once, under names that change with their content."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


class _File(NamedTuple):
    plain: bytes
    compressed: bytes
    media_type: str


@cache
def _all() -> tuple[dict[str, str], dict[str, _File]]:
    """Return the address of each file by its name, and each file by its address."""
    addresses, found = {}, {}
    for entry in sorted(files("typology.respond").joinpath("static").iterdir(), key=lambda e: e.name):
        kind = entry.name.rpartition(".")[2]
        if kind not in _TYPES:
            continue
        content = entry.read_bytes()
        address = f"{hashlib.sha256(content).hexdigest()[:16]}.{kind}"
        addresses[entry.name] = f"antworten/{address}"
        found[address] = _File(content, gzip.compress(content, 9, mtime=0), _TYPES[kind])
    return addresses, found


@cache
def inline_style(name: str) -> tuple[str, str]:
    """Return a style without what only its authors need, and its hash for the ``Content-Security-Policy``.

    It goes with the page: a request of its own would cost a phone a tenth of a second before it shows anything.
    """
    text = files("typology.respond").joinpath("static", name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,]) ?", r"\1", text).replace(";}", "}").strip()
    digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


def asset(name: str) -> str:
    """Return the address of a file, e.g. ``antworten/0f3c….css``, relative to the start of the program."""
    return _all()[0][name]


async def serve(request: Request) -> Response:
    """Answer a request for one of the files."""
    found = _all()[1].get(request.path_params["name"])
    if found is None:
        return PlainTextResponse("", status_code=404)
    headers = {
        "cache-control": "public, immutable, max-age=31536000",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.compressed, media_type=found.media_type, headers=headers | {"content-encoding": "gzip"})
    return Response(found.plain, media_type=found.media_type, headers=headers)
