"""Asks language models over `ai.v1.LanguageModelService`, one after the other until one answers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from google.protobuf import json_format

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable
from voicera_voice.closing import closing
from voicera_voice.dialogue.interface import ModelDelta, ModelMessage, ModelTool, ModelToolCall, TextDelta
from voicera_voice.providers.interface import OnFailure

MODALITY = "language_model"

OpenGenerate = Callable[[str, lm_pb2.GenerateRequest], Awaitable[Any]]

_ROLES = {
    "system": lm_pb2.MESSAGE_ROLE_SYSTEM,
    "user": lm_pb2.MESSAGE_ROLE_USER,
    "assistant": lm_pb2.MESSAGE_ROLE_ASSISTANT,
    "tool": lm_pb2.MESSAGE_ROLE_TOOL,
}


class ModelChain:
    """Falls back to the next model as long as the present one has not answered with anything."""

    def __init__(
        self,
        choices: Sequence[spec_pb2.LanguageModelChoice],
        open_call: OpenGenerate,
        on_failure: OnFailure,
        clock: Clock,
        token_timeout_s: float,
    ) -> None:
        self._choices = choices
        self._open = open_call
        self._on_failure = on_failure
        self._clock = clock
        self._token_timeout_s = token_timeout_s

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        failure: ServiceError = Unavailable("the agent has no language model")
        for choice in self._choices:
            answered = False
            try:
                async with closing(self._ask(choice, messages, tools)) as deltas:
                    async for delta in deltas:
                        answered = True
                        yield delta
            except ServiceError as error:
                self._on_failure(MODALITY, choice.adapter, error)
                failure = error
                if answered:
                    raise
            else:
                return
        raise failure

    async def _ask(
        self,
        choice: spec_pb2.LanguageModelChoice,
        messages: Sequence[ModelMessage],
        tools: Sequence[ModelTool],
    ) -> AsyncIterator[ModelDelta]:
        call = await self._open(choice.adapter, generate_request(choice, messages, tools))
        try:
            responses = aiter(call)
            while (response := await self._next(responses)) is not None:
                if response.HasField("text_delta"):
                    yield TextDelta(response.text_delta, response.processing_ms)
                elif response.HasField("tool_call"):
                    yield _tool_call(response.tool_call)
        finally:
            call.cancel()

    async def _next(self, responses: AsyncIterator[Any]) -> Any:
        try:
            async with self._clock.timeout(self._token_timeout_s):
                return await anext(responses, None)
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
