"""In front of everything: the short way to the pages of respondents, and what strangers may not see.

The workbench and Streamlit's own parts look at every request several times. Who only answers needs nothing of that,
and a whole room answers at once; their requests are therefore handled before.
"""

from __future__ import annotations

import ipaddress
import os
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Router
from starlette.types import ASGIApp, Receive, Scope, Send

from typology.reports.joining import lan_addresses

OPEN_SETTING = "VERBUNDSPIEGEL_OPEN"
"""Environment variable; ``answers`` shows visitors from other machines nothing but the pages of respondents."""

_OURS = ("a", "w", "wand", "antworten")
_FOR_ALL = ("gesundheit",)
_OWN_ADDRESSES_KEPT = 30.0


def only_answers() -> bool:
    """Return whether the workbench is kept from other machines."""
    return os.environ.get(OPEN_SETTING, "").strip().lower() == "answers"


class Gate:
    """Leads to the pages of respondents, and keeps strangers from everything else where that was asked for.

    Args:
        app: Everything else.
        router: The pages of respondents.
        refuse: Makes the answer for a stranger.
    """

    def __init__(self, app: ASGIApp, router: Router, refuse: Callable[[Request], Response]) -> None:
        self._app = app
        self._router = router
        self._refuse = refuse
        self._only_answers = only_answers()
        self._own: tuple[float, frozenset[str]] = (0.0, frozenset())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        first = path.split("/", 2)[1] if path.startswith("/") else ""
        if first in _OURS and scope["type"] == "http":
            # Without the application of the workbench in it, a router answers what it does not know by itself.
            await self._router({key: value for key, value in scope.items() if key != "app"}, receive, send)
        elif not self._only_answers or first in _FOR_ALL or self._is_local(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._refuse(Request(scope))(scope, receive, send)

    def _is_local(self, scope: Scope) -> bool:
        """Return whether a request comes from this machine itself, and not through a proxy from elsewhere."""
        if any(name in (b"x-forwarded-for", b"forwarded", b"x-real-ip") for name, _ in scope["headers"]):
            return False
        client = scope.get("client")
        if client is None:
            return False
        try:
            address = ipaddress.ip_address(client[0].partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        found = mapped if mapped is not None else address
        return found.is_loopback or str(found) in self._own_addresses()

    def _own_addresses(self) -> frozenset[str]:
        """Return the addresses of this machine: whoever opens its address in the network on the machine itself."""
        read_at, found = self._own
        if not found or time.monotonic() - read_at > _OWN_ADDRESSES_KEPT:
            found = frozenset(address.partition("%")[0] for address in lan_addresses())
            self._own = (time.monotonic(), found)
        return found
