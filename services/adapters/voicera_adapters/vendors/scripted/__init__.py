"""Answers by a script: a language model for tests and demos, the same every time."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, NoReturn

from voicera_adapters.contract import (
    Description,
    Finish,
    FinishReason,
    Generation,
    LanguageModel,
    LanguageModelCapabilities,
    Message,
    Modality,
    Role,
    ToolCall,
)
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.scripted.settings import Failure, Rule, ScriptedSettings
from voicera_kit.errors import DeadlineExceeded, FailedPrecondition, ResourceExhausted, Unavailable

_NOT_HERE: Final = "The scripted model is for tests; it is off where VOICERA_MODE is production"
_WORD: Final = re.compile(r"\s*\S+\s*$|\s*\S+")


class Scripted:
    def __init__(self, unavailable_reason: str = "") -> None:
        self.description = Description(
            id="scripted",
            modality=Modality.LANGUAGE_MODEL,
            display_name="Scripted (for tests)",
            languages=("*",),
            capabilities=LanguageModelCapabilities(streaming=True, tools=True),
            settings=ScriptedSettings,
            models=("scripted",),
            any_model=True,
            unavailable_reason=unavailable_reason,
        )

    async def generate(self, generation: Generation) -> AsyncGenerator[str | ToolCall | Finish]:
        if self.description.unavailable_reason:
            # Scripts hold regular expressions, and one may keep a process busy for ever.
            raise FailedPrecondition(self.description.unavailable_reason, reason="PROVIDER_UNAVAILABLE")
        settings = read_settings(ScriptedSettings, generation.settings)
        rule = _rule_for(generation.messages, settings)
        await asyncio.sleep(rule.delay_ms / 1000)
        words = _WORD.findall(rule.text)
        allowed = words[: generation.max_output_tokens or None]
        for at, word in enumerate(allowed):
            await asyncio.sleep(settings.word_delay_ms / 1000 if at else 0)
            yield word
        for at, call in enumerate(rule.tool_calls):
            yield ToolCall(f"call_{len(generation.messages)}_{at}", call.name, call.arguments)
        if rule.fail:
            _fail(rule.fail)
        yield _finish(generation, rule, len(words), len(allowed))


def _rule_for(messages: Sequence[Message], settings: ScriptedSettings) -> Rule:
    tool = _answered_tool(messages)
    said = next((each.text for each in reversed(messages) if each.role is Role.USER), "")
    fitting = (
        each
        for each in settings.rules
        if each.after_tool == tool and re.search(each.when, said, re.IGNORECASE)
    )
    return next(fitting, Rule(text=settings.otherwise))


def _answered_tool(messages: Sequence[Message]) -> str:
    """Return the name of the tool whose result ends the conversation; empty if it ends otherwise."""
    if messages[-1].role is not Role.TOOL:
        return ""
    calls = (call for message in messages for call in message.tool_calls)
    return next((call.name for call in calls if call.id == messages[-1].tool_call_id), "?")


def _finish(generation: Generation, rule: Rule, wanted: int, said: int) -> Finish:
    reason = FinishReason.TOOL_CALLS if rule.tool_calls else FinishReason.STOP
    if said < wanted:
        reason = FinishReason.LENGTH
    read = sum(len(message.text.split()) for message in generation.messages)
    return Finish(reason, input_tokens=read, output_tokens=said)


def _fail(failure: Failure) -> NoReturn:
    match failure:
        case Failure.UNAVAILABLE:
            raise Unavailable("scripted failure")
        case Failure.RESOURCE_EXHAUSTED:
            raise ResourceExhausted("scripted failure")
        case Failure.DEADLINE_EXCEEDED:
            raise DeadlineExceeded("scripted failure")


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[LanguageModel]:
    yield Scripted(_NOT_HERE if opening.settings.mode == "production" else "")
