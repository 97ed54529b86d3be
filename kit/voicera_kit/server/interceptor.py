"""Runs every handler, whatever its kind, inside the guards."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any, TypeAlias

import grpc

from voicera_kit.server.access import EXEMPT
from voicera_kit.server.guards import Call, Context, Guard

Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
_EXEMPT_PATHS = tuple(f"/{prefix}" for prefix in EXEMPT)


class GuardingInterceptor(grpc.aio.ServerInterceptor):
    """The first guard is the outermost."""

    def __init__(self, guards: Sequence[Guard]) -> None:
        self._guards = guards

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable["Handler | None"]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "Handler | None":
        handler = await continuation(handler_call_details)
        path = handler_call_details.method
        if handler is None or path.startswith(_EXEMPT_PATHS):
            return handler
        return self._guarded(path, handler)

    def _guarded(self, path: str, handler: Any) -> Handler:
        kind = f"{_side(handler.request_streaming)}_{_side(handler.response_streaming)}"
        behaviour = getattr(handler, kind)
        is_generator = inspect.isasyncgenfunction(behaviour)
        wrap = self._generator if is_generator else self._coroutine
        make = getattr(grpc, f"{kind}_rpc_method_handler")
        guarded: Handler = make(
            wrap(path, behaviour, is_unary=kind == "unary_unary"),
            handler.request_deserializer,
            handler.response_serializer,
        )
        return guarded

    def _coroutine(self, path: str, behaviour: Any, *, is_unary: bool) -> Any:
        async def run(request: Any, context: Context) -> Any:
            call = Call(path, context, is_unary, request if is_unary else None)
            async with self._around(call):
                call.response = await behaviour(request, context)
                return call.response

        return run

    def _generator(self, path: str, behaviour: Any, *, is_unary: bool) -> Any:
        async def run(request: Any, context: Context) -> AsyncIterator[Any]:
            async with (
                self._around(Call(path, context, is_unary)),
                aclosing(behaviour(request, context)) as responses,
            ):
                async for response in responses:
                    yield response

        return run

    @asynccontextmanager
    async def _around(self, call: Call) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for guard in self._guards:
                await stack.enter_async_context(guard(call))
            yield


def _side(streaming: bool) -> str:  # noqa: FBT001 - gRPC's own flag
    return "stream" if streaming else "unary"
