"""Reaches the server under test; every wait has a deadline, and every failed call is a Refusal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from adapter_verify.checks import Failed, require
from adapter_verify.refusal import Refusal

END = None
"""Heard where a stream ended well."""
_LOST = "Internal error from Core"
"""What a call is said to have ended with if a message was on its way when it did."""
_LARGEST_MESSAGE = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tls:
    """Without `ca` the system's authorities count; `certificate` and `key` are ours; `name` is the one to expect."""

    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    name: str = ""

    def credentials(self) -> grpc.ChannelCredentials:
        """Raises OSError for a file that cannot be read."""
        ca, key, certificate = (
            path.read_bytes() if path else None for path in (self.ca, self.key, self.certificate)
        )
        return grpc.ssl_channel_credentials(ca, key, certificate)


@dataclass(frozen=True, slots=True)
class Target:
    address: str
    timeout_s: float = 10.0
    token: str = ""
    tls: Tls | None = None


class LostError(Exception):
    """The call ended while it was written to, and gRPC's client says no more than that."""


class Stream:
    """One call with a stream of answers: `say` sends, `hear` receives."""

    def __init__(self, call: Any, request: Callable[..., Any] | None, server: "Server") -> None:
        self._call = call
        self._request = request
        self._timeout_s = server.timeout_s
        self._pause_s = server.pause_s

    async def say(self, **message: Any) -> None:
        """Send one message; whether the call has ended is for `hear` to tell."""
        assert self._request is not None  # noqa: S101 - only streams of requests are spoken to
        with suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            await self._within(self._call.write(self._request(**message)), "messages to be taken")
        await asyncio.sleep(self._pause_s)

    async def end(self) -> None:
        """Close our half."""
        with suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            await self._within(self._call.done_writing(), "our half to be closed")

    async def hear(self, expected: str) -> Any:
        """Return the next answer, or END. Raises Refusal, or LostError."""
        try:
            answer = await self._within(self._call.read(), expected)
        except grpc.aio.AioRpcError as error:
            if error.details() == _LOST:
                raise LostError from None
            raise Refusal.of(error) from None
        require(answer is not None, "messages of the contract", "bytes that are none")
        return END if answer is grpc.aio.EOF else answer

    async def hear_end(self, expected: str = "the stream to end without another message") -> None:
        answer = await self.hear(expected)
        require(answer is END, expected, shown(answer))

    def cancel(self) -> None:
        self._call.cancel()

    async def _within(self, work: Any, expected: str) -> Any:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await work
        except TimeoutError:
            self.cancel()
            raise Failed(expected, f"nothing within {self._timeout_s:g} s") from None


class Server:
    """Stubs are made on `channel`; `talk`, `stream` and `ask` call their methods.

    `pause_s` is waited for after each message sent.
    """

    def __init__(self, channel: grpc.aio.Channel, target: Target) -> None:
        self.channel = channel
        self.timeout_s = target.timeout_s
        self.pause_s = 0.0
        self._metadata = [("authorization", f"Bearer {target.token}")] if target.token else []

    def talk(self, method: Any, request: Callable[..., Any]) -> Stream:
        """Open a call with streams in both directions."""
        return Stream(method(metadata=self._metadata), request, self)

    def stream(self, method: Any, request: Any) -> Stream:
        return Stream(method(request, metadata=self._metadata), None, self)

    async def ask(self, method: Any, request: Any, expected: str, within_s: float = 0.0) -> Any:
        """Return the one answer; the timeout is at least `within_s`. Raises Refusal."""
        timeout_s = max(self.timeout_s, within_s)
        try:
            answer = await method(request, metadata=self._metadata, timeout=timeout_s)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED and not error.trailing_metadata():
                raise Failed(expected, f"nothing within {timeout_s:g} s") from None
            raise Refusal.of(error) from None
        require(answer is not None, "a message of the contract", "bytes that are none")
        return answer


@asynccontextmanager
async def connected(target: Target) -> AsyncIterator[Server]:
    options: list[tuple[str, Any]] = [("grpc.max_receive_message_length", _LARGEST_MESSAGE)]
    if target.tls is None:
        channel = grpc.aio.insecure_channel(target.address, options=options)
    else:
        if target.tls.name:
            options.append(("grpc.ssl_target_name_override", target.tls.name))
        channel = grpc.aio.secure_channel(target.address, target.tls.credentials(), options=options)
    async with channel:
        yield Server(channel, target)


def shown(message: Any) -> str:
    """Return what a message is, on one line."""
    if message is END:
        return "the end of the stream"
    kind = message.WhichOneof("message")
    if kind == "audio":
        of = "segment" if hasattr(message.audio, "segment_id") else "answer"
        number = message.audio.segment_id if of == "segment" else message.audio.answer
        return f"{len(message.audio.audio)} bytes of audio of {of} {number}"
    text = " ".join(str(getattr(message, kind)).split()) if kind else ""
    return f"{kind or 'an empty message'} {{{_shortened(text)}}}"


def _shortened(text: str) -> str:
    limit = 120
    return text if len(text) <= limit else f"{text[:limit]}…"
