"""Asks one language model once, over `ai.v1.LanguageModelService`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from google.protobuf import json_format

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import usage_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable
from voicera_voice.dialogue.interface import ModelDelta, ModelMessage, ModelTool, ModelToolCall, TextDelta

OpenGenerate = Callable[[str, lm_pb2.GenerateRequest], Awaitable[Any]]

_ROLES = {
    "system": lm_pb2.MESSAGE_ROLE_SYSTEM,
    "user": lm_pb2.MESSAGE_ROLE_USER,
    "assistant": lm_pb2.MESSAGE_ROLE_ASSISTANT,
    "tool": lm_pb2.MESSAGE_ROLE_TOOL,
}


class Generation:
    """One answer; it is asked for at once. Leave it with `close`."""

    def __init__(
        self,
        choice: spec_pb2.LanguageModelChoice,
        open_call: OpenGenerate,
        request: lm_pb2.GenerateRequest,
        clock: Clock,
        timeout_s: float,
    ) -> None:
        self.choice = choice
        self.usage: tuple[usage_pb2.Usage, ...] = ()
        """What it cost; known at its end."""
        self.asked_at = clock.monotonic()
        self._open = open_call
        self._request = request
        self._clock = clock
        self._timeout_s = timeout_s
        self._deltas = self._ask()
        self.first = asyncio.create_task(anext(self._deltas, None))
        """Done when the model has begun to answer, or failed."""

    @property
    def failure(self) -> ServiceError | None:
        """Why the answer did not begin; None if it did. Only once `first` is done."""
        error = self.first.exception()
        if error is None or isinstance(error, ServiceError):
            return error
        raise error

    async def deltas(self) -> AsyncIterator[ModelDelta]:
        """Yield the answer; raises ServiceError where it breaks off."""
        delta = await self.first
        while delta is not None:
            yield delta
            delta = await anext(self._deltas, None)

    async def close(self) -> None:
        self.first.cancel()
        await asyncio.gather(self.first, return_exceptions=True)
        await self._deltas.aclose()

    async def _ask(self) -> AsyncGenerator[ModelDelta]:
        call = await self._within(self._open(self.choice.adapter, self._request))
        try:
            responses = aiter(call)
            while (response := await self._within(anext(responses, None))) is not None:
                match response.WhichOneof("message"):
                    case "text_delta":
                        yield TextDelta(response.text_delta, response.processing_ms)
                    case "tool_call":
                        yield _tool_call(response.tool_call)
                    case "finish":
                        self.usage = tuple(response.finish.usage)
                        return
        finally:
            call.cancel()
        raise Unavailable("the language model's answer broke off")

    async def _within(self, answer: Awaitable[Any]) -> Any:
        try:
            async with self._clock.timeout(self._timeout_s):
                return await answer
        except TimeoutError:
            raise DeadlineExceeded("the language model did not answer in time") from None


def generate_request(
    choice: spec_pb2.LanguageModelChoice, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
) -> lm_pb2.GenerateRequest:
    return lm_pb2.GenerateRequest(
        adapter=choice.adapter,
        model=choice.model,
        messages=[_message(message) for message in messages],
        tools=[_tool(tool) for tool in tools],
        temperature=choice.temperature if choice.HasField("temperature") else None,
        max_output_tokens=choice.max_output_tokens,
        settings=choice.settings if choice.HasField("settings") else None,
    )


def _message(message: ModelMessage) -> lm_pb2.Message:
    calls = []
    for call in message.tool_calls:
        entry = lm_pb2.ToolCall(id=call.id, name=call.name)
        json_format.ParseDict(dict(call.arguments), entry.arguments)
        calls.append(entry)
    return lm_pb2.Message(
        role=_ROLES[message.role], text=message.text, tool_calls=calls, tool_call_id=message.tool_call_id
    )


def _tool(tool: ModelTool) -> lm_pb2.ToolDefinition:
    definition = lm_pb2.ToolDefinition(name=tool.name, description=tool.description)
    json_format.ParseDict(dict(tool.parameters), definition.parameters)
    return definition


def _tool_call(message: lm_pb2.ToolCall) -> ModelToolCall:
    return ModelToolCall(message.id, message.name, json_format.MessageToDict(message.arguments))
