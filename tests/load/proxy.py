"""A small sticky proxy before several servers: one phone meets one server as long as that lives, then another.

What is sticky is the token in the path or in the cookie; whoever has none yet keeps to one server a connection. A
server that refuses is left out for a moment. Answers pass through as they come, streams as well.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import time
from collections.abc import Sequence

import httptools

from tests.load.http1 import HOST

_TOKEN = re.compile(rb"^/(?:a|wand)/([A-Za-z0-9_-]+)")
_COOKIE = re.compile(rb"(?:^|[ ;])vs_platz=([A-Za-z0-9_-]+)")
_REST = 1.0
"""Seconds for which a server that refused is left out."""
_NOBODY = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Proxy:
    """The proxy.

    Args:
        backends: Ports of the servers.
    """

    def __init__(self, backends: Sequence[int]) -> None:
        self.backends = tuple(backends)
        self.port = 0
        self.requests = dict.fromkeys(self.backends, 0)
        self.moved = 0
        self._down: dict[int, float] = {}
        self._server: asyncio.Server | None = None
        self._connections = 0

    async def __aenter__(self) -> Proxy:
        """Listen on a free port of this machine."""
        self._server = await asyncio.get_running_loop().create_server(lambda: _Client(self), HOST, 0, backlog=2048)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Listen no more."""
        assert self._server is not None
        self._server.close()

    def new_key(self) -> bytes:
        """Return what a connection without a token is told from others by."""
        self._connections += 1
        return str(self._connections).encode()

    def order(self, key: bytes) -> list[int]:
        """Return the servers in the order in which they are tried for a key; those that refused come last."""
        first = int.from_bytes(hashlib.sha256(key).digest()[:4], "big") % len(self.backends)
        wished = [*self.backends[first:], *self.backends[:first]]
        now = time.monotonic()
        return sorted(wished, key=lambda port: self._down.get(port, 0.0) > now)

    def leave_out(self, port: int) -> None:
        """Leave a server out for a moment."""
        self._down[port] = time.monotonic() + _REST


class _Client(asyncio.Protocol):
    """The side towards a phone: finds where a request begins and ends, and hands its bytes on."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._own_key = proxy.new_key()
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._backend: _Backend | None = None
        self._port = 0
        self._url = b""
        self._cookie = b""
        self._held: list[bytes] = []
        self._connecting: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._held.append(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
        if self._backend is not None:
            self._backend.close()

    def on_message_begin(self) -> None:
        self._url = self._cookie = b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"cookie":
            self._cookie = value

    def on_message_complete(self) -> None:
        request = b"".join(self._held)
        self._held = []
        found = _TOKEN.search(self._url) or _COOKIE.search(self._cookie)
        key = found[1] if found else self._own_key
        wanted = self._proxy.order(key)
        if self._backend is not None and self._backend.usable and self._port == wanted[0]:
            self._proxy.requests[self._port] += 1
            self._backend.write(request)
            return
        self._connecting = asyncio.get_running_loop().create_task(self._connect(wanted, request))

    async def _connect(self, wanted: list[int], request: bytes) -> None:
        if self._backend is not None:
            self._backend.detach()
            self._backend = None
        for number, port in enumerate(wanted):
            try:
                _, backend = await asyncio.get_running_loop().create_connection(lambda: _Backend(self), HOST, port)
            except OSError:
                self._proxy.leave_out(port)
                continue
            self._proxy.moved += number > 0
            self._proxy.requests[port] += 1
            self._backend, self._port = backend, port
            backend.write(request)
            return
        self.write(_NOBODY)
        self.close()

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class _Backend(asyncio.Protocol):
    """The side towards a server: what it says goes to the phone as it is."""

    def __init__(self, client: _Client) -> None:
        self._client: _Client | None = client
        self._transport: asyncio.Transport | None = None

    @property
    def usable(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self._client is not None:
            self._client.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        # Half an answer cannot be mended: the phone sees the line break, and sends again.
        client, self._client, self._transport = self._client, None, None
        if client is not None:
            client.close()

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def detach(self) -> None:
        self._client = None
        self.close()

    def close(self) -> None:
        if self._transport is not None:
            with contextlib.suppress(RuntimeError):
                self._transport.close()
