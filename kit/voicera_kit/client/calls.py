"""Wraps the four kinds of calls a stub makes: deadline, identity, retries, and errors as ServiceError."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import grpc

from voicera_kit.client.channels import Channels
from voicera_kit.client.metadata import require_metadata
from voicera_kit.client.retries import repeated
from voicera_kit.errors import Internal, from_rpc

Metadata = Sequence[tuple[str, str | bytes]]
Serializer = Callable[[Any], bytes]
Deserializer = Callable[[bytes], Any]


@contextmanager
def service_errors() -> Iterator[None]:
    try:
        yield
    except grpc.aio.AioRpcError as error:
        raise from_rpc(error) from error


def readable(message: Any) -> Any:
    """Return the message; Internal (MALFORMED_RESPONSE) for the None that gRPC makes of bytes it cannot read."""
    if message is None:
        raise Internal("the answer is no message of the contract", reason="MALFORMED_RESPONSE")
    return message


class StreamCall:
    """An open call with a stream in at least one direction; cancel it when it is no longer wanted."""

    def __init__(self, call: Any) -> None:
        self._call = call

    def __await__(self) -> Generator[Any, Any, Any]:
        """Return the one response of a client stream."""
        return self._response().__await__()

    async def __aiter__(self) -> AsyncIterator[Any]:
        with service_errors():
            async for message in self._call:
                yield self._readable(message)

    async def read(self) -> Any:
        """Return the next message, grpc.aio.EOF after the last."""
        with service_errors():
            return self._readable(await self._call.read())

    def _readable(self, message: Any) -> Any:
        if message is None:
            self._call.cancel()
        return readable(message)

    async def write(self, message: Any) -> None:
        """Send a message; the error that ended the call, if it has ended."""
        with service_errors():
            try:
                await self._call.write(message)
            except asyncio.InvalidStateError:
                await self._raise_status()
                raise

    async def done_writing(self) -> None:
        with service_errors():
            await self._call.done_writing()

    def cancel(self) -> bool:
        cancelled: bool = self._call.cancel()
        return cancelled

    def done(self) -> bool:
        done: bool = self._call.done()
        return done

    async def wait_for_connection(self) -> None:
        with service_errors():
            await self._call.wait_for_connection()

    async def initial_metadata(self) -> Any:
        with service_errors():
            return await self._call.initial_metadata()

    async def code(self) -> grpc.StatusCode:
        code: grpc.StatusCode = await self._call.code()
        return code

    async def _response(self) -> Any:
        with service_errors():
            return await self._call

    async def _raise_status(self) -> None:
        code = await self._call.code()
        if code is not grpc.StatusCode.OK:
            initial, trailing = await self._call.initial_metadata(), await self._call.trailing_metadata()
            raise grpc.aio.AioRpcError(code, initial, trailing, await self._call.details())


class MeshChannel:
    """Makes what generated stubs ask a channel for."""

    def __init__(self, channels: Channels, deadline_s: float) -> None:
        self._channels = channels
        self._deadline_s = deadline_s

    def unary_unary(
        self, path: str, request_serializer: Serializer, response_deserializer: Deserializer, **_: Any
    ) -> Callable[..., Any]:
        codecs = (request_serializer, response_deserializer)

        async def call(
            request: Any,
            *,
            timeout: float | None = None,  # noqa: ASYNC109 - gRPC's name
            metadata: Metadata | None = None,
        ) -> Any:
            require_metadata(path, metadata)

            async def attempt(left_s: float) -> Any:
                send = self._channels.newest().unary_unary(path, *codecs)
                with service_errors():
                    return readable(await send(request, timeout=left_s, metadata=metadata))

            return await repeated(path, self._deadline_s if timeout is None else timeout, attempt)

        return call

    def unary_stream(
        self, path: str, request_serializer: Serializer, response_deserializer: Deserializer, **_: Any
    ) -> Callable[..., StreamCall]:
        return _opener(
            path,
            lambda: self._channels.newest().unary_stream(path, request_serializer, response_deserializer),
        )

    def stream_unary(
        self, path: str, request_serializer: Serializer, response_deserializer: Deserializer, **_: Any
    ) -> Callable[..., StreamCall]:
        return _opener(
            path,
            lambda: self._channels.newest().stream_unary(path, request_serializer, response_deserializer),
        )

    def stream_stream(
        self, path: str, request_serializer: Serializer, response_deserializer: Deserializer, **_: Any
    ) -> Callable[..., StreamCall]:
        return _opener(
            path,
            lambda: self._channels.newest().stream_stream(path, request_serializer, response_deserializer),
        )

    async def close(self) -> None:
        await self._channels.close()


def _opener(path: str, starter: Callable[[], Callable[..., Any]]) -> Callable[..., StreamCall]:
    """Streams last as long as they are needed, so they have a deadline only if the caller gives one."""

    def call(
        request: Any = None, *, timeout: float | None = None, metadata: Metadata | None = None
    ) -> StreamCall:
        require_metadata(path, metadata)
        return StreamCall(starter()(request, timeout=timeout, metadata=metadata))

    return call
