"""Asks language models over `ai.v1.LanguageModelService`, one after the other until one answers."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable
from voicera_voice.closing import closing
from voicera_voice.dialogue.interface import ModelDelta, ModelMessage, ModelTool, ModelToolCall, TextDelta
from voicera_voice.providers.chain import CIRCUIT_OPEN, ProviderListener, Succession
from voicera_voice.providers.health import Health

MODALITY = "language_model"

OpenGenerate = Callable[[str, lm_pb2.GenerateRequest], Awaitable[Any]]

_GO_ON = (
    "[Your answer was cut off there. Continue it with the very next word. Repeat nothing, do not mention the cut; "
    "if the answer was complete, say nothing more.]"
)
_ROLES = {
    "system": lm_pb2.MESSAGE_ROLE_SYSTEM,
    "user": lm_pb2.MESSAGE_ROLE_USER,
    "assistant": lm_pb2.MESSAGE_ROLE_ASSISTANT,
    "tool": lm_pb2.MESSAGE_ROLE_TOOL,
}


@dataclass(frozen=True, slots=True)
class TokenDeadlines:
    """How long a model may take for its next token, in seconds: the last of a chain, and one before it."""

    alone_s: float
    replaceable_s: float


class ModelChain:
    """Falls back to the next model, which takes up what the one before had begun to say.

    Tool calls are passed on when the answer is complete, so none is made twice.
    """

    def __init__(
        self,
        choices: Sequence[spec_pb2.LanguageModelChoice],
        open_call: OpenGenerate,
        listener: ProviderListener,
        clock: Clock,
        health: Health,
        tokens: TokenDeadlines,
    ) -> None:
        self._choices = choices
        self._open = open_call
        self._listener = listener
        self._clock = clock
        self._health = health
        self._tokens = tokens

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        failure: ServiceError = Unavailable("the agent has no language model")
        succession = Succession(MODALITY, self._listener, self._clock)
        said = ""
        choices = self._in_order(succession)
        for choice in choices:
            timeout_s = self._tokens.alone_s if choice is choices[-1] else self._tokens.replaceable_s
            calls = []
            is_taken_up = bool(said)
            try:
                asked = self._ask(choice, taken_up(messages, said), tools, timeout_s)
                async with closing(asked) as deltas:
                    async for delta in deltas:
                        succession.took_over(choice.adapter)
                        if isinstance(delta, TextDelta):
                            text = joined(said, delta.text) if is_taken_up else delta.text
                            is_taken_up = False
                            said += text
                            yield TextDelta(text, delta.processing_ms)
                        else:
                            calls.append(delta)
            except ServiceError as error:
                self._listener.on_provider_failed(MODALITY, choice.adapter, error)
                self._health.failed(MODALITY, choice.adapter, error)
                succession.fell_out(choice.adapter, error.reason)
                failure = error
            else:
                self._health.succeeded(MODALITY, choice.adapter)
                for call in calls:
                    yield call
                return
        raise failure

    def _in_order(self, succession: Succession) -> list[spec_pb2.LanguageModelChoice]:
        """Those known to fail come last, for when nothing else is left."""
        allowed = {id(each): self._health.allows(MODALITY, each.adapter) for each in self._choices}
        ordered = sorted(self._choices, key=lambda choice: not allowed[id(choice)])
        if ordered and ordered[0] is not self._choices[0]:
            succession.fell_out(self._choices[0].adapter, CIRCUIT_OPEN)
        return ordered

    async def _ask(
        self,
        choice: spec_pb2.LanguageModelChoice,
        messages: Sequence[ModelMessage],
        tools: Sequence[ModelTool],
        timeout_s: float,
    ) -> AsyncIterator[ModelDelta]:
        call = await self._open(choice.adapter, generate_request(choice, messages, tools))
        try:
            responses = aiter(call)
            while (response := await self._next(responses, timeout_s)) is not None:
                if response.HasField("text_delta"):
                    yield TextDelta(response.text_delta, response.processing_ms)
                elif response.HasField("tool_call"):
                    yield _tool_call(response.tool_call)
        finally:
            call.cancel()

    async def _next(self, responses: AsyncIterator[Any], timeout_s: float) -> Any:
        try:
            async with self._clock.timeout(timeout_s):
                return await anext(responses, None)
        except TimeoutError:
            raise DeadlineExceeded("the language model did not answer in time") from None


def joined(said: str, text: str) -> str:
    """Return the text with the space that a model leaves out which goes on with the next word."""
    return f" {text}" if said[-1].isalnum() and text[:1].isalnum() else text


def taken_up(messages: Sequence[ModelMessage], said: str) -> Sequence[ModelMessage]:
    """Return the messages that let another model go on after what was already said."""
    if not said.strip():
        return messages
    return [*messages, ModelMessage("assistant", said), ModelMessage("user", _GO_ON)]


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
