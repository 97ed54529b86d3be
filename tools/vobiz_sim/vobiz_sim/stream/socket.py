"""A WebSocket client without tasks: frames go out and come in within one loop callback."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable
from typing import Self, cast

from websockets.client import ClientProtocol
from websockets.exceptions import WebSocketException
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

_CONNECT_S = 5.0
_CLOSE_S = 1.0
_MAX_MESSAGE = 16 * 1024 * 1024
_MAX_UNSENT = 1024 * 1024
ABNORMAL = 1006


class SocketFailedError(ConnectionError):
    """The product did not accept the socket."""


class MediaSocket(asyncio.Protocol):
    """`on_text` gets every complete message; `on_close` the close code, once, 1006 when there was none."""

    def __init__(self, url: str, on_text: Callable[[bytes], None], on_close: Callable[[int], None]) -> None:
        self._protocol = ClientProtocol(parse_uri(url), max_size=_MAX_MESSAGE)
        self._on_text = on_text
        self._on_close = on_close
        self._transport: asyncio.Transport | None = None
        self._partial: list[bytes] = []
        self._closed = False
        self._agreed = asyncio.Event()
        self._opened = asyncio.get_running_loop().create_future()
        self.frames_unsent = 0

    @classmethod
    async def connect(
        cls,
        url: str,
        on_text: Callable[[bytes], None],
        on_close: Callable[[int], None],
        trust: ssl.SSLContext | None = None,
    ) -> Self:
        """Raises SocketFailedError when there is no open socket within five seconds.

        For wss, `trust` says whom to believe, instead of the system's authorities.
        """
        loop = asyncio.get_running_loop()
        try:
            socket = cls(url, on_text, on_close)
            uri = socket._protocol.uri
            tls = (trust or ssl.create_default_context()) if uri.secure else None
            async with asyncio.timeout(_CONNECT_S):
                await loop.create_connection(lambda: socket, uri.host, uri.port, ssl=tls)
                await socket._opened
        except (OSError, TimeoutError, WebSocketException) as error:
            raise SocketFailedError(f"{type(error).__name__}: {error}") from error
        return socket

    def send(self, text: str) -> None:
        """Never blocks; a peer that reads nothing for a megabyte loses frames, and they are counted."""
        if self._transport is None or self._protocol.state is not State.OPEN:
            return
        if self._transport.get_write_buffer_size() > _MAX_UNSENT:
            self.frames_unsent += 1
            return
        self._protocol.send_text(text.encode())
        self._flush()

    async def close(self, code: int) -> None:
        """Closes politely, and after one second anyway. A proxy may hold the connection after both have agreed."""
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code)
            self._flush()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await self._agreed.wait()
        if self._transport is not None and self._agreed.is_set():
            self._transport.close()
        else:
            self.abort()

    def abort(self) -> None:
        """Cuts the connection as a broken network would."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._protocol.send_request(self._protocol.connect())
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        self._flush()
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._handshake()
            elif isinstance(event, Frame):
                self._frame(event)

    def eof_received(self) -> bool:
        self._protocol.receive_eof()
        self._flush()
        return False

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio.Protocol
        with contextlib.suppress(EOFError, AssertionError):
            self._protocol.receive_eof()
        if not self._opened.done():
            self._opened.set_exception(SocketFailedError("closed during the handshake"))
        self._agreed.set()
        self._report_close()

    def _handshake(self) -> None:
        if self._opened.done():
            return
        failure = self._protocol.handshake_exc
        if failure is None:
            self._opened.set_result(None)
        else:
            self._opened.set_exception(SocketFailedError(str(failure)))

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.CLOSE:
            self._agreed.set()
            self._report_close()
        elif frame.opcode in {Opcode.TEXT, Opcode.CONT}:
            if frame.fin and not self._partial:
                self._on_text(bytes(frame.data))
                return
            self._partial.append(bytes(frame.data))
            if frame.fin:
                whole, self._partial = b"".join(self._partial), []
                self._on_text(whole)

    def _report_close(self) -> None:
        if not self._closed and self._opened.done() and self._opened.exception() is None:
            self._closed = True
            received = self._protocol.close_rcvd
            self._on_close(received.code if received is not None else ABNORMAL)

    def _flush(self) -> None:
        if self._transport is None:
            return
        for block in self._protocol.data_to_send():
            if block:
                self._transport.write(block)
            elif self._transport.can_write_eof():
                self._transport.write_eof()
            else:
                self._transport.close()
