"""A lean HTTP/1.1 client over asyncio: the generator shares the machine with the server and must cost little.

One ``Link`` is one connection. It can be cut at any moment, as a phone that drives into a tunnel does, and it can
carry a stream of server-sent events.
"""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httptools

HOST = "127.0.0.1"
"""The only address there is: load is never sent to another machine."""


class LinkError(Exception):
    """The connection could not be made, was lost, or nothing came back in time.

    Attributes:
        kind: Stable sign of the cause: ``refused``, ``lost``, ``timeout`` or ``cut`` (by ourselves).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(slots=True)
class Reply:
    """An answer of the server.

    Attributes:
        status: HTTP status.
        headers: Headers in small letters; of several with one name the last one.
        cookies: Cookies set.
        body: Content, unpacked.
        size: Bytes of the content on the wire.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    size: int = 0

    @property
    def text(self) -> str:
        """The content as text."""
        return self.body.decode("utf-8", "replace")


class Link(asyncio.Protocol):
    """One connection to the server of this machine; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Reply] | None = None
        self._reply = Reply()
        self._pieces: list[bytes] = []
        self._parser = httptools.HttpResponseParser(self)
        self._on_piece: Callable[[bytes], None] | None = None
        self._ended: asyncio.Future[None] | None = None
        self.heard = False
        """Whether anything of an answer to the last request has come."""

    @classmethod
    async def open(cls, port: int, timeout: float) -> Link:
        """Connect.

        Raises:
            LinkError: If nobody listens, or in time.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                _, link = await loop.create_connection(cls, HOST, port)
        except TimeoutError:
            raise LinkError("timeout") from None
        except OSError:
            raise LinkError("refused") from None
        return link

    @property
    def usable(self) -> bool:
        """Whether another request can be sent."""
        return self._transport is not None and not self._transport.is_closing()

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", *, timeout: float
    ) -> Reply:
        """Send a request and wait for the whole answer.

        Raises:
            LinkError: If the connection is lost or nothing comes back in time.
        """
        waiting = self.send(method, path, headers, body)
        try:
            async with asyncio.timeout(timeout):
                return await waiting
        except TimeoutError:
            self.cut()
            raise LinkError("timeout") from None

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> asyncio.Future[Reply]:
        """Send a request; the answer arrives in the future."""
        if not self.usable:
            raise LinkError("lost")
        assert self._transport is not None
        self._waiting = asyncio.get_running_loop().create_future()
        self.heard = False
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        if body or method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        self._transport.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return self._waiting

    async def stream(
        self, path: str, headers: Mapping[str, str], on_piece: Callable[[bytes], None], *, timeout: float
    ) -> None:
        """Read a stream until it ends; every piece is handed on as it arrives.

        Args:
            path: Path with query.
            headers: Headers of the request.
            on_piece: Is given the bytes.
            timeout: Seconds until the head of the answer must have come.

        Raises:
            LinkError: If it is refused (kind is the status then), lost or late.
        """
        self._on_piece = on_piece
        self._ended = asyncio.get_running_loop().create_future()
        reply = await self.ask("GET", path, headers, timeout=timeout)
        if reply.status != 200:
            self.cut()
            raise LinkError(str(reply.status))
        await self._ended

    def cut(self) -> None:
        """Drop the connection at once, without a farewell."""
        self._fail("cut")
        if self._transport is not None:
            self._transport.abort()

    # ---------------------------------------------------------------- called by asyncio and the parser
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.heard = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.cut()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail("lost")

    def on_header(self, name: bytes, value: bytes) -> None:
        key = name.decode("latin-1").lower()
        if key == "set-cookie":
            cookie, _, rest = value.decode("latin-1").partition("=")
            self._reply.cookies[cookie] = rest.partition(";")[0]
        else:
            self._reply.headers[key] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._reply.status = self._parser.get_status_code()
        if self._on_piece is not None:
            self._deliver()

    def on_body(self, body: bytes) -> None:
        if self._on_piece is not None and self._reply.status == 200:
            self._on_piece(body)
        else:
            self._pieces.append(body)

    def on_message_complete(self) -> None:
        if self._on_piece is not None:
            self._fail("lost")
            return
        reply = self._reply
        packed = b"".join(self._pieces)
        reply.size = len(packed)
        reply.body = packed
        if packed and reply.headers.get("content-encoding") in ("gzip", "deflate"):
            reply.body = zlib.decompress(packed, 47)
        self._pieces = []
        closing = not self._parser.should_keep_alive()
        self._deliver()
        self._reply = Reply()
        if closing and self._transport is not None:
            self._transport.close()

    def _deliver(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result(self._reply)

    def _fail(self, kind: str) -> None:
        for future in (self._waiting, self._ended):
            if future is not None and not future.done():
                future.set_exception(LinkError(kind))
                with contextlib.suppress(Exception):
                    future.exception()  # nobody may be waiting any more: no warning then
        self._waiting = self._ended = None


class Events:
    """Puts server-sent events together from pieces of a stream.

    Attributes:
        retry: Seconds after which the server wants a lost stream to be opened again; None if it did not say.
        last_heard: Whether anything was heard at all.
    """

    def __init__(self, on_data: Callable[[str], None]) -> None:
        self._on_data = on_data
        self._rest = b""
        self.retry: float | None = None

    def __call__(self, piece: bytes) -> None:
        """Take a piece of the stream."""
        *blocks, self._rest = (self._rest + piece).replace(b"\r\n", b"\n").split(b"\n\n")
        for block in blocks:
            data = []
            for line in block.decode("utf-8", "replace").split("\n"):
                name, _, value = line.partition(":")
                if name == "data":
                    data.append(value.removeprefix(" "))
                elif name == "retry" and value.strip().isdigit():
                    self.retry = int(value) / 1000
            if data:
                self._on_data("\n".join(data))
