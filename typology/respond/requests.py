"""Reading requests: forms of bounded size, and only from our own pages."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from starlette.requests import ClientDisconnect, Request

from typology.respond.answering import Refused

BODY_LIMIT = 256 * 1024
"""Bytes of a form. The longest note in a script of three bytes a letter, as forms write them, has 180,000."""
_READ_AWAY = 4 * 1024 * 1024  # a browser that is cut off while sending never reads why
_MOST_FIELDS = 40


def require_own_page(request: Request) -> None:
    """Refuse what another website sends.

    The token in the address is what opens a seat, and no other website knows it; this keeps even a leaked one from
    being used that way. ``Origin: null`` says nothing: older browsers send it from our own forms, as no address of
    ours is passed on.

    Raises:
        Refused: If it comes from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Refused(403, "respond_error.cross_site")
        return
    origin = request.headers.get("origin")
    if origin and origin != "null":
        known = {request.headers.get("host", ""), request.headers.get("x-forwarded-host", "")}
        if urlsplit(origin).netloc not in known:
            raise Refused(403, "respond_error.cross_site")


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of a form; of fields with the same name the last.

    Raises:
        Refused: If it is too large, or no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body, size = bytearray(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= BODY_LIMIT:
                body += chunk
            elif size > _READ_AWAY:
                break
    except ClientDisconnect:
        raise Refused(400, "respond_error.bad_form") from None
    if size > BODY_LIMIT:
        raise Refused(413, "respond_error.too_large")
    if body and kind != "application/x-www-form-urlencoded":
        raise Refused(415, "respond_error.bad_form")
    try:
        found = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="replace")
    except ValueError:  # not ASCII, or too many fields
        raise Refused(400, "respond_error.bad_form") from None
    return dict(found)


def client_address(request: Request) -> str:
    """Return the address a request comes from, as the server sees it; behind a proxy it says what it was told."""
    return request.client.host if request.client else ""
