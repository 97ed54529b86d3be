"""Serves Generate: a conversation in, the answer's deltas out."""

import time
from collections.abc import Mapping
from contextlib import aclosing
from typing import Any, Final

from voicera.ai.v1 import language_model_service_pb2 as pb
from voicera.ai.v1 import language_model_service_pb2_grpc as pb_grpc
from voicera_adapters.account import Account
from voicera_adapters.accounts import Accounts
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Finish,
    FinishReason,
    Generation,
    LanguageModel,
    LanguageModelCapabilities,
    ToolCall,
)
from voicera_adapters.health import Health
from voicera_adapters.net import broken_off, telling_failures
from voicera_adapters.servicers.fields import (
    check_model,
    read_messages,
    read_struct,
    read_temperature,
    read_tools,
    token_usage,
    write_struct,
)
from voicera_kit.errors import invalid
from voicera_kit.server import Context

_REASONS: Final = {
    FinishReason.STOP: pb.FINISH_REASON_STOP,
    FinishReason.LENGTH: pb.FINISH_REASON_LENGTH,
    FinishReason.TOOL_CALLS: pb.FINISH_REASON_TOOL_CALLS,
    FinishReason.CONTENT_FILTER: pb.FINISH_REASON_CONTENT_FILTER,
}


class LanguageModelServicer(pb_grpc.LanguageModelServiceServicer):
    def __init__(self, adapters: Adapters, accounts: Accounts, health: Health) -> None:
        self._adapters = adapters
        self._accounts = accounts
        self._health = health

    # grpc.aio takes a coroutine that writes as well as a generator; a task group wants the coroutine.
    async def Generate(  # type: ignore[override]
        self, request: pb.GenerateRequest, context: Context
    ) -> None:
        began = time.monotonic()
        adapter = self._adapters.language_model(request.adapter)
        is_first, is_finished = True, False
        account = await self._accounts.of(adapter.description)
        generation = read_generation(request, adapter, account)
        with self._health.of(adapter.description).asked() as asking:
            async with aclosing(adapter.generate(generation)) as deltas:
                async for delta in deltas:
                    asking.answered()
                    with telling_failures():
                        response = write_delta(delta)
                    is_finished = isinstance(delta, Finish)
                    if is_first:
                        response.processing_ms = (time.monotonic() - began) * 1000
                        is_first = False
                    await context.write(response)
            if not is_finished:
                raise broken_off()


def read_generation(request: pb.GenerateRequest, adapter: LanguageModel, account: Account) -> Generation:
    check_model(adapter.description, request.model)
    temperature = read_temperature(request)
    if request.max_output_tokens < 0:
        raise invalid("max_output_tokens", "must not be negative")
    if not request.messages:
        raise invalid("messages", "must not be empty")
    return Generation(
        model=request.model,
        messages=tuple(read_messages(request.messages)),
        tools=read_tools(request.tools),
        temperature=temperature,
        max_output_tokens=request.max_output_tokens,
        settings=read_struct(request.settings, "settings"),
        account=account,
        response_schema=_response_schema(request, adapter),
    )


def _response_schema(request: pb.GenerateRequest, adapter: LanguageModel) -> Mapping[str, Any] | None:
    if not request.HasField("response_schema"):
        return None
    can = adapter.description.capabilities
    if not isinstance(can, LanguageModelCapabilities) or not can.response_schema:
        raise invalid("response_schema", f"is nothing {adapter.description.id} can keep to")
    return read_struct(request.response_schema, "response_schema")


def write_delta(delta: object) -> pb.GenerateResponse:
    """Raises TypeError, ValueError or ArithmeticError for what is no delta, whatever a vendor's JSON held."""
    match delta:
        case str():
            return pb.GenerateResponse(text_delta=delta)
        case ToolCall():
            call = pb.ToolCall(id=delta.id, name=delta.name)
            write_struct(delta.arguments, call.arguments)
            return pb.GenerateResponse(tool_call=call)
        case Finish():
            finish = pb.GenerationFinish(
                reason=_REASONS[delta.reason],
                input_tokens=delta.input_tokens,
                output_tokens=delta.output_tokens,
                usage=token_usage(delta.input_tokens, delta.cached_input_tokens, delta.output_tokens),
            )
            return pb.GenerateResponse(finish=finish)
        case _:
            raise TypeError(f"no delta: {type(delta).__name__}")
