"""Talks through OpenAI's Realtime API (/v1/realtime), whose models hear and speak by themselves."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from voicera_adapters.audio import Converter
from voicera_adapters.contract import Description, Message, Modality, RealtimeCapabilities, Tool, Voice
from voicera_adapters.net import Socket, broken_off, connected, key_rejected, telling_failures
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.realtime import Event, Realtime, Talk, TalkOptions
from voicera_adapters.talking import Answers, Debt
from voicera_adapters.vendors.openai.failures import session_refused
from voicera_adapters.vendors.openai.presets import COMPATIBLE, OPENAI, PRESETS, headers_of
from voicera_adapters.vendors.openai.session import PHONE, WIDE, RealtimeSettings, Session
from voicera_adapters.vendors.openai.speech_to_text import LANGUAGES
from voicera_adapters.vendors.openai.turns import Turns
from voicera_kit.errors import ServiceError, invalid

MODELS: Final = ("gpt-realtime-2.1", "gpt-realtime-2.1-mini", "gpt-realtime-2", "gpt-realtime-1.5")
_NAMES: Final = "marin cedar alloy ash ballad coral echo sage shimmer verse"
VOICES: Final = tuple(Voice(each, each.title(), "") for each in _NAMES.split())
_KEY_REJECTED: Final = 3000
"""Closes a connection whose key is looked at after it is open."""

DESCRIPTION: Final = Description(
    id=OPENAI,
    modality=Modality.REALTIME,
    display_name=PRESETS[OPENAI].display_name,
    languages=tuple(LANGUAGES),
    capabilities=RealtimeCapabilities(
        tools=True,
        caller_transcripts=True,
        sample_rates_hz=(PHONE.sample_rate_hz, WIDE.sample_rate_hz),
    ),
    settings=RealtimeSettings,
    voices=VOICES,
    models=MODELS,
    any_model=True,
    account=PRESETS[OPENAI].account,
)


class OpenAITalk:
    """A Talk."""

    def __init__(self, socket: Socket, session: Session, options: TalkOptions, answer_s: float) -> None:
        self._socket = socket
        self._session = session
        self._answer_s = answer_s
        self._debt = Debt(answer_s)
        self._converter = Converter(options.format, session.format)
        self._turns = Turns(Answers(session.format, options.format), self._debt)

    async def open(self) -> None:
        """Set the session up, and tell it what was said before."""
        await self._socket.send_text(self._session.opening())
        with telling_failures():
            async with asyncio.timeout(self._answer_s):
                while (told := json.loads(await self._socket.receive()))["type"] != "session.updated":
                    if told["type"] == "error":
                        raise session_refused(told["error"])
        for message in self._session.history():
            await self._socket.send_text(message)

    async def hear(self, audio: bytes) -> None:
        if block := self._converter.convert(audio):
            await self._socket.send_text(self._session.audio(block))

    async def say(self, message: Message) -> None:
        await self._socket.send_text(self._session.text(message))
        self._turns.ask()
        await self._catch_up()

    async def tool_result(self, tool_call_id: str, result: str) -> None:
        await self._socket.send_text(self._session.tool_result(tool_call_id, result))
        self._turns.returned(tool_call_id)
        await self._catch_up()

    async def played(self, answer: int, played_ms: int) -> None:
        """Cut each item of the answer where it was not heard any more."""
        left_ms = float(played_ms)
        for item in self._turns.spoken.get(answer, ()):
            item_ms = self._session.format.duration_ms(item.size)
            if left_ms < item_ms:
                await self._socket.send_text(
                    self._session.truncation(item.id, item.content_index, int(left_ms))
                )
            left_ms = max(left_ms - item_ms, 0.0)

    async def interrupt(self) -> None:
        self._turns.stop()
        await self._catch_up()

    async def update(self, instructions: str, tools: Sequence[Tool]) -> None:
        await self._socket.send_text(self._session.update(instructions, tools))

    async def events(self) -> AsyncGenerator[Event]:
        async with aclosing(self._debt.messages(self._socket)) as messages:
            async for told in messages:
                for event in self._read(told):
                    yield event
                await self._catch_up()
        raise broken_off()

    def _read(self, told: Mapping[str, Any]) -> list[Event]:
        with telling_failures():
            return list(self._turns.read(told))

    async def _catch_up(self) -> None:
        if (response_id := self._turns.take_cancellation()) is not None:
            await self._socket.send_text(self._session.cancellation(response_id))
        if self._turns.take_request():
            await self._socket.send_text(self._session.response())


def closed(code: int, reason: str) -> ServiceError | None:
    """Read the code of a connection that closes without an error."""
    del reason
    return key_rejected() if code == _KEY_REJECTED else None


class OpenAIRealtime:
    """OpenAI's own id with another address is some compatible server; it may need no key."""

    def __init__(self, opening: Opening) -> None:
        own = PRESETS[OPENAI].base_url
        self._opening = opening
        self._base_url = opening.base_url(own)
        self.description = DESCRIPTION if self._base_url == own else _compatible(self._base_url)

    @asynccontextmanager
    async def talk(self, options: TalkOptions) -> AsyncIterator[Talk]:
        if options.temperature is not None:
            raise invalid("temperature", "is nothing these models take")
        session = Session(options, read_settings(RealtimeSettings, options.settings))
        limits = self._opening.settings
        url = f"{self._base_url}/realtime?model={quote(options.model or MODELS[0], safe='')}"
        headers = headers_of(options.account)
        async with connected(self._opening.http, url, limits, headers, closed=closed) as socket:
            talk = OpenAITalk(socket, session, options, limits.vendor_answer_s)
            await talk.open()
            yield talk


def _compatible(base_url: str) -> Description:
    name, account = COMPATIBLE.display_name, COMPATIBLE.account
    return replace(DESCRIPTION, display_name=name, any_voice=True, account=account, server=base_url)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[Realtime]:
    yield OpenAIRealtime(opening)
